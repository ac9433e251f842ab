/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/arch.h"

#include <string.h>
#include <sys/utsname.h>

bool arch_is_arm64(void)
{
	struct utsname name;

	/* A big-endian kernel says aarch64_be; the stage is for both. */
	return uname(&name) == 0 && strncmp(name.machine, "aarch64", 7) == 0;
}
