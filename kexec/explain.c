/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain.h"

#include <errno.h>
#include <sys/wait.h>

#define NO_LOAD	"no image without the stage was let through"

/* Success is claimed, but the kernel did not take the stage. */
static void explain_success(const struct order *order, struct message *line)
{
	switch (order->state) {
	case ORDER_NOT_SEEN:
		message_set(line, "kexec-tools: ran without the plugin, "
			    NO_LOAD "; use a kexec-tools that is dynamically linked "
			    "and not set-user-ID");
		break;
	case ORDER_READY:
		message_set(line, "kexec-tools: ended without a load that the "
			    "plugin saw, " NO_LOAD);
		break;
	default:
		message_set(line, "kexec-tools: ended well although its load "
			    "failed: nothing was loaded");
		break;
	}
}

static void explain_failure(const struct order *order, struct message *line)
{
	if (order->state == ORDER_NOT_SEEN)
		message_set(line, "kexec-tools: the plugin could not be "
			    "preloaded, " NO_LOAD "; use a kexec-tools that "
			    "is dynamically linked and not set-user-ID, "
			    "and no wrapper that cleans its environment");
	else if (order->state == ORDER_READY && !order->ended)
		message_set(line, "kexec-tools: went on as another program, "
			    "where the plugin is not preloaded, " NO_LOAD
			    "; use kexec-tools' own program, not a wrapper");
	else if (order->state == ORDER_PASSED && order->error == ENOSYS)
		message_set(line, "kernel: has no kexec_load(2), and a "
			    "policy needs it in this version");
}

const char *explain_kept(const struct order *order)
{
	if (order->state == ORDER_NOT_SEEN)
		return "kexec-tools: the plugin cannot be preloaded into it";
	if (!order->ended)
		return "kexec-tools: goes on as another program, where the "
		       "plugin is not preloaded";
	return "kexec-tools: does not load with the plugin";
}

bool explain_load(const struct order *order, int status,
		  struct message *ret_line)
{
	ret_line->text[0] = '\0';
	if (!WIFEXITED(status))
		return false;
	if (WEXITSTATUS(status) != 0) {
		explain_failure(order, ret_line);
		return false;
	}
	if (order->state == ORDER_LOADED || order->state == ORDER_UNFENCED)
		return false;
	explain_success(order, ret_line);
	return true;
}
