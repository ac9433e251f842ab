#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Crash kernels, abort, and a machine with firmware-first error handling:
# one line, and the load goes on.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

recorder=$cli/.libs/recorder.so
tables=$KST_SYS/firmware/acpi/tables
source=--smmu-source=$tmp/smmu.dtb
says='warning: HEST: this machine'

# load NAME TASK POLICY [TEXT]: a load that goes well and says that, or nothing
load()
{
	name=$1
	rm -f "$KST_RECORD"
	stub=panic
	[ "$2" = -p ] || stub=load
	run LD_PRELOAD="$recorder" KST_STUB="$stub" "$source" \
		"--smmu-policy=$3" "$2" Image
	shift 3
	[ -s "$KST_RECORD" ] || bad "$name: no call"
	[ "$(grep -c kexec-smmu: "$tmp/err")" = $# ] ||
		bad "$name: not $# lines"
	expect "$name" 0 "$@"
}

load "no ACPI" -p abort
mkdir -p "$tables"
load "no HEST" -p abort
: >"$tables/HEST"
load "abort" -p abort "$says"
load "abort by class" -p v3=abort "$says"
load "abort by address" -p 0x9050000=abort "$says"
load "bypass" -p bypass
load "keep" -p keep
load "no crash kernel" -l abort

# An SMMU that is not in use aborts nothing.
source=--smmu-source=$tmp/off.dtb
load "a disabled SMMU" -p abort 'no SMMU in use'
grep -q HEST "$tmp/err" && bad "a disabled SMMU: HEST"
source=--smmu-source=$tmp/power.dtb
load "a power-managed SMMU" -p abort 'keep instead of abort' 'NOT FENCED'
grep -q HEST "$tmp/err" && bad "a power-managed SMMU: HEST"

finish
