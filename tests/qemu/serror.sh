#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# SErrors at EL2, and virtual ones at EL1, and what comes of them: a firmware of
# ours at EL3 (payloads/el3.c) makes them while the stage runs. It also answers
# PSCI by SMC. The witness shows what the stage leaves behind.
#
# $STAGE_BIN: a stage of the same size, to be tested in place of the one that
# was built.
set -u
: "${top_srcdir:?}" "${top_builddir:?}"
# shellcheck source=tests/qemu/bare.sh
. "$top_srcdir/tests/qemu/bare.sh"

VBAR=0xdeadb800
FOR_EVER=0xffffffffffffffff
RES1=0x30c50830
# SCTLR_ELx.I, and how it is at the start.
ICACHE=0x1000
found=0

# How DAIF is at the start.
MASKED=0x3c0
OPEN=0x80

case $(qemu-system-aarch64 -machine virt -cpu neoverse-n1,cntfrq=1000000000 \
	-display none -S -monitor stdio <<<quit 2>&1) in
*cntfrq*)	echo "SKIP: a QEMU whose counters have one frequency"
		exit 77 ;;
esac
payloads witness.bin el3.bin

# machine WORD...: QEMU, to its end, with its console in $tmp/console
machine()
{
	timeout 30 qemu-system-aarch64 -cpu "$cpu,cntfrq=1000000000" -m 256M \
		-accel tcg -nodefaults -display none -serial stdio "$@" \
		</dev/null 2>&1 | tr -d '\r' >"$tmp/console"
}

virt=virt,gic-version=3,iommu=smmuv3,secure=on,virtualization=on

# The tree as firmware passes it on. That PSCI is called by HVC is what it says
# where a hypervisor answers; the stage at EL2 has to know better.
tree()
{
	machine -machine "$virt,dumpdtb=$tmp/dtb"
	fdtput -p -t s "$tmp/dtb" /psci method hvc &&
		fdtput -t s "$tmp/dtb" /psci compatible arm,psci-1.0 ||
		exit 99
}

# wrap [OPTION...]. The usual time to settle is 100 million instructions.
wrap()
{
	KST_STAGE=$top_builddir/purgatory/smmu-stage.bin \
		"$top_builddir/tests/cli/kexec-smmu-wrap-test" \
		--source="$tmp/dtb" --policy=abort --console=auto \
		--settle=1ms "$@" \
		-o "$tmp/image" "$tmp/witness.bin" || exit 99
	[ -z "${STAGE_BIN:-}" ] || python3 -B \
		"$top_srcdir/tests/qemu/harness/restage.py" "$tmp/image" \
		"$STAGE_BIN" || exit 99
}

# start DAIF HCR_EL2 COUNT FIRST EVERY: the Image, and SErrors; struct request.
# One instruction takes a nanosecond, so that each run is like the one before.
start()
{
	printf '%016x%016x%016x%016x%016x%016x%016x' $(($1 | level)) "$2" \
		$VBAR $found "$3" "$4" "$5" | fold -w 16 | while read -r word; do
		echo "$word" | fold -w 2 | tac | tr -d '\n'
	done | sed 's/../\\x&/g' >"$tmp/bytes"
	printf '%b' "$(cat "$tmp/bytes")" >"$tmp/request"
	machine -machine "$virt" -bios "$tmp/el3.bin" -no-reboot \
		-icount shift=0,sleep=off \
		-device "loader,file=$tmp/image,addr=0x40200000,force-raw=on" \
		-device "loader,file=$tmp/request,addr=0x4f000000,force-raw=on"
}

# after WHAT SERRORS DAIF: the payload ran, and found what the stage found
after()
{
	local hcr_seen=$hcr
	[ "$el" = 2 ] || hcr_seen=0x0
	expect "$1: the payload finds what the stage found" 1 \
		"^witness: EL=$el .* VBAR=$VBAR HCR=$hcr_seen DAIF=$3 end\$"
	expect "$1: $2 SErrors, and SCTLR as it was" 1 "$(printf \
		'^el3: off from EL2 SErrors=%s SCTLR=%#x end$' "$2" \
		$((RES1 | found)))"
}

# smmu WHAT OUTCOME
smmu()
{
	expect "$1: $2" 1 "^kexec-smmu: 0x9050000 v3 .*: $2,"
	[ "$2" != "done" ] || expect "$1: fenced" 1 \
		"^witness: EL=$el CR0=0x0 CR0ACK=0x0 GBPA=0x101000 "
}

for entry in EL2-VHE EL2-E2H EL2-nVHE EL1; do
	case $entry in
	EL2-VHE)	cpu=neoverse-n1 hcr=0x488000000 ;;	# E2H, TGE
	EL2-E2H)	cpu=neoverse-n1 hcr=0x480000000 ;;
	EL2-nVHE|EL1)	cpu=cortex-a72 hcr=0x80000000 ;;
	esac
	el=${entry:2:1}
	level=$((el << 2 | 1))
	tree

	wrap
	start $OPEN "$hcr" 0 0 0
	smmu "no SError" "done"
	after "no SError" 0x0 $OPEN

	found=$ICACHE
	start $OPEN "$hcr" 0 0 0
	smmu "instruction cache on" "done"
	after "instruction cache on" 0x0 $OPEN
	found=0

	# Over all the steps of that SMMU.
	for first in 0 700 1400 2100 2800; do
		start $MASKED "$hcr" 1 $first 0
		smmu "one SError, $first ns" "done"
		expect "one SError, $first ns: it is counted" 1 \
			'^kexec-smmu: 1 SErrors, [01] of them before '
		expect "one SError, $first ns: on to the payload" 1 \
			'^kexec-smmu: on to '
		after "one SError, $first ns" 0x1 $MASKED
	done

	# With pauses, and one upon the other: also while they are drained.
	for every in 200 0; do
		start $MASKED "$hcr" $FOR_EVER 0 $every
		expect "SErrors without end, each $every ns: the payload runs" \
			1 "^witness: EL=$el "
		expect "SErrors without end, each $every ns: they came" 1 \
			'SErrors=0x[1-9a-f][0-9a-f]* SCTLR'
	done

	wrap --add=v3@0xb000000 --on-failure=reset
	start $MASKED "$hcr" 0 0 0
	expect "reset: the SMMU that is there is fenced" 1 \
		'^kexec-smmu: 0x9050000 v3 .* -> abort: done,'
	expect "reset: the other one is not there" 1 \
		'^kexec-smmu: 0xb000000 v3 .*: faulted'
	expect "reset: by SMC, with the instruction cache on" 1 "$(printf \
		'^el3: reset from EL2 SErrors=0x0 SCTLR=%#x end$' \
		$((RES1 | ICACHE)))"
	expect "reset: no payload" 0 'witness|did not reset'
done

# Virtual ones can also be pending at the start: HCR_EL2.AMO and VSE.
wrap
start $MASKED 0x80000120 0 0 0
smmu "pending at the start" "done"
after "pending at the start" 0x0 $MASKED
[ $failures = 0 ]
