#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Two stages: that of a load, and behind it that of a file which keeps what it
# finds. So what is no Image, a bootloader, gets what a wrapped file cannot do.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

recorder=$cli/.libs/recorder.so
head -c 5000 /dev/zero >"$tmp/raw"

# wrap FILE WORD...
wrap()
{
	file=$1; shift
	"$cli/kexec-smmu-wrap-test" --source="$tmp/smmu.dtb" --raw \
		--copy-dtb=0x40000000 -o "$tmp/$file" "$@" "$tmp/raw" ||
		bad "kexec-smmu-wrap $file"
}
wrap keeps --policy=keep --log=no
wrap opens --policy=bypass
wrap more --policy=keep --add=v3@0xb000000

# two HOW FILE CALL WORD...: loaded by HOW, "load", "auto" or "file"
two()
{
	how=$1 file=$2; shift 2
	rm -rf "$KST_RECORDS"
	# shellcheck disable=SC2086 # words of options
	run LD_PRELOAD="$recorder" KST_STUB="kernel=$tmp/$file $how" $POLICY \
		"$@" -l "$tmp/$file"
}

# both CASE CALL: the stage is in, in front of the file's own
both()
{
	expect "$1" 0
	run --smmu-status
	if grep -q "^normal kernel: fenced, .*by $2, with two stages" "$tmp/out"; then
		ok "$1: the status"
	else
		bad "$1: the status"
	fi
}

two load keeps -c
both "kexec_load" kexec_load
two auto keeps -a
both "-a falls back to it" kexec_load
two file keeps -s
expect "-s does not" 255 \
	'for another policy: 0x9050000: should become abort, but the file makes it keep: use -c or -a'
for how in 'load -c' 'auto -a' 'file -s'; do
	# shellcheck disable=SC2086 # two words
	set -- $how
	two "$1" opens "$2"
	expect "$2, one that opens it" 255 'but the file makes it bypass'
	two "$1" more "$2"
	expect "$2, another machine's" 255 'another'
	two "$1" opens "$2" --smmu-best-effort
	expect "$2, not even with best effort" 255 'makes it bypass'
done
finish
