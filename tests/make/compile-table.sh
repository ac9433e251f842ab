#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# compile-table.sh FILE.asl: the table in iasl's data language as bytes on standard
# output. 77 without iasl. Only tables that iasl does not know may be plain
# numbers, which mean the same to each of its versions: so they are called
# XORT, XPCR and XACP in their files, and IORT, SPCR and FACP here.
set -eu

iasl=${IASL:-iasl}
command -v "$iasl" >/dev/null || {
	echo "SKIP: no iasl (Debian: acpica-tools)" >&2
	exit 77
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
timeout 20 "$iasl" -p "$work/table" "$1" >"$work/log" 2>&1 || {
	cat "$work/log" >&2
	exit 1
}
table=$work/table.aml

case $(head -c 4 "$table") in
XORT) first=I ;;
XPCR) first=S ;;
XACP) first=F ;;
*) first= ;;
esac
if [ -n "$first" ]; then
	# The checksum compensates for the changed letter.
	sum=$(od -An -tu1 -j9 -N1 "$table")
	sum=$(((sum + 0x58 - $(printf %d "'$first") + 256) % 256))
	# shellcheck disable=SC2059 # the escape is the format
	printf "\\$(printf %03o "$sum")" |
		dd of="$table" bs=1 seek=9 conv=notrunc status=none
	printf %s "$first" | dd of="$table" bs=1 conv=notrunc status=none
fi
cat "$table"
