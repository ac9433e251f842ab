#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# vm-files: tests/cli/lib-vm.sh
# vm-machine: kernel=6.1
# vm-machine: entry=EL2-VHE tools=forky
#
# What the kernel refuses: kexec-tools' own words are passed on, with its
# status, and what was loaded stays so. Parts of it cannot be taken back: no
# other script runs in these machines.

# shellcheck source=tests/cli/lib-vm.sh
. ./lib-vm.sh

# Of a load that failed kexec-tools shows the segments.
words_of()
{
	grep -v '^kexec-smmu:' "$1" | sed 's/\.buf   = .*/.buf/'
}

# refused CASE LOADED WORD...: as without us, in the same words
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

# Another load that takes the kernel a while; with ours in between.
busy()
{
	/sbin/kexec -l /run/boot/Image --mem-min=0x90000000 \
		>/dev/null 2>&1 &
	first=$!
	while [ -d /proc/$first ]; do
		run -c -l "$image" --smmu-policy=abort
		[ "$status" = 0 ] || break
	done
	wait $first
	first=$?
	if [ "$status" = 255 ] && loaded 1 && [ $first = 0 ] &&
	   grep -q 'Device or resource busy' "$tmp/out"; then
		ok "two loads at once"
	else
		bad "two loads at once: status $status, the first $first"
	fi
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
fi

mount -t securityfs securityfs /sys/kernel/security
echo integrity >/sys/kernel/security/lockdown
for words in -c -a -s; do
	refused "lockdown, $words" 1 $words -l "$image"
done
refused "lockdown, -p" 1 -p "$image"

echo 1 >/proc/sys/kernel/kexec_load_disabled
for words in -c -a; do
	refused "kexec_load_disabled, $words" 1 $words -l "$image"
done
