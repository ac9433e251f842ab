#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# --help, --version, --smmu-list and warnings: what the command itself prints.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

# prints TEXT: the last run's output has it
prints()
{
	grep -qF -- "$1" "$tmp/out"
}

for word in -h --help --hel -lh; do
	run KST_STUB= "$word"
	expect "$word" 0
	if [ "$(head -n 1 "$tmp/out")" != "stub: done" ]; then
		bad "$word: kexec-tools' own does not come first"
	elif ! prints --smmu-policy=; then
		bad "$word: ours does not follow"
	fi
done
for word in -v --version -dv; do
	run KST_STUB= "$word"
	expect "$word" 0
	prints "kexec-smmu " || bad "$word: our version is missing"
done
run KST_STUB=exit=1 --help
expect "--help that fails" 1
! prints --smmu || bad "--help that fails: ours follows all the same"
run KST_TOOLS="$tmp/none" --help
expect "--help without kexec-tools" 0 'warning: kexec-tools: not found'
prints --smmu-policy= || bad "--help without kexec-tools: ours is missing"
run KST_STUB=kill=15 -v
expect "--version that is killed" 143

# Each line of the help fits a terminal, and each option in it is one.
run --help
awk 'length > 80 { exit 1 }' "$tmp/out" || bad "--help: wider than 80 columns"
grep -o -- '--smmu-[a-z-]*' "$tmp/out" | sort -u >"$tmp/options"
[ "$(wc -l <"$tmp/options")" -ge 5 ] || bad "--help: too few options"
while read -r option; do
	run "$option=none"
	if grep -q -e 'unknown option' -e 'not available' "$tmp/err"; then
		bad "--help: $option is no option"
	fi
done <"$tmp/options"

# Addresses are those given to configure; there is no default.
given()
{
	sed -n "s/^#define $1 \"\(.*\)\"\$/\1/p" "${top_builddir:?}/config.h"
}
for program in kexec-smmu-test kexec-smmu-wrap-test; do
	"$cli/$program" --help 2>/dev/null | grep -e '^Report ' -e '^Home ' \
		>"$tmp/contact"
	{
		[ -z "$(given REPORT_TO)" ] ||
			echo "Report problems to $(given REPORT_TO)."
		[ -z "$(given HOMEPAGE)" ] || echo "Home page: $(given HOMEPAGE)"
	} | cmp -s - "$tmp/contact" || bad "$program --help: other addresses"
done

# Ours alone, as --help has them, and without kexec-tools.
run --help
sed -n '/^Options of kexec-smmu:/,$p' "$tmp/out" >"$tmp/ours"
run KST_TOOLS="$tmp/none" --smmu-help
expect "--smmu-help" 0
sed 1d "$tmp/out" | cmp -s - "$tmp/ours" ||
	bad "--smmu-help: not what --help appends"
[ ! -e "$KST_DUMP" ] || bad "--smmu-help: started kexec-tools"
run --smmu-help=no
expect "--smmu-help=no" 1 '--smmu-help'

run --smmu-list "--smmu-source=$tmp/smmu.dtb" --smmu-policy=abort
expect "--smmu-list" 0
prints /smmuv3@9050000 || bad "--smmu-list: no SMMU"
[ ! -e "$KST_DUMP" ] || bad "--smmu-list: started kexec-tools"
run KST_TOOLS="$tmp/none" KST_ARCH=other KST_STAGE="$tmp/none" --smmu-list \
	json --smmu-source "$tmp/smmu.dtb" -p Image
expect "--smmu-list json, on another machine, without kexec-tools" 0
prints '"base": "0x9050000"' || bad "--smmu-list json: no SMMU"
run --smmu-list "--smmu-source=$tmp/none"
expect "--smmu-list of nothing" 1 "$tmp/none"
if [ -w /dev/full ]; then
	"$cli/kexec-smmu-test" --smmu-list "--smmu-source=$tmp/smmu.dtb" \
		>/dev/full 2>"$tmp/err"
	status=$?
	expect "--smmu-list to a full disk" 1 'cannot be written'
fi

# Warnings: what is not fenced is named, and the load goes on.
export KST_STUB='dump exit=5'
for kind in none off; do
	run "--smmu-source=$tmp/$kind.dtb" --smmu-policy=abort -l Image
	expect "no SMMU in use: $kind" 5 'warning: no SMMU'
done
run "--smmu-source=$tmp/other.dtb" --smmu-policy=abort -l Image
expect "another IOMMU" 5 'apple,t8103-dart'
[ "$(wc -l <"$tmp/err")" = 1 ] || bad "another IOMMU: not one line"
KST_STUB='load'
run LD_PRELOAD="$cli/.libs/recorder.so" "--smmu-source=$tmp/power.dtb" \
	--smmu-policy=abort -l Image
expect "an SMMU kept against the wish" 0 'warning: /smmuv3@9050000: keep'
open='NOT FENCED: 1 of 1 SMMU in use: left as it is (power-managed: may be unclocked by then); to include one, name it: --smmu-policy=/smmuv3@9050000=abort'
tail -n 1 "$tmp/err" | grep -qxF "kexec-smmu: $open" ||
	bad "a load: its last line is not NOT FENCED"
run --smmu-list "--smmu-source=$tmp/power.dtb" --smmu-policy=abort
expect "listed, and kept against the wish" 0
tail -n 1 "$tmp/out" | grep -qxF "$open" ||
	bad "--smmu-list: its last line is not NOT FENCED"
run --smmu-list=json "--smmu-source=$tmp/power.dtb" --smmu-policy=abort
prints "\"not_fenced\": \"$open\"" || bad "--smmu-list=json: not_fenced"
run --smmu-list=json "--smmu-source=$tmp/smmu.dtb" --smmu-policy=abort
prints '"not_fenced": null' || bad "--smmu-list=json: not_fenced: null"

# With --smmu-strict it is an error.
for strict in --smmu-strict --smmu-strict=yes '--smmu-strict yes'; do
	# shellcheck disable=SC2086 # words of options
	run LD_PRELOAD="$cli/.libs/recorder.so" $strict \
		"--smmu-source=$tmp/power.dtb" --smmu-policy=abort -l Image
	expect_closed "$strict" 1 "strict: $open"
	# shellcheck disable=SC2086
	run --smmu-list $strict "--smmu-source=$tmp/power.dtb" \
		--smmu-policy=abort
	expect "$strict, listed" 1 "strict: $open"
	# shellcheck disable=SC2086
	run LD_PRELOAD="$cli/.libs/recorder.so" $strict \
		"--smmu-source=$tmp/smmu.dtb" --smmu-policy=abort -l Image
	expect "$strict, and all become what was asked" 0
	# shellcheck disable=SC2086
	run LD_PRELOAD="$cli/.libs/recorder.so" $strict \
		"--smmu-source=$tmp/none.dtb" --smmu-policy=abort -l Image
	expect "$strict, and no SMMU" 0 'warning: no SMMU'
done
run --smmu-strict --smmu-strict=no "--smmu-source=$tmp/power.dtb" \
	--smmu-policy=abort --smmu-list
expect "--smmu-strict=no" 0
run KST_STUB=load --smmu-strict --smmu-best-effort \
	"--smmu-source=$tmp/smmu.dtb" --smmu-policy=abort -l Image
expect_closed "--smmu-strict --smmu-best-effort" 1 'strict: cannot go together'
run LD_PRELOAD="$cli/.libs/recorder.so" "--smmu-source=$tmp/power.dtb" \
	--smmu-policy=keep -l Image
expect "an SMMU kept as wished" 0
finish
