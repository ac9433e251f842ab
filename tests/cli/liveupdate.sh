#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A kernel that may hand running devices over to the next one accepts keep only;
# a crash kernel is not affected, since nothing is handed over to it.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

recorder=$cli/.libs/recorder.so
source=--smmu-source=$tmp/smmu.dtb
KST_LIVEUPDATE=$tmp/liveupdate
export KST_LIVEUPDATE

# load POLICY [TASK]
load()
{
	stub=load
	[ "${2:-}" != -p ] || stub=panic
	run LD_PRELOAD="$recorder" KST_STUB="$stub" "$source" \
		"--smmu-policy=$1" "${2:--l}" Image
}

# words TEXT: of the kernel's command line
words()
{
	echo "$1" >"$KST_PROC/cmdline"
}

says='live update: this kernel may hand over devices that keep running'
load abort
expect "no command line" 0
for line in 'console=ttyS0 quiet' liveupdate liveupdate= liveupdate=off \
		'liveupdate=1 kho=off' 'liveupdate=on liveupdate=0' kho=on \
		'-- liveupdate=1' noliveupdate=1 liveupdates=1 \
		'liveupdate=on kho=1 kho=n'; do
	words "$line"
	load abort
	expect "not: $line" 0
done
for line in 'kho=on liveupdate=on' 'quiet liveupdate=1' liveupdate=yes \
		'liveupdate=0 liveupdate=t' 'kho=0 kho=y liveupdate=ON'; do
	words "$line"
	for policy in abort bypass v3=abort; do
		load $policy
		expect_closed "$line: $policy" 1 "$says"
	done
	load abort --load
	expect_closed "$line: --load" 1 "$says"
done
load keep
expect "keep" 0
load abort -p
expect "a crash kernel" 0
run KST_STUB=exit=5 -l Image
expect "without a policy" 5
run LD_PRELOAD="$recorder" KST_STUB=load "$source" --smmu-policy=abort \
	--smmu-best-effort -l Image
expect_closed "best effort" 1 "$says"
words quiet
: >"$KST_LIVEUPDATE"
load abort
expect_closed "the device alone" 1 "$says"
mkdir -p "$KST_SYS/firmware"
cp "$tmp/smmu.dtb" "$KST_SYS/firmware/fdt"
run --smmu-list --smmu-policy=0x9050000=abort -l
expect "the listing fails as the load does" 1 "$says"
run --smmu-list --smmu-policy=0x9050000=abort -p
expect "the listing for a crash kernel" 0
run --smmu-list "$source" --smmu-policy=abort
expect "the listing of a file" 0
finish
