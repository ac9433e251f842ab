/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Used by the commands under test in place of kexec/host/host.c: environment
 * variables for what is fixed in the shipped ones.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/host.h"
#include "launch/start-image.h"

static const char *required(const char *name)
{
	const char *value = getenv(name);

	if (!value) {
		fprintf(stderr, "%s: is not set\n", name);
		exit(99);
	}
	return value;
}

static const char *optional(const char *name)
{
	const char *value = getenv(name);

	return value ? value : "/nonexistent";
}

bool host_is_arm64(void)
{
	const char *arch = getenv("KST_ARCH");

	return !arch || strcmp(arch, "arm64") == 0;
}

const char *host_kexec_tools(void)
{
	return required("KST_TOOLS");
}

const char *host_configuration(void)
{
	return optional("KST_CONF");
}

const char *host_modprobe(void)
{
	return optional("KST_MODPROBE");
}

const char *host_crash_reload(void)
{
	return getenv("KST_RELOAD");
}

/* Nothing that is tested goes to the machine's own. */
void host_journal(const char *line)
{
	const char *path = getenv("KST_JOURNAL");
	FILE *journal = path ? fopen(path, "a") : NULL;

	if (!journal)
		return;
	fprintf(journal, "%s\n", line);
	fclose(journal);
}

/* Not the machine's own, which is none of the test's business. */
const char *host_iommu_class(void)
{
	return optional("KST_IOMMU_CLASS");
}

const char *host_liveupdate(void)
{
	return optional("KST_LIVEUPDATE");
}

const char *host_boot(void)
{
	return optional("KST_BOOT");
}

const char *host_sys(void)
{
	return optional("KST_SYS");
}

const char *host_proc(void)
{
	return optional("KST_PROC");
}

const char *host_pci_ids(void)
{
	return optional("KST_PCI_IDS");
}

/* KST_CLOCK: ticks, hertz and nanoseconds. */
struct host_clock host_clock(void)
{
	const char *text = getenv("KST_CLOCK");
	unsigned long long clock[3] = { 0, 0, 0 };

	if (text && sscanf(text, "%llu %llu %llu", &clock[0], &clock[1],
			   &clock[2]) != 3)
		exit(99);
	return (struct host_clock){ clock[0], clock[1], clock[2] };
}

const char *host_records(void)
{
	return optional("KST_RECORDS");
}

uid_t host_owner(void)
{
	return geteuid();
}

unsigned int host_patience_ms(void)
{
	const char *patience = getenv("KST_PATIENCE");

	return patience ? (unsigned int)atoi(patience) : 30000;
}

void host_find(struct paths *ret_paths)
{
	snprintf(ret_paths->stage, sizeof(ret_paths->stage), "%s",
		 required("KST_STAGE"));
	snprintf(ret_paths->stage_any, sizeof(ret_paths->stage_any), "%s",
		 optional("KST_STAGE_ANY"));
	/* kexec-smmu-wrap has no use for one. */
	snprintf(ret_paths->plugin, sizeof(ret_paths->plugin), "%s",
		 optional("KST_PLUGIN"));
}

/* In place of launch/start-image.c: no test starts an image of the host's. */
int start_image(void)
{
	fputs("started\n", stdout);
	fflush(stdout);
	return EINVAL;
}
