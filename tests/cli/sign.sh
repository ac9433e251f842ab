#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Wrapped files can be signed by sbsign, pesign and osslsigncode, without a
# warning; the signatures verify; and they cover every byte, which pe_gaps.py
# checks, since sbsign does not report it.

tests=$(cd "${srcdir:?}" && pwd)/tests
for tool in openssl sbsign sbverify pesign certutil pk12util osslsigncode; do
	command -v $tool >/dev/null || { echo "SKIP: no $tool"; exit 77; }
done
# shellcheck source=tests/cli/wrap-lib.sh
. "${top_srcdir:?}/tests/cli/wrap-lib.sh"
gaps=$tests/cli/pe_gaps.py

# holds WHAT COMMAND...: it ends well and prints nothing that looks like a doubt
holds()
{
	what=$1; shift
	if "$@" >said 2>&1 && ! grep -qiE 'warn|error|invalid|gap' said; then
		is "$what" yes yes
	else
		is "$what: $(tr '\n' ' ' <said)" no yes
	fi
}

openssl req -quiet -x509 -newkey rsa:2048 -nodes -subj /CN=kexec-smmu-test/ \
	-days 2 -keyout key.pem -out cert.pem 2>/dev/null ||
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=kexec-smmu-test/ \
	-days 2 -keyout key.pem -out cert.pem 2>/dev/null || exit 99
mkdir nss
openssl pkcs12 -export -name test -inkey key.pem -in cert.pem -out key.p12 \
	-passout pass: || exit 99
{ certutil -N -d nss --empty-password &&
  pk12util -i key.p12 -d nss -W '' -K '' &&
  certutil -M -d nss -n test -t CTu,CTu,CTu; } >/dev/null || exit 99

# section NAME ADDRESS BYTES FLAGS
section()
{
	printf '%-8s' "$1" | tr ' ' '\0'
	little 4 "$3"; little 4 "$2"; little 4 "$3"; little 4 "$2"
	little 8 0; little 4 0; little 4 "$4"
}

# Images of 0x30000 bytes: plain, and an EFI program as Linux is one.
{
	image_header 0 0x400000 10
	head -c 196544 /dev/urandom
} >plain
{
	little 4 0xfa405a4d; little 4 0x14000010; little 8 0; little 8 0x400000
	little 8 10; little 8 0; little 8 0; little 8 0
	printf 'ARM\144'; little 4 64
	printf 'PE\0\0'; little 2 0xaa64; little 2 2; little 8 0; little 4 0
	little 2 160; little 2 0x206
	little 2 0x20b; little 2 0; little 4 0x10000; little 4 0x10000
	little 4 0; little 4 0x10040; little 4 0x10000; little 8 0
	little 4 0x10000; little 4 0x200; little 4 0; little 2 3; little 2 0
	little 8 0; little 4 0x400000; little 4 0x10000; little 4 0
	little 2 10; little 2 0x100; little 8 0; little 8 0; little 8 0
	little 8 0; little 4 0; little 4 6
	head -c 48 /dev/zero
	section .text 0x10000 0x10000 0x60000020
	section .data 0x20000 0x10000 0xc0000040
} >efi
size=$(wc -c <efi)
head -c $((0x30000 - size)) /dev/urandom >>efi
head -c 12345 /dev/urandom >raw

for payload in plain efi raw; do
	set -- $payload
	[ $payload != raw ] || set -- --raw $payload
	"$wrap" --policy=abort --source=smmu.dtb -o $payload.img "$@"
	is "$payload: wrapped" $? 0
	is "$payload: no gap" "$("$gaps" $payload.img)" unsigned

	holds "$payload: sbsign" sbsign --key key.pem --cert cert.pem \
		--output $payload.sbsign $payload.img
	holds "$payload: pesign" pesign -n nss -c test -i $payload.img \
		-o $payload.pesign -s --force
	holds "$payload: osslsigncode" osslsigncode sign -h sha256 \
		-certs cert.pem -key key.pem -in $payload.img \
		-out $payload.osslsigncode
	for tool in sbsign pesign osslsigncode; do
		is "$payload, $tool: no gap" "$("$gaps" $payload.$tool)" signed
		holds "$payload, $tool: sbverify" sbverify --cert cert.pem \
			$payload.$tool
		"$wrap" --policy=abort --source=smmu.dtb -o twice \
			$payload.$tool 2>said
		is "$payload, $tool: is known" "$(cat said)" \
			"kexec-smmu-wrap: $payload.$tool: already wrapped"
	done
	# Once more: each adds its own behind the others'.
	sbsign --key key.pem --cert cert.pem --output twice.sbsign \
		$payload.sbsign >/dev/null 2>&1
	is "$payload, signed twice: no gap" "$("$gaps" twice.sbsign)" signed
done

# The checker notices what it is there for.
broken()
{
	what=$1; shift
	cp efi.img broken
	"$@"
	"$gaps" broken >said
	is "noticed: $what" $? 1
}
put()
{
	little "$2" "$3" | dd of=broken bs=1 seek=$(($1)) conv=notrunc status=none
}
broken "a byte more" sh -c 'echo x >>broken'
broken "a byte less" truncate -s -1 broken
broken "a gap behind the headers" put 0x94 4 0xf000
broken "a gap before the second section" put 0x108 4 0x10000
broken "an image_size that a signature overruns" put 16 8 0x230000

# One byte changed, anywhere that is loaded: sbverify says so.
for at in 0x50 0x450 0x10100 0x100000 0x210000 0x22fff0; do
	cp efi.sbsign changed
	byte=$(od -An -tu1 -j $((at)) -N1 changed)
	little 1 $((255 - byte)) |
		dd of=changed bs=1 seek=$((at)) conv=notrunc status=none
	sbverify --cert cert.pem changed >said 2>&1
	is "changed at $at" $? 1
done

echo "$cases cases, $failures failed"
[ "$cases" -gt 0 ] && [ "$failures" = 0 ]
