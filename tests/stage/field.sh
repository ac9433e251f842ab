#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# FIELD_GET and FIELD_PREP: what they make of good fields, and that each misuse
# of them, or of a register's type, does not build.
set -u
: "${top_srcdir:?is set by make check}"

tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
failed=0

# compile: a function with the statement that stdin has
compile() {
	{
		cat <<'_EOF'
#include "smmu/v2-regs.h"
#include "smmu/v3-regs.h"
uint32_t function(uint64_t base, uint32_t value, uint32_t field);
uint32_t function(uint64_t base, uint32_t value, uint32_t field)
{
	uint8_t byte = (uint8_t)field;
	uint64_t wide = value + base + byte;
_EOF
		cat
		printf '\treturn value + field + (uint32_t)wide;\n}\n'
	} > "$tmp/field.c"
	# STAGE_CC is a command with its arguments, the linker's among them.
	# shellcheck disable=SC2086
	$STAGE_CC -Wno-unused-command-line-argument \
		-I"$top_srcdir/purgatory" -S -o "$tmp/field.s" \
		"$tmp/field.c" 2> "$tmp/err"
}

# builds STATEMENT
builds() {
	echo "$1" | compile && return
	echo "FAIL: does not build: $1"
	cat "$tmp/err"
	failed=1
}

# fails WHY STATEMENT: does not build, and the compiler says why
fails() {
	if echo "$2" | compile; then
		echo "FAIL: builds: $2"
		failed=1
	elif ! grep -q "$1" "$tmp/err"; then
		echo "FAIL: not \"$1\": $2"
		cat "$tmp/err"
		failed=1
	fi
}

# same VALUE EXPRESSION: constants, so that the compiler tells
same() {
	builds "_Static_assert(($2) == ($1), \"$2\");"
}

same 0xf0000000u 'GENMASK(31, 28)'
same 0xffffffffu 'GENMASK(31, 0)'
same 1 'GENMASK(0, 0)'
same 0x80000000u 'BIT(31)'
same 0xa 'FIELD_GET(GENMASK(31, 28), 0xa5a5a5a5u)'
same 0x5a 'FIELD_GET(GENMASK(11, 4), 0xa5a5a5a5u)'
same 1 'FIELD_GET(BIT(0), 0xa5a5a5a5u)'
same 0xa5a5a5a5u 'FIELD_GET(GENMASK(31, 0), 0xa5a5a5a5u)'
same 0x20000 'FIELD_PREP(GENMASK(17, 16), 2u)'
same 0xf0000000u 'FIELD_PREP(GENMASK(31, 28), 15u)'
same 0xa5a5a5a5u 'FIELD_PREP(GENMASK(31, 0), 0xa5a5a5a5u)'
same 4 'sizeof(FIELD_GET(BIT(3), value))'
same 8 'sizeof(FIELD_GET(BIT(3), wide))'
builds 'value = FIELD_PREP(S2CR_TYPE, value);'
builds 'value = FIELD_GET(GENMASK(7, 4), byte);'
builds 'wide = FIELD_GET(UINT64_C(0xff00000000), wide);'
builds 'reg32_write(base, SMMU_CR0, CR0_SMMUEN);'

for name in FIELD_GET FIELD_PREP; do
	fails constant "value = $name(field, value);"
	fails 'the field is empty' "value = $name(0u, value);"
	fails 'the field has a gap' "value = $name(GERROR_FIELDS, value);"
	fails 'the field has a gap' "value = $name(BIT(31) | BIT(0), value);"
done
fails 'the register is too small' 'value = FIELD_GET(GENMASK(8, 4), byte);'
fails 'the register is too small' \
	'value = FIELD_GET(UINT64_C(0xff00000000), value);'
fails 'the field is too small' 'value = FIELD_PREP(S2CR_TYPE, 4u);'
fails 'the field is too small' 'value = FIELD_PREP(BIT(0), 2u);'

# A field is no register, nor the other way round, nor one of another width.
fails type 'value = reg32_read(base, CR0_SMMUEN);'
fails type 'reg32_write(base, SMMU_CR0, SMMU_CR0ACK);'
fails type 'reg32_write(base, SMMU_GERROR_IRQ_CFG0, 0);'
fails type 'reg64_write(base, SMMU_CR0, 0);'
fails 'invalid operands' 'value = FIELD_GET(SMMU_CR0, value);'
exit "$failed"
