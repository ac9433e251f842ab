/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the running kernel says about the images that it holds. */
#ifndef HOST_KERNEL_H
#define HOST_KERNEL_H

#include <stdbool.h>

#include "util/macros.h"
#include "util/message.h"

/* The two images that the kernel holds. */
enum kernel_image { KERNEL_NORMAL, KERNEL_CRASH, KERNEL_IMAGES };

/* For sets of them. */
#define KERNEL_IMAGE_BIT(kind)	(1u << (kind))

/* Whether the kernel's state can be read at all. */
bool kernel_has_sysfs(void);

/* Whether an image of this kind is loaded: 0, 1, or -1: it does not say. */
int kernel_loaded(enum kernel_image kind);

/*
 * Whether the kernel may hand over running devices to the next one (Linux,
 * Documentation/core-api/liveupdate.rst): it has the device /dev/liveupdate, or
 * its command line asks for it. What will be handed over is open until the next
 * kernel starts, so sessions are not looked for.
 */
bool kernel_hands_over(void);

/*
 * Whether the machine has firmware-first error handling (APEI): there is an
 * ACPI Hardware Error Source Table (ACPI Specification 6.5, 18.3.2).
 */
bool kernel_has_hest(void);

/* Whether kexec-tools may load by Xen's hypercall instead of the kernel. */
bool kernel_has_xen(void);

/*
 * Reasons for which it may refuse an image, as far as this user can read them.
 */
struct kernel_facts {
	bool crash;		/* it was asked for a crash kernel */
	int crash_loaded;	/* whether it has one now; -1: unknown */
	bool may_load;		/* the caller has CAP_SYS_BOOT */
	bool load_disabled;	/* sysctl kernel.kexec_load_disabled */
	bool limit_reached;	/* sysctl kernel.kexec_load_limit_* */
	bool locked_down;
	bool no_crash_memory;	/* none is reserved, ... */
	bool wants_crash_memory; /* ... though crashkernel= was given */
};

struct kernel_facts kernel_facts(bool crash);

/* Whether /proc/kallsyms has _text: 1, 0, or -1: it cannot be read. */
int kernel_lists_text(void);

/*
 * Whether a security module is active that can deprive kexec-tools of
 * LD_PRELOAD, or of what a load needs, if another program starts it: enforcing
 * SELinux, or AppArmor with a profile for a kexec. If so, *ret_line says it.
 */
bool kernel_confines(struct message *ret_line) _nonnull_(1);

/*
 * Whether the running kernel is known to want signatures on images, other than
 * by its lockdown: it was built so (CONFIG_KEXEC_SIG_FORCE), or its integrity
 * policy appraises kernels (Linux, Documentation/ABI/testing/ima_policy). Then
 * says so in *ret_line. The policy can be read by root, if at all.
 */
bool kernel_wants_signatures(struct message *ret_line) _nonnull_(1);

/* Whether memory is known to be reserved for a crash kernel. */
bool kernel_reserves_crash_memory(void);

/* The ID of this boot, "" if there is none. Static; never NULL. */
const char *kernel_boot_id(void);

#endif
