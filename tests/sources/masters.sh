#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the running kernel shows of masters: functions of PCI, devices of other
# buses, and what others than root do not see. With a sysfs of our own.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

if [ -z "${DTC:-}" ] || ! "$DTC" --version >/dev/null 2>&1; then
	echo "SKIP: no device tree compiler (Debian: device-tree-compiler)"
	exit 77
fi
command -v python3 >/dev/null || { echo "SKIP: no python3"; exit 77; }

KST_IOMMU_CLASS=$tmp/iommu
export KST_IOMMU_CLASS
mkdir -p "$KST_SYS/firmware" "$KST_SYS/bus/pci/devices" \
	"$KST_SYS/bus/platform/devices" "$KST_SYS/devices/platform/4010.pcie" \
	"$KST_IOMMU_CLASS/smmu3.0x0000000009050000/devices/one" \
	"$KST_IOMMU_CLASS/smmu3.0x0000000009050000/devices/two"

"$DTC" -q -O dtb -o "$KST_SYS/firmware/fdt" - <<'END' || exit 99
/dts-v1/;
/ {
	#address-cells = <2>;
	#size-cells = <2>;
	v3: iommu@9050000 {
		compatible = "arm,smmu-v3";
		reg = <0 0x9050000 0 0x20000>;
		#iommu-cells = <1>;
	};
	off: iommu@9100000 {
		compatible = "arm,smmu-v3";
		reg = <0 0x9100000 0 0x20000>;
		status = "disabled";
	};
	pcie@4010000000 {
		compatible = "pci-host-ecam-generic";
		device_type = "pci";
		reg = <0x40 0x10000000 0 0x10000000>;
		bus-range = <0 0xff>;
		iommu-map = <0 &v3 0x20000 0x200>;
	};
	/* Without functions: no driver, or nothing in its slots. */
	pcie@60000000 {
		device_type = "pci";
		reg = <0 0x60000000 0 0x1000000>;
		iommu-map = <0 &v3 0x30000 0x100>;
	};
	dma@50000000 { iommus = <&v3 0x31>, <&v3 0x32>; };
	sata@51000000 { dma-coherent; };
};
END

pcie=$KST_SYS/devices/platform/4010.pcie
ln -s ../../../firmware/devicetree/base/pcie@4010000000 "$pcie/of_node"

# add_function PATH VENDOR DEVICE CLASS DRIVER: below the host bridge, a link on the
# bus, and the header of its configuration space from standard input
add_function()
{
	at=$pcie/pci0000:00/$1
	mkdir -p "$at"
	ln -s "../../../devices/platform/4010.pcie/pci0000:00/$1" \
		"$KST_SYS/bus/pci/devices/${1##*/}"
	echo "$2" >"$at/vendor"
	echo "$3" >"$at/device"
	echo "$4" >"$at/class"
	[ "$5" = - ] || ln -s "../bus/pci/drivers/$5" "$at/driver"
	# shellcheck disable=SC2086 # words
	python3 -c '
import sys
space = bytearray(4096)
for word in sys.argv[1:]:
    at, value = (int(x, 16) for x in word.split("="))
    space[at:at + 4] = value.to_bytes(4, "little")
sys.stdout.buffer.write(space)' $config >"$at/config"
}

# A root port; behind it a network card with FLR, and one of its VFs.
config='4=100000 c=10000 18=10100 34=40 40=420010'
add_function 0000:00:01.0 0x1b36 0x000c 0x060400 pcieport
config='4=100000 34=40 40=20010 44=10000000'
add_function 0000:00:01.0/0000:01:00.0 0x8086 0x10c9 0x020000 igb
echo 1 >"$at/sriov_numvfs"
echo 'flr bus' >"$at/reset_method"
ln -s ../../../../../kernel/iommu_groups/7 "$at/iommu_group"
config='0=ffffffff 4=100000 34=40 40=20010 44=10000000'
add_function 0000:00:01.0/0000:01:10.0 0x8086 0x10ca 0x020000 -
ln -s ../0000:01:00.0 "$at/physfn"
# What only root can read is not there; nor is what is behind bus 1.
add_function 0000:00:02.0 0x1033 0x0194 0x0c0330 xhci_hcd
head -c 64 "$at/config" >"$at/less" && mv "$at/less" "$at/config"
config='4=0'
add_function 0000:02:00.0 0x1013 0x00b8 0x030000 -

# Of another bus: by its node.
mkdir -p "$KST_SYS/bus/platform/devices/50000000.dma"
ln -s ../../../../firmware/devicetree/base/dma@50000000 \
	"$KST_SYS/bus/platform/devices/50000000.dma/of_node"
ln -s ../../drivers/some "$KST_SYS/bus/platform/devices/50000000.dma/driver"
echo '4010000000-401fffffff : PCI ECAM' >"$KST_PROC/iomem"

# has CASE TEXT...: each is in what was printed
has()
{
	has_case=$1
	shift
	for text; do
		grep -qF -- "$text" "$tmp/out" ||
			{ bad "$has_case: no $text"; return; }
	done
	ok "$has_case"
}

# what FUNCTION: its object, on one line
what()
{
	tr -d '\n' <"$tmp/json" | sed 's/"crash": .*//; s/{ "name"/\n&/g' |
		grep -F "\"name\": \"$1\"" | tr -s ' ' >"$tmp/out"
}

run --smmu-list=json --smmu-policy=abort
expect "JSON" 0
cp "$tmp/out" "$tmp/json"
python3 -c 'import json, sys; json.load(sys.stdin)' <"$tmp/json" ||
	bad "not JSON"
what 0000:00:01.0
has "a root port" '"bridge": true' '"port_type": "0x4"' \
	'"config": "0x4010008000"' '"stream": "0x20008"' '"header_type": 1'
what 0000:01:00.0
has "a PF" '"flr": true' '"vfs": 1' '"driver": "igb"' '"iommu_group": 7' \
	'"reset_methods": ["flr", "bus"]' '"parent": "0000:00:01.0"' \
	'"smmu": "/iommu@9050000"' '"stream": "0x20100"' '"vf_of": null'
what 0000:01:10.0
has "a VF" '"vf_of": "0000:01:00.0"' '"device": "0x10ca"' '"driver": null' \
	'"stream": "0x20180"' '"iommu_group": null' '"reset_methods": null'
what 0000:00:02.0
has "not root" '"flr": null' '"af_flr": null' '"d3hot_reset": null' \
	'"pcie": null' '"cxl": null' '"class": "0xc0330"'
what 0000:02:00.0
has "behind no SMMU" '"smmu": null' '"stream": null' '"display": true' \
	'"flr": false' '"config": "0x4010200000"'
what /dma@50000000
has "of another bus" '"device": "50000000.dma"' '"driver": "some"'
cp "$tmp/json" "$tmp/out"
has "SMMUs" '"kernel_name": "smmu3.0x0000000009050000", "devices": 2' \
	'"masters": 4, "masters_behind_none": 1'

run --smmu-list=tree --smmu-policy=abort
expect "tree" 0
cat >"$tmp/wanted" <<'END'
  STREAM ID      DEVICE       ID        RESET  DRIVER
smmu3.0x9050000 /iommu@9050000 (v3, okay): abort
  0x20008        0000:00:01.0 1b36:000c -      pcieport, PCI bridge
  0x20010        0000:00:02.0 1033:0194 ?      xhci_hcd, USB controller
  0x20100        0000:01:00.0 8086:10c9 FLR    igb, Ethernet controller
  0x20180        0000:01:10.0 8086:10ca FLR    -, Ethernet controller, VF of 0000:01:00.0
  0x30000-0x300ff PCI 0000:00:00.0 to 00:1f.7 /pcie@60000000
  0x31 +1        50000000.dma some /dma@50000000
/iommu@9100000 (v3, disabled): not in use
behind no SMMU, so no fence stops their DMA:
  -              0000:02:00.0 1013:00b8 -      -, VGA compatible controller
  -              /sata@51000000
END
if head -n 12 "$tmp/out" | diff - "$tmp/wanted" >"$tmp/differ"; then
	ok "the tree as it is to be"
else
	cat "$tmp/differ"
	bad "another tree"
fi
run --smmu-list --smmu-policy=abort
has "the table" 'ACTION   DEVICES NAME' 'smmu3.0x9050000' \
	'1 abort, 0 bypass, 0 keep, 1 not in use'

# Colours: by a terminal, by hand, by NO_COLOR.
escape=$(printf '\033')
run --smmu-list=tree --smmu-policy=abort --smmu-color=always
has "always" "${escape}[32mabort${escape}[0m"
NO_COLOR=1
export NO_COLOR
run --smmu-list=tree --smmu-policy=abort --smmu-color=always
has "always outweighs NO_COLOR" "${escape}[32mabort"
unset NO_COLOR
run --smmu-list --smmu-policy=abort --smmu-color=never
if grep -q "$escape" "$tmp/out"; then bad "never"; else ok "never"; fi
run --smmu-list --smmu-policy=abort
if grep -q "$escape" "$tmp/out"; then bad "no terminal"; else ok "no terminal"; fi

# terminal NAME=VALUE...: the same on one
terminal()
{
	env "$@" python3 -c 'import pty, sys; pty.spawn(sys.argv[1:])' \
		"$cli/outer" kexec "$cli/kexec-smmu-test" --smmu-list \
		--smmu-policy=abort >"$tmp/out" 2>"$tmp/err" </dev/null
}
if python3 -c 'import pty; pty.openpty()' 2>/dev/null; then
	terminal NO_COLOR=
	has "a terminal" "${escape}[32mabort" 'abort, 0 bypass'
	terminal NO_COLOR=1
	has "NO_COLOR on a terminal" 'abort, 0 bypass'
	! grep -q "$escape" "$tmp/out" || bad "NO_COLOR on a terminal: colours"
else
	echo "not tried: a terminal, since none can be had here"
fi

# A window that /proc/iomem does not show has no addresses.
echo '00000000-00000000 : PCI ECAM' >"$KST_PROC/iomem"
run --smmu-list=json
cp "$tmp/out" "$tmp/json"
what 0000:00:01.0
has "no window" '"config": null'
# A file is of another machine.
run --smmu-list=json "--smmu-source=$KST_SYS/firmware/fdt"
has "a file" '"functions": null' '"kernel_name": null, "devices": null'
finish
