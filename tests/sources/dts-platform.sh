#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# --smmu-console and --smmu-on-failure as a user gives them: what is warned of,
# what fails, and that nothing is loaded then. With the stubs of tests/cli.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

if [ -z "${DTC:-}" ] || ! "$DTC" --version >/dev/null 2>&1; then
	echo "SKIP: no device tree compiler (Debian: device-tree-compiler)"
	exit 77
fi

# tree NAME NODES: a device tree with an SMMUv3
tree()
{
	printf '/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;
		smmu@9050000 { compatible = "arm,smmu-v3";
			reg = <0x9050000 0x20000>; };
		uart: serial@9000000 { compatible = "arm,pl011";
			reg = <0x9000000 0x1000>; };
		geni: serial@a000000 { compatible = "qcom,geni-uart";
			reg = <0xa000000 0x1000>; }; %s };\n' "$2" |
		"$DTC" -q -O dtb -o "$tmp/$1.dtb" || exit 99
}

# load FILE WORD...: with a policy, to a kernel that takes everything
load()
{
	load_source=$1
	shift
	run KST_STUB=load LD_PRELOAD="$cli/.libs/recorder.so" \
		"--smmu-source=$load_source" --smmu-policy=abort "$@" -l Image
}

# quiet: nothing of ours in standard error
quiet()
{
	if grep -q '^kexec-smmu: ' "$tmp/err"; then bad "not silent"; fi
}

tree bare ''
tree good 'chosen { stdout-path = "/serial@9000000:115200n8"; };
	psci { compatible = "arm,psci-0.2"; method = "hvc"; };'
tree odd 'chosen { stdout-path = &geni; };
	psci { compatible = "arm,psci"; method = "smc"; };'

for console in none pl011@0x9000000 uart8250@0x9000001 \
	uart8250@0x9000000,mmio32; do
	load "$tmp/bare.dtb" --smmu-console=$console
	expect "console $console" 0
	quiet
done
load "$tmp/good.dtb" --smmu-console=auto --smmu-on-failure=reset
expect "auto and reset" 0
quiet
load "$tmp/bare.dtb" --smmu-on-failure=continue
expect "continue needs no PSCI" 0
quiet

# No console: one warning, and the load goes on.
load "$tmp/bare.dtb" --smmu-console=auto
expect "auto: none" 0 "warning: console=auto: $tmp/bare.dtb: /chosen has no stdout-path; the stage will print nothing"
load "$tmp/odd.dtb" --smmu-console=auto
expect "auto: of another kind" 0 'odd.dtb: stdout-path /serial@a000000: the stage cannot print on this type: qcom,geni-uart'
[ "$(grep -c '^kexec-smmu: ' "$tmp/err")" = 1 ] || bad "more than one line"
load "$tmp/odd.dtb" --smmu-console=auto --smmu-console=none
expect "auto, and then none" 0
quiet

# No way to reset: the load fails.
load "$tmp/bare.dtb" --smmu-on-failure=reset
expect_closed "reset: no PSCI" 1 "on-failure=reset: $tmp/bare.dtb: no PSCI in the device tree"
load "$tmp/odd.dtb" --smmu-on-failure=reset
expect_closed "reset: PSCI 0.1" 1 'odd.dtb: PSCI 0.1, which has no SYSTEM_RESET'
run --smmu-list "--smmu-source=$tmp/bare.dtb" --smmu-policy=abort \
	--smmu-on-failure=reset
expect "listed: no PSCI" 1 "on-failure=reset: $tmp/bare.dtb: no PSCI"

# An IORT tells of neither; a pipe can be read only once.
"$top_builddir/tests/make/make-iort" whole >"$tmp/iort" || exit 99
load "$tmp/iort" --smmu-console=auto
expect_closed "auto: an IORT in a file" 1 "console=auto: $tmp/iort: not a device tree, so it does not say"
load "$tmp/iort" --smmu-on-failure=reset
expect_closed "reset: an IORT in a file" 1 "on-failure=reset: $tmp/iort: not a device tree"
mkfifo "$tmp/pipe"
cat "$tmp/good.dtb" >"$tmp/pipe" &
load "$tmp/pipe" --smmu-console=auto
expect_closed "auto: a pipe" 1 'cannot be read a second time'
finish
