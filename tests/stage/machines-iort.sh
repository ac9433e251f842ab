#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# From an IORT to the state of the SMMUs in it: once the loader reads it, and once
# the stage itself finds it in memory that EFI firmware describes. Both do the
# same to the same models. The tables are the fixtures, one of everything, and
# real ones if $IORT_TABLES is their directory.
set -u
: "${top_srcdir:?is set by make check}" "${top_builddir:?}"

command -v "${IASL:-iasl}" > /dev/null || { echo "SKIP: no iasl"; exit 77; }
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
for source in "$top_srcdir"/tests/fixtures/iort/*.asl; do
	sh "$top_srcdir/tests/make/compile-table.sh" "$source" \
		> "$tmp/$(basename "$source" .asl).iort" || exit 99
done
"$top_builddir/tests/make/make-iort" whole > "$tmp/whole.iort" || exit 99
# Relative to where ./check was started, as well.
[ -d "${IORT_TABLES:-/}" ] || IORT_TABLES=$top_srcdir/$IORT_TABLES
for table in "${IORT_TABLES:-/none}"/*.iort; do
	[ ! -f "$table" ] || cp "$table" "$tmp/real-${table##*/}" || exit 99
done

status=0
for policy in abort bypass keep; do
	"$top_builddir/tests/stage/machines" $policy -- "$tmp"/*.iort \
		> "$tmp/told" || status=1
	STAGE_BIN=$top_builddir/purgatory/smmu-stage-any.bin \
		"$top_builddir/tests/stage/machines" --any $policy -- \
		"$tmp"/*.iort > "$tmp/found" || status=1
	diff "$tmp/told" "$tmp/found" || status=1
	echo "$policy: $(grep -c ' off$' "$tmp/found") tables with SMMUs"
	grep -q "/whole.iort: .* 2 kept, 0 off$" "$tmp/found" ||
		[ $policy = keep ] || status=1
done
exit $status
