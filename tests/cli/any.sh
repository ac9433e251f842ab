#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# kexec-smmu-wrap --source=any: a file that names no SMMU. What its stage finds,
# tests/stage and tests/qemu show.

# shellcheck source=tests/cli/wrap-lib.sh
. "${top_srcdir:?}/tests/cli/wrap-lib.sh"

# make OUT WORD...: a wrapped raw payload of five bytes
make()
{
	made=$1; shift
	"$wrap" -o "$made" --raw "$@" five 2>err
}

# refused TEXT WORD...: one line, and no file
refused()
{
	text=$1; shift
	status=0
	make refused --source=any "$@" || status=$?
	is "$*" "$status $(grep -cF -- "kexec-smmu-wrap: $text" err) $(wc -l <err) $(ls refused 2>/dev/null)" '1 1 1 '
}

printf 'five\n' >five
for policy in abort bypass keep; do
	make $policy --source=any --policy=$policy
	is "$policy" "$?" 0
	"$wrap" --show $policy >show
	is "$policy is shown" "$(grep '^smmu: ' show)" "smmu: any, up to 64, $policy"
done
make loose --source=any --policy=bypass --may-loosen --max-smmus=255 \
	--on-failure=continue
is "what a command line may do" "$?" 0
"$wrap" --show loose >show
is "is shown" "$(grep '^smmu: ' show)" \
	"smmu: any, up to 255, bypass, a command line may loosen it"
is "and what was asked for" "$(grep '^on-failure: ' show)" 'on-failure: continue'
make resets --source=any --policy=abort --on-failure=reset
"$wrap" --show resets >show
is "a reset" "$(grep '^on-failure: ' show)" 'on-failure: reset'
"$wrap" --show abort >show
is "or by the tree" "$(grep '^on-failure: ' show)" \
	'on-failure: reset where kexec has started it'
"$wrap" -o line --raw --source=any --policy=bypass five >made 2>&1
is "says what it made" "$(cat made)" \
	"line: SMMUs are looked for where it runs: bypass, then a raw payload of 5 bytes"
make auto --source=any --policy=abort --console=auto
is "it is not looked for here" "$? $(cat err)" '0 '
"$wrap" --show auto >show
is "the console is looked for" "$(grep '^console: ' show)" 'console: auto'
"$wrap" --show abort >show
is "or not" "$(grep '^console: ' show)" 'console: none'
make fixed --source=any --policy=abort --console=auto \
	--console=pl011@0x9000000
"$wrap" --show fixed >show
is "or the last one is it" "$(grep '^console: ' show)" 'console: pl011@0x9000000'
make again --source any --policy=abort
is "the same file twice" "$(cmp abort again && echo same)" same
stage=$build/purgatory/smmu-stage-any.bin
tail -c +65537 abort | head -c "$(wc -c <"$stage")" >part
is "its stage looks for them" "$(cmp part "$stage" && echo same)" same
make named --source=smmu.dtb --policy=abort
tail -c +65537 named | head -c "$(wc -c <"$KST_STAGE")" >part
is "others' does not" "$(cmp part "$KST_STAGE" && echo same)" same

"$wrap" --check abort >check 2>err
is "no difference to any machine" "$? $(cat check)" \
	"0 abort: names no SMMUs, and looks for those of the machine it runs on"
"$wrap" --check --source=any abort >check 2>err
is "but what is to be compared with" "$? $(grep -cF 'kexec-smmu-wrap: --source=any: has no effect together with --check' err)" '1 1'

refused '--policy: is missing'
for policy in drain quiesce; do
	refused "--policy: $policy: a wrapped image does not know the PCI functions" \
		--policy=$policy
done
refused '--policy: auto: cannot go together with --source=any' --policy=auto
refused '--policy: quiesce: a wrapped image does not know the PCI functions' \
	--policy=quiesce
refused '--policy: --source=any needs one for all SMMUs' --policy=v3=abort
refused '--policy: --source=any needs one for all SMMUs' --policy=0x9050000=abort
refused '--policy: --source=any needs one for all SMMUs' --policy=abort --policy=keep
refused '--source: cannot go together with --source=any' --policy=abort \
	--source=smmu.dtb
refused '--add: cannot go together with --source=any' --policy=abort \
	--add=v3@0x9050000
refused '--watch: cannot go together with --source=any' --policy=abort \
	--watch=1ms
refused '--strict: cannot go together with --source=any' --policy=abort --strict
refused '--copy-dtb: cannot go together with --source=any' --policy=abort \
	--copy-dtb=0x40000000
refused '--allow-unfenced: has no effect together with --source=any' \
	--policy=abort --allow-unfenced
for number in 0 256 -1 x 0x; do
	refused "--max-smmus: $number: not a number from 1 to 255" \
		--policy=abort --max-smmus=$number
done
refused '--may-loosen: takes no value' --policy=abort --may-loosen=yes
for option in --max-smmus=5 --may-loosen; do
	"$wrap" -o refused --raw --policy=abort --source=smmu.dtb $option five 2>err
	is "$option for one machine" "$? $(grep -cF "kexec-smmu-wrap: ${option%=*}: needs --source=any" err)" '1 1'
	"$wrap" --show $option abort >show 2>err
	is "$option of a file" "$? $(grep -cF -- "${option%=*}: only applies when an image is made, not with --show" err)" '1 1'
done
KST_STAGE_ANY=$KST_STAGE refused "$KST_STAGE: corrupt, or from another build" \
	--policy=abort

echo "$cases cases, $failures failed"
[ "$failures" = 0 ]
