#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# kexec-smmu-wrap --show, --unwrap and --check: what it says about files that it
# made, that the payload comes back unchanged, and what it refuses.

# shellcheck source=tests/cli/wrap-lib.sh
. "${top_srcdir:?}/tests/cli/wrap-lib.sh"

# run WORD...: leaves $status and the files out and err
run()
{
	"$wrap" "$@" >out 2>err
	status=$?
}

# says WHAT STATUS LINE: in out or err
says()
{
	is "$1: status" "$status" "$2"
	is "$1" "$(cat out err | grep -cF -- "$3")" 1
}

# refused WHAT TEXT WORD...: one line, status 1, nothing written
refused()
{
	what=$1 text=$2; shift 2
	rm -f back
	run "$@"
	says "$what" 1 "$text"
	is "$what: one line" "$(cat out err | wc -l)" 1
	is "$what: nothing written" "$(ls back 2>/dev/null)" ""
}

# make OUT WORD...
make()
{
	out=$1; shift
	"$wrap" --policy=abort --source=smmu.dtb -o "$out" "$@" || exit 99
}

# An Image of 100,001 bytes: padding has to be told from it.
{
	image_header 0 0x800000 10
	printf 'Linux version 6.12.0-test (x) #1 \0'
	head -c 99901 "$build/kexec/kexec-smmu-wrap"
} >Image
head -c 77777 Image | tail -c +9 >raw
gzip -nk Image
make plain Image
make packed Image.gz
make raw.img --raw raw --console=pl011@0x9000000
make two Image --policy=0x9050000=bypass --add=v2@0xb000000+0x10000 \
	--timeout=2s --settle=7ms --watch=8ms --console=uart8250@0x9000000,mmio32

run --show plain
is "show" "$status" 0
cat >want <<END
file: plain
wrapped by: $("$wrap" --version)
signature: none
payload: arm64 Image of $(wc -c <Image) bytes at 0x200000, Linux 6.12.0-test
console: none
timeout: 100000us
settle: 50000us
watch: 0us
on-failure: continue
smmu: 0x9050000 v3 abort
END
is "what it shows" "$(cat out)" "$(cat want)"
run --show two
says "two SMMUs" 0 "smmu: 0x9050000 v3 bypass"
says "two SMMUs" 0 "smmu: 0xb000000 v2 abort"
says "two SMMUs" 0 "timeout: 2000000us"
says "two SMMUs" 0 "settle: 7000us"
says "two SMMUs" 0 "watch: 8000us"
says "two SMMUs" 0 "console: uart8250@0x9000000,mmio32"
run --show raw.img
says "raw" 0 "payload: raw of $(wc -c <raw) bytes at 0x200000"
says "raw" 0 "console: pl011@0x9000000"

# unwrapped WHAT FILE PAYLOAD
unwrapped()
{
	rm -f back
	run --unwrap -o back "$2"
	is "$1" "$status$(cat out err)" 0
	is "$1: the same" "$(cmp back "$3" 2>&1)" ""
}
unwrapped "an Image" plain Image
unwrapped "of a compressed one" packed Image
unwrapped "a raw payload" raw.img raw
unwrapped "with two SMMUs" two Image

# What signs a file puts its own behind it.
{ cat plain; head -c 1000 /dev/zero; } >signed
little='\350\003\0\0'
size=$(wc -c <plain)
# shellcheck disable=SC2059 # an escape is meant
printf "$(printf '\\%03o\\%03o\\%03o\\%03o' $((size & 255)) \
	$((size >> 8 & 255)) $((size >> 16 & 255)) $((size >> 24)))$little" |
	dd of=signed bs=1 seek=232 conv=notrunc status=none
run --show signed
says "signed" 0 "signature: yes, not verified"
unwrapped "signed" signed Image
echo >>signed
run --show signed
says "bytes behind the signature" 0 \
	"signature: worthless: its signature is not at the end of the file"
cp plain gap
printf '\0\300\0' | dd of=gap bs=1 seek=148 conv=notrunc status=none
run --show gap
says "a gap" 0 "signature: worthless: has bytes between its sections"

run --check --source=smmu.dtb plain
says "this machine" 0 "plain: names the SMMUs of this machine"
run --check --source=smmu.dtb --add=v3@0xc000000 plain
says "one more here" 3 "plain: 0xc000000: in use on this machine, but not in the file"
run --check --source=smmu.dtb two
says "one more in the file" 3 "two: 0xb000000: in the file, but not an SMMU"
run --check --source=smmu.dtb --add=v3@0xb000000 two
says "another version" 3 "two: 0xb000000: v3 on this machine, but v2 in the"
run --check --source=smmu.dtb --add=v2@0xb000000 two
says "by hand" 0 "two: names the SMMUs of this machine"
refused "no SMMU here" "plain: no SMMU in use on this machine" \
	--check --source=none.dtb plain

refused "not wrapped" "Image: not a wrapped image" --show Image
refused "not wrapped" "Image: not a wrapped image" --unwrap -o back Image
refused "not wrapped" "Image: not a wrapped image" --check Image
refused "no file" "nothing: No such file" --show nothing
head -c 2100000 plain >short
refused "cut off" "short: truncated" --unwrap -o back short
cp plain bad
printf x | dd of=bad bs=1 seek=66000 conv=notrunc status=none
refused "corrupt" "bad: corrupt: its stage would touch no SMMU" --show bad
refused "two tasks" "--show, --unwrap and --check: check as well as show" \
	--show --check plain
refused "a policy" "--policy: has no effect together with --show" \
	--show --policy=abort plain
refused "a source" "--source: has no effect together with --unwrap" \
	--unwrap --source=smmu.dtb -o back plain
refused "raw" "--raw: only applies when an image is made, not with --check" \
	--check --raw plain
refused "OUT" "-o: has no effect together with --show" --show -o back plain
refused "no OUT" "-o: is missing" --unwrap plain
refused "no file" "PAYLOAD: is missing: the wrapped image" --show
refused "a value" "--show: takes no value" --show=plain

echo "$cases cases, $failures failed"
[ "$cases" -gt 0 ] && [ "$failures" = 0 ]
