/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The seccomp filter that makes a policy fail closed: of all calls that would
 * give the kernel an image to start, it lets only those with the plugin's mark
 * pass.
 */
#ifndef LAUNCH_GUARD_H
#define LAUNCH_GUARD_H

#include <linux/filter.h>
#include <stdint.h>

#include "util/macros.h"

#define GUARD_LENGTH	25

/* Xen's privcmd hypercall, with which kexec-tools loads on Xen. */
#define GUARD_XEN_PRIVCMD_HYPERCALL	0x305000

struct guard {
	struct sock_filter insns[GUARD_LENGTH];
};

/*
 * A mark that cannot be guessed; never 0, since an argument that was not given
 * may be 0. Returns 0 or an errno.
 */
int guard_mark(uint64_t *ret_mark) _must_check_ _nonnull_(1);

/*
 * Make the filter. kexec_load with segments and kexec_file_load without the
 * unload flag get EPERM unless their sixth argument is the mark: not another
 * error, because ENOSYS, EINVAL, ENOEXEC and ENOTSUP make `kexec -a` try the
 * other system call. EPERM too for Xen's hypercall and for every system call
 * of a foreign architecture. Everything else passes.
 */
void guard_build(uint64_t mark, struct guard *ret_guard);

/*
 * Make the filter of a kexec-tools that must not load, but may start what is
 * loaded, unload it, or run shutdown(8): kexec_load with segments and
 * kexec_file_load without the unload flag get EPERM. Everything else passes:
 * Xen's hypercall, too, which starts what Xen has loaded.
 */
void guard_build_no_load(struct guard *ret_guard) _nonnull_(1);

/*
 * Make the filter of a dry run. Loads, unloads and reboot(2) end with this
 * errno; 0: as if they had been carried out. Xen's hypercall and system calls
 * of a foreign architecture get EPERM. The one load that passes loads nothing:
 * with the mark, and with more segments than any kernel takes, it asks whether
 * the kernel would accept segments at all.
 */
void guard_build_dry(uint64_t mark, uint16_t answer, struct guard *ret_guard)
	_nonnull_(3);

/*
 * Put the filter on this process for good. NO_NEW_PRIVS is set only if the
 * kernel demands it, because it can stop SELinux transitions. Returns 0 or an
 * errno.
 */
int guard_install(const struct guard *guard) _must_check_ _nonnull_(1);

#endif
