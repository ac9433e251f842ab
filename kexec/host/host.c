/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/host.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define STAGE_NAME	"smmu-stage.bin"
#define PLUGIN_NAME	"kexec-smmu-plugin.so"
#define BUILT_FOLDER	"/kexec/"

const char *host_kexec_tools(void)
{
	return KEXEC_TOOLS_PATHS;
}

const char *host_configuration(void)
{
	return SYSCONFDIR "/kexec-smmu.conf";
}

const char *host_iommu_class(void)
{
	return "/sys/class/iommu";
}

const char *host_sys(void)
{
	return "/sys";
}

const char *host_proc(void)
{
	return "/proc";
}

const char *host_records(void)
{
	return "/run/kexec-smmu";
}

uid_t host_owner(void)
{
	return 0;
}

unsigned int host_patience_ms(void)
{
	return 30000;
}

/* The top of the build tree that the command is run in, if it is. */
static bool build_tree(char ret_top[static PATH_MAX])
{
	char self[PATH_MAX];
	size_t suffix = strlen(BUILT_FOLDER);
	ssize_t length;
	char *name;

	length = readlink("/proc/self/exe", self, sizeof(self) - 1);
	if (length < 0)
		return false;
	self[length] = '\0';
	name = strrchr(self, '/');
	if (!name++ || (size_t)(name - self) <= suffix ||
	    strncmp(name - suffix, BUILT_FOLDER, suffix) != 0 ||
	    (strcmp(name, "kexec-smmu") != 0 &&
	     strcmp(name, "kexec-smmu-wrap") != 0))
		return false;
	name[-(ptrdiff_t)suffix] = '\0';
	memcpy(ret_top, self, strlen(self) + 1);
	return true;
}

static bool join(char ret_path[static PATH_MAX], const char *folder,
		 const char *name)
{
	int length = snprintf(ret_path, PATH_MAX, "%s/%s", folder, name);

	return length > 0 && length < PATH_MAX;
}

void host_find(struct paths *ret_paths)
{
	char top[PATH_MAX];

	if (build_tree(top) &&
	    join(ret_paths->stage, top, "purgatory/" STAGE_NAME) &&
	    join(ret_paths->plugin, top, "kexec/.libs/" PLUGIN_NAME) &&
	    access(ret_paths->stage, F_OK) == 0)
		return;
	join(ret_paths->stage, PKGLIBDIR, STAGE_NAME);
	join(ret_paths->plugin, PKGLIBDIR, PLUGIN_NAME);
}
