#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# vm-files: tests/qemu/vm/lib-vm.sh
# vm-machine: entry=EL2-VHE tools=trixie path=panic
#
# Crash kernels: what of an administrator's settings concerns them, and what
# there is to know of them afterwards. Nothing panics here.

# shellcheck source=tests/qemu/vm/lib-vm.sh
. ./lib-vm.sh

conf=/etc/kexec-smmu.conf
mv "$conf" "$tmp/conf" 2>/dev/null

# crash CASE NORMAL CRASH: of the last run; how both kernels are fenced now
crash()
{
	said=$(grep '^kexec-smmu:' "$tmp/out")
	was=$status
	run --smmu-status=json
	if [ "$was" != 0 ] || [ -n "$said" ]; then
		bad "$1: status $was, says: $said"
	elif ! grep -q "\"normal\": {.*\"state\": \"$2\"" "$tmp/out"; then
		bad "$1: the normal kernel is not $2"
	elif ! grep -q "\"crash\": {.*\"state\": \"$3\"" "$tmp/out"; then
		bad "$1: the crash kernel is not $3"
	else
		ok "$1"
	fi
}

# The crash region, and where the stage is in it.
region=$(sed -n 's/^ *\(.*\) : Crash kernel$/\1/p' /proc/iomem)
inside()
{
	segment=$(sed -n '/"crash":/,$s/.*"segment": "\(0x[0-9a-f]*\)".*/\1/p' \
		"$tmp/out")
	if [ -n "$segment" ] && [ $((segment)) -ge $((0x${region%-*})) ] &&
	   [ $((segment)) -le $((0x${region#*-})) ]; then
		ok "$1: inside the crash region"
	else
		bad "$1: at $segment, outside of $region"
	fi
}

for words in '' -c -a; do
	# shellcheck disable=SC2086 # perhaps no word
	run $words -p --smmu-policy=abort "$image"
	crash "-p${words:+ $words}" none fenced
	inside "-p${words:+ $words}"
	run -p -u
	crash "-p -u after it" none none
done

run -l --smmu-policy=bypass "$image"
crash "-l" unfenced none
run -p --smmu-policy=abort "$image"
crash "-p beside it" unfenced fenced
run -u
crash "-u leaves the crash kernel" none fenced
run -p "$image"
crash "-p without a policy" none unrecorded
run -p -u

echo 'crash-policy = abort' >"$conf"
run -l "$image"
crash "crash-policy does not concern -l" unrecorded none
run -p "$image"
crash "crash-policy" unrecorded fenced
run -p --smmu-policy=keep "$image"
crash "the command line wins" unrecorded unfenced
echo 'policy = abort' >"$conf"
run -p "$image"
crash "policy concerns -p, too" unrecorded fenced
echo 'crash-policy = keep' >>"$conf"
run -p "$image"
crash "but for crash-policy" unrecorded unfenced
rm "$conf"
run -p -u
run -u
mv "$tmp/conf" "$conf" 2>/dev/null
crash "nothing is left" none none
