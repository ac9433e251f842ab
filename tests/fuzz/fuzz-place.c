/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A memory map and the place that is found in it, by libFuzzer. The first bytes
 * are the request, the rest is /proc/iomem.
 *
 * fuzz-sources: kexec/plugin/iomem.c kexec/plugin/place.c kexec/util/array.c
 * fuzz-sources: kexec/util/number.c kexec/util/message.c kexec/util/read-file.c
 */
#include <stdlib.h>
#include <string.h>

#include "plugin/iomem.h"
#include "plugin/place.h"

#define SEGMENTS	3u
#define PAGE		4096u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool condition)
{
	if (!condition)
		abort();
}

static bool meets(const struct range *range, uint64_t first, uint64_t last)
{
	return range->first <= last && first <= range->last;
}

static void check(const struct place_request *request, uint64_t address)
{
	const struct iomem *iomem = request->iomem;
	uint64_t last = address + request->size - 1;
	bool in_ram = false;
	size_t i;

	demand(address % request->align == 0 && last >= address);
	for (i = 0; i < request->segment_count; i++)
		demand(!meets(&request->segments[i], address, last));
	for (i = 0; request->crash && i < iomem->crash.count; i++)
		in_ram |= iomem->crash.items[i].first <= address &&
			  last <= iomem->crash.items[i].last;
	for (i = 0; !request->crash && i < iomem->taken.count; i++)
		demand(!meets(&iomem->taken.items[i], address, last));
	for (i = 0; !request->crash && i < iomem->crash.count; i++)
		demand(!meets(&iomem->crash.items[i], address, last));
	for (i = 0; !request->crash && i < iomem->ram.count; i++)
		in_ram |= iomem->ram.items[i].first <= address &&
			  last <= iomem->ram.items[i].last;
	demand(in_ram);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct range segments[SEGMENTS];
	struct place_request request = {
		.segments = segments, .segment_count = SEGMENTS, .align = PAGE,
	};
	struct iomem iomem;
	uint64_t address = 77;
	size_t i;

	if (size < 2 + 2 * SEGMENTS ||
	    iomem_parse((const char *)data + 2 + 2 * SEGMENTS,
			size - 2 - 2 * SEGMENTS, &iomem) != IOMEM_OK)
		return 0;
	for (i = 0; i < SEGMENTS; i++) {
		segments[i].first = (uint64_t)data[2 + 2 * i] << 20;
		segments[i].last = segments[i].first +
				   ((uint64_t)data[3 + 2 * i] + 1) * PAGE - 1;
	}
	request.iomem = &iomem;
	request.size = ((uint64_t)data[0] + 1) * PAGE;
	request.crash = data[1] & 1;
	request.entry = segments[0].first;
	if (place_find(&request, &address) == PLACE_OK)
		check(&request, address);
	else
		demand(address == 77);
	iomem_clear(&iomem);
	return 0;
}
