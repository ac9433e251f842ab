#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The command on every kind of damaged table: status 0 and a listing, with one
# line of warning at most, or status 1 and one line that names the file.
# The listing as JSON is read back by a parser that is not ours.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
make=$top_builddir/tests/make/make-iort
command=$top_builddir/kexec/kexec-smmu
python=$(command -v python3 || :)

fail()
{
	echo "$1: $2"
	sed 's/^/| /' "$work/err"
	exit 1
}

# check NAME FORM: the table in $work/iort, listed in that form
check()
{
	status=0
	timeout 20 "$command" --smmu-source="$work/iort" --smmu-list="$2" \
		>"$work/out" 2>"$work/err" || status=$?
	lines=$(wc -l <"$work/err")
	case $status in
	0)	[ "$lines" = 0 ] || {
			[ "$lines" = 1 ] &&
			grep -q "^kexec-smmu: warning: $work/iort: " "$work/err"
		} || fail "$1" "more than one line of warning"
		[ -s "$work/out" ] || fail "$1" "no listing" ;;
	1)	[ "$lines" = 1 ] || fail "$1" "not one line"
		grep -q "^kexec-smmu: $work/iort: ..........*" "$work/err" ||
			fail "$1" "no reason"
		[ ! -s "$work/out" ] || fail "$1" "a listing, and status 1" ;;
	*)	fail "$1" "status $status" ;;
	esac
	! grep -q '[^ -~]' "$work/out" "$work/err" ||
		fail "$1" "characters that are none"
}

count=0
for name in $("$make" --list); do
	"$make" "$name" >"$work/iort"
	check "$name" table
	check "$name" json
	[ "$status" = 1 ] || mv "$work/out" "$work/$name.json"
	count=$((count + 1))
done
[ -z "$python" ] || "$python" -c '
import json, sys
for name in sys.argv[1:]:
    with open(name, encoding="ascii") as file:
        json.load(file)
' "$work"/*.json

# And cut off at every 64th byte.
"$make" whole >"$work/whole"
size=$(wc -c <"$work/whole")
at=0
while [ "$at" -lt "$size" ]; do
	head -c "$at" "$work/whole" >"$work/iort"
	check "the first $at bytes" table
	[ "$status" = 1 ] || fail "the first $at bytes" "listed"
	at=$((at + 64))
	count=$((count + 1))
done
echo "$count damaged tables"
[ "$count" -ge 50 ]
