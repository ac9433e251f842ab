#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Loads that the kernel refuses: kexec-tools' output and status are passed on,
# and one line adds what else is known.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

recorder=$cli/.libs/recorder.so
mkdir -p "$KST_PROC/self" "$KST_SYS/kernel/security"

# refused CASE ERRNO TASK [TEXT]: without TEXT there is no line of ours
refused()
{
	# shellcheck disable=SC2086 # words of options
	run LD_PRELOAD="$recorder" KST_ERRNO="$2" KST_STUB="$3" $POLICY \
		"-${3%"${3#?}"}" Image
	if ! grep -q "errno $2\$" "$tmp/err"; then
		bad "$1: kexec-tools' own words are missing"
	elif [ $# = 3 ]; then
		expect "$1" 255
	elif [ "$(grep -c kexec-smmu: "$tmp/err")" != 1 ]; then
		bad "$1: not one line"
	else
		expect "$1" 255 "$4"
	fi
	echo 0 >"$KST_SYS/kernel/kexec_crash_loaded"
}

lost='no crash kernel is loaded now'
refused "EINVAL" 22 load
refused "EINVAL, -p" 22 panic "kernel: refused it, and $lost"
echo 1 >"$KST_SYS/kernel/kexec_crash_loaded"
refused "EINVAL, -p, with an old crash kernel" 22 panic "$lost"
rm "$KST_SYS/kernel/kexec_crash_loaded"
refused "EBUSY" 16 load 'kernel: busy: another load is in progress'
echo 1 >"$KST_SYS/kernel/kexec_crash_loaded"
refused "EBUSY, -p, where the old one stays" 16 panic 'CPUs cannot be stopped'
! grep -q "$lost" "$tmp/err" || bad "EBUSY, -p: says that it is lost"
refused "ENOSYS" 38 load 'kernel: has no kexec_load(2)'
refused "EADDRNOTAVAIL" 99 load

refused "EPERM" 1 load
echo 1 >"$KST_PROC/sys/kernel/kexec_load_disabled"
refused "kexec_load_disabled" 1 load 'kernel.kexec_load_disabled is set'
echo 0 >"$KST_PROC/sys/kernel/kexec_load_disabled"
refused "kexec_load_disabled is 0" 1 load
echo 0 >"$KST_PROC/sys/kernel/kexec_load_limit_reboot"
echo -1 >"$KST_PROC/sys/kernel/kexec_load_limit_panic"
refused "kexec_load_limit_reboot" 1 load 'kernel.kexec_load_limit_reboot is 0'
echo 1 >"$KST_SYS/kernel/kexec_crash_loaded"
refused "kexec_load_limit_reboot, -p" 1 panic
echo -1 >"$KST_PROC/sys/kernel/kexec_load_limit_reboot"
echo 0 >"$KST_PROC/sys/kernel/kexec_load_limit_panic"
echo 1 >"$KST_SYS/kernel/kexec_crash_loaded"
refused "kexec_load_limit_panic" 1 panic 'kernel.kexec_load_limit_panic is 0'
echo -1 >"$KST_PROC/sys/kernel/kexec_load_limit_panic"
for mode in integrity confidentiality; do
	echo "none integrity confidentiality" |
		sed "s/$mode/[$mode]/" >"$KST_SYS/kernel/security/lockdown"
	refused "lockdown: $mode" 1 load 'kernel: is locked down'
done
echo "[none] integrity confidentiality" >"$KST_SYS/kernel/security/lockdown"
refused "lockdown: none" 1 load
printf 'Name:\tx\nCapEff:\t000001ffffbfffff\n' >"$KST_PROC/self/status"
refused "no CAP_SYS_BOOT" 1 load 'kernel: only root can load'
printf 'Name:\tx\nCapEff:\t0000000000400000\n' >"$KST_PROC/self/status"
refused "CAP_SYS_BOOT" 1 load

# Loads that kexec-tools itself refuses.
printf '0-fff : System RAM\n' >"$KST_PROC/iomem"
echo 'quiet crashkernel=256M' >"$KST_PROC/cmdline"
# shellcheck disable=SC2086
run KST_STUB=exit=1 $POLICY -p Image
expect "no memory is reserved" 1 'reserved no memory for a crash kernel'
# shellcheck disable=SC2086
run KST_STUB=exit=1 $POLICY -l Image
expect "no memory is reserved, -l" 1
echo 'quiet' >"$KST_PROC/cmdline"
# shellcheck disable=SC2086
run KST_STUB=exit=1 $POLICY -p Image
expect "none was asked for" 1
echo 'crashkernel=1M' >"$KST_PROC/cmdline"
printf '0-fff : System RAM\n  0-7 : Crash kernel\n' >"$KST_PROC/iomem"
# shellcheck disable=SC2086
run KST_STUB=exit=1 $POLICY -p Image
expect "memory is reserved" 1

# Without a policy nothing is added.
run LD_PRELOAD="$recorder" KST_ERRNO=16 KST_STUB=load -l Image
expect "EBUSY without a policy" 255
finish
