/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/host.h"

#include <string.h>
#include <sys/utsname.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "machine/counter.h"
#include "util/macros.h"

const char *host_kexec_tools(void)
{
	return KEXEC_TOOLS_PATHS;
}

const char *host_configuration(void)
{
	return SYSCONFDIR "/kexec-smmu.conf";
}

const char *host_modprobe(void)
{
	return SYSCONFDIR "/modprobe.d/kexec-smmu.conf";
}

const char *host_crash_reload(void)
{
	/*
	 * Debian's kdump-tools, Fedora's kdump-utils, openSUSE's kdump. On Debian
	 * the unit, not "kdump-config reload": the package's drop-in for it lists
	 * the symbol _text, without which Debian 12 makes no dump.
	 */
	static const struct {
		const char *path;
		const char *command;
	} tools[] = {
		{ "/usr/sbin/kdump-config", "systemctl restart kdump-tools" },
		{ "/usr/bin/kdumpctl", "kdumpctl restart" },
		{ "/lib/kdump/load.sh", "systemctl restart kdump" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tools); i++)
		if (access(tools[i].path, F_OK) == 0)
			return tools[i].command;
	return NULL;
}

void host_journal(const char *line)
{
	openlog("kexec-smmu", LOG_PID, LOG_DAEMON);
	syslog(LOG_INFO, "%s", line);
	closelog();
}

const char *host_iommu_class(void)
{
	return "/sys/class/iommu";
}

const char *host_liveupdate(void)
{
	return "/dev/liveupdate";
}

const char *host_boot(void)
{
	return "/boot";
}

const char *host_sys(void)
{
	return "/sys";
}

const char *host_proc(void)
{
	return "/proc";
}

const char *host_pci_ids(void)
{
	/* Debian; Fedora, openSUSE and Arch. */
	static const char *const paths[] = {
		"/usr/share/misc/pci.ids", "/usr/share/hwdata/pci.ids",
	};

	return paths[access(paths[0], R_OK) != 0];
}

struct host_clock host_clock(void)
{
	struct timespec time = { 0, 0 };
	struct host_clock clock;

	counter_read(&clock.ticks, &clock.hertz);
	clock_gettime(CLOCK_BOOTTIME, &time);
	clock.boottime_ns = (uint64_t)time.tv_sec * 1000000000 +
			    (uint64_t)time.tv_nsec;
	return clock;
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

bool host_machine_is_arm64(const char *machine)
{
	static const char *const names[] = {
		"aarch64", "aarch64_be", "armv8l", "armv8b",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (streq(machine, names[i]))
			return true;
	return false;
}

bool host_is_arm64(void)
{
	struct utsname name;

	return uname(&name) == 0 && host_machine_is_arm64(name.machine);
}

void host_find(struct paths *ret_paths)
{
	strcpy(ret_paths->stage, PKGLIBDIR "/smmu-stage.bin");
	strcpy(ret_paths->stage_any, PKGLIBDIR "/smmu-stage-any.bin");
	strcpy(ret_paths->plugin, PKGLIBDIR "/kexec-smmu-plugin.so");
}
