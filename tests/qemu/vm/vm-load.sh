#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# vm-files: tests/qemu/vm/lib-vm.sh tests/cli/stub tests/cli/stub-static
#
# Loads with and without a policy, by Debian's kexec-tools, on a real kernel;
# and what must not load.

# shellcheck source=tests/qemu/vm/lib-vm.sh
. ./lib-vm.sh

unload
run -l "$image"
expect "plain load" 0 1
run -u
expect "plain unload" 0 0
for words in '' -c -a --kexec-syscall-auto -i -d; do
	# shellcheck disable=SC2086 # perhaps no word
	run -l $words --smmu-policy=abort "$image"
	[ "$words" != -d ] || : >"$tmp/out"
	# kexec-tools' own message about its fallback is allowed.
	grep -v '^kexec_file_load failed' "$tmp/out" >"$tmp/ours"
	mv "$tmp/ours" "$tmp/out"
	expect "load with a policy: ${words:-default}" 0 1
	run -u
	expect "unload after it: ${words:-default}" 0 0
done
for policy in bypass keep v3=abort 0x9050000=abort; do
	run -l "--smmu-policy=$policy" "$image"
	expect "load with $policy" 0 1
	unload
done
run -s -l --smmu-policy=abort "$image"
expect "-s" 253 0 'has no kexec_file_load(2): use -c or -a'
# For each image once.
run --smmu-list=json --smmu-policy=abort
status=$(grep -c '"action": "abort"' "$tmp/out")
: >"$tmp/out"
expect "--smmu-list" 2 0
run -l --smmu-policy=0x1000=abort "$image"
expect "an SMMU that is not there" 1 0 'no such SMMU'

# Everything from here on fails before the kernel hears of it, so what is
# loaded stays so.
/sbin/kexec -l "$image"
run -l --smmu-policy=abort /nowhere
if [ "$status" != 0 ] && loaded 1; then ok "no such image"
else bad "no such image"; fi

stand_in stub-static
run -l --smmu-policy=abort "$image"
expect "static kexec-tools" 1 1 'statically linked'
wrapper 'exec /tests/stub-static'
run -l --smmu-policy=abort "$image"
expect "static kexec-tools behind a script" 255 1 'so nothing was loaded'
wrapper 'unset LD_PRELOAD' 'exec /sbin/kexec "$@"'
run -l --smmu-policy=abort "$image"
expect "preload stripped" 255 1 'so nothing was loaded'
run -l -a --smmu-policy=abort "$image"
expect "preload stripped, -a" 255 1 'so nothing was loaded'
run -l -c --smmu-policy=abort "$image"
expect "preload stripped, -c" 255 1 'so nothing was loaded'
stand_in

mv "$lib/smmu-stage.bin" "$tmp/stage"
run -l --smmu-policy=abort "$image"
expect "no stage" 1 1 'the stage cannot be read'
{ head -c 100 "$tmp/stage"; printf '\377'; tail -c +102 "$tmp/stage"; } \
	>"$lib/smmu-stage.bin"
run -l --smmu-policy=abort "$image"
expect "damaged stage" 1 1 'corrupt'
mv "$tmp/stage" "$lib/smmu-stage.bin"

# e_machine is at byte 18: RISC-V.
cp "$lib/kexec-smmu-plugin.so" "$tmp/plugin"
{ head -c 18 "$tmp/plugin"; printf '\363\000'; tail -c +21 "$tmp/plugin"; } \
	>"$lib/kexec-smmu-plugin.so"
run -l --smmu-policy=abort "$image"
expect "plugin of another architecture" 1 1 'different architectures'
cp "$tmp/plugin" "$lib/kexec-smmu-plugin.so"

printf '00000000-00000000 : System RAM\n' >"$tmp/iomem"
mount -o bind "$tmp/iomem" /proc/iomem
run -l -c --smmu-policy=abort "$image"
umount /proc/iomem
if [ "$status" != 0 ] && loaded 1; then ok "no memory map"
else bad "no memory map"; fi

stand_in stub
export KST_STUB='segments=16 load'
run -l --smmu-policy=abort "$image"
expect "no segment left" 255 1 'has 16 segments'
KST_STUB='segments=15 load'
unload
run -l --smmu-policy=abort "$image"
grep -v '^stub: done' "$tmp/out" >"$tmp/ours"
mv "$tmp/ours" "$tmp/out"
expect "the last segment" 0 1
KST_STUB='segments=16 load'
unload
kexec-smmu -l "$image" >"$tmp/out" 2>&1
if loaded 1; then ok "control: the stub's image loads without a policy"
else bad "control: the stub's image loads without a policy"; fi
stand_in
KST_STUB=
unload

run -l --smmu-policy=abort "$image"
expect "all is well again" 0 1
unload

# Functions that are gone do not unfence the SMMU that they were behind.
for device in /sys/bus/pci/devices/*; do
	echo 1 >"$device/remove"
done
run -l --smmu-policy=abort "$image"
expect "all functions are removed" 0 1
run --smmu-list=json --smmu-policy=abort
status=$(grep -c '"action": "abort"' "$tmp/out")
: >"$tmp/out"
expect "all functions are removed: the listing" 2 1
unload
