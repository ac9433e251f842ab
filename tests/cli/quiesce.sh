#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# quiesce: what it needs, what a load says of masters that it cannot reset, and
# when auto chooses it.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

recorder=$cli/.libs/recorder.so
host=$KST_SYS/devices/platform/pcie@10000000
devices=$host/pci0000:00
file=--smmu-source=$tmp/smmu.dtb

run "$file" --smmu-policy=quiesce -l Image
expect_closed "a file lists no functions" 1 \
	'quiesce: a file does not list the PCI functions'
run "$file" --smmu-policy=quiesce -p Image
expect_closed "a crash kernel" 1 'quiesce: not after a panic'
for key in policy crash-policy; do
	printf '%s = quiesce\n' "$key" >"$tmp/conf"
	run KST_CONF="$tmp/conf" "$file" -p Image
	expect_closed "$key" 1 'quiesce: not after a panic'
done
run "$file" --smmu-policy=quiesce --smmu-settle=0ms -l Image
expect_closed "no time to listen" 1 'settle: 0 cannot go together with quiesce'
printf 'a raw program\n' >"$tmp/other"
run "$file" --smmu-policy=auto -l "$tmp/other"
expect_closed "auto, with a file" 1 'bypass if it cannot'
if ! command -v dtc >/dev/null; then
	echo "SKIP: no dtc"
	[ "$failures" = 0 ] || exit 1
	exit 77
fi

mkdir -p "$devices"
system_tree 'dma@1000 { compatible = "a,dma"; iommus = <&smmu 7>; status = "disabled"; };'
ln -s "$KST_SYS/firmware/devicetree/base/pcie@10000000" "$host/of_node"
echo '4010000000-401fffffff : PCI ECAM' >"$KST_PROC/iomem"
# By name: it is not this system's, and nobody knows whether it has power.
named=--smmu-policy=0x9050000

# add NAME CLASS: one on the bus, which is reset by FLR
add()
{
	mkdir -p "$devices/$1" "$KST_SYS/bus/pci/drivers/nvme"
	ln -s "../../../devices/platform/pcie@10000000/pci0000:00/$1" \
		"$KST_SYS/bus/pci/devices/$1"
	echo 0x8086 >"$devices/$1/vendor"
	echo 0x2668 >"$devices/$1/device"
	echo "$2" >"$devices/$1/class"
	echo flr >"$devices/$1/reset_method"
	ln -s ../../../../../bus/pci/drivers/nvme "$devices/$1/driver"
	python3 -c '
import sys
space = bytearray(4096)
for at, value in (4, 0x100000), (0x34, 0x40), (0x40, 0x10), (0x44, 1 << 28):
    space[at:at + 4] = value.to_bytes(4, "little")
sys.stdout.buffer.write(space)' >"$devices/$1/config"
}

# listed CASE HEX: it is in the segments of the last load
listed()
{
	if od -An -v -tx1 "$KST_RECORD" | tr -d ' \n' | grep -q "$2"; then
		ok "$1"
	else
		bad "$1"
	fi
}

add 0000:00:05.0 0x010802
run LD_PRELOAD="$recorder" KST_STUB=load "$named=quiesce" -l Image
expect "a load" 0
# IDs, StreamID, segment, function, entry, no parent, no SR-IOV, PCIe, no MSI,
# MSI-X nor AF; silence is enough, FLR
listed "its record" 8680682628000000000028000000ffff0000400000000401
run LD_PRELOAD="$recorder" KST_STUB=load "$named=quiesce" --smmu-settle=0ms \
	--smmu-watch=10ms -l Image
expect "a watch is time enough" 0

# auto CASE IMAGE REASON: it is quiesce, in a listing and in a load
auto()
{
	run "$named=auto" --smmu-list=json -l "$2"
	if [ "$status" = 0 ] && grep -qF '"policy": "auto"' "$tmp/out" &&
			grep -qF '"action": "quiesce"' "$tmp/out" &&
			grep -qF "\"reason\": \"auto: the image $3" "$tmp/out" &&
			grep -qF '"quiesce": 1' "$tmp/out"; then
		ok "auto, $1"
	else
		bad "auto, $1"
	fi
	run LD_PRELOAD="$recorder" KST_STUB=load "$named=auto" -l "$2"
	expect "a load with auto, $1" 0
}

# The boot loader needs DMA, and its image is not Linux.
auto "not Linux" "$tmp/other" "is not Linux"
# Nor can a Linux do without that loads its driver as a module.
printf 'Linux version 6.12.1 (me)\nsmmu.%%pa' >"$tmp/linux"
auto "a Linux with modules" "$tmp/linux" \
	"has no built-in driver for SMMUv3; modules do not count"

# As kexec-tools takes it: behind the stage that has the functions comes that of
# the file, which keeps what it finds.
"$cli/kexec-smmu-wrap-test" --policy=keep --raw --source="$tmp/smmu.dtb" \
	-o "$tmp/wrapped" "$tmp/other" >"$tmp/out" || bad "kexec-smmu-wrap"
for policy in quiesce auto; do
	run LD_PRELOAD="$recorder" KST_STUB="kernel=$tmp/wrapped load" \
		"$named=$policy" -l "$tmp/wrapped"
	expect "wrapped, $policy" 0
	listed "wrapped, $policy: its record" 8680682628000000000028000000ffff
done

# A listing without -l and -p promises nothing for the crash kernel.
run "$named=quiesce" --smmu-list=json
if [ "$status" = 0 ] && grep -qF '"action": "quiesce"' "$tmp/out" &&
		grep -qF '"crash": null' "$tmp/out" &&
		grep -q 'warning: crash kernel: quiesce: not after a panic' \
			"$tmp/err"; then
	ok "a listing"
else
	bad "a listing"
fi

add 0000:00:06.0 0x030000
for task in -l --smmu-list; do
	run LD_PRELOAD="$recorder" KST_STUB=load "$named=quiesce" $task Image
	expect "a display, $task" 0 'warning: quiesce: /smmuv3@9050000: stays in abort: behind it is 0000:00:06.0, a display'
done
run "$named=quiesce" --smmu-check -l
if grep -q '^warn normal kernel, quiesce: /smmuv3@9050000: stays in abort: behind it is 0000:00:06.0' "$tmp/out"
then ok "a check"; else bad "a check"; fi
system_tree 'dma@1000 { compatible = "a,dma"; iommus = <&smmu 7>; };'
run LD_PRELOAD="$recorder" KST_STUB=load "$named=quiesce" -l Image
expect "another bus" 0 'stays in abort: behind it is /dma@1000, no PCI function'

finish
