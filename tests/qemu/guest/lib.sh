# shellcheck shell=dash disable=SC2034
# SPDX-License-Identifier: GPL-2.0-or-later
# Functions of the scripts in the virtual machine. busybox sh.

say()
{
	echo "row: $*"
}

# load_modules LIST
load_modules()
{
	while read -r module; do
		[ -d "/sys/module/$(echo "$module" | tr - _)" ] ||
			insmod "/modules/$module.ko" ||
			say "insmod $module: failed"
	done <"$1"
}

# vfio_take FUNCTION: that vfio-pci has it
vfio_take()
{
	load_modules /etc/modules-vfio
	# The machines with a device tree have no GIC ITS.
	echo Y >/sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts
	echo vfio-pci >"/sys/bus/pci/devices/$1/driver_override"
	echo "$1" >/sys/bus/pci/drivers_probe
}

# Seconds since this kernel started.
now()
{
	cut -d' ' -f1 /proc/uptime
}

# find_disk SERIAL: block device and the PCI function behind it, if it is there
find_disk()
{
	for file in /sys/block/vd*/serial /sys/class/nvme/nvme*/serial; do
		[ -f "$file" ] || continue
		[ "$(tr -d ' \n' <"$file")" = "$1" ] || continue
		name=$(basename "$(dirname "$file")")
		case $name in
		vd*)	function=/sys/block/$name/device/.. ;;
		nvme*)	function=/sys/class/nvme/$name/device
			name=${name}n1 ;;
		esac
		[ -b "/dev/$name" ] && return
	done
	return 1
}

# disk SERIAL: sets $name (block device) and $group (of the IOMMU); waits for
# the driver. Without such a disk they are "none".
disk()
{
	for try in 1 2 3 4 5 6 7 8 9 10; do
		if find_disk "$1"; then
			group=none
			[ ! -e "$function/iommu_group" ] ||
				group=$(basename "$(readlink "$function/iommu_group")")
			return
		fi
		sleep 0.$try
	done
	name=none group=none
}

# The files of the second boot, to /run/boot.
boot_files()
{
	mkdir /run/boot
	disk ks-boot
	tar -x -f "/dev/$name" -C /run/boot
	say "files there, up $(now)"
}

# What the stage before this Linux left.
read_report()
{
	command -v kexec-smmu >/dev/null || return
	say "report begin"
	kexec-smmu --smmu-report=json
	say "report end $?"
}

# read_disks [SERIAL...]: read these disks, or both, past every cache
read_disks()
{
	[ $# != 0 ] || set -- ks-virtio ks-nvme
	for serial; do
		disk "$serial"
		sum=$(dd if="/dev/$name" bs=64k iflag=direct 2>/dev/null | md5sum)
		say "disk $serial $name group $group md5 ${sum%% *}"
	done
	say "smmu events $(dmesg | grep -c 'arm-smmu-v3.*event 0x')"
}
