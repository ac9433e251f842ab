/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * outer ARGV0 PROGRAM [WORD...]: run a program so that nothing it does can
 * load an image: what reaches the kernel of kexec_load, kexec_file_load and
 * Xen's hypercall fails with EXDEV, which nothing else does. With
 * KST_NO_SECCOMP set the kernel takes no further filter, with KST_NO_FORK it
 * starts no process.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "cli/outer-filter.h"

int main(int argc, char **argv)
{
	const char *program;

	if (argc < 3) {
		fprintf(stderr, "usage: outer ARGV0 PROGRAM [WORD...]\n");
		return 99;
	}
	if (outer_filter_install() != 0 ||
	    (getenv("KST_NO_FORK") && outer_filter_no_fork() != 0) ||
	    (getenv("KST_NO_SECCOMP") && outer_filter_last() != 0)) {
		perror("outer: seccomp");
		return 77;
	}
	program = argv[2];
	argv[2] = argv[1];
	execv(program, argv + 2);
	fprintf(stderr, "outer: %s: %s\n", program, strerror(errno));
	return 99;
}
