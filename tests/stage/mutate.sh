#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Break the stage in known ways, and check that the model tests notice each.
#
# The mutants*.txt have a mutant a line: NAME, FILE of purgatory/, and a sed
# script that breaks it. Every mutant must build, differ from the unbroken
# stage in its bytes, and be noticed; the unbroken stage must pass. Those of
# mutants-el2.txt are noticed by tests/qemu/serror.sh: Unicorn has no EL2.
#
# mutate.sh [NAME…]: those only. As many at a time as there are processors, or
# $JOBS; those tests first that are about the file, up to the first that fails.
set -u
: "${top_srcdir:?is set by make check}" "${top_builddir:?}"

top_srcdir=$(cd "$top_srcdir" && pwd) || exit 99
lists=$top_srcdir/tests/stage/mutants
tests=$(cd "$top_builddir" && pwd)/tests/stage || exit 99
all='smmu-v3 smmu-v2 stage uart dtb log gic mixed smmu-v3-faults smmu-v2-faults
	smmu-serrors drain quiesce-resets quiesce smmu-v3-quiet watch
	smmu-v2-states smmu-v3-states'
export top_srcdir MODEL_SECONDS=5 MODEL_RUNS=500

# object FILE: the name of its object
object() {
	echo "$1.o" | tr / _
}

# compile DIR FILE…: objects of the files in DIR/purgatory, in DIR
compile() {
	in=$1
	shift
	for source; do
		# STAGE_CC is a command with its arguments.
		# shellcheck disable=SC2086
		(cd "$in/purgatory" && $STAGE_CC -Wno-error -w -I../include \
			-I. -c -o "../$(object "$source")" "$source") || return
	done
}

# link_stage DIR: the objects in DIR, as DIR/stage.bin
link_stage() {
	# shellcheck disable=SC2086
	(cd "$1" && $STAGE_CC -Wl,--defsym=STAGE_BASE=0 \
		-Wl,-T,purgatory/start/stage.ld -o stage.elf ./*.o) &&
	"$PURGATORY_OBJCOPY" -O binary -j .text "$1/stage.elf" "$1/stage.bin"
}

# mutant GOOD DIR FILE SCRIPT: GOOD as it is, but for FILE
mutant() {
	mkdir "$2" &&
	ln -s "$1/include" "$1"/*.o "$2/" &&
	cp -rs "$1/purgatory" "$2/" &&
	rm "$2/purgatory/$3" &&
	sed -E "$4" "$1/purgatory/$3" > "$2/purgatory/$3" || return
	case $3 in
	*.h|*.ld)
		rm "$2"/*.o
		# shellcheck disable=SC2086 # a list of names
		compile "$2" $STAGE_SOURCES ;;
	*)	rm -f "$2/$(object "$3")" && compile "$2" "$3" ;;
	esac &&
	link_stage "$2"
}

# order FILE: the tests, those first that are about it
order() {
	case $1 in
	smmu/*watch*)	echo watch ;;
	*/listen*)	echo watch quiesce-resets quiesce ;;
	*/quiesce*)	echo quiesce-resets quiesce ;;
	smmu/v2*)	echo smmu-v2 smmu-v2-faults smmu-v2-states ;;
	smmu/v3*)	echo smmu-v3 smmu-v3-quiet smmu-v3-faults smmu-v3-states ;;
	job/job*|*/guard*)	echo smmu-serrors stage ;;
	*/dtb*|job/cache*)	echo dtb ;;
	pci/*|*/drain*)	echo drain quiesce-resets quiesce ;;
	*/gic*)		echo gic ;;
	*/chosen*)	echo log ;;
	*/console*)	echo uart log stage ;;
	*/entry*|*/check*|*/report*|*/stage*)	echo stage log uart smmu-v3 ;;
	esac
	echo "$all"
}

# noticed_at_el2 DIR: the same of what serror.sh says
noticed_at_el2() {
	STAGE_BIN=$1/stage.bin top_builddir=${tests%/tests/stage} \
		bash "$top_srcdir/tests/qemu/serror.sh" |
		sed -n '/^not ok /{s///;s/ instead of .*//;p;q;}'
}

# noticed DIR FILE: prints the first test that fails, if any does
noticed() {
	done=
	for name in $(order "$2"); do
		case " $done " in *" $name "*) continue ;; esac
		done="$done $name"
		by=$(STAGE_BIN=$1/stage.bin "$tests/test-$name" 2>&1 |
			sed -n '/^\[  FAILED  \] /{s///;p;q;}')
		if [ -n "$by" ]; then
			echo "$by"
			return
		fi
	done
}

# try GOOD NAME: one line of what becomes of it
try() {
	good=$1 name=$2
	dir=${good%/*}/$name
	line=$(grep -h "^$name	" "$lists"*.txt) || exit 99
	file=$(printf "%s\n" "$line" | cut -f 2)
	if ! mutant "$good" "$dir" "$file" "$(printf "%s\n" "$line" | cut -f 3-)" \
		2> "$dir.log"; then
		echo "FAIL: $name does not build: $(cat "$dir.log")"
	elif cmp -s "$good/stage.bin" "$dir/stage.bin"; then
		echo "FAIL: $name changes nothing"
	else
		if grep -q "^$name	" "$lists-el2.txt"; then
			by=$(noticed_at_el2 "$dir")
		else
			by=$(noticed "$dir" "$file")
		fi
		echo "${by:+ok: $name is noticed by }${by:-FAIL: $name survives}"
	fi
	rm -rf "$dir" "$dir.log"
}

# unbroken GOOD: the same of the stage as it is
unbroken() {
	by=$(noticed "$1" none)
	echo "${by:+FAIL: the unbroken stage does not pass }${by:-ok: the unbroken stage passes}"
}

case ${1:-} in
--try)
	if [ "$3" = unbroken ]; then unbroken "$2"; else try "$2" "$3"; fi
	exit ;;
esac
if [ ! -x "$tests/test-smmu-v3" ]; then
	echo "mutate.sh: skipped: test-smmu-v3 was not built (cmocka, unicorn)"
	exit 77
fi

tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
mkdir "$tmp/good" &&
	cp -r "$top_srcdir/include" "$top_srcdir/purgatory" "$tmp/good/" ||
	exit 99
# shellcheck disable=SC2086 # a list of names
compile "$tmp/good" $STAGE_SOURCES && link_stage "$tmp/good" || exit 99

# shellcheck disable=SC2046 # a list of names
[ $# -gt 0 ] || set -- $(cat "$lists"*.txt | sed -n 's/^\([^#	]*\)	.*/\1/p')
printf '%s\n' unbroken "$@" |
	xargs -P "${JOBS:-$(nproc)}" -n 1 \
		sh "$top_srcdir/tests/stage/mutate.sh" --try "$tmp/good" |
	tee "$tmp/results"
killed=$(($(grep -c '^ok: ' "$tmp/results") - 1))
survived=$(($# - killed))
echo "$killed mutants noticed, $survived not"
[ "$survived" -eq 0 ] && [ "$killed" -gt 0 ]
