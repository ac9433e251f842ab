#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# vm-files: tests/qemu/vm/lib-vm.sh
# vm-machine: kernel=6.1 cpus=2
# vm-machine: entry=EL2-VHE tools=forky cpus=2
#
# Loads that the kernel refuses: kexec-tools' messages and status are passed on,
# and the loaded image stays. Some steps cannot be undone: no other script runs
# in these machines.

# shellcheck source=tests/qemu/vm/lib-vm.sh
. ./lib-vm.sh

# Of a load that failed kexec-tools shows the segments.
words_of()
{
	grep -v '^kexec-smmu:' "$1" | sed 's/\.buf   = .*/.buf/'
}

# refused CASE LOADED WORD...: as without kexec-smmu, with the same output
refused()
{
	name=$1 images=$2; shift 2
	/sbin/kexec "$@" >"$tmp/alone" 2>&1
	alone=$?
	run "$@" --smmu-policy=abort
	if [ $alone = 0 ] || [ "$status" != $alone ]; then
		bad "$name: status $status, without us $alone"
	elif ! [ -s "$tmp/alone" ]; then
		bad "$name: kexec-tools says nothing"
	elif [ "$(words_of "$tmp/out")" != "$(words_of "$tmp/alone")" ]; then
		bad "$name: other words than without us"
	elif ! loaded "$images"; then
		bad "$name: kexec_loaded is not $images"
	else
		ok "$name"
	fi
}

# says TEXT: of the last load, a line of ours
says()
{
	if grep '^kexec-smmu: ' "$tmp/out" | grep -qF -- "$1"; then
		ok "$name: $1"
	else
		bad "$name: does not say: $1"
	fi
}

# Loads on another CPU that take the kernel a while.
busy()
{
	/sbin/kexec -l "$image"
	while sleep 0.1; do
		/sbin/kexec -l /run/boot/Image --mem-min=0x90000000
	done >/dev/null 2>&1 &
	others=$!
	for try in $(seq 100); do
		run -c -l "$image" --smmu-policy=abort
		[ "$status" = 0 ] || break
	done
	name="two loads at once"
	if [ "$status" = 255 ] && loaded 1 &&
	   grep -q 'Device or resource busy' "$tmp/out"; then
		ok "$name"
		says 'another load is in progress'
	else
		bad "$name: status $status in $try loads"
	fi
	kill $others
	wait $others
	while pidof kexec >/dev/null; do sleep 0.1; done
}

unload
for words in '' -c; do
	# shellcheck disable=SC2086 # perhaps no word
	refused "no crashkernel=${words:+, $words}" 0 $words -p "$image"
done
busy
unload
run -l "$image" --smmu-policy=abort
expect "a load" 0 1

# Of 6.3 and later; it counts down, and cannot be raised again.
limit=/proc/sys/kernel/kexec_load_limit_reboot
if [ -f $limit ]; then
	echo 1 >$limit
	run -c -l "$image" --smmu-policy=abort
	expect "the last load of kexec_load_limit_reboot" 0 1
	refused "kexec_load_limit_reboot" 1 -c -l "$image"
	says 'kernel.kexec_load_limit_reboot is 0'
fi

mount -t securityfs securityfs /sys/kernel/security
echo integrity >/sys/kernel/security/lockdown
for words in -c -a -s; do
	refused "lockdown, $words" 1 $words -l "$image"
	# The kernel asks for the limit first.
	[ "$words" = -s ] || [ -f $limit ] || says 'is locked down'
done
refused "lockdown, -p" 1 -p "$image"

echo 1 >/proc/sys/kernel/kexec_load_disabled
for words in -c -a; do
	refused "kexec_load_disabled, $words" 1 $words -l "$image"
	says 'kernel.kexec_load_disabled is set'
done
run -c -l --smmu-policy=abort --smmu-best-effort "$image"
expect "best effort, too" 255 1 'kernel.kexec_load_disabled is set'
run -u
if [ "$status" != 0 ] && loaded 1; then ok "-u"; else bad "-u"; fi
run --smmu-status
if [ "$status" = 0 ] && grep -q '^normal kernel: fenced' "$tmp/out"; then
	ok "what was loaded before stays, and its record"
else
	bad "what was loaded before stays, and its record"
fi
