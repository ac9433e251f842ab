#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# run.sh [NAME...]: build each tests/fuzz/fuzz-NAME.c by clang, with libFuzzer,
# AddressSanitizer and UBSan, and run it $FUZZ_SECONDS (10), from seeds that are
# made now. Findings stay in build/fuzz/NAME and are printed.
#
# A target says in comments what it is linked from: `fuzz-sources: FILE...` and
# `fuzz-libs: -lNAME...`. Its seeds are made by seed_NAME below.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
work=${FUZZ_WORK:-$top/build/fuzz}
clang=${CLANG:-clang}
sanitize=address,undefined

command -v "$clang" >/dev/null || { echo "SKIP: no clang"; exit 77; }

# What a target's comments give for $1.
said()
{
	sed -n "s/^.*fuzz-$1: *//p" "$2" | tr '\n' ' '
}

# Fixtures, damage, and a table in which every kind of node is.
# shellcheck disable=SC2317 # called by name
seed_iort()
{
	local name source
	cc -D_GNU_SOURCE -I"$top/tests" -o "$work/make-iort" "$top"/tests/make/make-iort.c \
		"$top"/tests/make/corrupt-iort*.c "$top/tests/make/table.c" ||
		return
	for name in $("$work/make-iort" --list) whole; do
		case $name in many*|rmr-shared*|rmr-too*) continue ;; esac
		"$work/make-iort" "$name" >"$1/$name"
	done
	"$work/make-iort" many 24 >"$1/many"
	# An APIC of one distributor.
	printf 'APIC\104\0\0\0%36s\014\030%6s\0\0\0\010%8s\003%3s' '' '' '' '' |
		tr ' ' '\0' >"$1/apic"
	for source in "$top"/tests/fixtures/*/*.asl; do
		"$top/tests/make/compile-table.sh" "$source" \
			>"$1/$(basename "$source" .asl)" || return
	done
}

# Fixtures, and what the generator makes that is small.
# shellcheck disable=SC2317 # called by name
seed_devtree()
{
	local source
	cc -I"$top/tests" -I"$top/kexec" -o "$work/make-malformed" \
		"$top"/tests/make/make-corrupt-dts.c \
		"$top"/tests/make/corrupt-dts*.c "$top/tests/make/tree.c" -lfdt ||
		return
	"$work/make-malformed" "$1" >/dev/null || return
	find "$1" -type f -size +16 -delete
	for source in "$top"/tests/fixtures/dts/*.dts; do
		dtc -q -q -q -f -I dts -O dtb \
			-o "$1/$(basename "$source" .dts)" "$source" || return
	done
}

# Trees and tables, and changes: none, two, with good sums.
# shellcheck disable=SC2317 # called by name
seed_finder()
{
	local source
	mkdir "$1/of-trees" "$1/of-tables" || return
	seed_devtree "$1/of-trees" && seed_iort "$1/of-tables" || return
	for source in "$1"/of-trees/*; do
		{ printf '\000'; cat "$source"; } >"$1/tree-${source##*/}"
	done
	for source in "$1"/of-tables/*; do
		{ printf '\001'; cat "$source"; } >"$1/table-${source##*/}"
	done
	rm -r "$1/of-trees" "$1/of-tables"
	printf '\002' >"$1/whole"
	printf '\005\001\002\003\200\004\005' >"$1/two"
}

# Trees, the stage's log in some, with much room, little and none.
# shellcheck disable=SC2317 # called by name
seed_chosen()
{
	local source log='/ { chosen { kexec-smmu,log = "old\n"; a = "b"; }; };'
	mkdir "$1/of-trees" || return
	seed_devtree "$1/of-trees" || return
	{ echo '/dts-v1/;'; echo "$log"; } | dtc -q -O dtb \
		-o "$1/of-trees/old" - || return
	for source in "$1"/of-trees/*; do
		{ printf '\377\144'; cat "$source"; } >"$1/${source##*/}"
		{ printf '\000\003'; cat "$source"; } >"$1/no-${source##*/}"
	done
	rm -r "$1/of-trees"
	# A root alone, in a structure block of 17 bytes.
	{
		printf '\377\144\320\015\376\355\0\0\0\114\0\0\0\070'
		printf '\0\0\0\114\0\0\0\050\0\0\0\021\0\0\0\020'
		printf '%11s\021%19s\001%7s\002%3s\t%4s' '' '' '' '' '' | tr ' ' '\0'
	} >"$1/odd"
}

# An Image, one that is an EFI program of two sections, and one that is wrapped.
# shellcheck disable=SC2317 # called by name
seed_image()
{
	python3 - "$1" <<-'END'
	import struct, sys
	def image(*, code=(0x14000010, 0), pe=0):
	    return struct.pack("<2I6Q4sI", *code, 0, 0x400000, 10, 0, 0, 0,
	                       b"ARM\x64", pe)
	def section(name, at, flags):
	    return struct.pack("<8s6I2HI", name, 256, at, 256, at, 0, 0, 0, 0,
	                       flags)
	efi = image(code=(0xfa405a4d, 0x14000010), pe=64)
	efi += struct.pack("<4s2H3I2H", b"PE\0\0", 0xaa64, 2, 0, 0, 0, 160,
	                   0x206)
	opt = bytearray(160)
	struct.pack_into("<H", opt, 0, 0x20b)
	struct.pack_into("<I", opt, 16, 512)
	struct.pack_into("<2I", opt, 32, 4096, 512)
	struct.pack_into("<2I", opt, 56, 8192, 512)
	struct.pack_into("<2H", opt, 68, 10, 256)
	struct.pack_into("<I", opt, 108, 6)
	efi += opt + section(b".text", 512, 0x60000020)
	efi += section(b".data", 768, 0xc0000040)
	stage = bytes(8) + b"SMMUSTAG"
	seeds = {"plain": image(), "efi": efi.ljust(1024, b"x"),
	         "wrapped": image() + stage,
	         "wrapped-efi": image(code=(0xfa405a4d, 0x1400000f)) + stage}
	for name, seed in seeds.items():
	    with open(sys.argv[1] + "/" + name, "wb") as file:
	        file.write(seed)
	END
}

# Of two SMMUs and a device tree; behind MZ, with a note, too.
# shellcheck disable=SC2317 # called by name
seed_unwrap()
{
	python3 - "$1" <<-'END'
	import struct, sys, zlib
	def entry(base, kind, action, flags):
	    return struct.pack("<2Q2BH12x", base, 65536, kind, action, flags)
	def segment():
	    ro = struct.pack("<2x6x8s2H3I", b"SMMUSTAG", 1, 0, 64, 64, 64)
	    ro = ro.ljust(64, b"c")
	    body = entry(0x9050000, 3, 1, 0) + entry(0x9070000, 2, 0, 2) + \
	        entry(0x40000000, 16, 0, 0)
	    head = struct.pack("<8s2H2I2HQ4B2I", b"SMMUPLAN", 1, 64,
	                       128 + len(body), zlib.crc32(ro + body), 3, 0, 0,
	                       0, 0, 0, 0, 100000, 8192)
	    head += struct.pack("<I2Q", zlib.crc32(head), 257, ~257 & 2**64 - 1)
	    return (ro + head + body).ljust(256, b"z") + b"payload"
	def image(code):
	    return struct.pack("<2I6Q4sI", *code, 0, 4 << 20, 10, 0, 0, 0,
	                       b"ARM\x64", 0)
	note = struct.pack("<8sQII40s", b"SMMUWRAP", 7, 2, 0, b"0.1.0")
	plain = image((0x14000010, 0)) + segment()
	efi = (image((0xfa405a4d, 0x140001ff)).ljust(1024, b"\0") + note)
	efi = efi.ljust(2048, b"\0") + segment()
	for name, seed in ("plain", plain), ("efi", efi):
	    for first in b"\0", b"\1":
	        with open("%s/%s-%d" % (sys.argv[1], name, first[0]), "wb") as f:
	            f.write(first + seed)
	END
}

# Plans that the loader makes: of one SMMU, of many, with interrupts.
# shellcheck disable=SC2317 # called by name
seed_plan()
{
	local frames interrupts
	cc -D_DEFAULT_SOURCE -I"$top/tests" -I"$top/kexec" -I"$top/include" \
		-o "$work/make-plan" "$top"/tests/make/make-plan.c \
		"$top"/kexec/plan/{blocks,functions,interrupts,plan}.c \
		"$top"/kexec/masters/{join,lookup,resets}.c \
		"$top"/kexec/machine/{gic,master,pci,smmu}.c \
		"$top"/kexec/util/{array,message,number}.c -lz || return
	for frames in 1 2 17 256; do
		for interrupts in 0 1 4; do
			"$work/make-plan" "$frames" "$interrupts" \
				>"$1/$frames-$interrupts" || return
		done
	done
}

# Packed by gzip, twice, and in a zboot image.
# shellcheck disable=SC2317 # called by name
seed_unpack()
{
	head -c 5000 /dev/zero | gzip -n >"$1/gzip"
	cat "$1/gzip" "$1/gzip" >"$1/members"
	{
		printf 'MZ\0\0zimg\100\0\0\0'
		printf '%b' "\\0$(printf %o "$(wc -c <"$1/gzip")")"
		printf '\0\0\0%8sgzip%36s' '' '' | tr ' ' '\0'
		cat "$1/gzip"
	} >"$1/zboot"
}

# shellcheck disable=SC2317 # called by name
seed_place()
{
	printf 'request.%s\n' '' >"$1/empty"
	cat - >"$1/map" <<-'END'
	requests40000000-7fffffff : System RAM
	  40200000-41d2ffff : Kernel code
	  48000000-480fffff : reserved
	  50000000-57ffffff : Crash kernel
	80000000-80ffffff : pcie
	END
}

# shellcheck disable=SC2317 # called by name
seed_record()
{
	printf 'kexec-smmu 2\ntime 1\nboot 2\nsmmu a\nsmmu b\nend\n' >"$1/whole"
	printf 'kexec-smmu 2\ntime 1\nend\n.' >"$1/marked"
}

# A log with a line of each kind, and names.
# shellcheck disable=SC2317 # called by name
seed_log()
{
	{
		sed 's/^/kexec-smmu: /' <<-'END'
		0.1.0, load 7c3f2a9be1045d68, 2026-11-27T22:31:07Z
		stage at 0x4a400000, EL2, 2 SMMUs
		3 SErrors, 1 of them before the first SMMU
		0x9050000 v3 translate -> abort: done, 14 us (CR0 0xd -> 0x0)
		0x5000000 v2 bypass -> abort: fenced, not quiet: S2CR, 9 us
		0x9050000 StreamID 0x28 0000:00:05.0 8086:2668 snd: wrote 0x68000000..0x68000fff, at least 4912 times in 100 ms
		0x9050000 StreamID 0x29 a - - | b 8086:2668 -: used, at least 4 times in 100 ms
		0x9050000 and others: records were lost
		5 lines left out
		on to 0x40080000, CNTVCT 123456789 of 62500000 Hz
		END
		printf '\0# x\n8086  Intel\n\t2668  HDA\n\t\t1028 0001  sub\n1b36  Red Hat\n'
	} >"$1/whole"
	printf 'kexec-smmu: 0.1.0, wrapped\n' >"$1/wrapped"
}

# shellcheck disable=SC2317 # called by name
seed_conf()
{
	printf '# all\npolicy = v3=abort\ncrash-policy = bypass\n' >"$1/policy"
	printf 'kexec-tools = /sbin/kexec\ntimeout = 5ms\nadd = v3@0x9050000\n' \
		>"$1/more"
	printf 'console = pl011@0x9000000\non-failure = reset\n' >"$1/console"
}

fuzz()
{
	local name=$1 source=$top/tests/fuzz/fuzz-$1.c dir=$work/$1
	local files=() libs=() file
	for file in $(said sources "$source"); do
		files+=("$top/$file")
	done
	read -ra libs <<<"$(said libs "$source")"
	rm -rf "$dir"
	mkdir -p "$dir/seeds" "$dir/corpus" || return
	# The only definition of config.h that parsers may need.
	echo '#define _GNU_SOURCE 1' >"$dir/config.h"
	"$clang" -g -O1 -std=gnu11 -D_DEFAULT_SOURCE -fno-sanitize-recover=all \
		-fsanitize=fuzzer,$sanitize -I"$dir" -I"$top/include" \
		-I"$top/kexec" -I"$top/tests/stage/host" -I"$top/purgatory" \
		-I"$top/tests" -o "$dir/fuzz" "$source" "${files[@]}" \
		"${libs[@]}" || return
	"seed_$name" "$dir/seeds" || return
	cd "$dir" || return
	timeout $((${FUZZ_SECONDS:-10} + 60)) ./fuzz -timeout=5 \
		-rss_limit_mb=1024 -max_total_time="${FUZZ_SECONDS:-10}" \
		-print_final_stats=1 corpus seeds >log 2>&1 ||
		{ tail -n 40 log; return 1; }
	printf '%s: %s runs from %s seeds\n' "$name" \
		"$(sed -n 's/^stat::number_of_executed_units: *//p' log)" \
		"$(find seeds -type f | wc -l)"
}

if [ $# = 0 ]; then
	for source in "$top"/tests/fuzz/fuzz-*.c; do
		name=$(basename "$source" .c)
		set -- "$@" "${name#fuzz-}"
	done
fi
# Two at a time, each with its own log.
result=0
while [ $# -gt 0 ]; do
	pair=()
	for name in "${@:1:2}"; do
		(fuzz "$name") &
		pair+=("$name" $!)
	done
	shift $((${#pair[@]} / 2))
	while [ ${#pair[@]} -gt 0 ]; do
		wait "${pair[1]}" || { echo "${pair[0]}: failed"; result=1; }
		pair=("${pair[@]:2}")
	done
done
exit $result
