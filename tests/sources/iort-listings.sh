#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The listing of every fixture against what iasl -d reads in the same bytes.
# iasl is never run without limits: some tables make it loop, and write.
set -u
sources=$top_srcdir/tests/sources
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
command=$top_builddir/kexec/kexec-smmu

command -v python3 >/dev/null || { echo "SKIP: no python3"; exit 77; }
command -v "${IASL:-iasl}" >/dev/null ||
	{ echo "SKIP: no iasl (Debian: acpica-tools)"; exit 77; }

result=0
for source in "$top_srcdir"/tests/fixtures/iort/*.asl; do
	name=$(basename "$source" .asl)
	"$top_srcdir/tests/make/compile-table.sh" "$source" >"$work/$name.iort" || exit 1
	"$command" --smmu-list=json --smmu-source="$work/$name.iort" \
		>"$work/$name.json" || { result=1; continue; }
	(ulimit -f 20000; exec timeout 10 "${IASL:-iasl}" -p "$work/$name" \
		-d "$work/$name.iort") >"$work/log" 2>&1
	status=$?
	[ -s "$work/$name.dsl" ] ||
		{ echo "$name: iasl $status"; cat "$work/log"; exit 1; }
	printf '%s: ' "$name"
	python3 "$sources/iort_read.py" iasl "$work/$name.json" "$work/$name.dsl" ||
		result=1
	printf '%s: ' "$name"
	python3 "$sources/iort_read.py" bytes "$work/$name.json" "$work/$name.iort" ||
		result=1
done
exit $result
