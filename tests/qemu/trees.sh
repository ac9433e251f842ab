#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The tree that an image has got from the stage, without Linux: read from the
# machine's memory, and compared with the one that it gets without the stage. It
# has the log, dtc has nothing new to say about it, and all else is the same. One
# that the log does not fit into, or that is too large for an image, is the old one.
set -u
: "${top_srcdir:?}" "${top_builddir:?}"
# shellcheck source=tests/qemu/bare.sh
. "$top_srcdir/tests/qemu/bare.sh"

entry=EL1	# in the lines of bare.sh
payloads witness.bin
mkfifo "$tmp/monitor"
# Seeds would make each start another tree.
virt=virt,gic-version=3,iommu=smmuv3,dtb-randomness=off

# tree OF IMAGE FILE: IMAGE is started with the tree OF; FILE is what the witness
# has got, and its address $x0
tree()
{
	: >"$tmp/serial"
	qemu-system-aarch64 -accel tcg -cpu cortex-a72 -m 512M \
		-machine "$virt" -nodefaults -display none -no-shutdown \
		-serial "file:$tmp/serial" -monitor stdio -dtb "$1" \
		-kernel "$2" <"$tmp/monitor" >/dev/null 2>"$tmp/errors" &
	pid=$!
	exec 3>"$tmp/monitor"
	x0=
	for ((i = 0; i < 600 && ${#x0} == 0; i++)); do
		sleep 0.1
		kill -0 "$pid" 2>/dev/null || break
		tr -d '\r' <"$tmp/serial" >"$tmp/console" 2>/dev/null
		x0=$(sed -n 's/^witness: .* x0=\(0x[0-9a-f]*\) .* end$/\1/p' \
			"$tmp/console")
	done
	printf 'pmemsave %s 0x300000 "%s"\nquit\n' "${x0:-0}" "$3" >&3
	exec 3>&-
	wait "$pid"
	pid=
	[ -n "$x0" ] && [ -s "$3" ] && return
	cat "$tmp/errors" "$tmp/console"
	exit 99
}

# same WHAT COMMAND...
same()
{
	local what=$1; shift
	if "$@" >"$tmp/same" 2>&1; then
		echo "ok $entry: $what"
	else
		failures=$((failures + 1))
		echo "not ok $entry: $what"
		head -n 20 "$tmp/same"
	fi
}

# source_of FILE: and what dtc says about it, without its name, to FILE.says
source_of()
{
	dtc -I dtb -O dts -o "$1.dts" - <"$1" 2>"$1.says" || exit 99
}

# larger BYTES: the machine's tree with a property of so many
larger()
{
	cp "$tmp/dtb" "$tmp/large"
	head -c "$1" /dev/zero | tr '\0' x >"$tmp/filler"
	dtc -I dtb -O dts "$tmp/dtb" 2>/dev/null |
		sed "0,/{/s||&\nfiller = /incbin/(\"$tmp/filler\");|" |
		dtc -I dts -O dtb -o "$tmp/large" - 2>/dev/null || exit 99
}

# wrap FILE [OPTION...]: the witness behind the stage
wrap()
{
	KST_STAGE=$top_builddir/purgatory/smmu-stage.bin \
		"$top_builddir/tests/cli/kexec-smmu-wrap-test" \
		--source="$tmp/dtb" --policy=abort --console=auto -o "$@" \
		"$tmp/witness.bin" >/dev/null || exit 99
}

# stays WHAT IMAGE: the witness of this image has the tree $tmp/large as it was
stays()
{
	tree "$tmp/large" "$tmp/witness.bin" "$tmp/before"
	tree "$tmp/large" "$2" "$tmp/after"
	expect "$1" 1 '^kexec-smmu: no tree takes the log$'
	expect "$1: fenced" 1 'bypass -> abort: done, '
	dtc -I dtb -O dtb -o "$tmp/old" - <"$tmp/before" 2>/dev/null
	dtc -I dtb -O dtb -o "$tmp/new" - <"$tmp/after" 2>/dev/null
	same "$1: the old one" cmp "$tmp/old" "$tmp/new"
}

# QEMU fills its own up to 1 MiB, and would make more than 2 MiB of that.
qemu-system-aarch64 -machine "$virt,dumpdtb=$tmp/full" -cpu cortex-a72 -m 512M \
	-nodefaults -display none >/dev/null 2>&1 || exit 99
dtc -I dtb -O dtb -o "$tmp/dtb" "$tmp/full" 2>/dev/null || exit 99
wrap "$tmp/image"
wrap "$tmp/early" --raw --load-offset=0x40000

tree "$tmp/dtb" "$tmp/witness.bin" "$tmp/before"
plain=$x0
expect "no stage" 0 '^kexec-smmu: '
tree "$tmp/dtb" "$tmp/image" "$tmp/after"
expect "a stage" 1 '^kexec-smmu: on to '
same "another place" [ "$x0" != "$plain" ]
source_of "$tmp/before"
source_of "$tmp/after"
same "dtc says nothing new" diff "$tmp/before.says" "$tmp/after.says"
same "all else is the same" diff "$tmp/before.dts" \
	<(grep -v '^	*kexec-smmu,log = ' "$tmp/after.dts")
fdtget -t s "$tmp/after" /chosen kexec-smmu,log >"$tmp/log"
grep '^kexec-smmu: ' "$tmp/console" >"$tmp/said"
same "the console's lines" diff "$tmp/said" <(sed '/^$/d' "$tmp/log")

# A payload that comes early leaves less room than 1 MiB.
tree "$tmp/dtb" "$tmp/early" "$tmp/after"
expect "little room" 0 'no tree takes the log'
larger 200000
stays "too little room" "$tmp/early"
tree "$tmp/large" "$tmp/image" "$tmp/after"
expect "more room" 0 'no tree takes the log'

# And of this QEMU makes one of more than 2 MiB.
larger 1100000
stays "too large" "$tmp/image"

[ "$failures" -eq 0 ]
