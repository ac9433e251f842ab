/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * In place of a statically linked kexec-tools, without a C library: kexec_load
 * and, as with -a, kexec_file_load. Ends with status 0 if one of them is taken.
 */
#include <linux/kexec.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>

#include "cli/raw-syscall.h"
#include "cli/stub-image.h"

/*
 * Distributions' -fstack-protector-strong, which comes after our flags, wants
 * what a C library sets up.
 */
#define BARE __attribute__((no_stack_protector))

static void BARE print(const char *text)
{
	long size = 0;

	while (text[size])
		size++;
	raw_syscall(SYS_write, 2, (long)text, size, 0, 0, 0);
}

static void BARE print_result(const char *what, long result)
{
	char digits[4] = "000";

	if (result == 0) {
		print("stub: done\n");
		raw_syscall(SYS_exit_group, 0, 0, 0, 0, 0, 0);
	}
	digits[0] = (char)('0' + -result / 100 % 10);
	digits[1] = (char)('0' + -result / 10 % 10);
	digits[2] = (char)('0' + -result % 10);
	print(what);
	print(" failed: errno ");
	print(-result < 10 ? digits + 2 : -result < 100 ? digits + 1 : digits);
	print("\n");
}

void __attribute__((noreturn)) stub_main(void);
void BARE stub_main(void)
{
	static char byte = 0x41;
	struct kexec_segment segment = {
		.buf = &byte,
		.bufsz = 1,
		.mem = (void *)STUB_SEGMENT_MEM(STUB_BASE, 0),
		.memsz = STUB_SEGMENT_MEMSZ,
	};

	print_result("kexec_file_load",
		     raw_syscall(SYS_kexec_file_load, -1, -1, 1, (long)"", 0,
				 0));
	print_result("kexec_load",
		     raw_syscall(SYS_kexec_load, STUB_BASE, 1, (long)&segment,
				 0, 0, 0));
	for (;;)
		raw_syscall(SYS_exit_group, 255, 0, 0, 0, 0, 0);
}
