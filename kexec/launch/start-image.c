/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "launch/start-image.h"

#include <errno.h>
#include <linux/reboot.h>
#include <sys/reboot.h>
#include <unistd.h>

int start_image(void)
{
	sync();
	reboot((int)LINUX_REBOOT_CMD_KEXEC);
	return errno;
}
