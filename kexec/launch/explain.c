/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launch/explain.h"

#include <errno.h>
#include <sys/wait.h>

#include "util/macros.h"

#define NO_LOAD	"no image without the stage was let through"
/* When AT_SECURE is set, or nobody is there to read it: ld.so(8). */
#define IGNORED	"LD_PRELOAD is ignored by a program that is statically " \
		"linked, set-user-ID or entered by a change of the SELinux " \
		"domain"

#define BUSY	"kernel: another program is loading just now, or there are " \
		"CPUs that no kexec can stop (protected KVM, spin-table)"
/* Kernels that want images signed, or appraised by IMA. */
#define SIGNED	"kernel: takes only signed images by kexec_file_load(2), and " \
		"with the stage in front an image is no longer the signed " \
		"one: load a file of kexec-smmu-wrap that was signed, or " \
		"use -c (kexec_load) where the kernel allows it"
#define IMA	"kernel: its integrity policy (IMA) takes only appraised " \
		"images, and one with the stage in front is not: load a " \
		"file of kexec-smmu-wrap that was signed"
#define IMA_LOAD "kernel: its integrity policy (IMA) permits no " \
		"kexec_load(2): use -s with a signed file of kexec-smmu-wrap"
#define AGAIN	"wrap the kernel again, and sign what comes of it"

/* What the kernel's answer means where kexec-tools' words do not tell. */
static const struct {
	int error;
	const char *by_segments;	/* kexec_load(2) */
	const char *by_file;		/* kexec_file_load(2) */
} refusals[] = {
	{ ENOSYS, "kernel: has no kexec_load(2): use -s, if it has "
		  "kexec_file_load(2)",
		  "kernel: has no kexec_file_load(2): use -c or -a" },
	{ EBUSY, BUSY, BUSY },
	{ EKEYREJECTED, NULL, SIGNED },
	{ ENOKEY, NULL, SIGNED },
	{ EKEYEXPIRED, NULL, SIGNED },
	{ EKEYREVOKED, NULL, SIGNED },
	{ EBADMSG, NULL, SIGNED },
	{ ELIBBAD, NULL, SIGNED },
	{ ENOPKG, NULL, SIGNED },
	{ ENODATA, NULL, SIGNED },
	{ EACCES, IMA_LOAD, IMA },
};

/* The same of an image that had its stage already, and went on as it was. */
static const struct {
	int error;
	const char *text;
} wrapped_refusals[] = {
	{ ENODATA, "kernel: the wrapped image is not signed, and only signed "
		   "ones are taken: sign it, with sbsign for one" },
	{ ELIBBAD, "kernel: the wrapped image has no PE header that can hold a "
		   "signature: " AGAIN },
	{ ENOKEY, "kernel: does not know the key that the wrapped image is "
		  "signed by: import its certificate (mokutil --import, or the "
		  "firmware's db)" },
	{ EKEYREJECTED, "kernel: the wrapped image was changed after it was "
			"signed, or its certificate is on a deny list: " AGAIN },
	{ EKEYEXPIRED, "kernel: the key that the wrapped image is signed by "
		       "has expired: sign it by another" },
	{ EKEYREVOKED, "kernel: the key that the wrapped image is signed by "
		       "was revoked: sign it by another" },
	{ EBADMSG, "kernel: the signature of the wrapped image cannot be read: "
		   AGAIN },
	{ ENOPKG, "kernel: does not know the kind of signature of the wrapped "
		  "image: sign it by RSA and SHA-256" },
	{ EACCES, "kernel: its integrity policy (IMA) does not take the "
		  "wrapped image: sign it by a key that the policy wants" },
};

const char *explain_kernel(const struct kernel_facts *facts)
{
	if (!facts->may_load)
		return "kernel: only root can load an image (CAP_SYS_BOOT)";
	if (facts->load_disabled)
		return "kernel: takes no image until the next boot: the "
		       "sysctl kernel.kexec_load_disabled is set";
	if (facts->limit_reached)
		return facts->crash ?
		       "kernel: takes no more crash kernels: the sysctl "
		       "kernel.kexec_load_limit_panic is 0" :
		       "kernel: takes no more images: the sysctl "
		       "kernel.kexec_load_limit_reboot is 0";
	if (facts->locked_down)
		return "kernel: is locked down, so that it takes only signed "
		       "images, by kexec_file_load(2); with the stage an "
		       "image is no longer the signed one: load a file of "
		       "kexec-smmu-wrap that was signed";
	return NULL;
}

static const char *explain_permission(const struct order *order,
				      const struct kernel_facts *facts)
{
	const char *refusal = explain_kernel(facts);

	if (order->wrapped && order->by_file &&
	    (!refusal || (facts->may_load && !facts->load_disabled &&
			  !facts->limit_reached)))
		return "kernel: does not take the wrapped image: where it is "
		       "locked down it has to be signed, unchanged since, by "
		       "a key that the kernel knows; dmesg may say more";
	if (refusal)
		return refusal;
	/* What tells of a lock-down (securityfs) may not be there. */
	return order->by_file ?
	       "kernel: does not permit it: where it is locked down, it takes "
	       "only signed images, and with the stage an image is no longer "
	       "the signed one: load a file of kexec-smmu-wrap that was "
	       "signed" : NULL;
}

/* NULL where there is nothing to add to kexec-tools' words. */
static const char *explain_refusal(const struct order *order,
				   const struct kernel_facts *facts)
{
	size_t i;

	if (order->error == EPERM)
		return explain_permission(order, facts);
	if (order->wrapped && order->by_file)
		for (i = 0; i < ARRAY_SIZE(wrapped_refusals); i++)
			if (wrapped_refusals[i].error == order->error)
				return wrapped_refusals[i].text;
	for (i = 0; i < ARRAY_SIZE(refusals); i++)
		if (refusals[i].error == order->error)
			return order->by_file ? refusals[i].by_file :
						refusals[i].by_segments;
	return NULL;
}

/* kexec-tools says that it failed; perhaps there is more to say than it does. */
static void explain_failure(const struct order *order,
			    const struct kernel_facts *facts,
			    struct message *line)
{
	/* The kernel frees an old crash image before it looks at the new. */
	static const char none[] = "no crash kernel is loaded now";
	bool lost = facts->crash && facts->crash_loaded == 0;
	const char *refusal;

	if (order->state == ORDER_NOT_SEEN)
		message_set(line, "kexec-tools: the plugin could not be "
			    "preloaded, " NO_LOAD "; " IGNORED ", and lost "
			    "in a wrapper that cleans its environment");
	else if (order->state == ORDER_READY && !order->ended)
		message_set(line, "kexec-tools: went on as another program, "
			    "where the plugin is not preloaded, " NO_LOAD
			    "; use kexec-tools' own program, not a wrapper");
	else if (order->state == ORDER_READY && facts->crash &&
		 facts->no_crash_memory && facts->wants_crash_memory)
		message_set(line, "kernel: has reserved no memory for a crash "
			    "kernel although crashkernel= was given: its log "
			    "tells why");
	if (order->state != ORDER_PASSED)
		return;
	refusal = explain_refusal(order, facts);
	if (refusal)
		message_set(line, "%s%s%s", refusal, lost ? "; " : "",
			    lost ? none : "");
	else if (lost)
		message_set(line, "kernel: has refused it, and %s", none);
}

bool explain_load(const struct order *order, int status,
		  const struct kernel_facts *facts, struct message *ret_line)
{
	ret_line->text[0] = '\0';
	if (!WIFEXITED(status))
		return false;
	if (WEXITSTATUS(status) != 0) {
		explain_failure(order, facts, ret_line);
		return false;
	}
	switch (order->state) {
	case ORDER_LOADED:
	case ORDER_UNFENCED:
		return false;
	case ORDER_NOT_SEEN:
		message_set(ret_line, "kexec-tools: ran without the plugin, "
			    NO_LOAD "; " IGNORED);
		return true;
	case ORDER_READY:
		message_set(ret_line, "kexec-tools: ended without a load that "
			    "the plugin saw, " NO_LOAD);
		return true;
	default:
		message_set(ret_line, "kexec-tools: ended well although its "
			    "load failed: nothing was loaded");
		return true;
	}
}

bool explain_is_kept(const struct order *order)
{
	return order->state == ORDER_NOT_SEEN || !order->ended;
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
