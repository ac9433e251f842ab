/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/outcome.h"

#include <errno.h>

#include "util/say.h"

bool plugin_may_be_stage(int error)
{
	return error != EPERM && error != EBUSY && error != ENOSYS &&
	       error != EINTR && error != EFAULT;
}

long plugin_without_stage(struct order *order, const struct plugin_call *call,
			  int error, const struct message *why)
{
	struct plugin_call marked = *call;

	if (!order->best_effort) {
		say("the stage cannot go in, nothing is loaded: %s", why->text);
		order->state = ORDER_REFUSED;
		order->error = error;
		errno = error;
		return -1;
	}
	/* The guard lets it pass by its mark, which the kernel ignores. */
	marked.args[5] = (long)order->mark;
	order->state = ORDER_PASSED;
	order->error = 0;
	if (plugin_forward(&marked) != 0) {
		order->error = errno;
		return -1;
	}
	order->segment = 0;
	order->cause = *why;
	order->state = ORDER_UNFENCED;
	say("NOT FENCED: the stage cannot go in, the image is loaded without "
	    "it: %s", why->text);
	return 0;
}
