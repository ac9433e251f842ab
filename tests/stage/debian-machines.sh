#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# debian-machines.sh PROGRAM: every device tree of Debian's arm64 kernel
# packages through the loader, the plan, the shipped stage and the models:
# PROGRAM is tests/stage/machines of a build. Fetches the
# packages if tests/qemu/fetch has not. The last line is "N passed, N failed".
set -eu
here=$(cd "$(dirname "$0")" && pwd)
program=${1:?usage: debian-machines.sh PROGRAM}
top_builddir=$(cd "$(dirname "$program")/../.." && pwd)
export top_builddir
for tool in fdtput xargs; do
	command -v $tool > /dev/null || { echo "SKIP: no $tool"; exit 77; }
done
cache=$("$here/../qemu/fetch" trees-6.1 trees-6.12 trees-forky)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
passed=0
failed=0

pass() {
	echo "ok: $*"
	passed=$((passed + 1))
}

fail() {
	echo "FAIL: $*"
	failed=$((failed + 1))
}

# all POLICY…: each tree, and each frame as its policy says
all() {
	if find "$cache/trees-6.1" "$cache/trees-6.12" "$cache/trees-forky" \
		-name '*.dtb' -print0 |
		xargs -0 "$program" "$@" -- > "$tmp/all" 2>&1 &&
		[ "$(grep -c off "$tmp/all")" -ge 450 ]; then
		pass "$*: all trees with SMMUs: $(wc -l < "$tmp/all")"
	else
		grep -B 1 -v ' off$' "$tmp/all" || true
		fail "$*: all trees"
	fi
}

# expect FILE RESULT POLICY…
expect() {
	file=$1 result=$2
	shift 2
	got=$("$program" "$@" -- "$file" 2>&1) || true
	if [ "$got" = "$file: $result" ]; then
		pass "${file##*/}: $*: $result"
	else
		fail "${file##*/}: $*: $got instead of $result"
	fi
}

# switch_on FILE NODE: the tree with that node's status okay, as $on
switch_on() {
	on=$tmp/on-$(basename "$1")
	cp "$1" "$on"
	chmod u+w "$on"
	fdtput -t s "$on" "$2" status okay
}

all abort
all bypass
all keep
all --named abort
STAGE_BIN=$top_builddir/purgatory/smmu-stage-any.bin
export STAGE_BIN
all --any abort
unset STAGE_BIN

trees=$cache/trees-6.12
expect "$trees/freescale/fsl-lx2160a-rdb.dtb" \
	'1 abort, 0 bypass, 0 kept, 0 off' abort
expect "$trees/arm/juno-r2.dtb" '5 abort, 0 bypass, 1 kept, 1 off' abort
expect "$trees/arm/juno-r2.dtb" '6 abort, 0 bypass, 0 kept, 1 off' \
	--named abort
expect "$trees/qcom/sdm845-db845c.dtb" '0 abort, 0 bypass, 2 kept, 0 off' abort
expect "$trees/qcom/sdm845-db845c.dtb" '2 abort, 0 bypass, 0 kept, 0 off' \
	--named abort
expect "$trees/marvell/armada-8040-db.dtb" \
	'0 abort, 0 bypass, 0 kept, 1 off' abort
switch_on "$trees/marvell/armada-8040-db.dtb" \
	/ap806/config-space@f0000000/iommu@100000
expect "$on" '1 abort, 0 bypass, 0 kept, 0 off' abort
expect "$trees/xilinx/zynqmp-zcu102-rev1.0.dtb" \
	'0 abort, 0 bypass, 0 kept, 1 off' abort
switch_on "$trees/xilinx/zynqmp-zcu102-rev1.0.dtb" /axi/iommu@fd800000
expect "$on" '1 abort, 0 bypass, 0 kept, 0 off' abort
# One SMMU of one frame, and one of two.
expect "$cache/trees-forky/tegra194-p2972-0000.dtb" \
	'3 abort, 0 bypass, 0 kept, 0 off' abort

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
