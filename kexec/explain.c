/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain.h"

#include <errno.h>
#include <sys/wait.h>

#define NO_LOAD	"no image without the stage was let through"
/* When AT_SECURE is set, or nobody is there to read it: ld.so(8). */
#define IGNORED	"LD_PRELOAD is ignored by a program that is statically " \
		"linked, set-user-ID or entered by a change of the SELinux " \
		"domain"

/* Success is claimed, but the kernel did not take the stage. */
static void explain_success(const struct order *order, struct message *line)
{
	switch (order->state) {
	case ORDER_NOT_SEEN:
		message_set(line, "kexec-tools: ran without the plugin, "
			    NO_LOAD "; " IGNORED);
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

/* A kernel that wants images signed, or appraised by IMA. */
static const char *explain_signature(int error)
{
	switch (error) {
	case EKEYREJECTED:
	case ENOKEY:
	case EKEYEXPIRED:
	case EKEYREVOKED:
	case EBADMSG:
	case ELIBBAD:
	case ENOPKG:
	case ENODATA:
		return "kernel: takes only signed images by "
		       "kexec_file_load(2), and with the stage in front an "
		       "image is no longer the signed one; use -c "
		       "(kexec_load) where the kernel allows it";
	case EACCES:
		return "kernel: its integrity policy (IMA) takes only "
		       "appraised images by kexec_file_load(2), and one with "
		       "the stage in front is not; use -c (kexec_load) where "
		       "the kernel allows it";
	case EPERM:
		return "kernel: does not permit it: where it is locked down, "
		       "it takes only signed images, and one with the stage "
		       "in front is not signed; kexec_load (-c) is closed "
		       "then, too";
	default:
		return NULL;
	}
}

/* What the kernel's answer means where kexec-tools' words do not tell. */
static void explain_refusal(const struct order *order, struct message *line)
{
	const char *text = NULL;

	if (order->by_file && order->error == ENOSYS)
		text = "kernel: has no kexec_file_load(2): use -c or -a";
	else if (order->by_file)
		text = explain_signature(order->error);
	else if (order->error == ENOSYS)
		text = "kernel: has no kexec_load(2): use -s, if it has "
		       "kexec_file_load(2)";
	if (text)
		message_set(line, "%s", text);
}

static void explain_failure(const struct order *order, struct message *line)
{
	if (order->state == ORDER_NOT_SEEN)
		message_set(line, "kexec-tools: the plugin could not be "
			    "preloaded, " NO_LOAD "; " IGNORED ", and lost "
			    "in a wrapper that cleans its environment");
	else if (order->state == ORDER_READY && !order->ended)
		message_set(line, "kexec-tools: went on as another program, "
			    "where the plugin is not preloaded, " NO_LOAD
			    "; use kexec-tools' own program, not a wrapper");
	else if (order->state == ORDER_PASSED)
		explain_refusal(order, line);
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
