#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# vm-files: tests/qemu/vm/lib-vm.sh dma/hda-dma
# vm-machine: devices=masters
# vm-machine: devices=masters entry=EL1-ACPI
#
# Masters as kexec-smmu lists them, compared with what Linux shows of the same
# functions, and their StreamIDs with the records of faults that are provoked.

# shellcheck source=tests/qemu/vm/lib-vm.sh
. ./lib-vm.sh

# In a machine of tests/qemu/several there are three SMMUs, else one.
pci=/sys/bus/pci/devices
smmus=$(find /sys/class/iommu -type l | wc -l)
list=$tmp/list

# The objects of functions, a line for each; only those of the first image.
read_list()
{
	kexec-smmu --smmu-list=json >"$tmp/json" 2>"$tmp/out" ||
		bad "--smmu-list=json"
	sed '/^  "crash": /,$d' "$tmp/json" | tr -d '\n' |
		sed 's/{ "name": "/\n&/g' | grep '"requester"' >"$list"
}

# field FUNCTION KEY: its value, without quotes
field()
{
	sed -n "/\"name\": \"$1\"/s/.*\"$2\": \"\{0,1\}\([^\",} ]*\).*/\1/p" "$list"
}

# kernel_name FUNCTION: Linux's name of the SMMU that we say it is behind
kernel_name()
{
	tr -d '\n' <"$tmp/json" | sed 's/{ "base"/\n&/g' | sed -n \
		"\\|\"name\": \"$(field "$1" smmu)\"|{s/.*\"kernel_name\": \"\([^\"]*\)\".*/\1/p;q}" |
		grep . || echo null
}

# last LINK: the last component of what it leads to; null without it
last()
{
	if [ -L "$1" ]; then basename "$(readlink "$1")"
	else echo null; fi
}

# same CASE OURS THEIRS: of every function; says only where they differ
differ=0
same()
{
	[ "$2" = "$3" ] && return
	echo "$1: $2 instead of $3" >>"$tmp/out"
	differ=$((differ + 1))
}

# done_with CASE
done_with()
{
	if [ "$differ" = 0 ]; then ok "$1"
	else bad "$1"; fi
	differ=0
	: >"$tmp/out"
}

compare()
{
	read_list
	for path in "$pci"/*; do
		name=${path##*/}
		driver=$(last "$path/driver/module")
		[ "$driver" != null ] || driver=$(last "$path/driver")
		iommu=$(last "$path/iommu")
		# Linux puts a function behind its SMMU when a driver comes.
		[ "$iommu $driver" = "null null" ] ||
			same "$name: SMMU" "$(kernel_name "$name")" "$iommu"
		same "$name: group" "$(field "$name" iommu_group)" \
			"$(last "$path/iommu_group")"
		same "$name: driver" "$(field "$name" driver)" "$driver"
		same "$name: PF" "$(field "$name" vf_of)" "$(last "$path/physfn")"
		same "$name: vendor" "$(printf 0x%04x "$(field "$name" vendor)")" \
			"$(cat "$path/vendor")"
		same "$name: class" "$(printf 0x%06x "$(field "$name" class)")" \
			"$(cat "$path/class")"
		if [ -f "$path/max_link_speed" ]; then pcie=true
		else pcie=false; fi
		same "$name: PCIe" "$(field "$name" pcie)" $pcie
		resets=" $(cat "$path/reset_method" 2>/dev/null) "
		case $resets in *" flr "*) flr=true ;; *) flr=false ;; esac
		same "$name: FLR" "$(field "$name" flr)" $flr
		case $resets in *" pm "*) pm=true ;; *) pm=false ;; esac
		# Of bridges Linux uses none.
		[ "$(field "$name" bridge)" = true ] ||
			same "$name: D3hot" "$(field "$name" d3hot_reset)" $pm
	done
	same "functions" "$(wc -l <"$list")" "$(find "$pci" -type l | wc -l)"
	done_with "$1: SMMU, group, driver, PF, ids, PCIe, FLR, D3hot"
}

# Functions of one StreamID cannot be told apart: Linux has them in one group. Its
# SMMUv3 driver refuses all but the first ("already in tree", "Aliasing StreamID
# unsupported"): those have none.
share()
{
	for stream in $(sed -n 's/.*"stream": "\([^"]*\)".*/\1/p' "$list" |
			sort | uniq -d); do
		same "StreamID $stream" "$(grep "\"stream\": \"$stream\"" "$list" |
			sed 's/.*"iommu_group": \([^ ]*\).*/\1/' |
			grep -v null | sort -u | wc -l)" 1
	done
	shared=$(sed -n 's/.*"stream": "\([^"]*\)".*/\1/p' "$list" | sort |
		uniq -d | wc -l)
	[ "$shared" -gt 0 ] || same "shared StreamIDs" "$shared" "some"
	done_with "functions that share a StreamID share a group"
}

# The windows of /proc/iomem, and bus, device and function.
config()
{
	ecam=0x$(sed -n 's/^ *\([0-9a-f]*\)-.* : PCI ECAM$/\1/p' /proc/iomem |
		head -n 1)
	for path in "$pci"/*; do
		name=${path##*/}
		bus=0x${name#*:}
		bus=${bus%%:*}
		number=0x${name##*:}
		number=${number%.*}
		same "$name: configuration space" "$(field "$name" config)" \
			"$(printf 0x%x $((ecam + (bus << 20) + (number << 15) +
					(${name##*.} << 12))))"
	done
	done_with "addresses of configuration spaces"
}

# vfio FUNCTION-PATH: is its driver from now on
vfio()
{
	echo vfio-pci >"$1/driver_override"
	echo "${1##*/}" >/sys/bus/pci/drivers_probe
}

# One fault of each HDA, and the StreamID in the record of the event.
faults()
{
	count=0
	for path in "$pci"/*; do
		name=${path##*/}
		[ "$(cat "$path/class")" = 0x040300 ] || continue
		count=$((count + 1))
		# It has been behind its SMMU, and nothing is mapped for it.
		[ ! -e "$path/driver" ] ||
			echo "$name" >/sys/bus/pci/drivers/vfio-pci/unbind
		# Records are printed at a limited rate: ten in five seconds.
		sleep 6
		dmesg -c >/dev/null
		echo 1 >"$path/enable"
		./hda-dma sysfs "$name" 0xf0000000 >"$tmp/dma" 2>&1
		sleep 1
		# The upper half of the first word is the StreamID.
		dmesg | sed -n 's/.*arm-smmu-v3 \([^ :]*\):.*0x\([0-9a-f]\{8\}\)000000\(10\|02\)$/\1 0x\2/p' |
			head -n 1 >"$tmp/seen"
		read -r by seen <"$tmp/seen" ||
			{ cat "$tmp/dma"; dmesg | tail -n 5; } >>"$tmp/out"
		same "$name: fault" "$(field "$name" stream)" \
			"$(printf 0x%x "${seen:-0xffffffff}")"
		same "$name: fault's SMMU" "${by:-none}" \
			"$(last "/sys/class/iommu/$(kernel_name "$name")/device")"
		setpci_off "$path"
	done
	[ "$count" -ge 3 ] || same "HDAs" "$count" "3 or more"
	done_with "StreamIDs of faults, $count devices"
}

# Take a function's bus mastering away again: no more faults.
setpci_off()
{
	printf '\000\000' | dd of="$1/config" bs=1 seek=4 conv=notrunc 2>/dev/null
	echo 0 >"$1/enable" 2>/dev/null
}

# What would become of the SMMU of all these, and that it could be done.
check()
{
	if kexec-smmu --smmu-check --smmu-policy=abort -l >"$tmp/out" 2>&1 &&
	   ! grep -q '^FAIL' "$tmp/out" &&
	   grep -q "^ok   normal kernel, SMMUs: $smmus of $smmus SMMUs* abort" \
		"$tmp/out"; then
		ok "--smmu-check"
	else bad "--smmu-check"; fi
	sed 's/^/check: /' "$tmp/out"
}

compare "as booted"

config
kexec-smmu --smmu-list=tree >"$tmp/out" 2>&1 || bad "--smmu-list=tree"
if [ "$(grep -c '^smmu3\.0x.* .*(v3, okay): keep$' "$tmp/out")" = "$smmus" ] &&
   grep -q '^  0x[0-9a-f]* *0000:.* nvme, NVM controller$' "$tmp/out"; then
	ok "tree"
else bad "tree"; fi
sed 's/^/tree: /' "$tmp/out"

# VFs of an igb, whose PF vfio has.
while read -r module; do insmod "/modules/$module.ko"; done </etc/modules-vfio 2>/dev/null
pf=$(grep -l 0x10c9 "$pci"/*/device | head -n 1)
pf=${pf%/device}
: >"$tmp/out"
if [ -z "$pf" ]; then bad "no igb"
else
	echo 1 >/sys/module/vfio_pci/parameters/enable_sriov
	vfio "$pf"
	for path in "$pci"/*; do
		[ "$(cat "$path/class")" != 0x040300 ] || vfio "$path"
	done
	echo 2 >"$pf/sriov_numvfs"
	compare "all with drivers, and two VFs"
	vfs=$(grep -c "\"vf_of\": \"${pf##*/}\"" "$list")
	same "VFs" "$vfs" 2
	same "numvfs" "$(field "${pf##*/}" vfs)" 2
	done_with "two VFs of one PF"
	check
	share
	echo 0 >"$pf/sriov_numvfs"
fi
faults
