/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "platform/dtb.h"

#include "io.h"
#include "job/cache.h"
#include "job/fdt.h"

/*
 * Memory that the next image reads with caches on is written here with caches
 * off. Cached lines of it must neither be written back over the copy, so they
 * are removed before, nor be found in its place, so they are removed after as
 * well.
 */
static void copy(uint64_t from, uint64_t to, uint64_t size)
{
	uint64_t i;

	cache_invalidate(from, size, false);
	cache_invalidate(to, size, false);
	for (i = 0; i < size; i += 8)
		io_write64(to + i, io_read64(from + i));
	io_barrier();
	cache_invalidate(to, size, true);
}

void dtb_copy(struct job *job, const struct smmu_plan_entry *entry,
	      uint64_t image, uint64_t *tree)
{
	uint64_t from = *tree;
	uint64_t to = entry->base;
	uint64_t size;

	job->outcome = OUTCOME_REFUSED;
	job_end(job);
	cache_invalidate(from, 8, false);
	if (fdt_read(from + FDT_AT_MAGIC) != FDT_MAGIC)
		return;
	size = (uint64_t)fdt_read(from + FDT_AT_SIZE) + 7;
	size &= ~UINT64_C(7);
	if (size < FDT_HEADER_SIZE || size > FDT_SIZE_MAX ||
	    to - image < entry->size || image - to < size ||
	    (to != from && to - from < size))
		return;
	if (to != from)
		copy(from, to, size);
	*tree = to;
	job->outcome = OUTCOME_DONE;
}
