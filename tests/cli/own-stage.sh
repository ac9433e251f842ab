#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A wrapped image that is loaded without a policy: --smmu-status recognises it
# and says what its stage does on this machine; kexec-tools runs unchanged.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
# shellcheck source=tests/cli/image-lib.sh
. "$top_srcdir/tests/cli/image-lib.sh"

recorder=$cli/.libs/recorder.so
KST_CONF=$tmp/conf
KST_JOURNAL=$tmp/journal
export KST_CONF KST_JOURNAL
echo "source = $tmp/smmu.dtb" >"$KST_CONF"

# An Image: its header says how much memory it takes.
{
	image_header 0 0x10000 10
	head -c 4096 /dev/zero
} >"$tmp/Image"

# wrap FILE WORD...
wrap()
{
	file=$1; shift
	"$cli/kexec-smmu-wrap-test" -o "$tmp/$file" "$@" "$tmp/Image" ||
		bad "kexec-smmu-wrap $file"
}
wrap wrapped --policy=abort --source="$tmp/smmu.dtb"
wrap other --policy=abort --add=v3@0xb000000
wrap version --policy=abort --add=v2@0x9050000+0x10000
wrap open --policy=bypass --source="$tmp/smmu.dtb"
wrap any --policy=abort --source=any
cp "$tmp/wrapped" "$tmp/bad"
printf x | dd of="$tmp/bad" bs=1 seek=66000 conv=notrunc 2>/dev/null

# says CASE STATUS NORMAL CRASH [ROW]: what --smmu-status says of both images
says()
{
	run --smmu-status
	if [ "$status" = "$2" ] && grep -q "^normal kernel: $3" "$tmp/out" &&
	   grep -q "^crash kernel: $4" "$tmp/out" &&
	   grep -q -- "${5:-kernel}" "$tmp/out"; then ok "$1"
	else bad "$1"; fi
}

# plain CASE WORD...: a load without a policy goes well, without a word
plain()
{
	plain_name=$1; shift
	rm -f "$KST_JOURNAL"
	run LD_PRELOAD="$recorder" KST_STUB="${stub:-load}" "$@"
	expect "$plain_name" 0
	[ "$(cat "$tmp/out" "$tmp/err")" = "stub: done" ] ||
		bad "$plain_name: says something"
}

none='not loaded$'
other='loaded without a policy, or by another program$'
plain "an Image" -l "$tmp/Image"
says "an Image is none of ours" 0 "$other" "$none"
[ ! -e "$KST_RECORDS" ] || bad "an Image: is recorded"

plain "a wrapped one" -l "$tmp/wrapped"
says "a wrapped one is fenced" 0 'fenced, loaded 20.*, a wrapped image$' \
	"$none" '^0x9050000 .* -  *abort  */smmuv3@9050000$'
grep -q '^normal kernel loaded: 1 of 1 SMMU abort$' "$KST_JOURNAL" ||
	bad "a wrapped one: the journal"
run --smmu-status=json
for text in '"wrapped": true, "cause": null' \
	'"since": "20.*", "call": null, "segment": null'; do
	grep -q "$text" "$tmp/out" || bad "a wrapped one: JSON: $text"
done
stub=panic plain "a crash kernel, too" -p "$tmp/wrapped"
says "both are fenced" 0 'fenced, .*a wrapped image$' 'fenced, .*a wrapped'
plain "behind --" -l -- "$tmp/wrapped" "$tmp/Image"
says "the first operand counts" 0 'fenced, .*a wrapped image$' 'fenced, '
plain "an Image in its place" -l "$tmp/Image" "$tmp/wrapped"
says "which is not fenced" 0 "$other" 'fenced, '

plain "one that opens" -l "$tmp/open"
says "it is not fenced" 0 'not fenced, .*a wrapped image$' 'fenced' \
	'^0x9050000 .* -  *bypass  */smmuv3@9050000$'
plain "another machine's" -l "$tmp/other"
says "its address is no SMMU" 3 \
	'not fenced, .*, a wrapped image; 0xb000000: in the file' 'fenced' \
	'^\[1\] the wrapped image does not name it'
plain "another version" -l "$tmp/version"
says "it is another version" 3 \
	'not fenced, .*; 0x9050000: v3 on this machine, but v2' 'fenced'
plain "one that looks for them" -l "$tmp/any"
says "what it finds is not known" 3 \
	'not fenced, .*; its stage looks for the SMMUs itself' 'fenced'
plain "a corrupt one" -l "$tmp/bad"
says "its stage does nothing" 3 \
	'not fenced, .*; kernel: has a stage of its own, but is corrupt' 'fenced'
grep -q '^normal kernel loaded: not fenced$' "$KST_JOURNAL" ||
	bad "a corrupt one: the journal"
mv "$KST_CONF" "$KST_CONF.old"
echo "source = $tmp/nothing" >"$KST_CONF"
plain "no table" -l "$tmp/wrapped"
says "what is here is not known" 3 'not fenced, .*a wrapped image; .*nothing' \
	'fenced'
mv "$KST_CONF.old" "$KST_CONF"

# The file may have changed between reading and loading.
printf '#!/bin/sh\ncp "%s" "%s"\nexec "%s" "$@"\n' "$tmp/Image" "$tmp/wrapped" \
	"$KST_TOOLS" >"$tmp/tools"
chmod +x "$tmp/tools"
plain "a file that is replaced" KST_TOOLS="$tmp/tools" -l "$tmp/wrapped"
says "it is not claimed" 0 "$other" 'fenced'

# A pipe is kexec-tools' to read.
mkfifo "$tmp/pipe"
plain "a pipe" -l "$tmp/pipe"
says "nothing is known of it" 0 "$other" 'fenced'
wrap wrapped --policy=abort --source="$tmp/smmu.dtb"
run LD_PRELOAD="$recorder" KST_STUB=load KST_ERRNO=22 -l "$tmp/wrapped"
says "a load that fails" 0 "$other" 'fenced'
run KST_STUB=load --smmu-dry-run -l "$tmp/wrapped"
expect "a dry run" 0 'dry run: nothing was loaded; normal kernel: 1 of 1 SMMU'
run LD_PRELOAD="$recorder" KST_STUB=load -f "$tmp/wrapped"
says "what goes on to start it" 0 "$other" 'fenced'
finish
