#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A plan that names an SMMU where there is none, with on-failure=reset, on QEMU
# at each exception level: the machine starts again (which PSCI's SYSTEM_OFF
# would not do), and the payload never runs. With continue it runs. Console and conduit come from QEMU's device tree. The
# payload is the witness, wrapped and started by -kernel: no Linux is needed.
set -u
: "${top_srcdir:?}" "${top_builddir:?}"
# shellcheck source=tests/qemu/bare.sh
. "$top_srcdir/tests/qemu/bare.sh"
payloads witness.bin
mkfifo "$tmp/pipe"

# wrap ON-FAILURE [OPTION]
wrap()
{
	local failure=$1; shift
	KST_STAGE=$top_builddir/purgatory/smmu-stage.bin \
		"$top_builddir/tests/cli/kexec-smmu-wrap-test" \
		--source="$tmp/dtb" --policy=abort --console=auto \
		--on-failure="$failure" "$@" \
		-o "$tmp/image" "$tmp/witness.bin"
}

# machine WORD...: QEMU in the background, $pid, with its console in the pipe
machine()
{
	qemu-system-aarch64 \
		-machine "virt,gic-version=3,iommu=smmuv3,virtualization=$el2" \
		-cpu "$cpu" -m 256M -accel tcg -nodefaults -display none \
		-serial stdio "$@" </dev/null >"$tmp/pipe" 2>&1 &
	pid=$!
}

# watch PATTERN COUNT: the console up to that many such lines; 60 s at most
watch()
{
	timeout 60 sed -u "s/\\r\$//" <"$tmp/pipe" |
		awk -v pattern="$1" -v count="$2" '
			{ print; fflush() }
			$0 ~ pattern && ++seen == count { exit }' >"$tmp/console"
	kill "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	pid=
}

absent=--add=v3@0xb000000
for entry in EL1 EL2-VHE EL2-nVHE; do
	case $entry in
	EL1)		cpu=neoverse-n1 el2=off ;;
	EL2-VHE)	cpu=neoverse-n1 el2=on ;;
	EL2-nVHE)	cpu=cortex-a72 el2=on ;;
	esac
	machine -machine dumpdtb="$tmp/dtb"
	watch 'never' 1
	[ -s "$tmp/dtb" ] || { cat "$tmp/console"; exit 99; }

	# At EL2 an HVC would come to the stage itself: SMC, whatever this says.
	[ $entry != EL2-VHE ] || fdtput -t s "$tmp/dtb" /psci method hvc ||
		exit 99
	wrap reset $absent || exit 99
	machine -kernel "$tmp/image"
	watch 'resetting the machine' 2
	expect "the stage runs again" 2 \
		"^kexec-smmu: stage at 0x.*, EL${entry:2:1}, 2 SMMUs"
	expect "the SMMU that is there is fenced" 2 \
		'^kexec-smmu: 0x9050000 v3 .* -> abort: done'
	expect "the other one is not" 2 '^kexec-smmu: 0xb000000 v3 .*: faulted'
	expect "a reset, twice" 2 '^kexec-smmu: failed, resetting the machine'
	expect "the payload never runs" 0 'on to|witness|did not reset'

	wrap continue $absent || exit 99
	machine -no-reboot -kernel "$tmp/image"
	watch '^witness: ' 1
	expect "continue: the SMMU fails" 1 ': faulted'
	expect "continue: no reset" 0 'resetting'
	expect "continue: the payload runs" 1 \
		"^witness: EL=${entry:2:1} .* end\$"

	wrap reset || exit 99
	machine -no-reboot -kernel "$tmp/image"
	watch '^witness: ' 1
	expect "without a failure: no reset" 0 'resetting'
	expect "without a failure: the payload runs" 1 \
		"^witness: EL=${entry:2:1} .* end\$"
done
[ $failures = 0 ]
