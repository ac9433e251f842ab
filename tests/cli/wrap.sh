#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# kexec-smmu-wrap as a user runs it: its output, byte for byte, and no output
# if it fails.

# shellcheck source=tests/cli/wrap-lib.sh
. "${top_srcdir:?}/tests/cli/wrap-lib.sh"

ok()
{
	cases=$((cases + 1))
	echo "ok $*"
}

bad()
{
	cases=$((cases + 1))
	failures=$((failures + 1))
	echo "not ok $*"
	sed 's/^/	/' err
}

# image TEXT_OFFSET IMAGE_SIZE FLAGS: an Image of 100,000 bytes
image()
{
	image_header "$1" "$2" "$3"
	for copy in 1 2 3 4 5 6 7 8; do
		od -An -v -tx1 "$top_builddir/purgatory/smmu-stage.bin"
		echo $copy
	done | tr -d ' \n' | head -c 99936
}

# number FILE OFFSET: 8 bytes of it
number()
{
	od -An -tu8 -j "$2" -N 8 "$1" | tr -d ' '
}

# run WORD...: leaves $status and the file err
run()
{
	"$wrap" "$@" >out.txt 2>err
	status=$?
}

# good CASE WORD...: it writes the file out
good()
{
	what=$1; shift
	rm -f out
	run --policy=abort --source=smmu.dtb -o out "$@"
	if [ "$status" = 0 ] && [ -f out ] && [ ! -s err ]; then
		ok "$what"
	else
		bad "$what: status $status"
		: >out
	fi
}

# refused CASE TEXT WORD...: one line that holds TEXT, and out as it was
refused()
{
	what=$1 text=$2; shift 2
	printf old >out
	run --policy=abort --source=smmu.dtb -o out "$@"
	if [ "$status" != 1 ]; then
		bad "$what: status $status"
	elif [ "$(wc -l <err)" != 1 ] ||
	     ! grep '^kexec-smmu-wrap: ' err | grep -qF -- "$text"; then
		bad "$what: does not say: $text"
	elif [ "$(cat out)" != old ] || [ -n "$(find . -name '.kexec*')" ]; then
		bad "$what: something was written"
	else
		ok "$what"
	fi
}

# is WHAT GOT WANTED
is()
{
	if [ "$2" = "$3" ]; then ok "$1"
	else bad "$1: $2 instead of $3"; fi
}

# check WHAT COMMAND...: it ends well
check()
{
	what=$1; shift
	if "$@" >/dev/null 2>err; then ok "$what"
	else bad "$what"; fi
}

# parts PAYLOAD OFFSET: of out
parts()
{
	tail -c +65537 out | head -c "$(wc -c <"$stage")" >part
	check "the stage is in it" cmp part "$stage"
	tail -c +$(($2 + 1)) out | head -c "$(wc -c <"$1")" >part
	check "the payload is in it" cmp part "$1"
	is "the branch to the stage" "$(number out 0)" $((0x14003ffffa405a4d))
	is "the magic" "$(number out 56)" $((0x40644d5241))
	next=$(($(od -An -tu4 -j $((65536 + 24)) -N4 out) + 65536 + 48))
	is "goes on to the payload" "$(number out $next)" \
		$((($2 - 65536) | 1))
}

stage=$top_builddir/purgatory/smmu-stage.bin
image 0 8388608 10 >Image
is "an Image" "$(wc -c <Image)" 100000
good "an Image" Image
parts Image 2097152
is "text_offset" "$(number out 8)" 0
is "image_size" "$(number out 16)" 10485760
is "flags" "$(number out 24)" 10
mv out plain

gzip -n <Image >Image.gz
good "a compressed Image" Image.gz
check "the same" cmp out plain
good "from a pipe" /dev/stdin <Image
check "the same" cmp out plain

# A zboot image: MZ, zimg, offset, size, compression, data.
zboot()
{
	printf 'MZ\0\0zimg'; little 4 64; little 4 "$(wc -c <Image.gz)"
	little 8 0; printf '%s' "$1"; head -c $((40 - ${#1})) /dev/zero
	cat Image.gz
}
zboot gzip >vmlinuz
good "a zboot image" vmlinuz
check "the same" cmp out plain

image 0x80000 0x123456 4 >offset
good "a text_offset, 16K pages" offset
parts offset $((0x280000))
is "image_size" "$(number out 16)" $((0x280000 + 0x130000))
is "flags" "$(number out 24)" 4

good "raw" --raw Image.gz
is "raw: image_size" "$(number out 16)" $((0x200000 + 8388608))
parts Image 2097152
head -c 5 "$stage" >five
good "raw, with an offset" --raw --load-offset=0x4000000 five
parts five $((0x4000000))
is "image_size" "$(number out 16)" $((0x4020000))
is "flags" "$(number out 24)" 8

good "with a copy of the device tree" --copy-dtb=0x40000000 Image
plan=$(($(od -An -tu4 -j $((65536 + 24)) -N4 out) + 65536))
entries() {
	od -An -tu2 -j $((plan + 20)) -N2 out | tr -d ' '
}
is "entries: the SMMU, the log, the copy" "$(entries)" 3
is "the address" "$(number out $((plan + 128)))" $((0x40000000))
is "what it must not hit" "$(number out $((plan + 136)))" $((10485760 - 65536))

# The log takes 32 KiB and as much of 1 MiB for a tree as there is.
version=$("$wrap" --version | sed 's/.* //')
first="$version, wrapped"
good "with a log" Image
is "its first line" "$(grep -caF "$first" out)" 1
good "with a log, raw and early" --raw --load-offset=0x40000 five
is "entries" "$(entries)" 2
is "it says nothing" "$(cat err)" ""
run --policy=abort --source=smmu.dtb -o out --raw --load-offset=0x16000 five
is "without room for a log" "$status" 0
is "entries" "$(entries)" 1
is "it says so" "$(cat err)" \
	"kexec-smmu-wrap: warning: --load-offset leaves no room for the stage's log"
good "without a log" --log=no Image
is "entries" "$(entries)" 1
refused "neither yes nor no" '--log: maybe' --log=maybe Image

rm -f out
run --policy=abort --add=v3@0x9050000 -o out Image
is "SMMUs by hand" "$status" 0
run --policy=abort --source=smmu.dtb -o out.gz Image
is "without a file" "$status" 0

printf '\177ELF' >elf
refused "an ELF file" 'elf: not an arm64 Image, but an ELF file' elf
: >empty
refused "nothing" 'empty: not an arm64 Image, but empty' empty
refused "nothing, raw" 'empty: not an arm64 Image, but empty' --raw empty
refused "no file" 'none: No such file' none
refused "a directory" '.: Is a directory' .
head -c 100000 "$top_builddir/kexec/kexec-smmu-wrap" | tail -c +5 >garbage
refused "garbage" 'garbage: not an arm64 Image' garbage
head -c 63 Image >short
refused "an Image that is cut off" 'short: not an arm64 Image' short
head -c 500 Image.gz >cut.gz
refused "compressed, and cut off" 'cut.gz: truncated' cut.gz
{ head -c 500 Image.gz; tail -c +502 Image.gz; } >bad.gz
refused "compressed, and damaged" 'bad.gz: ' bad.gz
zboot zstd22 >zstd
refused "a zboot image of another kind" 'compressed with zstd22' zstd
image 0 8388608 11 >big
refused "big-endian" 'big: a big-endian Image' big
image 0 0 10 >old
refused "no image_size" 'old: its image_size is 0' old
refused "no image_size, and what takes it" 'kexec-smmu-wrap --raw' old
good "no image_size, raw" --raw old
image 0 0x7fffffffffffffff 10 >huge
refused "an image_size that overflows" 'huge: too large' huge
image 0 -1 10 >huge
refused "the largest image_size" 'huge: too large' huge
image 0x7ffffffffffffffc 4096 10 >huge
refused "a text_offset that overflows" 'huge: too large' huge
image 0xffffffff80000000 0x400000 10 >negative
refused "a negative text_offset" 'negative: its text_offset is negative' negative
refused "a negative text_offset, and what takes it" '--raw' negative
good "a negative text_offset, raw" --raw negative
parts negative $((0x200000))
is "raw, with a header: its image_size is free" "$(number out 16)" \
	$((0x600000))
is "raw, with a header: flags" "$(number out 24)" 8

# text_offset WRAPPED: of what is wrapped, and of what comes out
text_offset()
{
	image "$1" 4096 10 >far
	good "text_offset $1" far
	parts far $((0x200000))
	is "text_offset $1: the wrapped Image's" "$(number out 8)" $(($2))
}
text_offset 0x480000 0x280000
text_offset 0x200000 0
text_offset 0x1fc00000 0x1fa00000
text_offset 0xf600000 0xf400000

# kind NAME TEXT COMMAND...: what the command makes of an Image is named, and
# what the line says gets the Image out of it
kind()
{
	name=$1 text=$2; shift 2
	command -v "$1" >/dev/null || { echo "no $1"; return; }
	"$@" <Image >"$name"
	comes_out "$name" "$text"
}

comes_out()
{
	refused "$1" "$1: $2" "$1"
	out_command=$(sed -n "s/.*to extract the Image: //p" err |
		sed "s/FILE/$1/; s/>Image/>Image.out/")
	check "$1: $out_command" sh -c "$out_command"
	check "$1: is the Image" cmp Image Image.out
	rm -f Image.out
}
kind lz4 'not an arm64 Image, but an lz4 frame' lz4 -c
kind lz4.old 'not an arm64 Image, but lz4-compressed' lz4 -l -c
kind zst 'not an arm64 Image, but zstd-compressed' zstd -c
kind xz 'not an arm64 Image, but xz-compressed' xz -c
kind lzma 'not an arm64 Image, but lzma-compressed' xz -F lzma -c
kind bz2 'not an arm64 Image, but bzip2-compressed' bzip2 -c
kind lzo 'not an arm64 Image, but lzo-compressed' lzop -c

# zboot_of WORD FILE: with the size behind the data, as Linux's build does
zboot_of()
{
	printf 'MZ\0\0zimg'; little 4 64; little 4 "$(wc -c <"$2")"
	little 8 0; printf '%s' "$1"; head -c $((40 - ${#1})) /dev/zero
	cat "$2"; little 4 100000
}
for row in zstd22:zst xzkern:xz lzma:lzma lz4:lz4.old lzo:lzo; do
	[ -s "${row#*:}" ] || continue
	zboot_of "${row%:*}" "${row#*:}" >"zboot.${row%:*}"
	comes_out "zboot.${row%:*}" "an EFI zboot image compressed with ${row%:*}"
done
printf 'ANDROID!' >boot.img
refused "an Android boot image" 'but an Android boot image; to extract the Image: unpack_bootimg --boot_img FILE' boot.img
printf 'VNDRBOOT' >boot.img
refused "an Android vendor boot image" 'which has no kernel' boot.img
printf 'CHROMEOS' >kern
refused "a ChromeOS kernel" 'but a ChromeOS kernel partition; to extract the Image: vbutil_kernel --get-vmlinuz FILE' kern
cp plain plain.img
refused "already wrapped" 'plain.img: already wrapped' plain.img
gzip -n <plain.img >plain.gz
refused "already wrapped, compressed" 'plain.gz: already wrapped' plain.gz
refused "already wrapped, raw" 'plain.img: already wrapped' --raw plain.img
refused "an offset in the stage" '--load-offset: ' --raw --load-offset=8192 five
refused "an offset beyond all" 'five: too large' --raw \
	--load-offset=0xfffffffffffffffc five
refused "no SMMU" 'none.dtb: no SMMU in use' --source=none.dtb Image
refused "no source" 'nowhere: No such file' --source=nowhere Image
# A file that fences nothing is not written, unless asked for.
open='NOT FENCED: 1 of 1 SMMU in use: left as it is (power-managed: may be unclocked by then); to include one, name it: --policy=/smmuv3@9050000=abort'
refused "no SMMU changes its state" "$open; --allow-unfenced" \
	--source=power.dtb Image
refused "strict" "strict: $open" --source=power.dtb --strict \
	--allow-unfenced Image
rm -f out
run --policy=v2=abort --source=smmu.dtb -o out Image
if [ "$status" = 1 ] && [ ! -e out ] &&
   grep -qF 'v2=abort: matches no SMMU in use (in use: 1 v3)' err; then
	ok "no SMMU of that version"
else
	bad "no SMMU of that version: status $status"
fi
run --policy=abort --source=power.dtb --allow-unfenced -o out Image
if [ "$status" = 0 ] && [ -s out ] &&
   [ "$(tail -n 1 err)" = "kexec-smmu-wrap: $open" ]; then
	ok "--allow-unfenced"
else
	bad "--allow-unfenced: status $status"
fi
rm -f out
run --policy=keep --source=power.dtb --strict -o out Image
if [ "$status" = 0 ] && [ -s out ] && [ ! -s err ]; then
	ok "all is to be kept"
else
	bad "all is to be kept: status $status"
fi

refused "no table" 'Image: neither a device tree' --source=Image Image
refused "no such SMMU" '0x1000: no such SMMU' --policy=0x1000=abort Image
refused "an unknown option" '--smmu-policy=abort: unknown' \
	--smmu-policy=abort Image
# shellcheck disable=SC3045 # the shells that we meet have it
full=$(ulimit -f 1000 && refused "a full disk" 'out: File too large' Image)
is "a full disk" "$full" "ok a full disk"

# In its own place, and with the rights that it had.
cp Image self
chmod 750 self
run --policy=abort --source=smmu.dtb -o self self
is "its own place" "$status" 0
check "the same" cmp self plain
is "mode" "$(stat -c %a self)" 750

# The result is printed; if it cannot be printed, that is an error.
image 0 0x20000 10 >plain
printf raw! >plain.raw
good "an Image" plain
is "what was made" "$(cat out.txt)" \
	"out: 1 of 1 SMMU abort, then an arm64 Image of 100000 bytes"
good "a raw payload" --raw plain.raw
is "what was made of it" "$(cat out.txt)" \
	"out: 1 of 1 SMMU abort, then a raw payload of 4 bytes"
if "$wrap" --policy=abort --source=smmu.dtb -o out plain >/dev/full 2>full; then
	bad "a full standard output"
else
	check "a full standard output" grep -q 'cannot be written' full
fi

run --help
is "--help" "$status" 0
check "help of its own" grep -e '--copy-dtb=ADDRESS' out.txt
check "help of settings" grep -e '--policy=' out.txt
run --version
is "--version" "$(cat out.txt)" "$(sed -n \
	's/^#define PACKAGE_STRING "\(.*\)"/\1/p' "$top_builddir/config.h")"

echo "$cases cases, $failures failed"
[ "$cases" -gt 0 ] && [ "$failures" = 0 ]
