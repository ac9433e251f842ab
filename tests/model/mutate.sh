#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Break the stage in known ways and see the model tests notice each of them.
#
# tests/model/mutants.txt has a mutant a line: NAME, FILE of purgatory/, and a
# sed script that breaks it. Every mutant must build, differ from the unbroken
# stage in its bytes, and be noticed; the unbroken stage must pass.
#
# mutate.sh [NAME]: that one only.
set -u
: "${top_srcdir:?is set by make check}" "${top_builddir:?}"

dir=$top_srcdir/tests/model
dir_tests=$top_builddir/tests/model
test=$dir_tests/test-smmu-v3
only=${1:-}

if [ ! -x "$test" ]; then
	echo "mutate.sh: skipped: test-smmu-v3 was not built (cmocka, unicorn)"
	exit 77
fi

tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT

# build DIR: the stage of the sources in DIR/purgatory, as DIR/stage.bin
build() {
	# STAGE_CC is a command with its arguments.
	# shellcheck disable=SC2086
	(cd "$1/purgatory" && $STAGE_CC -Wno-error -w -I../include -I. \
		-Wl,--defsym=STAGE_BASE=0 -Wl,-T,stage.ld -o ../stage.elf \
		entry.S ./*.c) &&
	"$PURGATORY_OBJCOPY" -O binary -j .text "$1/stage.elf" "$1/stage.bin"
}

# copy DIR: fresh sources
copy() {
	mkdir -p "$1" &&
	cp -r "$top_srcdir/include" "$top_srcdir/purgatory" "$1/"
}

# noticed DIR: prints the first test that fails, if any does, and ends there
noticed() {
	for program in "$test" "$dir_tests/test-stage" \
		"$dir_tests/test-uart" \
		"$dir_tests/test-dtb" "$dir_tests/test-gic" \
		"$test-faults" "$test-states"; do
		STAGE_BIN=$1/stage.bin MODEL_SECONDS=20 MODEL_RUNS=500 \
			"$program" 2>&1 |
			sed -n '/^\[  FAILED  \] /{s///;p;q;}' > "$tmp/by"
		if [ -s "$tmp/by" ]; then
			cat "$tmp/by"
			return
		fi
	done
}

copy "$tmp/good" && build "$tmp/good" || exit 99
by=$(noticed "$tmp/good")
if [ -n "$by" ]; then
	echo "FAIL: the unbroken stage does not pass $by"
	exit 1
fi

killed=0
survived=0
while IFS='	' read -r name file script; do
	case $name in ''|'#'*) continue ;; esac
	if [ -n "$only" ] && [ "$only" != "$name" ]; then
		continue
	fi
	mutant=$tmp/$name
	copy "$mutant" || exit 99
	sed -i -E "$script" "$mutant/purgatory/$file" || exit 99
	if ! build "$mutant" 2> "$tmp/log"; then
		echo "FAIL: $name does not build"
		cat "$tmp/log"
		survived=$((survived + 1))
	elif cmp -s "$tmp/good/stage.bin" "$mutant/stage.bin"; then
		echo "FAIL: $name changes nothing"
		survived=$((survived + 1))
	else
		by=$(noticed "$mutant")
		if [ -n "$by" ]; then
			echo "ok: $name is noticed by $by"
			killed=$((killed + 1))
		else
			echo "FAIL: $name survives"
			survived=$((survived + 1))
		fi
	fi
	rm -rf "$mutant"
done < "$dir/mutants.txt"

echo "$killed mutants noticed, $survived not"
[ "$survived" -eq 0 ] && [ "$killed" -gt 0 ]
