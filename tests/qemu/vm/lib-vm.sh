# shellcheck shell=sh disable=SC2034
# SPDX-License-Identifier: GPL-2.0-or-later
# For vm-*.sh; tests/qemu/run says where they run. Sourced; busybox sh.

tmp=/run/cli
mkdir -p "$tmp"
image=/run/boot/witness
# A program here comes before Debian's kexec-tools in the command's list.
stand_in=/sbin/kexec.kexec-tools
lib=/usr/lib/kexec-smmu

# Console output of the machine is what the host reads: keep it short.
ok()
{
	echo "ok $*"
}

bad()
{
	echo "not ok $*"
	sed 's/^/	/' "$tmp/out" 2>/dev/null
}

# run [WORD...]: kexec-smmu; leaves $status and $tmp/out
run()
{
	kexec-smmu "$@" >"$tmp/out" 2>&1
	status=$?
}

# loaded NUMBER: whether the kernel says that it has so many images
loaded()
{
	[ "$(cat /sys/kernel/kexec_loaded)" = "$1" ]
}

# expect CASE STATUS LOADED [TEXT]: of the last run; without TEXT it is silent
expect()
{
	if [ "$status" != "$2" ]; then
		bad "$1: status $status instead of $2"
	elif ! loaded "$3"; then
		bad "$1: kexec_loaded is not $3"
	elif [ $# -gt 3 ] && ! grep '^kexec-smmu: ' "$tmp/out" |
			grep -qF -- "$4"; then
		bad "$1: does not say: $4"
	elif [ $# = 3 ] && [ -s "$tmp/out" ]; then
		bad "$1: says something"
	else
		ok "$1"
	fi
}

# stand_in PROGRAM: is kexec-tools from now on; without one, Debian's again
stand_in()
{
	rm -f "$stand_in"
	[ $# = 0 ] || { cp "$1" "$stand_in" && chmod +x "$stand_in"; }
}

# wrapper LINE...: the same, for a script of these lines
wrapper()
{
	printf '%s\n' '#!/bin/sh' "$@" >"$tmp/wrapper"
	stand_in "$tmp/wrapper"
}

unload()
{
	/sbin/kexec -u >"$tmp/out" 2>&1
	loaded 0 || bad "unload"
}
