#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The watch under live DMA, without Linux: five sound controllers, behind a root
# port, a PCI bridge (two), a further root bus and a switch, write for ever; the
# stage names each by its StreamID, with where it writes to. And thousands of
# times SMMUEN is set and cleared while nothing of theirs may come through.
#
# $SWITCHES: how often (3,000). All of it takes some seconds.
set -u
: "${top_srcdir:?}" "${top_builddir:?}"
# shellcheck source=tests/qemu/bare.sh
. "$top_srcdir/tests/qemu/bare.sh"

entry=EL1	# in the lines of bare.sh
payloads witness.bin goes-on.bin switches.bin

# machine VIRT WORD...: QEMU, to its end, with its console in $tmp/console
machine()
{
	virt=$1
	shift
	timeout 120 qemu-system-aarch64 -accel tcg -cpu cortex-a72 -m 512M \
		-machine "virt,highmem=off,gic-version=3,iommu=smmuv3$virt" \
		-nodefaults -display none -serial stdio -no-reboot \
		-audiodev none,id=a \
		-device pcie-root-port,id=first,bus=pcie.0,addr=2,chassis=1 \
		-device intel-hda,id=one,bus=first \
		-device pcie-pci-bridge,id=bridge,bus=pcie.0,addr=3 \
		-device intel-hda,id=two,bus=bridge,addr=1 \
		-device intel-hda,id=three,bus=bridge,addr=2 \
		-device pxb-pcie,id=root,bus_nr=10,bus=pcie.0,addr=4 \
		-device pcie-root-port,id=further,bus=root,addr=0,chassis=2 \
		-device intel-hda,id=four,bus=further \
		-device pcie-root-port,id=last,bus=pcie.0,addr=5,chassis=3 \
		-device x3130-upstream,id=up,bus=last \
		-device xio3130-downstream,id=down,bus=up,addr=0,chassis=4 \
		-device intel-hda,id=five,bus=down \
		-device hda-duplex,bus=one.0,audiodev=a \
		-device hda-duplex,bus=two.0,audiodev=a \
		-device hda-duplex,bus=three.0,audiodev=a \
		-device hda-duplex,bus=four.0,audiodev=a \
		-device hda-duplex,bus=five.0,audiodev=a "$@" \
		</dev/null 2>&1 | tr -d '\r' >"$tmp/console"
}

# image TIME: the witness behind the stage
image()
{
	KST_STAGE=$top_builddir/purgatory/smmu-stage.bin \
		"$top_builddir/tests/cli/kexec-smmu-wrap-test" \
		--source="$tmp/dtb" --policy=abort --console=auto \
		--watch="$1" -o "$tmp/image" "$tmp/witness.bin" >/dev/null || exit 99
}

# wrote STREAM FIRST LAST: somewhere there, in order
wrote()
{
	expect "$1" 1 "^kexec-smmu: 0x9050000 StreamID $1: wrote $2[0-9a-f]*\.\.$3[0-9a-f]*, at least [1-9][0-9]* times in 200 ms$"
}

machine ",dumpdtb=$tmp/dtb"
image 200ms
machine "" -kernel "$tmp/goes-on.bin" \
	-device "loader,file=$tmp/image,addr=0x44000000,force-raw=on"
expect "five that write" 5 '^goes-on: 0x[0-9a-f]* writes to '
wrote 0x100 0x480 0x48000
# Behind a PCI bridge both are its secondary bus.
wrote 0x200 0x481 0x48200
wrote 0x500 0x483 0x48300
wrote 0xb00 0x484 0x48400
expect "nobody else" 4 'StreamID'
expect "fenced" 1 '^kexec-smmu: 0x9050000 v3 bypass -> abort: done, '
expect "fenced for the next one" 1 '^witness: .*CR0=0x0 .*GBPA=0x101000 '

machine "" -kernel "$tmp/image"
expect "nobody in a quiet machine" 0 'StreamID|lost|not watched'
expect "done there" 1 'bypass -> abort: done, '

image 0ms
machine "" -kernel "$tmp/goes-on.bin" \
	-device "loader,file=$tmp/image,addr=0x44000000,force-raw=on"
expect "nobody unasked" 0 'StreamID'

switches=${SWITCHES:-3000}
machine "" -kernel "$tmp/switches.bin" \
	-device "loader,addr=0x4f000000,data=$switches,data-len=4"
expect "$switches switches" 1 "^switches: $(printf '0x%x' "$switches") changed=0x0 outcome=0x1 watch=0x0 records=0x[1-9a-f][0-9a-f]* live=0x5 end"

[ "$failures" -eq 0 ]
