/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/foreign-call.h"

#include <errno.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define I386_GETPID	20
#define X32_BIT		0x40000000l

static int i386_getpid(void)
{
	long result = I386_GETPID;

	__asm__ volatile("int $0x80" : "+a"(result) :
			 : "memory", "r8", "r9", "r10", "r11");
	if (result >= 0)
		return 0;
	errno = (int)-result;
	return -1;
}

static int x32_getpid(void)
{
	return syscall(X32_BIT | SYS_getpid) < 0 ? -1 : 0;
}

const struct foreign_call foreign_calls[] = {
	{ "i386's getpid", i386_getpid },
	{ "x32's getpid", x32_getpid },
	{ NULL, NULL },
};
#else
/* An arm64 program cannot make an AArch32 call by itself. */
const struct foreign_call foreign_calls[] = { { NULL, NULL } };
#endif
