#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every table (*.iort) of the directory $IORT_TABLES against the EXPECTED.txt
# beside them, in the form that iort_read.py describes. Real tables are nobody's to
# give away, so none is here.
set -u
[ -n "${IORT_TABLES:-}" ] || { echo "SKIP: IORT_TABLES is not set"; exit 77; }
command -v python3 >/dev/null || { echo "SKIP: no python3"; exit 77; }
# Relative to where ./check was started, as well.
[ -d "$IORT_TABLES" ] || IORT_TABLES=$top_srcdir/$IORT_TABLES
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
result=0
count=0

for table in "$IORT_TABLES"/*.iort; do
	[ -f "$table" ] || { echo "$IORT_TABLES: no tables"; exit 1; }
	name=$(basename "$table")
	printf '%s: ' "$name"
	timeout 20 "$top_builddir/kexec/kexec-smmu" --smmu-list=json \
		--smmu-source="$table" >"$work/json" 2>"$work/err" &&
	python3 "$top_srcdir/tests/sources/iort_read.py" expected "$work/json" \
		"$IORT_TABLES/EXPECTED.txt" "$name" &&
	python3 "$top_srcdir/tests/sources/iort_read.py" bytes "$work/json" \
		"$table" || result=1
	cat "$work/err"
	count=$((count + 1))
done
echo "$count tables"
exit $result
