#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# --smmu-dry-run: everything of a load except the system call.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
# shellcheck source=tests/cli/image-lib.sh
. "$top_srcdir/tests/cli/image-lib.sh"

recorder=$cli/.libs/recorder.so
dry="--smmu-dry-run $POLICY"
KST_JOURNAL=$tmp/journal
KST_CONF=$tmp/conf
export KST_JOURNAL KST_CONF

# untouched CASE: the last run left kernel, records and journal alone
untouched()
{
	if reached || [ -e "$KST_RECORD" ]; then
		bad "$1: a call came through"
	elif [ -e "$KST_RECORDS" ] || [ -e "$KST_JOURNAL" ]; then
		bad "$1: recorded"
	fi
}

# dry CASE STATUS TEXT NAME=VALUE... WORD...: with and without the recorder
dry()
{
	dry_name=$1 dry_status=$2 dry_text=$3; shift 3
	run "$@"
	expect "$dry_name" "$dry_status" "$dry_text"
	untouched "$dry_name"
	run LD_PRELOAD="$recorder" "$@"
	expect "$dry_name, recorded" "$dry_status" "$dry_text"
	untouched "$dry_name, recorded"
}

# also TEXT: the last run has said that, too
also()
{
	grep -qxF "kexec-smmu: $1" "$tmp/err" || bad "does not say: $1"
}

# shellcheck disable=SC2086 # words of options
{
dry "-l" 0 'dry run: nothing was loaded; normal kernel: 1 of 1 SMMU abort' \
	KST_STUB=load $dry -l Image
also 'dry run: kexec_load(2): 0x44000000 to 0x44003fff'
[ "$(grep -c 'dry run: kexec_load(2)' "$tmp/err")" = 4 ] ||
	bad "-l: not all segments"
grep -q 'dry run: kexec_load(2): 0x[0-9a-f]* to 0x[0-9a-f]*, the stage$' \
	"$tmp/err" || bad "-l: not where the stage is"
grep -q 'dry run: the stage goes on to 0x44' "$tmp/err" ||
	bad "-l: not where it goes on"
dry "-p" 0 'dry run: nothing was loaded; crash kernel: 1 of 1 SMMU abort' \
	KST_STUB=panic $dry -p Image
grep -q 'dry run: kexec_load(2): 0x5[0-7][0-9a-f]* to .*, the stage$' \
	"$tmp/err" || bad "-p: not in the crash kernel's memory"
dry "with -d" 0 'dry run: nothing was loaded' KST_STUB=load $dry -d -l Image
[ "$(grep -c 'normal kernel' "$tmp/err")" = 1 ] || bad "with -d: twice"
dry "a policy of the configuration, and keep" 0 \
	'normal kernel: 0 of 1 SMMU abort' KST_STUB=load $dry \
	--smmu-policy=keep -l Image

# By kexec_file_load(2), with an Image and a wrapped one.
{
	image_header 0 0x800000 10
	head -c 69996 /dev/zero
} >"$tmp/Image"
"$cli/kexec-smmu-wrap-test" --policy=abort --source="$tmp/smmu.dtb" \
	-o "$tmp/wrapped" "$tmp/Image" || bad "kexec-smmu-wrap"
dry "-s" 0 'normal kernel: 1 of 1 SMMU abort' \
	KST_STUB="kernel=$tmp/Image file" $dry -s -l "$tmp/Image"
also 'dry run: kexec_file_load(2): the image with the stage in front of it; the kernel chooses where'
dry "-s, wrapped" 0 'normal kernel: 1 of 1 SMMU abort' \
	KST_STUB="kernel=$tmp/wrapped file" $dry -s -l "$tmp/wrapped"
also 'dry run: kexec_file_load(2): the image as it is, with a stage of its own; the kernel chooses where'
run LD_PRELOAD="$recorder" KST_STUB="kernel=$tmp/Image panic-auto" $dry -a -p \
	Image
expect "-a, -p: whether kexec_load will do is asked" 0 'dry run: kexec_load(2)'
untouched "-a, -p"
run LD_PRELOAD="$recorder" KST_ERRNO_LOAD=1 \
	KST_STUB="kernel=$tmp/Image panic-auto" $dry -a -p Image
expect "-a, -p: and may say no" 0 'dry run: kexec_file_load(2)'
untouched "-a, -p, no"

# Whatever makes a load fail makes a dry run fail.
dry "too many segments" 255 'nothing is loaded: the image has 16 segments' \
	KST_STUB='segments=16 load' $dry -l Image
dry "too many segments, best effort" 0 'normal kernel: not fenced' \
	KST_STUB='segments=16 load' $dry --smmu-best-effort -l Image
dry "static kexec-tools" 1 'statically linked' \
	KST_TOOLS="$cli/stub-static" $dry -l Image
dry "static kexec-tools, best effort" 0 'normal kernel: not fenced' \
	KST_TOOLS="$cli/stub-static" $dry --smmu-best-effort -l Image
dry "preload stripped" 255 'not a wrapper' KST_STUB='strip load' $dry -l Image
dry "kexec-tools fails" 7 'dry run: kexec_load(2)' KST_STUB='load exit=7' \
	$dry -l Image
! grep -q 'nothing was loaded' "$tmp/err" || bad "kexec-tools fails: all is well"
echo 'policy = abrot' >"$KST_CONF"
dry "a wrong configuration" 1 abrot: KST_STUB=load --smmu-dry-run -l Image
rm "$KST_CONF"

# Without a policy nobody but the filter answers.
plain='dry run: nothing was loaded; normal kernel: not fenced'
for stub in load file auto; do
	run KST_STUB="$stub" --smmu-dry-run -l Image
	expect "no policy: $stub" 0 "$plain"
	untouched "no policy: $stub"
done
dry "no policy, a static one" 0 "$plain" KST_TOOLS="$cli/stub-static" \
	--smmu-dry-run -l Image
run KST_STUB='load unload crash-unload file-unload' --smmu-dry-run -l Image
expect "no policy: unloads" 0 "$plain"
untouched "no policy: unloads"
run KST_STUB=xen --smmu-dry-run -l Image </dev/null
[ "$status" = 255 ] && untouched "no policy: Xen" && ok "no policy: Xen"

# What would do more than load is an error, before anything is started.
for words in '-e' '-u' '-S' '-l -e' '-e -l' '-f' '-l -f' 'Image' '-l -u' \
	'--load-jump-back-helper' '-p --load-preserve-context' \
	'--smmu-list -l' '--smmu-status -l' '--smmu-modprobe'; do
	run KST_STUB=dump --smmu-dry-run $words
	expect_closed "with $words" 1 '--smmu-'
	[ ! -e "$KST_DUMP" ] || bad "with $words: starts kexec-tools"
done
run --smmu-dry-run=yes -l Image
expect_closed "with a value" 1 '--smmu-dry-run: takes no value'

# The image that was loaded before stays.
run LD_PRELOAD="$recorder" KST_STUB=load $POLICY -l Image
cp -r "$KST_RECORDS" "$tmp/before"
run LD_PRELOAD="$recorder" KST_STUB=load $dry -l Image
run KST_STUB=load --smmu-dry-run -l Image
if [ "$(cat "$KST_SYS/kernel/kexec_loaded")" = 1 ] &&
   diff -r "$tmp/before" "$KST_RECORDS"; then
	ok "the old image and its record stay"
else
	bad "the old image and its record stay"
fi
}

finish
