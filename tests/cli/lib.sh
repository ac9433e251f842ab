# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For the scripts here: the command under test, with stubs around it. POSIX sh;
# sourced. Nothing that runs by it can load an image: outer.c. A script counts
# its cases by ok and bad, and ends with finish.

: "${top_builddir:?}"
cli=$top_builddir/tests/cli
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
# shellcheck disable=SC3045 # the shells that we meet have it
ulimit -c 0
cases=0
failures=0

KST_TOOLS=$cli/stub
KST_PLUGIN=$cli/.libs/plugin-test.so
KST_STAGE=$top_builddir/purgatory/smmu-stage.bin
KST_STAGE_ANY=$top_builddir/purgatory/smmu-stage-any.bin
KST_IOMEM=$tmp/iomem
KST_DUMP=$tmp/dump
KST_RECORD=$tmp/record
KST_STUB=
KST_RECORDS=$tmp/records
KST_SYS=$tmp/sys
KST_PROC=$tmp/proc
mkdir -p "$KST_SYS/kernel" "$KST_PROC/sys/kernel/random"
echo 0 >"$KST_SYS/kernel/kexec_loaded"
echo 0 >"$KST_SYS/kernel/kexec_crash_loaded"
echo 11111111-2222-3333-4444-555555555555 \
	>"$KST_PROC/sys/kernel/random/boot_id"
# Sanitizers complain about plugins that come before their runtime.
ASAN_OPTIONS=verify_asan_link_order=0
export KST_TOOLS KST_PLUGIN KST_STAGE KST_STAGE_ANY KST_IOMEM KST_DUMP \
	KST_RECORD KST_STUB KST_RECORDS KST_SYS KST_PROC ASAN_OPTIONS

cat >"$KST_IOMEM" <<'END'
40000000-7fffffff : System RAM
  40200000-41d2ffff : Kernel code
  42000000-42abffff : Kernel data
  48000000-480fffff : reserved
  50000000-57ffffff : Crash kernel
END
for kind in smmu power other off none; do
	"$top_builddir/tests/make/make-dtb" $kind "$tmp/$kind.dtb" || exit 99
done
"$cli/outer" - /bin/true || exit
# shellcheck disable=SC2034 # the scripts use it
POLICY="--smmu-source=$tmp/smmu.dtb --smmu-policy=abort"

ok()
{
	cases=$((cases + 1))
	echo "ok $*"
}

bad()
{
	cases=$((cases + 1))
	failures=$((failures + 1))
	echo "not ok $*"
	sed 's/^/	/' "$tmp/out" "$tmp/err" 2>/dev/null
}

finish()
{
	echo "$cases cases, $failures failed"
	[ "$cases" -gt 0 ] && [ "$failures" = 0 ]
	exit
}

# run [NAME=VALUE...] WORD...: the command, with words for kexec-tools or for
# it, and these in its environment. Leaves $status, $tmp/out and $tmp/err.
run()
{
	run_count=$#
	run_words=
	while [ "$run_count" -gt 0 ]; do
		case $run_words$1 in
		[A-Z]*=*)
			;;
		*)
			[ -n "$run_words" ] ||
				set -- "$@" "$cli/outer" "${name:-kexec}" \
					"$cli/kexec-smmu-test"
			run_words=' '
			;;
		esac
		set -- "$@" "$1"
		shift
		run_count=$((run_count - 1))
	done
	[ -n "$run_words" ] || set -- "$@" "$cli/outer" "${name:-kexec}" \
		"$cli/kexec-smmu-test"
	rm -f "$KST_DUMP" "$KST_RECORD"
	env "$@" >"$tmp/out" 2>"$tmp/err"
	status=$?
}

# reached: whether some call came through to the kernel
reached()
{
	grep -q 'errno 18' "$tmp/out" "$tmp/err"
}

# expect CASE STATUS [TEXT]: of the last run: its status, and a line of ours in
# standard error that holds TEXT; without TEXT, no line of ours.
expect()
{
	if [ "$status" != "$2" ]; then
		bad "$1: status $status instead of $2"
	elif [ $# -gt 2 ] && ! grep '^kexec-smmu\(-wrap\)*: ' "$tmp/err" |
			grep -qF -- "$3"; then
		bad "$1: does not say: $3"
	elif [ $# = 2 ] && grep -q kexec-smmu: "$tmp/err"; then
		bad "$1: says something"
	elif grep -q -e Sanitizer -e 'runtime error' "$tmp/err"; then
		bad "$1: sanitizer"
	else
		ok "$1"
	fi
}

# expect_closed CASE STATUS TEXT: the same, and no load came to the kernel
expect_closed()
{
	if reached; then
		bad "$1: a load came through to the kernel"
	elif [ "$2" = 0 ]; then
		bad "$1: a test for failures"
	else
		expect "$@"
	fi
}

# stands_alone OPTION ANOTHER...: what only shows something takes no other task,
# no form that it does not have, and fails if its output cannot be written
stands_alone()
{
	alone=$1; shift
	for words; do
		# shellcheck disable=SC2086 # words of options
		run KST_STUB=dump "$alone" $words
		expect_closed "with $words" 1 '--smmu-'
		[ ! -e "$KST_DUMP" ] || bad "with $words: starts kexec-tools"
	done
	run "$alone=yaml"
	expect_closed "another word" 1 'yaml: neither '
	if [ -w /dev/full ]; then
		"$cli/kexec-smmu-test" "$alone" >/dev/full 2>"$tmp/err"
		status=$?
		expect "to a full disk" 1 'cannot be written'
	fi
}

# system_tree [NODES]: this system's device tree, an SMMUv3 and a PCI bus behind
# it, with these nodes in its root as well; files that they include are in $tmp
system_tree()
{
	mkdir -p "$KST_SYS/firmware/devicetree/base/pcie@10000000" \
		"$KST_SYS/bus/pci/devices"
	cat >"$tmp/tree.dts" <<END
/dts-v1/;
/ {
	#address-cells = <2>; #size-cells = <2>;
	smmu: smmuv3@9050000 {
		compatible = "arm,smmu-v3";
		reg = <0 0x9050000 0 0x20000>;
		#iommu-cells = <1>;
	};
	pcie@10000000 {
		compatible = "pci-host-ecam-generic";
		device_type = "pci";
		reg = <0x40 0x10000000 0 0x10000000>;
		#address-cells = <3>; #size-cells = <2>;
		iommu-map = <0 &smmu 0 0x10000>;
	};
	${1-}
};
END
	dtc -q -q -I dts -O dtb -i "$tmp" -o "$KST_SYS/firmware/fdt" \
		"$tmp/tree.dts" || bad "dtc"
}
