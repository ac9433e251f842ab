#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The policy auto: what it chooses for which image, and what it says.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

recorder=$cli/.libs/recorder.so
source=--smmu-source=$tmp/smmu.dtb
auto=--smmu-policy=auto
printf 'a kernel\0smmu3.%%pa\0' >"$tmp/with"
printf 'a kernel\0smmu.%%pa\0' >"$tmp/without"

# chosen CASE ACTION REASON [WORD...]: how the SMMU is listed
chosen()
{
	name=$1 action=$2 reason=$3
	shift 3
	run "$source" "$auto" --smmu-list=json "$@"
	if [ "$status" = 0 ] && grep -qF '"policy": "auto"' "$tmp/out" &&
			grep -qF "\"action\": \"$action\"" "$tmp/out" &&
			grep -qF "\"reason\": \"$reason" "$tmp/out"; then
		ok "$name"
	else
		bad "$name: $(grep '"action"' "$tmp/out" "$tmp/err")"
	fi
}

chosen "no image" abort 'auto: if the image has built-in drivers'
chosen "a kernel with the driver" abort 'auto: the image has built-in drivers' \
	-l "$tmp/with"
gzip -c "$tmp/with" >"$tmp/with.gz"
chosen "compressed" abort 'auto: the image has built-in drivers' -l "$tmp/with.gz"
chosen "a crash kernel" abort 'auto: a crash kernel' -p "$tmp/without"

run LD_PRELOAD="$recorder" KST_STUB=load "$source" "$auto" -l "$tmp/with"
expect "a load" 0
run LD_PRELOAD="$recorder" KST_STUB=panic "$source" "$auto" -p "$tmp/without"
expect "a load of a crash kernel" 0
for file in without smmu.dtb; do
	run LD_PRELOAD="$recorder" KST_STUB=load "$source" "$auto" -l "$tmp/$file"
	expect_closed "$file" 1 'auto: the image has no built-in driver for SMMUv3'
done
run LD_PRELOAD="$recorder" KST_STUB=load "$source" "$auto" -l "$tmp/none"
expect_closed "no such file" 1 "auto: $tmp/none: No such file or directory"
head -c 20 "$tmp/with.gz" >"$tmp/short.gz"
run LD_PRELOAD="$recorder" KST_STUB=load "$source" "$auto" -l "$tmp/short.gz"
expect_closed "a truncated file" 1 "auto: $tmp/short.gz: "

# A file does not describe this machine's firmware; its own tables do.
mkdir -p "$KST_SYS/firmware/acpi/tables"
: >"$KST_SYS/firmware/acpi/tables/HEST"
chosen "another machine's tables" abort 'auto: a crash kernel' -p Image

printf 'crash-policy = auto\n' >"$tmp/conf"
run KST_CONF="$tmp/conf" LD_PRELOAD="$recorder" KST_STUB=panic "$source" \
	-p Image
expect "of the configuration" 0 'warning: HEST'
finish
