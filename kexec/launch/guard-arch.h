/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the filter knows of the architecture that it is built for. */
#ifndef LAUNCH_GUARD_ARCH_H
#define LAUNCH_GUARD_ARCH_H

#include <linux/audit.h>

/*
 * GUARD_FOREIGN_BIT in a system call's number says that it is another
 * architecture's although seccomp names it by the native one: x32.
 */
#if defined(__aarch64__)
#define GUARD_AUDIT_ARCH	AUDIT_ARCH_AARCH64
#define GUARD_FOREIGN_BIT	0u
#elif defined(__x86_64__)
#define GUARD_AUDIT_ARCH	AUDIT_ARCH_X86_64
#define GUARD_FOREIGN_BIT	0x40000000u
#else
#error "kexec-smmu builds for aarch64, and for x86-64 to test it there"
#endif

#endif
