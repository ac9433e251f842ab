#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# --smmu-report: the log is found where kernels show it, judged, and checked for
# its age; an invalid log is one line.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
command -v python3 >/dev/null || { echo "SKIP: no python3"; exit 77; }

chosen=$KST_PROC/device-tree/chosen
KST_CONF=$tmp/conf
KST_PCI_IDS=$tmp/pci.ids
# 100 ticks a second; now is 1000 s, and the boot was 10 s ago.
KST_CLOCK='100000 100 10000000000'
export KST_CONF KST_PCI_IDS KST_CLOCK
printf '8086  Intel Corporation\n\t2668  82801FB HD Audio\n' >"$KST_PCI_IDS"

# log [OUTCOME [COUNTER]]: to be shown to the next system
log()
{
	mkdir -p "$chosen"
	cat >"$chosen/kexec-smmu,log" <<-END
	kexec-smmu: 0.1.0, load 7c3f2a9be1045d68, 2026-11-27T22:31:07Z
	kexec-smmu: stage at 0x4a400000, EL2, 1 SMMU
	kexec-smmu: 0x9050000 v3 translate -> abort: ${1:-done}, 14 us
	kexec-smmu: 0x9050000 StreamID 0x28 0000:00:05.0 8086:2668 snd_hda_intel: wrote 0x68000000..0x68000fff, at least 4912 times in 100 ms
	kexec-smmu: on to 0x40080000, CNTVCT ${2:-98900} of 100 Hz
	END
}

# says CASE STATUS LINE: the last run printed that line
says()
{
	if [ "$status" != "$2" ]; then
		bad "$1: status $status instead of $2"
	elif ! grep -qxF -- "$3" "$tmp/out"; then
		bad "$1: not: $3"
	elif [ -s "$tmp/err" ] || reached; then
		bad "$1: does more"
	else
		ok "$1"
	fi
}

fenced='previous kernel: 1 of 1 SMMU fenced'
writing='0000:00:05.0 (snd_hda_intel) was still writing'
long='0000:00:05.0 Intel Corporation 82801FB HD Audio [8086:2668], driver snd_hda_intel, went on writing to 0x68000000..0x68000fff, at least 4,912 times in 100 ms'

run KST_STUB=dump --smmu-report
expect "no tree at all" 4 'the stage did not run, or its image got no tree'
[ ! -s "$tmp/out" ] || bad "no tree at all: prints something"
run --smmu-report=json
expect "the same as JSON" 4 'the stage did not run'
[ "$(cat "$tmp/out")" = null ] || bad "the same as JSON: not null"
mkdir -p "$chosen"
run --smmu-report
expect "a tree without a log" 4 'the stage did not run'

log
run KST_STUB=dump --smmu-report
says "a log" 0 "$fenced; $writing"
says "a device by name" 0 "$long"
[ ! -e "$KST_DUMP" ] || bad "kexec-tools was started"
run KST_PCI_IDS=/nonexistent --smmu-report=text
says "no pci.ids" 0 "$(echo "$long" | sed 's/ Intel.*HD Audio//')"
echo 'crash-policy = abrot' >"$KST_CONF"
run --smmu-report
says "the configuration does not matter" 0 "$fenced; $writing"
rm "$KST_CONF"
run --smmu-report=json
if [ "$status" = 0 ] && python3 -c 'import json, sys
report = json.load(sys.stdin)
assert report["schema"] == 1 and report["fenced"] == 1 and not report["stale"]
assert report["smmus"][0]["before"] == "translate"
device = report["devices"][0]
assert device["count"] == 4912 and device["last"] == "0x68000fff"
assert device["devices"] == [{"name": "0000:00:05.0", "vendor": "0x8086",
	"device": "0x2668", "vendor_name": "Intel Corporation",
	"device_name": "82801FB HD Audio", "driver": "snd_hda_intel"}]
assert report["records_lost"] == report["notes"] == []' <"$tmp/out"
then ok "as JSON"; else bad "as JSON"; fi

log 'not fenced: timeout at CR0'
run --smmu-report
says "not fenced" 3 "previous kernel: 0 of 1 SMMU fenced; not everything is as asked; $writing"
log 'fenced, not quiet: IRQ_CTRL'
run --smmu-report
says "not quiet" 3 "$fenced; not everything is as asked; $writing"
stale='previous kernel: unknown: this log is from an earlier load; the stage did not run before this kernel'
log 'done' 92999
run --smmu-report
says "stale by a tick" 3 "$stale"
run --smmu-report=json
grep -q '"stale": true' "$tmp/out" || bad "stale: not in JSON"
log 'done' 93000
run --smmu-report
says "a minute is not stale" 0 "$fenced; $writing"
log 'done' 100001
run --smmu-report
says "of the future" 3 "$stale"
run KST_CLOCK='0 0 10000000000' --smmu-report
says "no counter to judge by" 0 "$fenced; $writing"

# Names of this system, for a file that has none.
log 'done'
sed -i 's/load [^,]*/wrapped/; s/ 0000:00:05.0 8086:2668 snd_hda_intel:/:/' \
	"$chosen/kexec-smmu,log"
run --smmu-report
says "without names or tables" 0 "$fenced; StreamID 0x28 at 0x9050000 was still writing"
functions=$KST_SYS/devices/platform/pcie@10000000/pci0000:00
mkdir -p "$functions/0000:00:05.0"
if command -v dtc >/dev/null; then
	cp "$chosen/kexec-smmu,log" "$tmp/log"
	system_tree 'chosen { kexec-smmu,log = /incbin/("log"); };'
	ln -s "../../../devices/platform/pcie@10000000/pci0000:00/0000:00:05.0" \
		"$KST_SYS/bus/pci/devices/0000:00:05.0"
	ln -s "$KST_SYS/firmware/devicetree/base/pcie@10000000" \
		"$KST_SYS/devices/platform/pcie@10000000/of_node"
	mkdir -p "$KST_SYS/drivers/snd_hda_intel"
	ln -s "$KST_SYS/drivers/snd_hda_intel" "$functions/0000:00:05.0/driver"
	echo 0x8086 >"$functions/0000:00:05.0/vendor"
	echo 0x2668 >"$functions/0000:00:05.0/device"
	echo 0x040300 >"$functions/0000:00:05.0/class"
	run --smmu-report
	says "names of this system" 0 "$fenced; $writing"
	says "names of this system, in full" 0 "$long"
	run --smmu-list=tree
	if grep -q '0x28 .* 0000:00:05.0 8086:2668 .*: Intel Corporation 82801FB HD Audio$' \
			"$tmp/out"
	then ok "the tree has them"; else bad "the tree has them"; fi
	# And a load gives them to its own stage, if they have room.
	named='0x9050000 0x28 0000:00:05.0 8086:2668 snd_hda_intel'
	load='-d --smmu-policy=0x9050000=abort -l Image'
	# shellcheck disable=SC2086 # words of options
	run LD_PRELOAD="$cli/.libs/recorder.so" KST_STUB=load $load
	expect "a load with names" 0 'normal kernel loaded: 1 of 1 SMMU abort'
	grep -qaF "$named" "$KST_RECORD" || bad "a load with names: not there"
	! grep -q StreamIDs "$tmp/err" || bad "a load with names: says more"
	for number in $(seq 240); do
		path=$functions/$(printf '0000:00:%02x.%x' $((number / 8)) \
			$((number % 8)))
		mkdir -p "$path"
		ln -sf "../../../devices/platform/pcie@10000000/pci0000:00/${path##*/}" \
			"$KST_SYS/bus/pci/devices/${path##*/}"
	done
	# shellcheck disable=SC2086 # words of options
	run LD_PRELOAD="$cli/.libs/recorder.so" KST_STUB=load $load
	expect "too many for names" 0 '1 of 1 SMMU abort; StreamIDs only: too many'
	! grep -qaF "$named" "$KST_RECORD" || bad "too many: they are there"
	rm -r "$KST_PROC/device-tree"
	run --smmu-report
	says "of the blob, as with ACPI" 0 "$fenced; $writing"
	truncate -s 100 "$KST_SYS/firmware/fdt"
	run --smmu-report
	expect "a corrupt blob" 1 'firmware/fdt: '
else
	echo "report.sh: no dtc: not all was tested"
fi

# Files that are not a log.
log 'done'
for text in 'kexec-smmu: \033[31mred' 'hello' 'kexec-smmu: 0.1.0, loaded' ''; do
	# shellcheck disable=SC2059 # it is a format
	printf "$text\n" >"$chosen/kexec-smmu,log"
	run --smmu-report
	expect "no log: $text" 1 'the log of the previous kernel is malformed: '
	[ ! -s "$tmp/out" ] || bad "no log: $text: prints something"
done
: >"$chosen/kexec-smmu,log"
run --smmu-report
expect "an empty log" 1 'malformed: it is empty'
head -c 70000 /dev/zero >"$chosen/kexec-smmu,log"
run --smmu-report
expect "too large" 1 'kexec-smmu,log: '

# Arguments that it does not take.
log 'done'
stands_alone --smmu-report -e -u -S --smmu-list --smmu-status --smmu-check \
	'--smmu-dry-run -l' --smmu-modprobe '--smmu-color=never'
run --smmu-report=table
expect_closed "a word of others" 1 'table: neither text nor json'
finish
