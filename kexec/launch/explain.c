/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launch/explain.h"

#include <errno.h>
#include <sys/wait.h>

#include "util/macros.h"

#define NO_LOAD	"so nothing was loaded"
/* If AT_SECURE is set, or there is no dynamic linker: ld.so(8). */
#define IGNORED	"LD_PRELOAD is ignored by static or set-user-ID programs " \
		"and across an SELinux domain change"

#define BUSY	"kernel: busy: another load is in progress, or some CPUs " \
		"cannot be stopped for kexec (protected KVM, spin-table)"
/* For kernels that want images signed, or appraised by IMA. */
#define WRAPPED	"load a signed file of kexec-smmu-wrap"
#define SIGNED	"kernel: accepts only signed images with kexec_file_load(2), " \
		"and adding the stage invalidates the signature: " WRAPPED \
		", or use -c (kexec_load) where the kernel allows it"
#define IMA	"kernel: its integrity policy (IMA) accepts only appraised " \
		"images, and an image with the stage added is not: " WRAPPED
#define IMA_LOAD "kernel: its integrity policy (IMA) does not permit " \
		"kexec_load(2): use -s with a signed file of kexec-smmu-wrap"
#define AGAIN	"wrap the kernel again, and sign the result"

/* What the kernel's answer means where kexec-tools does not say so. */
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

/* The same for an image that had its own stage and was passed on as it was. */
static const struct {
	int error;
	const char *text;
} wrapped_refusals[] = {
	{ ENODATA, "kernel: accepts only signed images, and the wrapped image "
		   "is not signed: sign it, for example with sbsign" },
	{ ELIBBAD, "kernel: the wrapped image has no PE header that can hold a "
		   "signature: " AGAIN },
	{ ENOKEY, "kernel: does not know the key that signed the wrapped "
		  "image: import its certificate (mokutil --import, or the "
		  "firmware's db)" },
	{ EKEYREJECTED, "kernel: the wrapped image was changed after it was "
			"signed, or its certificate is on a deny list: " AGAIN },
	{ EKEYEXPIRED, "kernel: the key that signed the wrapped image has "
		       "expired: sign it with another" },
	{ EKEYREVOKED, "kernel: the key that signed the wrapped image was "
		       "revoked: sign it with another" },
	{ EBADMSG, "kernel: the signature of the wrapped image cannot be read: "
		   AGAIN },
	{ ENOPKG, "kernel: does not support the signature's algorithm on the "
		  "wrapped image: sign it with RSA and SHA-256" },
	{ EACCES, "kernel: its integrity policy (IMA) rejects the wrapped "
		  "image: sign it with a key that the policy trusts" },
};

const char *explain_kernel(const struct kernel_facts *facts)
{
	if (!facts->may_load)
		return "kernel: only root can load an image (CAP_SYS_BOOT)";
	if (facts->load_disabled)
		return "kernel: accepts no image until the next boot: the "
		       "sysctl kernel.kexec_load_disabled is set";
	if (facts->limit_reached)
		return facts->crash ?
		       "kernel: accepts no more crash kernels: the sysctl "
		       "kernel.kexec_load_limit_panic is 0" :
		       "kernel: accepts no more images: the sysctl "
		       "kernel.kexec_load_limit_reboot is 0";
	if (facts->locked_down)
		return "kernel: is locked down, and accepts only signed images "
		       "with kexec_file_load(2); adding the stage invalidates "
		       "the signature: " WRAPPED;
	return NULL;
}

static const char *explain_permission(const struct order *order,
				      const struct kernel_facts *facts)
{
	const char *refusal = explain_kernel(facts);

	if (order->wrapped && order->by_file &&
	    (!refusal || (facts->may_load && !facts->load_disabled &&
			  !facts->limit_reached)))
		return "kernel: rejected the wrapped image: a locked-down "
		       "kernel wants it signed, unchanged since, with a key "
		       "that it knows; dmesg may say more";
	if (refusal)
		return refusal;
	/* securityfs, which shows a lock-down, may not be mounted. */
	return order->by_file ?
	       "kernel: permission denied: a locked-down kernel accepts only "
	       "signed images, and adding the stage invalidates the "
	       "signature: " WRAPPED : NULL;
}

/* NULL if there is nothing to add to what kexec-tools says. */
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

/* kexec-tools has said that it failed; add what it does not know. */
static void explain_failure(const struct order *order,
			    const struct kernel_facts *facts,
			    struct message *line)
{
	/* The kernel frees an old crash image before it looks at the new. */
	static const char none[] = "no crash kernel is loaded now";
	bool lost = facts->crash && facts->crash_loaded == 0;
	const char *refusal;

	if (order->state == ORDER_NOT_SEEN)
		message_set(line, "kexec-tools: did not load the plugin, "
			    NO_LOAD "; " IGNORED "; a wrapper may have "
			    "cleared it");
	else if (order->state == ORDER_READY && !order->ended)
		message_set(line, "kexec-tools: continued as another program, "
			    "without the plugin, " NO_LOAD "; use kexec-tools' "
			    "own program, not a wrapper");
	else if (order->state == ORDER_READY && facts->crash &&
		 facts->no_crash_memory && facts->wants_crash_memory)
		message_set(line, "kernel: reserved no memory for a crash "
			    "kernel although crashkernel= was given: see its "
			    "log for why");
	if (order->state != ORDER_PASSED)
		return;
	refusal = explain_refusal(order, facts);
	if (refusal)
		message_set(line, "%s%s%s", refusal, lost ? "; " : "",
			    lost ? none : "");
	else if (lost)
		message_set(line, "kernel: refused it, and %s", none);
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
		message_set(ret_line, "kexec-tools: did not load the plugin, "
			    NO_LOAD "; " IGNORED);
		return true;
	case ORDER_READY:
		message_set(ret_line, "kexec-tools: exited without a load that "
			    "the plugin saw, " NO_LOAD);
		return true;
	default:
		message_set(ret_line, "kexec-tools: exited with status 0 "
			    "although its load failed: nothing was loaded");
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
		return "kexec-tools: continues as another program, without the "
		       "plugin";
	return "kexec-tools: does not load with the plugin";
}
