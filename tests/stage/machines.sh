#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# From the tables of a machine to the state of its SMMUs: the fixtures of
# tests/fixtures/dts, and real IORTs if $IORT_TABLES is their directory.
set -u
: "${top_srcdir:?is set by make check}" "${top_builddir:?}"

program=$top_builddir/tests/stage/machines
command -v "${DTC:-dtc}" > /dev/null || { echo "SKIP: no dtc"; exit 77; }
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
status=0

# expect FILE RESULT POLICY…
expect() {
	file=$1 result=$2
	shift 2
	got=$("$program" "$@" -- "$file" 2>&1)
	[ "$got" = "$file: $result" ] && return
	echo "FAIL: $*: $got instead of $result"
	status=1
}

# expect_tree NAME RESULT POLICY…
expect_tree() {
	name=$1
	shift
	[ -f "$tmp/$name" ] || "${DTC:-dtc}" -q -q -q -f -I dts -O dtb \
		-o "$tmp/$name" "$top_srcdir/tests/fixtures/dts/$name.dts" || exit 99
	expect "$tmp/$name" "$@"
}

expect_tree versions '17 abort, 0 bypass, 7 kept, 0 off' abort
expect_tree versions '24 abort, 0 bypass, 0 kept, 0 off' --named abort
expect_tree versions '0 abort, 24 bypass, 0 kept, 0 off' --named bypass
expect_tree versions '13 abort, 4 bypass, 7 kept, 0 off' v1=bypass v2=abort v3=abort
expect_tree versions '2 abort, 0 bypass, 22 kept, 0 off' v3=abort
expect_tree versions '6 abort, 0 bypass, 18 kept, 0 off' abort v2=keep
expect_tree frames '3 abort, 0 bypass, 0 kept, 2 off' abort
expect_tree virt-smmuv3 '0 abort, 0 bypass, 1 kept, 0 off' keep

# The stage that looks for them makes the same of the same trees.
any=$top_builddir/purgatory/smmu-stage-any.bin
expect_any() {
	STAGE_BIN=$any expect_tree "$1" "$2" --any "$3"
}
expect_any versions '17 abort, 0 bypass, 7 kept, 0 off' abort
expect_any versions '0 abort, 17 bypass, 7 kept, 0 off' bypass
expect_any frames '3 abort, 0 bypass, 0 kept, 2 off' abort
expect_any power '6 abort, 0 bypass, 3 kept, 0 off' abort
expect_any virt-smmuv3 '1 abort, 0 bypass, 0 kept, 0 off' abort

# Relative to where ./check was started, as well.
[ -d "${IORT_TABLES:-/}" ] || IORT_TABLES=$top_srcdir/$IORT_TABLES
for table in nxp-ls1046a:1 nxp-lx2160:1 synquacer:1 amd-styx:5; do
	file=${IORT_TABLES:-none}/${table%:*}.iort
	[ -f "$file" ] || continue
	expect "$file" "${table#*:} abort, 0 bypass, 0 kept, 0 off" abort
	expect "$file" "0 abort, ${table#*:} bypass, 0 kept, 0 off" bypass
done
exit "$status"
