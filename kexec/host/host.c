/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/host.h"

#include <string.h>
#include <sys/utsname.h>

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

bool host_is_arm64(void)
{
	struct utsname name;

	/* A big-endian kernel says aarch64_be; the stage is for both. */
	return uname(&name) == 0 && strncmp(name.machine, "aarch64", 7) == 0;
}

void host_find(struct paths *ret_paths)
{
	strcpy(ret_paths->stage, PKGLIBDIR "/smmu-stage.bin");
	strcpy(ret_paths->plugin, PKGLIBDIR "/kexec-smmu-plugin.so");
}
