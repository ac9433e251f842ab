#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Break the finder in known ways and see its tests notice each of them.
#
# finder-mutants.txt is as mutate.sh's lists are. Every mutant must build for the
# host and be noticed by one of the tests, or by the comparison with the loader
# (finder.sh); unbroken, they must pass.
#
# mutate-finder.sh [NAME…]: those only. As many at a time as there are
# processors, or $JOBS.
set -u
: "${top_srcdir:?is set by make check}" "${top_builddir:?}"

top_srcdir=$(cd "$top_srcdir" && pwd) || exit 99
build=$(cd "$top_builddir" && pwd) || exit 99
list=$top_srcdir/tests/stage/finder-mutants.txt
export top_srcdir

# compile DIR OUT FILE…: objects OUT-*.o of the files, by the headers in DIR
compile() {
	in=$1 out=$2
	shift 2
	for source; do
		"${CC:-cc}" -std=gnu11 -w -O1 -D_GNU_SOURCE \
			-I"$top_srcdir/tests/stage/host" -I"$in/purgatory" \
			-I"$in/include" -I"$build" -I"$top_srcdir/kexec" \
			-I"$top_srcdir/tests" -c "$source" \
			-o "$in/$out-$(basename "$source" .c).o" || return
	done
}

# link DIR: the tests, and what compares
link() {
	for name in test-finder test-finder-chosen test-finder-serial finder; do
		case $name in
		finder)	also=$1/one-finder-compare.o ;;
		*)	also=$1/one-finder-look.o ;;
		esac
		"${CC:-cc}" -o "$1/$name" "$1/one-$name.o" "$also" "$1"/both-*.o \
			"$1"/stage-*.o "$build/kexec/libksmmu.a" -lfdt -lz \
			-lcmocka || return
	done
}

# noticed DIR: prints who notices; nothing if nobody does
noticed() {
	for name in test-finder test-finder-chosen test-finder-serial; do
		timeout 60 "$1/$name" > "$1/log" 2>&1 ||
			{ echo "$name"; return; }
	done
	FINDER=$1/finder timeout 120 \
		sh "$top_srcdir/tests/stage/finder.sh" > "$1/log" 2>&1 ||
		echo finder.sh
}

# try GOOD NAME: one line of what becomes of it
try() {
	dir=${1%/*}/$2
	line=$(grep "^$2	" "$list") || exit 99
	file=purgatory/$(printf '%s\n' "$line" | cut -f 2)
	mkdir "$dir" && cp -rs "$1/." "$dir" && rm "$dir/$file" &&
		sed -E "$(printf '%s\n' "$line" | cut -f 3-)" "$1/$file" \
			> "$dir/$file" || exit 99
	if cmp -s "$1/$file" "$dir/$file"; then
		echo "FAIL: $2 changes nothing"
	elif ! { rm "$dir/stage-$(basename "$file" .c).o" &&
		 compile "$dir" stage "$dir/$file" &&
		 rm "$dir"/test-finder* "$dir/finder" &&
		 link "$dir"; } 2> "$dir.log"; then
		echo "FAIL: $2 does not build: $(cat "$dir.log")"
	else
		by=$(noticed "$dir")
		echo "${by:+ok: $2 is noticed by }${by:-FAIL: $2 survives}"
	fi
	rm -rf "$dir" "$dir.log"
}

if [ "${1:-}" = --try ]; then
	try "$2" "$3"
	exit
fi
if [ ! -x "$build/tests/stage/test-finder" ]; then
	echo "mutate-finder.sh: skipped: test-finder was not built (cmocka)"
	exit 77
fi

tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
good=$tmp/good
mkdir "$good" &&
	cp -r "$top_srcdir/include" "$top_srcdir/purgatory" "$good" || exit 99
(
	cd "$top_srcdir/tests" &&
	compile "$good" one stage/test-finder.c stage/test-finder-chosen.c \
		stage/test-finder-serial.c stage/finder.c stage/finder-look.c \
		stage/finder-compare.c &&
	compile "$good" both stage/finder-console.c stage/finder-memory.c \
		stage/finder-world.c make/tree.c make/table.c \
		make/corrupt-iort*.c
) &&
	compile "$good" stage "$good"/purgatory/finder/*.c \
		"$good"/purgatory/job/cache.c "$good"/purgatory/job/crc32.c \
		"$good"/purgatory/platform/chosen.c \
		"$good"/purgatory/platform/log.c &&
	link "$good" || exit 99
by=$(noticed "$good")
[ -z "$by" ] || { echo "FAIL: the unbroken finder does not pass $by"; exit 1; }

# shellcheck disable=SC2046 # a list of names
[ $# -gt 0 ] || set -- $(sed -n 's/^\([^#	]*\)	.*/\1/p' "$list")
printf '%s\n' "$@" |
	xargs -P "${JOBS:-$(nproc)}" -n 1 \
		sh "$top_srcdir/tests/stage/mutate-finder.sh" --try "$good" |
	tee "$tmp/results"
killed=$(grep -c '^ok: ' "$tmp/results")
echo "$killed mutants of the finder noticed, $(($# - killed)) not"
[ "$killed" -eq $# ]
