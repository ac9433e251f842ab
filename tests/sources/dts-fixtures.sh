#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The fixtures that an independent reading can follow, compared with it.

set -eu
: "${top_srcdir:?}" "${top_builddir:?}"
for tool in "${DTC:-dtc}" python3; do
	command -v "$tool" >/dev/null || { echo "SKIP: no $tool"; exit 77; }
done
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
for name in frames kinds masters no-smmu power regions versions \
	virt-smmuv3; do
	"${DTC:-dtc}" -q -q -q -f -I dts -O dtb -o "$tmp/$name.dtb" \
		"$top_srcdir/tests/fixtures/dts/$name.dts"
done
python3 "$top_srcdir/tests/sources/dts_compare.py" "$top_builddir/kexec/kexec-smmu" \
	"$tmp"
