/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the parts are: fixed when built, never taken from the environment. */
#ifndef HOST_HOST_H
#define HOST_HOST_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct paths {
	char stage[PATH_MAX];	/* smmu-stage.bin */
	char stage_any[PATH_MAX]; /* smmu-stage-any.bin: it looks for SMMUs */
	char plugin[PATH_MAX];	/* kexec-smmu-plugin.so */
};

/* Colon-separated list of files that may be kexec-tools, best first. */
const char *host_kexec_tools(void);

const char *host_configuration(void);

/* What --smmu-modprobe writes. */
const char *host_modprobe(void);

/*
 * The command line that loads this system's crash kernel again; NULL if
 * unknown.
 */
const char *host_crash_reload(void);

/*
 * Write a line to the system's log, if there is one, under this program's name.
 */
void host_journal(const char *line);

/* Where the running kernel shows the IOMMUs that it drives. */
const char *host_iommu_class(void);

/* The device of Linux's live update. */
const char *host_liveupdate(void);

/* Where the kernels are, and what they were configured with. */
const char *host_boot(void);

/* The kernel's views. */
const char *host_sys(void);
const char *host_proc(void);

/* The names of PCI's vendors and devices; a path, of a file or of none. */
const char *host_pci_ids(void);

/* The time since the start of this boot, suspended time included. */
struct host_clock {
	uint64_t ticks;		/* CNTVCT_EL0 */
	uint64_t hertz;		/* CNTFRQ_EL0; 0: there is no such counter */
	uint64_t boottime_ns;
};

struct host_clock host_clock(void);

/* The directory of the records, which is empty after each boot. */
const char *host_records(void);

/* Whose files are trusted. */
uid_t host_owner(void);

/* How long one load waits for another, in milliseconds. */
unsigned int host_patience_ms(void);

/* Whether the running kernel is one that could start the stage. */
bool host_is_arm64(void);

/*
 * The same for a machine name of uname(2). The kernel's own are aarch64 and
 * aarch64_be; a process of the personality PER_LINUX32 sees armv8l and armv8b
 * (Linux, arch/arm64/include/asm/compat.h), which 32-bit kernels never say:
 * theirs end at armv7.
 */
bool host_machine_is_arm64(const char *machine);

/* The installed parts. */
void host_find(struct paths *ret_paths);

#endif
