/* SPDX-License-Identifier: GPL-2.0-or-later */
/* System calls without a C library, and a program's entry without one. */
#ifndef RAW_SYSCALL_H
#define RAW_SYSCALL_H

#if defined(__aarch64__)
static inline long raw_syscall(long number, long a, long b, long c, long d,
			       long e, long f)
{
	register long x8 __asm__("x8") = number;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;
	register long x5 __asm__("x5") = f;

	__asm__ volatile("svc #0" : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4),
			   "r"(x5)
			 : "memory");
	return x0;
}

__asm__(".globl _start\n_start: bl stub_main\n");
#elif defined(__x86_64__)
static inline long raw_syscall(long number, long a, long b, long c, long d,
			       long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long result = number;

	__asm__ volatile("syscall" : "+a"(result)
			 : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}

/* The stack is aligned there; a call leaves it as functions expect it. */
__asm__(".globl _start\n_start: call stub_main\n");
#else
#error "no system calls for this architecture"
#endif

#endif
