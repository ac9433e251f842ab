#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# How long listing an IORT of 100,000 nodes takes, half of them SMMUs, and one
# of a tenth of it: the best of ten, with the start of the program. Goals: below
# 50 ms, and at most 12 times the tenth. Beside it, iasl -d on the same table,
# with limits: it is known to loop, and to write while it does.
set -u
limit=20
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
command=$top_builddir/kexec/kexec-smmu

# run COMMAND...: its time in microseconds as $us, its status
run()
{
	local start=$EPOCHREALTIME status
	"$@" >"$work/out" 2>&1
	status=$?
	local end=$EPOCHREALTIME
	us=$((${end/[.,]/} - ${start/[.,]/}))
	return $status
}

ms()
{
	printf '%d.%d ms' $(($1 / 1000)) $(($1 % 1000 / 100))
}

# listing NODES: the best time as $best
listing()
{
	"$top_builddir/tests/make/make-iort" many "$1" >"$work/$1.iort" || exit
	best=
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		run "$command" --smmu-list=json --smmu-source="$work/$1.iort" ||
			{ cat "$work/out"; exit 1; }
		[ -n "$best" ] && [ "$best" -lt "$us" ] || best=$us
	done
}

by_iasl()
{
	command -v "${IASL:-iasl}" >/dev/null || { echo "not there"; return; }
	(
		ulimit -f 400000
		run timeout $limit "${IASL:-iasl}" -p "$work/dsl" \
			-d "$work/$1.iort"
		status=$?
		case $status in
		0)	ms $us ;;
		124)	echo "no end in $limit s" ;;
		*)	echo "status $status after $(ms $us)" ;;
		esac
	) 2>/dev/null
	rm -f "$work/dsl.dsl"
}

for nodes in 10000 100000; do
	listing $nodes
	[ $nodes = 100000 ] || tenth=$best
	printf 'IORT of %6d nodes, %8d bytes: listing %s, iasl -d: %s\n' \
		$nodes "$(wc -c <"$work/$nodes.iort")" "$(ms "$best")" \
		"$(by_iasl $nodes)"
done
factor=$((best * 10 / tenth))
printf '%d.%d times the tenth (goal 12), %s (goal 50 ms)\n' \
	$((factor / 10)) $((factor % 10)) "$(ms "$best")"
