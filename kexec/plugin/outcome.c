/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What becomes of a call that was made, or that cannot be made as ordered. */
#include <errno.h>
#include <linux/kexec.h>
#include <string.h>
#include <sys/syscall.h>

#include "plugin/plugin.h"
#include "record/write.h"
#include "util/say.h"

static bool is_crash(const struct plugin_call *call)
{
	if (call->number == SYS_kexec_file_load)
		return call->args[4] & KEXEC_FILE_ON_CRASH;
	return call->args[3] & KEXEC_ON_CRASH;
}

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
					   is_crash(call) ? RECORD_CRASH :
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
