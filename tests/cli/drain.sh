#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# drain: what it needs, and that the functions of the running system go into the
# plan of a load.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

recorder=$cli/.libs/recorder.so
host=$KST_SYS/devices/platform/pcie@10000000
devices=$host/pci0000:00

run "--smmu-source=$tmp/smmu.dtb" --smmu-policy=drain -l Image
expect "a file lists no functions" 1 'drain: a file does not list the PCI functions'
run --smmu-policy=drained -l Image
expect "another word" 1 'unknown policy (known: keep, abort, bypass, drain, quiesce, auto)'
if ! command -v dtc >/dev/null; then
	echo "SKIP: no dtc"
	[ "$failures" = 0 ] || exit 1
	exit 77
fi

mkdir -p "$devices"
system_tree ''
ln -s "$KST_SYS/firmware/devicetree/base/pcie@10000000" "$host/of_node"

# By name: it is not in this system, so its power state is unknown.
POLICY=--smmu-policy=0x9050000=drain

# add NAME CLASS: one on the bus
add()
{
	mkdir "$devices/$1"
	ln -s "../../../devices/platform/pcie@10000000/pci0000:00/$1" \
		"$KST_SYS/bus/pci/devices/$1"
	echo 0x8086 >"$devices/$1/vendor"
	echo 0x2668 >"$devices/$1/device"
	echo "$2" >"$devices/$1/class"
}

add 0000:00:05.0 0x040300
add 0000:00:06.0 0x030000

# listed CASE COUNT: of records of that one, in the segments of the last load:
# configuration space, IDs, StreamID, segment, and bus, device and function
listed()
{
	count=$(od -An -v -tx1 "$KST_RECORD" | tr -d ' \n' |
		grep -o 0080021040000000868068262800000000002800 | grep -c .)
	if [ "$count" = "$2" ]; then ok "$1"; else bad "$1: $count"; fi
}

run LD_PRELOAD="$recorder" KST_STUB=load "$POLICY" -l Image
expect "no address is confirmed" 0 'which are cut off, not stopped: 1'
listed "so it is not listed" 0

echo '4010000000-401fffffff : PCI ECAM' >"$KST_PROC/iomem"
run LD_PRELOAD="$recorder" KST_STUB=load "$POLICY" -l Image
expect "an address is confirmed" 0
listed "it is listed" 1
run LD_PRELOAD="$recorder" KST_STUB=load --smmu-policy=0x9050000=abort -l Image
listed "not with abort" 0

run "$POLICY" --smmu-list=json
if [ "$status" = 0 ] && grep -q '"action": "drain"' "$tmp/out" &&
		grep -q '"drain": 1' "$tmp/out"; then
	ok "a listing"
else
	bad "a listing"
fi
printf 'crash-policy = 0x9050000=drain\n' >"$tmp/conf"
run KST_CONF="$tmp/conf" LD_PRELOAD="$recorder" KST_STUB=panic -p Image
expect "of the configuration" 0
listed "of the configuration" 1

finish
