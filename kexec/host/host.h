/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the parts are: fixed when built, never taken from the environment. */
#ifndef PATHS_H
#define PATHS_H

#include <limits.h>
#include <sys/types.h>

struct paths {
	char stage[PATH_MAX];	/* smmu-stage.bin */
	char plugin[PATH_MAX];	/* kexec-smmu-plugin.so */
};

/* Colon-separated list of files that may be kexec-tools, best first. */
const char *paths_kexec_tools(void);

const char *paths_configuration(void);

/* Where the running kernel shows the IOMMUs that it drives. */
const char *paths_iommu_class(void);

/* The kernel's views. */
const char *paths_sys(void);
const char *paths_proc(void);

/* The folder of the records, which is empty after each boot. */
const char *paths_records(void);

/* Whose files are trusted. */
uid_t paths_owner(void);

/* How long one load waits for another, in milliseconds. */
unsigned int paths_patience_ms(void);

/*
 * The installed parts; those of the build tree for a command that is run
 * there, which is one called .../kexec/kexec-smmu or -wrap with a stage in
 * .../purgatory.
 */
void paths_find(struct paths *ret_paths);

#endif
