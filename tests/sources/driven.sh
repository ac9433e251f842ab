#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the running kernel shows of the machine's own SMMUs, and what a rule for
# a class makes of it. With the stubs of tests/cli, and a sysfs of our own.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

if [ -z "${DTC:-}" ] || ! "$DTC" --version >/dev/null 2>&1; then
	echo "SKIP: no device tree compiler (Debian: device-tree-compiler)"
	exit 77
fi

KST_IOMMU_CLASS=$tmp/iommu
export KST_IOMMU_CLASS
mkdir -p "$KST_IOMMU_CLASS" "$KST_SYS/firmware" "$KST_SYS/bus/platform/devices"

# An SMMU of which nothing but a driver tells that it has power, with a host
# bridge and a device behind it; and a second one.
"$DTC" -q -O dtb -o "$KST_SYS/firmware/fdt" - <<'END' || exit 99
/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	one: iommu@30800000 {
		compatible = "vendor,chip-smmu", "arm,smmu-v3";
		reg = <0x30800000 0x20000>;
		#iommu-cells = <1>;
	};
	two: iommu@40000000 {
		compatible = "arm,mmu-500";
		reg = <0x40000000 0x20000>, <0x40100000 0x20000>;
		#iommu-cells = <2>;
	};
	soc {
		pcie@50000000 { iommu-map = <0 &one 0 0x10000>; };
		dma@51000000 { iommus = <&two 1 2>, <&one 3>; };
		other@52000000 { iommus = <&two 1 2>, <&two 2 2>; };
	};
};
END

# drive NAME [STATUS]: the kernel drives it; awake, and nothing behind it
drive()
{
	mkdir -p "$KST_IOMMU_CLASS/$1/device/power" "$KST_IOMMU_CLASS/$1/devices"
	echo "${2:-active}" >"$KST_IOMMU_CLASS/$1/device/power/runtime_status"
}

# device NAME NODE [bound]: one of the bus
device()
{
	mkdir -p "$KST_SYS/bus/platform/devices/$1"
	ln -sfn "../../../firmware/devicetree/base$2" \
		"$KST_SYS/bus/platform/devices/$1/of_node"
	rm -f "$KST_SYS/bus/platform/devices/$1/driver"
	[ $# -lt 3 ] || ln -s ../../drivers/some \
		"$KST_SYS/bus/platform/devices/$1/driver"
}

# load WORD...: to a kernel that takes everything
load()
{
	run KST_STUB=load LD_PRELOAD="$cli/.libs/recorder.so" "$@"
}

# kept CASE REASON: by a rule for all, the first one is; the load goes on
kept()
{
	load --smmu-policy=v3=abort -l Image
	expect "$1" 0 "warning: /iommu@30800000: keep instead of abort: $2"
	run --smmu-list=json --smmu-policy=v3=abort
	grep -qF "\"action\": \"keep\", \"reason\": \"$2\"" "$tmp/out" ||
		bad "$1: listed otherwise"
}

# touched CASE [WORD...]
touched()
{
	touched_case=$1
	shift
	load "${@:---smmu-policy=v3=abort}" -l Image
	expect "$touched_case" 0
}

undriven='no driver was bound to it at load time: may be unpowered'
suspended='it was suspended at load time: may be unpowered'
masterless='nothing behind it had a driver at load time: may be unpowered'

kept "no driver" "$undriven"
touched "no driver, named by its address" --smmu-policy=0x30800000=abort
touched "no driver, named by its path" --smmu-policy=/iommu@30800000=bypass
rmdir "$KST_IOMMU_CLASS"
kept "a kernel without drivers" "$undriven"
load --smmu-policy=v3=abort -p Image
expect "a crash kernel" 0 "$undriven"
drive smmu3.0x0000000030800000 suspended
kept "suspended" "$suspended"
drive smmu3.0x0000000030800000 suspending
kept "about to be suspended" "$suspended"

# Nothing behind it: only where no master has a driver is it kept.
drive smmu3.0x0000000030800000
kept "a tree without devices" "$masterless"
device 50000000.pcie /soc/pcie@50000000
device 52000000.other /soc/other@52000000 bound
device elsewhere /soc/pcie@500000001 bound
kept "no master has a driver" "$masterless"
touched "no master has a driver, named" --smmu-policy=0x30800000=abort
device 50000000.pcie /soc/pcie@50000000 bound
touched "the host bridge has a driver; its functions may be gone"
device 50000000.pcie /soc/pcie@50000000
device 51000000.dma /soc/dma@51000000 bound
touched "a device has a driver"
device 51000000.dma /soc/dma@51000000
mkdir "$KST_IOMMU_CLASS/smmu3.0x0000000030800000/devices/0000:00:01.0"
touched "a device is behind it"
rmdir "$KST_IOMMU_CLASS/smmu3.0x0000000030800000/devices/0000:00:01.0"
for status in unsupported resuming; do
	device 51000000.dma /soc/dma@51000000 bound
	drive smmu3.0x0000000030800000 $status
	touched "runtime_status: $status"
done
rm "$KST_IOMMU_CLASS/smmu3.0x0000000030800000/device/power/runtime_status"
touched "a kernel without power management"

# One of several frames has the name.
load --smmu-policy=v2=abort -l Image
expect "several frames, no driver" 0 "$undriven"
drive smmu.0x0000000040000000
touched "several frames, by the first" --smmu-policy=v2=abort

# A rule that keeps it does not have a dead one read.
rm -r "$KST_IOMMU_CLASS/smmu.0x0000000040000000"
touched "a rule that keeps it" --smmu-policy=v3=abort --smmu-policy=v2=keep

# A file describes another machine, and what is added is named thereby.
touched "a file" "--smmu-source=$KST_SYS/firmware/fdt" --smmu-policy=abort
touched "added" --smmu-policy=v1=abort --smmu-add=v1@0x60000000

# ACPI tells nothing of what is behind an SMMU.
mkdir -p "$KST_SYS/firmware/acpi/tables"
"$top_builddir/tests/make/make-iort" whole \
	>"$KST_SYS/firmware/acpi/tables/IORT" || exit 99
rm -r "$KST_IOMMU_CLASS"
mkdir "$KST_IOMMU_CLASS"
load --smmu-policy=v2=abort -l Image
expect "ACPI, no driver" 0 "$undriven"
drive smmu.0x00000000e0600000
load --smmu-policy=v2=abort -l Image
expect "ACPI, nothing behind it" 0 'a reserved region is accessed'
finish
