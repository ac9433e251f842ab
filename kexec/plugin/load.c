/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kexec_load(2) with one segment more: the stage and its plan. */
#include <errno.h>
#include <linux/kexec.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plugin/place.h"
#include "plan/plan.h"
#include "plugin/plugin.h"
#include "util/read-file.h"

/* A line for each range; a large machine has some thousand. */
#define IOMEM_SIZE_MAX	(16u << 20)

/* What kexec-tools asked for. */
struct image {
	uint64_t entry;
	const struct kexec_segment *segments;
	size_t count;
	bool crash;
};

static struct image image_of(const struct plugin_call *call)
{
	return (struct image){
		.entry = (uint64_t)call->args[0],
		.segments = (const struct kexec_segment *)
				(uintptr_t)call->args[2],
		.count = (size_t)call->args[1],
		.crash = call->args[3] & KEXEC_ON_CRASH,
	};
}

/* One that wraps around reaches to the end: the kernel will refuse it. */
static size_t image_ranges(const struct image *image,
			   struct range ranges[static KEXEC_SEGMENT_MAX])
{
	size_t count = 0;
	size_t i;

	for (i = 0; i < image->count; i++) {
		uint64_t first = (uint64_t)(uintptr_t)image->segments[i].mem;
		uint64_t size = image->segments[i].memsz;

		if (size == 0)
			continue;
		ranges[count].first = first;
		ranges[count].last = size - 1 > UINT64_MAX - first ?
					     UINT64_MAX : first + (size - 1);
		count++;
	}
	return count;
}

/* 0 and the memory map, or an errno and why not. */
static int read_iomem(struct iomem *ret_iomem, struct message *why)
{
	const char *path = plugin_iomem_path();
	uint8_t *text;
	size_t size;
	int error = read_file(path, IOMEM_SIZE_MAX, &text, &size);

	if (error != 0) {
		message_set(why, "%s: %s", path, strerror(error));
		return error;
	}
	error = iomem_parse((const char *)text, size, ret_iomem);
	free(text);
	if (error == IOMEM_OK)
		return 0;
	message_set(why, "%s: %s", path, iomem_strerror(error));
	switch (error) {
	case IOMEM_E_MEMORY:
		return ENOMEM;
	case IOMEM_E_HIDDEN:
		return EPERM;
	default:
		return EINVAL;
	}
}

static int find_place(const struct image *image, size_t size, size_t page,
		      uint64_t *ret_address, struct message *why)
{
	struct range ranges[KEXEC_SEGMENT_MAX];
	struct iomem iomem;
	struct place_request request = {
		.iomem = &iomem,
		.segments = ranges,
		.segment_count = image_ranges(image, ranges),
		.size = size,
		.align = page,
		.crash = image->crash,
		.entry = image->entry,
	};
	int error = read_iomem(&iomem, why);

	if (error != 0)
		return error;
	error = place_find(&request, ret_address);
	iomem_clear(&iomem);
	if (error == PLACE_OK)
		return 0;
	message_set(why, "%s", place_strerror(error));
	return error == PLACE_E_ROOM ? ENOMEM : EINVAL;
}

static size_t round_up(size_t size, size_t page)
{
	return (size + page - 1) / page * page;
}

/* The segment's bytes and place. Returns 0, or an errno and why not. */
static int make_segment(const struct order *order, const struct image *image,
			struct kexec_segment *ret_segment, struct message *why)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t size = round_up(order->image_size, page);
	size_t memory_size = round_up(order->memory_size, page);
	uint64_t address;
	uint8_t *bytes;
	int error;

	error = find_place(image, memory_size, page, &address, why);
	if (error != 0)
		return error;
	bytes = calloc(1, size);
	if (!bytes) {
		message_set(why, "out of memory");
		return ENOMEM;
	}
	memcpy(bytes, (const uint8_t *)order + order->image_offset,
	       order->image_size);
	plan_set_next(bytes + order->plan_offset, image->entry);
	*ret_segment = (struct kexec_segment){
		.buf = bytes,
		.bufsz = size,
		.mem = (const void *)(uintptr_t)address,
		.memsz = memory_size,
	};
	return 0;
}

/* The stage's entry is its first byte. The mark is what the guard asks for. */
static long load_with(struct order *order, const struct plugin_call *call,
		      const struct kexec_segment *stage)
{
	struct kexec_segment segments[KEXEC_SEGMENT_MAX];
	struct image image = image_of(call);
	struct plugin_call ours = {
		.number = call->number,
		.args = { (long)(uintptr_t)stage->mem, call->args[1] + 1,
			  (long)(uintptr_t)segments, call->args[3],
			  call->args[4], (long)order->mark },
	};
	long result;

	memcpy(segments, image.segments, image.count * sizeof(*segments));
	segments[image.count] = *stage;
	order->segment = (uint64_t)(uintptr_t)stage->mem;
	order->next = image.entry;
	order->error = 0;
	order->state = ORDER_PASSED;
	result = plugin_forward(&ours);
	if (result != 0)
		order->error = errno;
	else
		order->state = ORDER_LOADED;
	return result;
}

static long load_stage(struct order *order, const struct plugin_call *call,
		       const struct image *image)
{
	struct kexec_segment stage;
	struct message why;
	long result;
	int error;

	error = make_segment(order, image, &stage, &why);
	if (error != 0)
		return plugin_without_stage(order, call, error, &why);
	result = load_with(order, call, &stage);
	error = errno;
	free((void *)(uintptr_t)stage.buf);
	if (result == 0) {
		plugin_record(order, call, NULL);
		return 0;
	}
	if (order->best_effort && plugin_may_be_stage(error)) {
		message_set(&why, "the kernel refused it with the stage: %s",
			    strerror(error));
		return plugin_without_stage(order, call, error, &why);
	}
	errno = error;
	return result;
}

long plugin_load(struct order *order, const struct plugin_call *call)
{
	struct image image = image_of(call);
	struct message why;

	if (image.count < KEXEC_SEGMENT_MAX)
		return load_stage(order, call, &image);
	message_set(&why, "the image has %zu segments, and the kernel takes %d "
		    "with the stage's", image.count, KEXEC_SEGMENT_MAX);
	return plugin_without_stage(order, call, EINVAL, &why);
}
