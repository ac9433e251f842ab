#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# vm-files: tests/qemu/vm/lib-vm.sh
# vm-machine: tools=bookworm
# vm-machine: tools=trixie
# vm-machine: tools=forky
#
# kexec-tools' own options and formats with a policy. Every load is to be taken
# by the kernel with the stage in it.

# shellcheck source=tests/qemu/vm/lib-vm.sh
. ./lib-vm.sh

boot=/run/boot
cp /sys/firmware/fdt "$tmp/fdt"
head -c 5000 "$image" >"$tmp/initrd"

# fenced CASE: of the last run; the kernel has an image with the stage
fenced()
{
	if [ "$status" != 0 ]; then
		bad "$1: status $status"
	elif ! loaded 1; then
		bad "$1: nothing is loaded"
	# With -d what went into the journal is said, too.
	elif grep '^kexec-smmu:' "$tmp/out" |
	     grep -v ': normal kernel loaded: 1 of 1 SMMU abort$' >"$tmp/said"; then
		bad "$1: says: $(head -n 1 "$tmp/said")"
	elif ! kexec-smmu --smmu-status=json >"$tmp/out" 2>&1 ||
	     ! grep -q '"normal": { "loaded": true, "state": "fenced"' "$tmp/out" ||
	     ! grep -q '"segment": "0x' "$tmp/out"; then
		bad "$1: --smmu-status does not say that it is fenced"
	else
		ok "$1"
	fi
}

# same: whether the last run ended as the one alone, and in the same words;
# some of kexec-tools' end without a newline
same()
{
	[ "$status" = "$alone" ] &&
	[ "$(grep -v '^kexec-smmu:' "$tmp/out")" = \
	  "$(grep -v '^/sbin/kexec:' "$tmp/alone")" ]
}

# loads CASE WORD...: these words with both ways to choose the system call
loads()
{
	name=$1; shift
	for call in -c -a; do
		run $call "$@" --smmu-policy=abort
		fenced "$name, $call"
		kexec-smmu -u
	done
}

# refused CASE WORD...: kexec-tools does so by itself, too, in the same words,
# and what was loaded stays so
refused()
{
	name=$1; shift
	/sbin/kexec "$@" >"$tmp/alone" 2>&1
	alone=$?
	run "$@" --smmu-policy=abort
	if [ $alone = 0 ]; then
		bad "$name: loaded without us"
	elif ! same; then
		bad "$name: status $status, without us $alone, or other words"
	elif ! loaded 1; then
		bad "$name: what was loaded is not any more"
	else
		ok "$name"
	fi
}

echo "kexec-tools: $(/sbin/kexec --version)"
run -l "$image" --smmu-policy=abort
fenced "Image"
loads "Image" -l "$image"
loads "Image, -d" -d -l "$image"
loads "Image, -i" -l "$image" -i
loads "Image, -f before -l" -f -l "$image"
loads "Image, --reuse-cmdline" -l "$image" --reuse-cmdline
loads "Image, --append" -l "$image" --append="root=/dev/none a=b"
loads "Image, --command-line" -l "$image" --command-line x=y
loads "Image, --dtb" -l "$image" --dtb="$tmp/fdt"
loads "Image, --initrd" -l "$image" --initrd "$tmp/initrd"
loads "Image, --mem-min, --mem-max" -l "$image" --mem-min=0x60000000 \
	--mem-max=0x6fffffff
loads "Image, -t" -t Image -l "$image"
loads "gzip Image" -l "$boot/witness.gz"
loads "everything" -d -l "$boot/witness.gz" -i --reuse-cmdline --append=a \
	--dtb="$tmp/fdt" --initrd="$tmp/initrd" -x
run -c -l "$boot/witness.elf" --smmu-policy=abort
fenced "ELF, -c"
run -l "$boot/Image" --initrd="$boot/initrd" --reuse-cmdline \
	--mem-min=0x90000000 --smmu-policy=abort
fenced "Linux"
run -l "$image" --smmu-policy=abort
fenced "another load in its place"

# In kexec_file_load's mode kexec-tools takes no ELF files, and does not go
# back to the other.
refused "ELF, -a" -a -l "$boot/witness.elf"
: >"$tmp/empty"
echo text >"$tmp/text"
head -c 40 "$image" >"$tmp/short"
refused "an empty file" -c -l "$tmp/empty"
refused "a text" -c -l "$tmp/text"
refused "a directory" -c -l "$tmp"
refused "half a header" -c -l "$tmp/short"
refused "no such initrd" -c -l "$image" --initrd=/nowhere
refused "no such device tree" -c -l "$image" --dtb=/nowhere
refused "no such option" -c -l "$image" --nonsense
refused "no memory there" -c -l "$image" --mem-max=0x1000

run -s -l "$image" --smmu-policy=abort
if [ "$status" != 0 ] && loaded 1 &&
   grep -q '^kexec-smmu: kernel: has no kexec_file_load' "$tmp/out"
then ok "-s"; else bad "-s: status $status"; fi

# No loads: passed on.
for words in -S -u -e; do
	/sbin/kexec -l "$image"
	[ $words != -e ] || unload
	run $words
	mv "$tmp/out" "$tmp/ours"
	/sbin/kexec -l "$image"
	[ $words != -e ] || unload
	/sbin/kexec $words >"$tmp/alone" 2>&1
	alone=$?
	mv "$tmp/ours" "$tmp/out"
	if same; then ok "$words"
	else bad "$words: status $status, without us $alone"; fi
done
unload
