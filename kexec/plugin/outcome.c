/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/outcome.h"

#include <errno.h>
#include <sys/syscall.h>

#include "record/write.h"
#include "util/say.h"

void plugin_record(struct order *order, const struct plugin_call *call,
		   const struct message *cause)
{
	bool is_file = call->number == SYS_kexec_file_load;
	struct record_head head = {
		.call = is_file ? "kexec_file_load" : "kexec_load",
		.has_stage = !cause,
		.segment = order->segment,
		.cause = cause ? cause->text : NULL,
	};

	order->record_error = record_write(order_folder(order), order->lock,
					   plugin_is_crash(call) ? RECORD_CRASH :
								   RECORD_NORMAL,
					   &head, order_body(order));
}

bool plugin_may_be_stage(int error)
{
	return error != EPERM && error != EBUSY && error != ENOSYS &&
	       error != EINTR && error != EFAULT;
}

/* The guard lets it pass by its mark, which the kernel does not look at. */
static long load_without(struct order *order, const struct plugin_call *call,
			 const struct message *why)
{
	struct plugin_call marked = *call;
	long result;

	marked.args[5] = (long)order->mark;
	order->state = ORDER_PASSED;
	order->error = 0;
	result = plugin_forward(&marked);
	if (result != 0) {
		order->error = errno;
		return result;
	}
	order->state = ORDER_UNFENCED;
	order->segment = 0;
	plugin_record(order, call, why);
	say("warning: the stage cannot go in, the image is loaded without it: "
	    "%s", why->text);
	return 0;
}

long plugin_without_stage(struct order *order, const struct plugin_call *call,
			  int error, const struct message *why)
{
	if (order->best_effort)
		return load_without(order, call, why);
	say("the stage cannot go in, nothing is loaded: %s", why->text);
	order->state = ORDER_REFUSED;
	order->error = error;
	errno = error;
	return -1;
}
