#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A source in a form that cannot be read is named for what it is, and the command
# of that line makes one that can.

: "${top_builddir:?}" "${top_srcdir:?}"
command=$(cd "$top_builddir" && pwd)/kexec/kexec-smmu
fixtures=$(cd "$top_srcdir/tests/fixtures" && pwd)
make_table=$(cd "$top_srcdir/tests/make" && pwd)/compile-table.sh
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 99
cases=0
failures=0
for tool in dtc iasl acpidump acpixtract zstd xz lz4 bzip2; do
	command -v $tool >/dev/null || { echo "SKIP: no $tool"; exit 77; }
done

# kind NAME TEXT MADE: the file NAME is TEXT; its command makes MADE
kind()
{
	cases=$((cases + 1))
	wrong=
	"$command" --smmu-list=json --smmu-source="$1" >out 2>err
	status=$?
	how=$(sed -n "s/^kexec-smmu: $1: $2; .*: //p" err |
		sed "s/FILE/$1/; s/TABLE/table/")
	[ "$status" = 1 ] && [ "$(wc -l <err)" = 1 ] && [ -n "$how" ] ||
		wrong="status $status, $(cat err)"
	rm -f "$3"
	[ -n "$wrong" ] || sh -c "$how" >log 2>&1 || wrong="$how: $(cat log)"
	[ -n "$wrong" ] || "$command" --smmu-list=json --smmu-source="$3" \
		>out 2>err || wrong="$how: $(cat err)"
	if [ -z "$wrong" ]; then
		echo "ok $1: $how"
	else
		failures=$((failures + 1))
		echo "not ok $1: $wrong"
	fi
}

dtc -q -q -q -I dts -O dtb -o tree.dtb "$fixtures/dts/virt-smmuv3.dts" || exit 99
"$make_table" "$fixtures/iort/models-v3.asl" >made.iort || exit 99
cp "$fixtures/dts/virt-smmuv3.dts" tree.dts
kind tree.dts 'device tree source' TREE.dtb
gzip -c tree.dtb >tree.gz
kind tree.gz 'compressed with gzip' table
zstd -qc tree.dtb >tree.zst
kind tree.zst 'compressed with zstd' table
xz -c made.iort >iort.xz
kind iort.xz 'compressed with xz' table
lz4 -qc made.iort >iort.lz4
kind iort.lz4 'compressed with lz4' table
bzip2 -c tree.dtb >tree.bz2
kind tree.bz2 'compressed with bzip2' table
iasl -p dis -d made.iort >log 2>&1 || { cat log; exit 99; }
# Nodes of that revision have no identifiers for an iasl of 2025: it calls them
# reserved, and does not take back what it wrote.
sed -i '/ Reserved : /s/: .*/: 00000000/' dis.dsl
kind dis.dsl 'ACPI table source' dis.aml
acpidump -f made.iort >acpidump.txt 2>log || { cat log; exit 99; }
kind acpidump.txt 'the output of acpidump' iort.dat

echo "$cases cases, $failures failed"
[ "$cases" -gt 0 ] && [ "$failures" = 0 ]
