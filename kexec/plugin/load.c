/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kexec_load(2) with one more segment: the stage and its plan. */
#include "plugin/load.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/kexec.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "image/image.h"
#include "plan/next.h"
#include "plugin/iomem-path.h"
#include "plugin/outcome.h"
#include "plugin/place.h"
#include "plugin/tree-word.h"
#include "smmu-plan.h"
#include "util/message.h"
#include "util/say.h"

/* What kexec-tools asked for. */
struct asked {
	uint64_t entry;
	const struct kexec_segment *segments;
	size_t count;
	bool crash;
};

/* Memory for the stage, clear of all segments. 0, or an errno and why not. */
static int find_place(const struct asked *asked, size_t size, size_t page,
		      uint64_t *ret_address, struct message *why)
{
	struct range ranges[KEXEC_SEGMENT_MAX];
	struct iomem iomem;
	struct place_request request = {
		.iomem = &iomem,
		.segments = ranges,
		.size = size,
		.align = page,
		.crash = asked->crash,
		.entry = asked->entry,
	};
	size_t i;
	int error;

	for (i = 0; i < asked->count; i++) {
		uint64_t first = (uint64_t)(uintptr_t)asked->segments[i].mem;
		uint64_t last = first + (asked->segments[i].memsz - 1);

		if (asked->segments[i].memsz == 0)
			continue;
		/* It wraps around, and the kernel will refuse it. */
		if (last < first)
			last = UINT64_MAX;
		ranges[request.segment_count++] = (struct range){ first, last };
	}
	error = iomem_read(plugin_iomem_path(), &iomem, why);
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

/* Beside the log's text: a node, a property, its name, and what rounds up. */
#define LOG_ADDED	64u
/* What an image can take (booting.rst). */
#define TREE_MAX	(UINT32_C(2) << 20)

/* The segment's bytes, owned, and place. 0, or an errno and why not. */
static int make_segment(const struct order *order, const struct asked *asked,
			struct kexec_segment *ret_segment, struct message *why)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t size = round_up(order->image_size, page);
	uint8_t *bytes = calloc(1, size);
	struct tree_word word = { 0 };
	size_t memory_size, tree_size = 0;
	uint64_t address;
	int error;

	if (!bytes) {
		message_oom(why);
		return ENOMEM;
	}
	memcpy(bytes, (const uint8_t *)order + order->image_offset,
	       order->image_size);
	/* Where the place of the log is not known, the load is as good. */
	if (tree_word_find(asked->segments, asked->count, asked->entry, &word))
		tree_size = round_up(word.tree_size + SMMU_PLAN_LOG_SIZE +
				     LOG_ADDED, 8);
	else if (order->debug)
		say("no log for the next system: the purgatory has no place "
		    "for the device tree's address, or more than one");
	memory_size = plan_next_log(bytes, bytes + order->plan_offset,
				    word.address, tree_size < TREE_MAX ?
				    (uint32_t)tree_size : TREE_MAX);
	memory_size = round_up(memory_size, page);
	error = find_place(asked, memory_size, page, &address, why);
	if (error != 0) {
		free(bytes);
		return error;
	}
	plan_next_set(bytes + order->plan_offset, asked->entry);
	*ret_segment = (struct kexec_segment){
		.buf = bytes,
		.bufsz = size,
		.mem = (const void *)(uintptr_t)address,
		.memsz = memory_size,
	};
	return 0;
}

/*
 * Does an image of these segments have a stage of its own? It runs second, so
 * its actions win, unless it keeps what it finds. Returns false if that must not
 * be.
 */
static bool check_wrapped(struct order *order, const struct asked *asked)
{
	struct message why;
	size_t i;

	order->wrapped = false;
	order->cause.text[0] = '\0';
	for (i = 0; i < asked->count; i++) {
		const uint8_t *bytes = asked->segments[i].buf;
		size_t size = asked->segments[i].bufsz;
		enum plugin_match match;

		if (!image_stage_offset(bytes, size))
			continue;
		order->wrapped = true;
		match = plugin_match(order, bytes, size, UNWRAP_ACTIONS_AFTER,
				     &why);
		if (match == PLUGIN_SAME)
			continue;
		if (match == PLUGIN_POLICY || !order->best_effort) {
			plugin_refuse(order, PLUGIN_MISMATCH, &why);
			return false;
		}
		order->cause = why;
		say("warning: %s", why.text);
	}
	return true;
}

/* In a dry run, print what would be loaded where; the stage comes last. */
static void tell(const struct kexec_segment *segments, size_t count,
		 uint64_t entry)
{
	size_t i;

	for (i = 0; i <= count; i++)
		say("dry run: kexec_load(2): 0x%" PRIx64 " to 0x%" PRIx64 "%s",
		    (uint64_t)(uintptr_t)segments[i].mem,
		    (uint64_t)(uintptr_t)segments[i].mem +
			    segments[i].memsz - 1,
		    i == count ? ", the stage" : "");
	say("dry run: the stage goes on to 0x%" PRIx64, entry);
}

long plugin_load(struct order *order, const struct plugin_call *call)
{
	const struct asked asked = {
		.entry = (uint64_t)call->args[0],
		.segments = (const struct kexec_segment *)
				(uintptr_t)call->args[2],
		.count = (size_t)call->args[1],
		.crash = plugin_is_crash(call),
	};
	struct kexec_segment segments[KEXEC_SEGMENT_MAX];
	struct kexec_segment stage;
	struct plugin_call ours = *call;
	struct message why;
	int error;

	if (asked.count >= KEXEC_SEGMENT_MAX) {
		message_set(&why, "the image has %zu segments, but the kernel "
			    "accepts only %d with the stage's", asked.count,
			    KEXEC_SEGMENT_MAX);
		return plugin_without_stage(order, call, EINVAL, &why);
	}
	if (!check_wrapped(order, &asked))
		return -1;
	error = make_segment(order, &asked, &stage, &why);
	if (error != 0)
		return plugin_without_stage(order, call, error, &why);
	memcpy(segments, asked.segments, asked.count * sizeof(*segments));
	segments[asked.count] = stage;

	/* The stage's entry is its first byte; the guard asks for the mark. */
	ours.args[0] = (long)(uintptr_t)stage.mem;
	ours.args[1] = call->args[1] + 1;
	ours.args[2] = (long)(uintptr_t)segments;
	ours.args[5] = (long)order->mark;
	order->segment = (uint64_t)(uintptr_t)stage.mem;
	order->next = asked.entry;
	order->error = 0;
	order->state = ORDER_PASSED;
	error = plugin_give(order, &ours) == 0 ? 0 : errno;
	free((void *)(uintptr_t)stage.buf);
	if (error == 0) {
		order->state = ORDER_LOADED;
		if (order->dry_run)
			tell(segments, asked.count, asked.entry);
		return 0;
	}
	order->error = error;
	if (order->best_effort && plugin_may_be_stage(error)) {
		message_set(&why, "the kernel refused the image with the stage: %s",
			    strerror(error));
		return plugin_without_stage(order, call, error, &why);
	}
	errno = error;
	return -1;
}
