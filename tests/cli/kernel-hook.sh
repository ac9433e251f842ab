#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# hooks/kernel-hook as kernel-install and Debian's run-parts call it: off without
# a configuration, a signed copy of each kernel with one, gone with its kernel,
# and the old copy kept if anything fails. The original is never touched.

hook=$(cd "${srcdir:?}" && pwd)/hooks/kernel-hook
for tool in openssl sbsign sbverify; do
	command -v $tool >/dev/null || { echo "SKIP: no $tool"; exit 77; }
done
# shellcheck source=tests/cli/wrap-lib.sh
. "${top_srcdir:?}/tests/cli/wrap-lib.sh"

mkdir bin install.d postinst.d postrm.d dkms
ln -s "$build/tests/cli/kexec-smmu-wrap-test" bin/kexec-smmu-wrap
export PATH="$tmp/bin:$PATH"
sed "s|^conf=.*|conf=$tmp/conf|; s|^dkms=.*|dkms=$tmp/dkms|" "$hook" >the-hook
chmod +x the-hook
for link in install.d/95-kexec-smmu.install postinst.d/zz postrm.d/zz; do
	ln -s "$tmp/the-hook" $link
done
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=test/ -days 2 \
	-keyout key -out cert 2>/dev/null || exit 99
cp key dkms/mok.key
openssl x509 -in cert -outform DER -out dkms/mok.pub

{
	image_header 0 0x800000 10
	head -c 90000 "$build/kexec/kexec-smmu-wrap"
} >kernel
cp kernel original

# run HOOK WORD...: status, and what it said in the file said
run()
{
	"$@" >said 2>&1
	is "$1 $2: status" $? 0
}

configure()
{
	printf '%s\n' "DIRECTORY=$tmp/out" \
		"OPTIONS='--policy=abort --source=$tmp/smmu.dtb'" "$@" >conf
	chmod 644 conf
}

run postinst.d/zz 6.1-test kernel
is "off without a configuration" "$(cat said; find . -name out)" ""

configure
run postinst.d/zz 6.1-test kernel
is "unsigned" "$(kexec-smmu-wrap --show out/vmlinuz-6.1-test |
	grep signature)" "signature: none"
configure "KEY=$tmp/key" "CERT=$tmp/cert"
run postinst.d/zz 6.1-test kernel
sbverify --cert cert out/vmlinuz-6.1-test >said 2>&1
is "signed, in place of the old one" $? 0
kexec-smmu-wrap --unwrap -o back out/vmlinuz-6.1-test
is "the kernel is in it" "$(cmp back kernel 2>&1)" ""
configure KEY=dkms
run install.d/95-kexec-smmu.install add 6.2 /boot/x/6.2 kernel initrd
sbverify --cert cert out/vmlinuz-6.2 >said 2>&1
is "kernel-install, DKMS's key" $? 0
is "two files" "$(find out -type f | wc -l)" 2

# One file for any machine; the last line of the configuration holds.
configure KEY=dkms "OPTIONS='--policy=abort --source=any'"
run install.d/95-kexec-smmu.install add 6.2-any /boot/x/6.2 kernel initrd
sbverify --cert cert out/vmlinuz-6.2-any >said 2>&1
is "for any machine, signed" "$? $(kexec-smmu-wrap --show out/vmlinuz-6.2-any |
	grep '^smmu: ')" '0 smmu: any, up to 64, abort'
rm out/vmlinuz-6.2-any

cp out/vmlinuz-6.2 before
configure KEY=/nowhere CERT=/nowhere
run install.d/95-kexec-smmu.install add 6.2 /boot/x/6.2 kernel
is "says so" "$(grep -c '^kexec-smmu: .*6.2: cannot be rebuilt; the old' \
	said)" 1
is "the old one stays" "$(cmp before out/vmlinuz-6.2 2>&1)" ""
run install.d/95-kexec-smmu.install add 6.3 /boot/x/6.3 nothing
is "says so" "$(grep -c 'vmlinuz-6.3: cannot be made$' said)" 1
is "nothing is left" "$(find out | wc -l)" 3

# Boot entries, where they are wanted: the initrd of somewhere else is copied.
echo initrd >initrd
configure KEY= CERT= "ENTRIES=$tmp/loader/entries" "CMDLINE='root=/dev/x rw'"
run install.d/95-kexec-smmu.install add 6.4 "$tmp/x/6.4" kernel /nowhere
entry=loader/entries/kexec-smmu-6.4.conf
is "an entry without an initrd" "$(cat $entry)" \
"title Linux 6.4, fenced when it is started by kexec
version 6.4
linux /out/vmlinuz-6.4
options root=/dev/x rw"
run install.d/95-kexec-smmu.install add 6.4 "$tmp/x/6.4" kernel "$tmp/initrd"
is "an initrd of the same file system" "$(grep initrd $entry)" "initrd /initrd"
mkdir elsewhere
echo two >elsewhere/initrd
configure KEY= CERT= "DIRECTORY=$tmp/esp/smmu" "ENTRIES=$tmp/esp/loader/entries"
run install.d/95-kexec-smmu.install add 6.4 x kernel "$tmp/elsewhere/initrd"
is "an initrd that is copied" "$(cat esp/smmu/initrd-6.4;
	grep -e ^linux -e ^initrd esp/$entry)" "two
linux /smmu/vmlinuz-6.4
initrd /smmu/initrd-6.4"
is "this system's command line" "$(grep -c '^options ' esp/$entry)" 1
run install.d/95-kexec-smmu.install remove 6.4 x
is "all of it goes" "$(find esp -type f)" ""
configure KEY= CERT= "ENTRIES=$tmp/esp/loader/entries"
run postinst.d/zz 6.4 kernel
is "not in one file system" "$(cat said)" \
"kexec-smmu: DIRECTORY: $tmp/out: not in $tmp/esp, where boot entries are
kexec-smmu: $tmp/esp/$entry: cannot be made"
is "the file is made" "$(ls out/vmlinuz-6.4)" out/vmlinuz-6.4
configure KEY= CERT= ENTRIES=/boot/entries
run postinst.d/zz 6.4 kernel
is "no place of entries" "$(grep -c 'does not end in /loader/entries' said)" 1
configure KEY= CERT= "ENTRIES=$tmp/loader/entries"
run "$tmp/postrm.d/zz" 6.4 kernel
is "nor is one left" "$(find loader -type f; ls out/vmlinuz-6.4 2>/dev/null)" ""

run "$tmp/postrm.d/zz" 6.1-test kernel
is "removed with its kernel" "$(ls out)" vmlinuz-6.2
run "$tmp/postrm.d/zz" 6.1-test kernel
run install.d/95-kexec-smmu.install remove 6.2 /boot/x/6.2
is "by kernel-install, too" "$(ls out)" ""
configure
run install.d/95-kexec-smmu.install inspect
run postinst.d/zz ../x kernel
is "not a version" "$(find . -name 'vmlinuz-*')" ""
chmod 666 conf
run postinst.d/zz 6.1-test kernel
is "not by anybody's configuration" "$(grep -c 'others than root' said)" 1
is "the original is as it was" "$(cmp kernel original 2>&1)" ""

echo "$cases cases, $failures failed"
[ "$cases" -gt 0 ] && [ "$failures" = 0 ]
