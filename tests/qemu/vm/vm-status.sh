#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# vm-files: tests/qemu/vm/lib-vm.sh tests/cli/stub
#
# The configuration file, best effort and --smmu-status on a real kernel. This
# machine has no memory for a crash kernel.

# shellcheck source=tests/qemu/vm/lib-vm.sh
. ./lib-vm.sh

conf=/etc/kexec-smmu.conf
record=/run/kexec-smmu/normal
mv "$conf" "$tmp/conf" 2>/dev/null

# is CASE STATUS TEXT: what --smmu-status says of the normal kernel
is()
{
	run --smmu-status
	if [ "$status" != "$2" ]; then
		bad "$1: status $status instead of $2"
	elif ! grep -q "^normal kernel: $3" "$tmp/out"; then
		bad "$1: not $3"
	elif ! grep -q '^crash kernel: not loaded' "$tmp/out"; then
		bad "$1: a crash kernel"
	else
		ok "$1"
	fi
}

unload
rm -rf /run/kexec-smmu
is "nothing is loaded" 0 'not loaded$'
run -l "$image"
expect "load without a policy or records" 0 1
[ ! -e /run/kexec-smmu ] || bad "a load without a policy makes a directory"
is "loaded without a policy" 0 'loaded without a policy'
run -l --smmu-policy=abort "$image"
expect "load with a policy" 0 1
is "loaded with a policy" 0 'fenced, loaded 20.* by kexec_load$'
case $(stat -c %a:%u "$record") in
600:0) ok "the record is for root alone" ;;
*) bad "the record is for root alone" ;;
esac
if grep -q '^json .*"segment": "0x' "$record" && grep -q "^boot $(cat /proc/sys/kernel/random/boot_id)" \
		"$record"; then ok "the record knows place and boot"
else bad "the record knows place and boot"; fi
run -l --smmu-policy=abort /nowhere
is "a load that failed" 0 'fenced, loaded'
run -l --smmu-policy=abort "$tmp/out"
is "a load of what is no image" 0 'fenced, loaded'
run -p "$image"
if [ "$status" != 0 ]; then ok "no memory for a crash kernel"
else bad "no memory for a crash kernel"; fi
run -p --smmu-policy=abort "$image"
if [ "$status" != 0 ] && grep -qi crashkernel "$tmp/out" &&
		! grep -q kexec-smmu: "$tmp/out"; then
	ok "no memory for a crash kernel, with a policy"
else bad "no memory for a crash kernel, with a policy"; fi
is "after crash kernels that failed" 0 'fenced, loaded'
run -l "$image"
expect "load without a policy" 0 1
is "loaded without a policy, after all" 0 'loaded without a policy'
run -l --smmu-policy=abort "$image"
run -u
expect "unload" 0 0
is "unloaded" 0 'not loaded$'
run -l --smmu-policy=abort "$image"
/sbin/kexec -u
is "unloaded by another program" 3 'unloaded by another program'
run -l --smmu-policy=keep "$image"
expect "load with keep" 0 1
is "kept as wished" 0 'not fenced, loaded'

# A directory that is full, and none.
rm -rf /run/kexec-smmu
mkdir -m 700 /run/kexec-smmu
if mount -t tmpfs -o mode=700,nr_inodes=2 tmpfs /run/kexec-smmu; then
	: >/run/kexec-smmu/full 2>/dev/null
	run -l --smmu-policy=abort "$image"
	expect "a full /run" 0 1 'the load cannot be recorded'
	is "a full /run: --smmu-status" 0 'loaded without a policy'
	umount /run/kexec-smmu
else
	bad "a tmpfs to fill"
fi
mount -o bind,ro /run/kexec-smmu /run/kexec-smmu 2>/dev/null &&
	mount -o remount,bind,ro /run/kexec-smmu
run -l --smmu-policy=abort "$image"
expect "a /run that is read-only" 0 1 'the load cannot be recorded'
run -l "$image"
expect "a /run that is read-only, without a policy" 0 1
umount /run/kexec-smmu

# With a record in it, which would go on speaking of another image.
run -l --smmu-policy=abort "$image"
is "a record" 0 'fenced, loaded'
mount -o bind,ro /run/kexec-smmu /run/kexec-smmu 2>/dev/null &&
	mount -o remount,bind,ro /run/kexec-smmu
stuck='nothing is loaded: the old record can be neither removed nor marked'
run -l "$image"
expect "a record that is read-only" 1 1 "$stuck"
run -l --smmu-policy=keep "$image"
expect "a record that is read-only, with a policy" 1 1 "$stuck"
is "a record that is read-only: --smmu-status" 0 'fenced, loaded'
umount /run/kexec-smmu
run -l "$image"
expect "a record that can be written again" 0 1
is "a record that can be written again: --smmu-status" 0 'loaded without a policy'

# A read-only root: nothing is written but what is in /run.
mkdir -p /run/rw
mount -t tmpfs tmpfs /run/rw
mount -t tmpfs -o mode=700 tmpfs /run/kexec-smmu
tmp=/run/rw
if mount -o remount,ro / && ! touch /x 2>/dev/null; then
	run -l --smmu-policy=abort "$image"
	expect "a read-only root" 0 1
	is "a read-only root: --smmu-status" 0 'fenced, loaded'
	mount -o remount,rw /
else
	bad "a root that can be made read-only"
fi
tmp=/run/cli
umount /run/kexec-smmu

# The configuration file.
printf 'policy = abort # all\n' >"$conf"
chmod 644 "$conf"
run -l "$image"
expect "a configured policy" 0 1
is "a configured policy: --smmu-status" 0 'fenced, loaded'
run -u
expect "a configured policy, -u" 0 0
/sbin/kexec -l "$image"
is "another program loads beside it" 3 'loaded, but not with the configured policy'
run -l --smmu-policy=keep "$image"
expect "the command line wins" 0 1
is "the command line wins: --smmu-status" 0 'not fenced, loaded'
printf 'crash-policy = abort\nkexec-tools = /tests/stub\n' >"$conf"
KST_STUB=exit=5 kexec-smmu -l "$image" >"$tmp/out" 2>&1
status=$?
expect "kexec-tools as configured" 5 1
printf 'policy = abort\nbogus = 1\n' >"$conf"
run -l "$image"
expect "a wrong line" 1 1 "$conf:2: bogus: no such key"
run -u
expect "a wrong line, -u" 0 0
printf 'policy = abort\n' >"$conf"
chmod 666 "$conf"
run -l "$image"
expect "a file that all may write" 1 0 "$conf: not trusted"
chmod 644 "$conf"
chown 1000 "$conf"
run -l "$image"
expect "a file of somebody else" 1 0 "$conf: not trusted"
rm -f "$conf"
[ ! -e "$tmp/conf" ] || mv "$tmp/conf" "$conf"

# Best effort with the kernel's limit of segments.
stand_in stub
export KST_STUB='segments=16 load'
run -l --smmu-policy=abort --smmu-best-effort "$image"
expect "best effort" 0 1 'the image is loaded without it: the image has 16'
stand_in
is "best effort: --smmu-status" 3 'not fenced, .* without the stage'
unload
