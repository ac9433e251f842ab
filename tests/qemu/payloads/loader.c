/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * loader KERNEL [INITRD [COMMAND-LINE]]: load a kernel by kexec_file_load(2) as
 * programs do that are not kexec-tools, systemd's systemctl for one.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/kexec.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	const char *line = argc > 3 ? argv[3] : "";
	unsigned long flags = 0;
	int kernel, initrd = -1;

	if (argc < 2)
		return 2;
	kernel = open(argv[1], O_RDONLY | O_CLOEXEC);
	if (argc > 2 && *argv[2])
		initrd = open(argv[2], O_RDONLY | O_CLOEXEC);
	else
		flags |= KEXEC_FILE_NO_INITRAMFS;
	if (syscall(SYS_kexec_file_load, kernel, initrd, strlen(line) + 1,
		    line, flags) == 0)
		return 0;
	fprintf(stderr, "loader: %s\n", strerror(errno));
	return 1;
}
