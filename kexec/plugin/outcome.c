/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/outcome.h"

#include <errno.h>

#include "util/say.h"

bool plugin_may_be_stage(int error)
{
	return error != EPERM && error != EBUSY && error != ENOSYS &&
	       error != EINTR && error != EFAULT;
}

long plugin_give(const struct order *order, const struct plugin_call *call)
{
	return order->dry_run ? 0 : plugin_forward(call);
}

long plugin_refuse(struct order *order, int error, const struct message *why)
{
	say("the stage cannot be added, nothing is loaded: %s", why->text);
	order->state = ORDER_REFUSED;
	order->error = error;
	errno = error;
	return -1;
}

enum plugin_match plugin_match(const struct order *order, const uint8_t *bytes,
			       size_t size, enum unwrap_actions actions,
			       struct message *why)
{
	const uint8_t *segment = (const uint8_t *)order + order->image_offset;
	struct unwrap_difference difference, first;
	struct unwrap_plan here;
	struct unwrapped file;
	struct message line;
	size_t step = 0;
	int error;

	error = unwrap_read(bytes, size, &file);
	if (error == UNWRAP_OK)
		error = unwrap_segment(segment, order->image_size, &here);
	if (error != UNWRAP_OK) {
		message_set(why, "kernel: has a stage of its own, but is %s",
			    unwrap_strerror(error));
		return PLUGIN_ELSEWHERE;
	}
	first = difference = unwrap_compare(&file.plan, &here, actions,
					    &step);
	if (first.kind == UNWRAP_SAME)
		return PLUGIN_SAME;
	/* Best effort allows another machine, and never another policy. */
	while (difference.kind != UNWRAP_SAME &&
	       difference.kind != UNWRAP_POLICY)
		difference = unwrap_compare(&file.plan, &here, actions, &step);
	if (difference.kind == UNWRAP_POLICY)
		first = difference;
	unwrap_describe(&first, &line);
	message_set(why, "kernel: has a stage of its own, for %s: %s",
		    first.kind == UNWRAP_POLICY ? "another policy" :
		    first.kind == UNWRAP_ANY ? "any machine" :
					       "another machine",
		    line.text);
	return first.kind == UNWRAP_POLICY ? PLUGIN_POLICY : PLUGIN_ELSEWHERE;
}

long plugin_without_stage(struct order *order, const struct plugin_call *call,
			  int error, const struct message *why)
{
	struct plugin_call marked = *call;

	if (!order->best_effort)
		return plugin_refuse(order, error, why);
	/* The guard lets it pass by its mark, which the kernel ignores. */
	marked.args[5] = (long)order->mark;
	order->state = ORDER_PASSED;
	order->error = 0;
	if (plugin_give(order, &marked) != 0) {
		order->error = errno;
		return -1;
	}
	order->segment = 0;
	order->cause = *why;
	order->state = ORDER_UNFENCED;
	if (order->wrapped)
		say("NOT FENCED: the image is loaded with only its own stage: "
		    "%s", why->text);
	else
		say("NOT FENCED: the stage cannot be added, the image is loaded "
		    "without it: %s", why->text);
	return 0;
}
