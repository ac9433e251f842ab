#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What a load makes of what was found: kept with one warning line, refused, or
# fenced. With the stubs of tests/cli.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

if [ -z "${DTC:-}" ] || ! "$DTC" --version >/dev/null 2>&1; then
	echo "SKIP: no device tree compiler (Debian: device-tree-compiler)"
	exit 77
fi

# tree NAME NODES: a device tree, with these below its root
tree()
{
	printf '/dts-v1/; / { #address-cells = <1>; #size-cells = <1>; %s };\n' \
		"$2" | "$DTC" -q -O dtb -o "$tmp/$1.dtb" || exit 99
}

# node NAME BASE MODEL [MORE]
node()
{
	echo "$1: $1@$2 { compatible = \"$3\"; reg = <0x$2 0x20000>; ${4:-} };"
}

# load TREE WORD...: with a policy, to a kernel that takes everything
load()
{
	load_tree=$tmp/$1.dtb
	shift
	run KST_STUB=load LD_PRELOAD="$cli/.libs/recorder.so" \
		"--smmu-source=$load_tree" "$@" -l Image
}

# lines COUNT: that many of ours in standard error
lines()
{
	count=$(grep -c '^kexec-smmu: ' "$tmp/err")
	[ "$count" = "$1" ] || bad "$1 lines expected, $count printed"
}

# started WHETHER: kexec-tools
started()
{
	if [ -e "$KST_RECORD" ]; then
		[ "$1" = yes ] || bad "kexec-tools was started"
	else
		[ "$1" = no ] || bad "kexec-tools was not started"
	fi
}

v3=$(node three 9050000 arm,smmu-v3)
tree v2 "$v3 $(node two 12000000 arm,mmu-500) $(node one 13000000 arm,smmu-v1)"
load v2 --smmu-policy=v3=abort
expect "v1 and v2 are kept where nothing is asked of them" 0
lines 0
load v2 --smmu-policy=abort --smmu-policy=v2=keep --smmu-policy=v1=keep
expect "v1 and v2 are kept where this is asked" 0
lines 0
load v2 --smmu-policy=abort
expect "v1, v2 and v3 in one plan" 0
lines 0
started yes
load v2 --smmu-policy=keep --smmu-policy=/two@12000000=abort
expect "v2, by path" 0
load v2 --smmu-policy=v1=bypass
expect "v1, by class" 0

# A wish that comes to nothing: a class may be empty, all that act may not.
tree v3only "$v3 $(node off 9060000 arm,mmu-500 'status = "disabled";')"
load v3only --smmu-policy=v2=abort
expect_closed "no SMMU of that version" 1 \
	'v2=abort: matches no SMMU in use (in use: 1 v3)'
lines 1
started no
load v2 --smmu-policy=keep --smmu-policy=v1=keep
expect "no rule acts" 0
load v3only --smmu-policy=v1=bypass --smmu-policy=v2=abort
expect_closed "two classes, both empty" 1 'v1=bypass: matches no SMMU in use'
load v3only --smmu-policy=v2=abort --smmu-policy=keep
expect_closed "an empty class, and all is kept" 1 'v2=abort: matches no SMMU'
load v3only --smmu-policy=v2=abort --smmu-policy=v3=bypass
expect "an empty class beside another" 0
load v3only --smmu-policy=v2=abort --smmu-policy=/three@9050000=abort
expect "an empty class beside a path" 0
load v3only --smmu-policy=v2=abort --smmu-best-effort
expect_closed "an empty class, best effort" 1 'v2=abort: matches no SMMU'
run --smmu-list "--smmu-source=$tmp/v3only.dtb" --smmu-policy=v2=abort
expect "an empty class, listed" 1 'v2=abort: matches no SMMU in use'
for rule in abort v2=abort 0x1000=abort /smmu=abort; do
	run KST_STUB=load LD_PRELOAD="$cli/.libs/recorder.so" \
		"--smmu-source=$tmp/none.dtb" --smmu-policy=$rule -l Image
	expect "no SMMU at all: $rule" 0 'warning: no SMMU was found'
	lines 1
done
tree alloff "$(node off 9060000 arm,mmu-500 'status = "disabled";')"
load alloff --smmu-policy=v3=abort
expect "none in use, another version" 0 'warning: no SMMU in use'

# What a class never touches: one line each, and the load goes on.
tree class "$v3 $(node two 12000000 qcom,smmu-500)
	$(node power 13000000 arm,smmu-v3 'power-domains = <1>;')
	$(node owner 14000000 arm,smmu-v3 '#iommu-cells = <0>;')
	display: display { iommus = <&owner>; };
	reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;
		splash@80000000 { reg = <0x80000000 0x1000>;
			iommu-addresses = <&display 0 0>; }; };"
load class --smmu-policy=abort
expect "a class: Qualcomm" 0 "warning: /two@12000000: keep instead of abort: Qualcomm"
expect "a class: power" 0 'warning: /power@13000000: keep instead of abort: power-managed'
expect "a class: reserved region" 0 'warning: /owner@14000000: keep instead of abort: a reserved region'
expect "a class: in one line" 0 "NOT FENCED: 3 of 4 SMMUs in use: left as they are (Qualcomm: firmware filters its registers, or for another reason); to include one, name it: --smmu-policy=/two@12000000=abort"
lines 4
load class --smmu-policy=abort --smmu-policy=/owner@14000000=abort \
	--smmu-policy=0x13000000=abort --smmu-policy=v2=keep
expect "named: fenced all the same" 0
lines 0
load class --smmu-policy=abort --smmu-policy=0x12000000=abort
expect "named: Qualcomm" 0 'warning: /power@13000000: keep instead of abort'
expect "named: Qualcomm, and others" 0 'NOT FENCED: 2 of 4 SMMUs'
lines 3

"$top_builddir/tests/make/make-iort" whole >"$tmp/iort.dtb" || exit 99
load iort --smmu-policy=v3=abort
expect "a class: RMR" 0 'warning: IORT@0x48: keep instead of abort: a reserved region'
expect "a class: RMR, by its address" 0 "name it: --smmu-policy=0x"
lines 2
load iort --smmu-policy=v3=abort --smmu-policy=0x9050000=abort
expect "named: RMR" 0
lines 0

# Qualcomm's by ACPI: the FADT beside the IORT.
"$top_builddir/tests/make/make-iort" whole >"$tmp/IORT" || exit 99
{ printf 'FACP\024\001'; head -c 262 /dev/zero; printf 'QCOM\0\0\0\0'; } >"$tmp/FACP"
run KST_STUB=load LD_PRELOAD="$cli/.libs/recorder.so" \
	"--smmu-source=$tmp/IORT" --smmu-policy=v2=abort -l Image
expect "a class: Qualcomm by ACPI" 0 "Qualcomm"
run KST_STUB=load LD_PRELOAD="$cli/.libs/recorder.so" \
	"--smmu-source=$tmp/IORT" --smmu-policy=0x9050000=abort -l Image
expect "named: Qualcomm by ACPI" 0
rm "$tmp/IORT" "$tmp/FACP"

# Two nodes of one SMMU: one entry, as long as they are to become the same.
tree twins "$v3 $(node another 9050000 arm,smmu-v3)"
load twins --smmu-policy=abort
expect "two of one address" 0
load twins --smmu-policy=abort --smmu-policy=/another@9050000=bypass
expect_closed "two of one address, not alike" 1 '/another@9050000: another SMMU at its address has a different action'

# Frames in odd places are no error as long as nothing is to be done.
tree odd "$(node odd 9050800 arm,smmu-v3)
	small: small@9060000 { compatible = \"arm,smmu-v3\"; reg = <0x9060000 0x10000>; };"
load odd --smmu-policy=keep
expect "odd frames, kept" 0
lines 0
load odd --smmu-policy=0x9050800=abort
expect_closed "misaligned" 1 '/odd@9050800: its address cannot be used'
load odd --smmu-policy=0x9060000=abort
expect_closed "too small" 1 '/small@9060000: its frame is too small'
# The listing promises nothing that the load would refuse.
for what in 0x9050800 0x9060000; do
	for form in table json; do
		run --smmu-list=$form "--smmu-source=$tmp/odd.dtb" \
			--smmu-policy=$what=abort
		expect "$what, listed: $form" 1 'kexec-smmu: /'
		grep -q "$what.*abort" "$tmp/out" || bad "no listing"
	done
done
run --smmu-list "--smmu-source=$tmp/odd.dtb" --smmu-policy=0x9050800=abort \
	--smmu-best-effort
expect "misaligned, listed, best effort" 0 'NOT FENCED: the stage cannot be added, the image would be loaded without it: /odd@9050800'
run --smmu-list "--smmu-source=$tmp/odd.dtb" --smmu-policy=keep
expect "odd frames, kept, listed" 0
run --smmu-list "--smmu-source=$tmp/odd.dtb"
expect "odd frames, without a policy, listed" 0

# Named wrongly.
load v2 --smmu-policy=0x9060000=abort
expect_closed "no such address" 1 \
	'0x9060000: no such SMMU (there are: 0x9050000, 0x12000000, 0x13000000)'
load v2 --smmu-policy=/smmu=abort
expect_closed "no such path" 1 \
	'/smmu: no such SMMU (there are: /three@9050000, /two@12000000, /one@13000000)'
tree off "$v3 $(node off 9060000 arm,smmu-v3 'status = "disabled";')
	$(node held 9070000 arm,smmu-v3 'status = "reserved";')"
load off --smmu-policy=0x9060000=abort
expect_closed "disabled, by address" 1 'this SMMU is disabled'
load off --smmu-policy=/held@9070000=keep
expect_closed "reserved, by path" 1 'this SMMU is reserved'
load off --smmu-policy=abort
expect "disabled and reserved, by class" 0 'warning: /held@9070000: keep'

# More than the stage can handle: only a load says so. They are of all versions.
many()
{
	i=0
	while [ $i -lt "$1" ]; do
		case $((i % 3)) in
		0)	kind=arm,smmu-v3 ;;
		1)	kind=arm,mmu-500 ;;
		*)	kind=arm,mmu-401 ;;
		esac
		node "n$i" "$(printf %x $((0x10000000 + i * 0x20000)))" \
			$kind
		i=$((i + 1))
	done
}
tree most "$(many 256)"
load most --smmu-policy=abort
expect "256 SMMUs" 0
tree many "$(many 257)"
load many --smmu-policy=abort
expect_closed "257 SMMUs" 1 '256'
lines 1
run --smmu-list "--smmu-source=$tmp/many.dtb" --smmu-policy=abort
expect "257 SMMUs, listed" 1 '256'
load many --smmu-policy=keep --smmu-policy=0x10000000=abort
expect_closed "257 SMMUs, most kept" 1 '256'
load most --smmu-add=v3@0x1000000 --smmu-policy=abort
expect_closed "256 SMMUs and one added" 1 '256'

# --smmu-add.
tree none ''
load none --smmu-add=v3@0x9050000+0x20000 --smmu-policy=abort
expect "added to nothing" 0
lines 0
started yes
load none --smmu-add=v2@0x9050000 --smmu-policy=abort
expect "added: v2" 0
load none --smmu-add=v1@0x9050000+0x3000 --smmu-policy=abort
expect_closed "added: v1, too small" 1 '0x9050000: its frame is too small'
load none --smmu-add=v3@0x9050000+0x1000 --smmu-policy=abort
expect_closed "added: too small" 1 '0x9050000: its frame is too small'
load v2 --smmu-add=v3@0x9050000 --smmu-policy=v3=abort
expect_closed "added twice" 1 'there already is an SMMU: /three@9050000'
load v2 --smmu-add=v3@0x9060000 --smmu-policy=0x9060000=abort
expect "added, and named by its address" 0

# What the running kernel drives, and its own tables do not have.
KST_IOMMU_CLASS=$tmp/iommu
export KST_IOMMU_CLASS
mkdir "$KST_IOMMU_CLASS" "$KST_IOMMU_CLASS/smmu3.0x0000000009050000" \
	"$KST_SYS/firmware"
cp "$tmp/none.dtb" "$KST_SYS/firmware/fdt"
run KST_STUB=load --smmu-policy=abort -l Image
expect_closed "driven, but not found" 1 'add it by --smmu-add=v3@0x9050000'
lines 1
for source in auto fdt; do
	run KST_STUB=load --smmu-source=$source --smmu-policy=v2=bypass \
		-l Image
	expect_closed "driven, but not found: $source" 1 \
		'smmu3.0x0000000009050000'
done
run KST_STUB=exit=5 --smmu-policy=keep -l Image
expect "driven, but not found, and all is kept" 5 'warning: smmu3.0x'
run --smmu-list --smmu-policy=abort
expect "driven, but not found: listed" 1 'smmu3.0x0000000009050000: the'
run --smmu-list --smmu-policy=abort --smmu-best-effort
expect "driven, but not found: listed, best effort" 0 'warning: smmu3.0x'
run --smmu-list
expect "driven, but not found: listed without a policy" 0 'warning: smmu3.0x'
run KST_STUB=load LD_PRELOAD="$cli/.libs/recorder.so" \
	--smmu-add=v3@0x9050000 --smmu-policy=abort -l Image
expect "driven, and added" 0
lines 0
mkdir -p "$KST_SYS/firmware/acpi/tables"
"$top_builddir/tests/make/make-iort" whole \
	>"$KST_SYS/firmware/acpi/tables/IORT" || exit 99
mkdir "$KST_IOMMU_CLASS/smmu.0x0000000012340000"
run KST_STUB=load --smmu-source=iort --smmu-policy=abort -l Image
expect_closed "driven, but not found: iort" 1 'is not in the IORT'
rm -r "$KST_SYS/firmware/acpi" "$KST_IOMMU_CLASS/smmu.0x0000000012340000"

# Tables that are hidden from us are not a machine without SMMUs.
rm "$KST_SYS/firmware/fdt"
run KST_STUB=load --smmu-policy=abort -l Image
expect_closed "an arm64 kernel without tables" 1 'is sysfs mounted?'
load none --smmu-policy=abort
if grep -q smmu3 "$tmp/err"; then bad "compared with another machine's tree"
else ok "not compared with another machine's tree"; fi
run KST_STUB=exit=5 -l Image
expect "without a policy nothing is compared" 5
finish
