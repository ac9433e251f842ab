#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Properties of the stage's bytes: position-independent, no undefined symbols,
# no relocations, no FP or SIMD registers, and small.
set -u
: "${top_srcdir:?is set by make check}" "${top_builddir:?}"

tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
failed=0

fail() {
	echo "FAIL: $*"
	failed=1
}

# link BASE [NAME]: $sources, linked at BASE, as $tmp/BASE.bin, or NAME.bin
link() {
	# All three are lists of words.
	# shellcheck disable=SC2086
	(cd "$top_srcdir/purgatory" && $STAGE_CC $flags -I../include -I. \
		-Wl,--defsym=STAGE_BASE="$1" -Wl,-T,start/stage.ld \
		-o "$tmp/${2-$1}.elf" $sources) &&
	"$PURGATORY_OBJCOPY" -O binary -j .text "$tmp/${2-$1}.elf" \
		"$tmp/${2-$1}.bin"
}

objdump=$(echo "$PURGATORY_OBJCOPY" | sed 's/objcopy/objdump/')

# check_bytes NAME: the stage of that name, of $sources by $flags
check_bytes() {
	link 0 && link 0x8040301000 || exit 99
	cmp "$tmp/0.bin" "$top_builddir/purgatory/$1" ||
		fail "the shipped $1 is not the one that its sources make"
	cmp "$tmp/0.bin" "$tmp/0x8040301000.bin" || fail "$1: the base matters"

	elf=$tmp/0.elf
	[ -z "$("$PURGATORY_NM" -u "$elf")" ] || fail "$1: undefined symbols"
	"$PURGATORY_READELF" -r "$elf" | grep -q 'no relocations' ||
		fail "$1: relocations"

	# Constants are no code, which not every assembler says of them.
	code_end=$("$PURGATORY_NM" "$elf" | sed -n 's/ . stage_code_end$//p')
	"$objdump" -d --no-show-raw-insn --stop-address="0x$code_end" \
		"$elf" > "$tmp/dis" || exit 99
	grep -q 'cntvct_el0' "$tmp/dis" || fail "cannot read the disassembly"
	if grep -E '[[:space:],{](v[0-9]+\.|[qdshb][0-9]+(,|$))' "$tmp/dis"; then
		fail "$1: FP or SIMD registers"
	fi

	size=$(wc -c < "$tmp/0.bin")
	echo "$1: code, constants and vectors: $size bytes"
}

flags=$STAGE_ANY_CFLAGS sources=$STAGE_ANY_SOURCES
check_bytes smmu-stage-any.bin
# All of it at once takes less, where the compiler can.
case $STAGE_CC in
*-flto*)	[ "$size" -le 18432 ] || fail "it is more than 18 KiB" ;;
esac
flags='' sources=$STAGE_SOURCES
check_bytes smmu-stage.bin

# word OFFSET: 32 bits of struct smmu_stage_info, which begins at byte 8
word() {
	od -An -tu4 -j "$((8 + $1))" -N4 "$tmp/0.bin"
}

# With four interrupts of each, no two of them in one register of the GIC.
segment=$(($(word 16) + 64 + 64 * (32 + $(word 20)) + 8 + 64 * 4 * 8))
echo "the segment for 64 SMMUs: $segment bytes"
case $STAGE_CC in
*-flto*)	[ "$size" -le 18432 ] || fail "it is more than 18 KiB" ;;
esac
[ "$segment" -le 27648 ] || fail "more than 27 KiB"

# What log and watch take is not hidden behind drain and quiesce.
flags=-DSTAGE_FUNCTIONS=0
sources=$(printf '%s\n' "$STAGE_SOURCES" | tr ' ' '\n' |
	grep -Ev '^(pci/|platform/functions|start/(drain|quiesce))')
link 0 without || exit 99
size=$(wc -c < "$tmp/without.bin")
echo "smmu-stage.bin without drain and quiesce: $size bytes"
case $STAGE_CC in
*-flto*)	[ "$size" -le 14336 ] || fail "it is more than 14 KiB" ;;
esac
exit "$failed"
