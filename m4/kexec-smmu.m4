# SPDX-License-Identifier: GPL-2.0-or-later

# KS_WARNINGS
# Every warning is probed by itself, with -Werror, so that an unknown one is
# seen by compilers that only warn about unknown warnings.
AC_DEFUN([KS_WARNINGS], [
AC_ARG_ENABLE([werror],
	[AS_HELP_STRING([--enable-werror], [make warnings errors])],
	[], [enable_werror=no])
WARN_CFLAGS=
ks_saved_CFLAGS=$CFLAGS
for ks_flag in -Wall -Wextra -Wshadow -Wundef -Wvla -Wwrite-strings \
	-Wpointer-arith -Wstrict-prototypes -Wmissing-prototypes \
	-Wmissing-declarations -Wold-style-definition -Wformat=2 \
	-Wcast-qual -Wimplicit-fallthrough -Wnull-dereference
do
	AC_MSG_CHECKING([whether $CC accepts $ks_flag])
	CFLAGS="$ks_saved_CFLAGS -Werror $ks_flag"
	AC_COMPILE_IFELSE([AC_LANG_PROGRAM([], [])],
		[AC_MSG_RESULT([yes]); WARN_CFLAGS="$WARN_CFLAGS $ks_flag"],
		[AC_MSG_RESULT([no])])
done
CFLAGS=$ks_saved_CFLAGS
STAGE_WERROR=
AS_IF([test "x$enable_werror" = xyes], [
	WARN_CFLAGS="$WARN_CFLAGS -Werror"
	STAGE_WERROR=-Werror
])
AC_SUBST([STAGE_WERROR])
AC_SUBST([WARN_CFLAGS])
])

# KS_SANITIZER
# Sanitizers are for the hosted objects; the stage has no runtime for them.
AC_DEFUN([KS_SANITIZER], [
AC_ARG_WITH([sanitizer],
	[AS_HELP_STRING([--with-sanitizer=LIST],
		[build hosted code with -fsanitize=LIST, as address,undefined])],
	[], [with_sanitizer=no])
SANITIZER_CFLAGS=
AS_IF([test "x$with_sanitizer" != xno], [
	AS_IF([test "x$with_sanitizer" = xyes], [with_sanitizer=address,undefined])
	SANITIZER_CFLAGS="-fsanitize=$with_sanitizer -fno-sanitize-recover=all -fno-omit-frame-pointer"
	ks_saved_CFLAGS=$CFLAGS
	CFLAGS="$CFLAGS $SANITIZER_CFLAGS"
	AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])], [],
		[AC_MSG_ERROR([$CC cannot link with -fsanitize=$with_sanitizer])])
	CFLAGS=$ks_saved_CFLAGS
])
AC_SUBST([SANITIZER_CFLAGS])
AM_CONDITIONAL([SANITIZED], [test "x$with_sanitizer" != xno])
])

# KS_TRY_PURGATORY_CC(COMPILER, ACTION-IF-GOOD)
# A compiler is good if it makes, with the flags of the stage, a linked image
# from position independent code and system instructions.
AC_DEFUN([KS_TRY_PURGATORY_CC], [
rm -rf conftest.stage && mkdir conftest.stage
cat > conftest.stage/a.c <<'_KS_EOF'
#include <stdint.h>
static uint32_t word = 1;
void start(void);
void start(void)
{
	uint64_t el;
	__asm__ volatile ("mrs %0, CurrentEL" : "=r" (el));
	*(volatile uint32_t *)&word = (uint32_t)el;
}
_KS_EOF
AS_IF([($1 -ffreestanding -fpie -mcmodel=tiny -mgeneral-regs-only \
	-mstrict-align -nostdlib -static -Wl,--build-id=none -Wl,-e,start \
	-o conftest.stage/a.elf conftest.stage/a.c) >&AS_MESSAGE_LOG_FD 2>&1],
	[$2])
rm -rf conftest.stage
])

# KS_PURGATORY_TOOLS
# The compiler, objcopy, nm and readelf of the stage: AArch64 whatever the host is.
AC_DEFUN([KS_PURGATORY_TOOLS], [
AC_ARG_VAR([PURGATORY_CC], [AArch64 C compiler for the stage])
AC_ARG_VAR([PURGATORY_OBJCOPY], [objcopy for AArch64 ELF files])
AC_ARG_VAR([PURGATORY_NM], [nm for AArch64 ELF files])
AC_ARG_VAR([PURGATORY_READELF], [readelf for AArch64 ELF files])
AC_MSG_CHECKING([for an AArch64 compiler that can link the stage])
ks_found=
ks_given=$PURGATORY_CC
AS_IF([test -n "$ks_given"], [
	KS_TRY_PURGATORY_CC([$ks_given], [ks_found=$ks_given])
], [
	for ks_cc in "$CC" aarch64-linux-gnu-gcc aarch64-none-elf-gcc \
		"clang --target=aarch64-linux-gnu -fuse-ld=lld"
	do
		KS_TRY_PURGATORY_CC([$ks_cc], [ks_found=$ks_cc; break])
	done
])
AS_IF([test -z "$ks_found"], [
	AC_MSG_RESULT([no])
	AS_IF([test -n "$ks_given"],
		[AC_MSG_ERROR([PURGATORY_CC=$ks_given cannot make AArch64 code for the stage])])
	AC_MSG_ERROR([no AArch64 compiler for the stage: install one (Debian: gcc-aarch64-linux-gnu) or set PURGATORY_CC])
])
PURGATORY_CC=$ks_found
AC_MSG_RESULT([$PURGATORY_CC])
# Only gcc knows these, and only gcc needs them: see purgatory/Makemodule.am.
STAGE_EXTRA_CFLAGS=
for ks_flag in -fno-tree-loop-distribute-patterns \
	-fno-tree-switch-conversion -fno-shrink-wrap \
	-flto -flto-partition=none \
	-fno-move-loop-invariants -fno-guess-branch-probability \
	-fno-expensive-optimizations -fno-tree-tail-merge \
	-fno-tree-reassoc -fno-ipa-pure-const -fno-ipa-sra \
	-fno-caller-saves -fno-early-inlining
do
	KS_TRY_PURGATORY_CC([$PURGATORY_CC -Werror $ks_flag],
		[STAGE_EXTRA_CFLAGS="$STAGE_EXTRA_CFLAGS $ks_flag"])
done
AC_SUBST([STAGE_EXTRA_CFLAGS])
AS_CASE([$build_cpu], [aarch64], [ks_native_tools=""], [ks_native_tools=no])
AS_IF([test "x$ks_native_tools" = xno], [
	AC_CHECK_PROGS([PURGATORY_OBJCOPY], [aarch64-linux-gnu-objcopy aarch64-none-elf-objcopy llvm-objcopy])
	AC_CHECK_PROGS([PURGATORY_NM], [aarch64-linux-gnu-nm aarch64-none-elf-nm llvm-nm])
	AC_CHECK_PROGS([PURGATORY_READELF], [aarch64-linux-gnu-readelf readelf llvm-readelf])
], [
	AC_CHECK_PROGS([PURGATORY_OBJCOPY], [objcopy aarch64-linux-gnu-objcopy llvm-objcopy])
	AC_CHECK_PROGS([PURGATORY_NM], [nm aarch64-linux-gnu-nm llvm-nm])
	AC_CHECK_PROGS([PURGATORY_READELF], [readelf aarch64-linux-gnu-readelf llvm-readelf])
])
AS_IF([test -z "$PURGATORY_OBJCOPY" || test -z "$PURGATORY_NM" || test -z "$PURGATORY_READELF"],
	[AC_MSG_ERROR([no AArch64 binutils for the stage (Debian: binutils-aarch64-linux-gnu)])])
])

# KS_COMMAND
# The command runs kexec-tools behind a filter of system calls, which has to know
# the architecture: arm64, and x86-64 to test it there. kexec-smmu-wrap makes
# files, and is made everywhere.
AC_DEFUN([KS_COMMAND], [
ks_foreign=0u
AS_CASE([$host_cpu],
	[aarch64*], [ks_audit=AUDIT_ARCH_AARCH64],
	[x86_64], [ks_audit=AUDIT_ARCH_X86_64 ks_foreign=0x40000000u],
	[ks_audit=])
AM_CONDITIONAL([KEXEC_COMMAND], [test -n "$ks_audit"])
AS_IF([test -n "$ks_audit"], [
	ks_programs="kexec-smmu, kexec-smmu-wrap"
	AC_CHECK_HEADERS([linux/seccomp.h linux/filter.h linux/audit.h], [],
		[AC_MSG_ERROR([kernel headers not found (Debian: linux-libc-dev)])])
	AC_DEFINE_UNQUOTED([GUARD_AUDIT_ARCH], [$ks_audit],
		[What seccomp calls the architecture.])
	AC_DEFINE_UNQUOTED([GUARD_FOREIGN_BIT], [$ks_foreign],
		[In a system call's number: it is another architecture's although
		 seccomp names it by the native one (x32).])
], [ks_programs="kexec-smmu-wrap alone: the command is for aarch64, not for $host_cpu"])
])

# KS_TEST_TOOLS
# Optional: what is missing makes `make check` skip, with a reason.
AC_DEFUN([KS_TEST_TOOLS], [
have_cmocka=no
AC_CHECK_HEADERS([cmocka.h], [AC_CHECK_LIB([cmocka], [_cmocka_run_group_tests],
	[have_cmocka=yes])], [], [#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>])
have_unicorn=no
AC_CHECK_HEADERS([unicorn/unicorn.h], [AC_CHECK_LIB([unicorn], [uc_open],
	[have_unicorn=yes])])
AM_CONDITIONAL([HAVE_CMOCKA], [test "x$have_cmocka" = xyes])
AM_CONDITIONAL([HAVE_UNICORN], [test "x$have_unicorn" = xyes])
AC_SUBST([have_cmocka])
AC_SUBST([have_unicorn])
AC_CHECK_PROGS([DTC], [dtc])
])
