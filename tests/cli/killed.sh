#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The command is killed at each of its system calls, from the first one that
# concerns the records: what remains never claims a fence that is not there, and
# the next load is recorded as usual.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

recorder=$cli/.libs/recorder.so
normal=$KST_RECORDS/normal
loaded=$KST_SYS/kernel/kexec_loaded
segments=$KST_SYS/kernel/segments

# load WORD...: one that is not killed, with the stub as it is
load()
{
	run LD_PRELOAD="$recorder" "$@" Image
}

# claims: whether a fence is claimed
claims()
{
	run --smmu-status
	grep -q '^normal kernel: .*fenced, loaded' "$tmp/out" &&
		! grep -q '^normal kernel: not fenced' "$tmp/out"
}

# An image with a fence and its record, to begin with. Four segments: with the
# stage; the stub's own are three.
# shellcheck disable=SC2086 # words of options
KST_STUB=load load $POLICY -l
claims || bad "a load that is not killed"
cp "$normal" "$tmp/normal"

# killed CASE BEFORE STUB WORD...: BEFORE: fence, or other for an image without
killed()
{
	case_name=$1
	before=$2
	stub=$3
	shift 3
	at=0
	wrong=0
	ended=0
	while [ "$ended" = 0 ]; do
		at=$((at + 1))
		echo 1 >"$loaded"
		if [ "$before" = fence ]; then
			cp "$tmp/normal" "$normal"
			echo 4 >"$segments"
		else
			rm -f "$normal"
			echo 3 >"$segments"
		fi
		rm -f "$KST_RECORD"
		LD_PRELOAD="$recorder" KST_STUB="$stub" "$cli/outer" kill-at \
			"$cli/kill-at" "$at" "$KST_RECORDS" kexec \
			"$cli/kexec-smmu-test" "$@" >"$tmp/out" 2>"$tmp/err"
		ended=$?
		if [ "$ended" = 77 ]; then
			echo "no process can be traced here"
			exit 77
		fi
		read -r is_loaded <"$loaded"
		read -r count <"$segments"
		if claims && [ "$is_loaded $count" != '1 4' ]; then
			bad "$case_name: system call $at: claims a fence"
			wrong=$((wrong + 1))
		fi
	done
	if [ "$at" -lt 20 ]; then
		bad "$case_name: only $at system calls"
	elif [ "$wrong" = 0 ]; then
		ok "$case_name: $at system calls"
	fi
	# shellcheck disable=SC2086 # words of options
	KST_STUB=load load $POLICY -l
	claims || bad "$case_name: what follows is not recorded"
}

killed "a load without a policy" fence load -l Image
# shellcheck disable=SC2086 # words of options
killed "a load with a policy, the first" other load $POLICY -l Image
# shellcheck disable=SC2086
killed "a load with a policy" fence load $POLICY -l Image
# shellcheck disable=SC2086
killed "a load with a policy, without the stage" fence 'segments=16 load' \
	$POLICY --smmu-best-effort -l Image
killed "an unload" fence unload -u
finish
