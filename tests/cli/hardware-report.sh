#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# doc/hardware-report with a stub in place of the command, and a directory in
# place of the machine: what is in the text, and what must not be.
set -u
: "${top_srcdir:?is set by make check}"

script=$top_srcdir/doc/hardware-report
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
KEXEC_SMMU=$tmp/kexec-smmu
HARDWARE_REPORT_ROOT=$tmp/root
export KEXEC_SMMU HARDWARE_REPORT_ROOT
failures=0

cat > "$KEXEC_SMMU" << 'END'
#!/bin/sh
case $1 in
--version)	echo kexec-smmu 9.8.7 ;;
--smmu-list=json)	echo '{ "source": "fdt" }' ;;
--smmu-status)	echo 'normal kernel: fenced' ;;
-l)	echo 'secret of kexec-tools'
	echo "kexec-smmu: warning: 0x5040000: kept" >&2
	[ "$2" != --fail ] || exit 7 ;;
*)	exit 9 ;;
esac
END
chmod +x "$KEXEC_SMMU"

dmi=$tmp/root/sys/class/dmi/id
tree=$tmp/root/sys/firmware/devicetree/base
mkdir -p "$tmp/root/proc" "$tmp/root/sys/class/iommu/smmu.0x5000000" \
	"$tmp/root/sys/class/iommu/smmu.0x5000000/device/power" "$dmi" "$tree"
echo unsupported \
	> "$tmp/root/sys/class/iommu/smmu.0x5000000/device/power/runtime_status"
printf 'SolidRun LX2160A\000' > "$tree/model"
printf 'solidrun,honeycomb\000fsl,lx2160a\000' > "$tree/compatible"
echo 'secret tree' > "$tree/serial-number"
echo Honeycomb > "$dmi/product_name"
echo 'secret dmi' > "$dmi/product_serial"
echo 'secret uuid' > "$dmi/product_uuid"
cat > "$tmp/root/proc/iomem" << 'END'
05000000-057fffff : arm-smmu 5000000.iommu
80000000-fbdfffff : secret RAM
END

esc=$(printf '\033')
cat > "$tmp/log" << END
[    0.000000] Linux version 6.1.0 (one@secret) before
[   99.000000] kexec_core: Starting new kernel
${esc}[2Jkexec-smmu: stage at 0x4a400000, EL2, 1 SMMU
[bmc] kexec-smmu: 0x5000000 v2 bypass -> abort: done, 14 us (CR0 0x1 -> 0x200512)
kexec-smmu: on to 0x4a3ff580
[    0.000000] Linux version 6.12.0 (two@secret) (gcc 12) after
[    0.000000] Kernel command line: root=secret
[    0.000000] Machine model: SolidRun LX2160A
[    1.000000] arm-smmu 5000000.iommu: SMMUv2 with:
[    1.100000] eth0: secret MAC
END
sed -i 's/$/\r/' "$tmp/log"

# check NAME COMMAND…: the command's status is 0
check() {
	name=$1
	shift
	if "$@"; then
		echo "ok: $name"
		return
	fi
	echo "FAIL: $name"
	cat "$tmp/report" "$tmp/err" 2> /dev/null
	failures=$((failures + 1))
}

has() {
	grep -qF -- "$1" "$tmp/report"
}

line() {
	grep -qxF -- "$1" "$tmp/report"
}

lacks() {
	! grep -qF -- "$1" "$tmp/report"
}

"$script" save "$tmp/dir" -- -l --smmu-policy=abort --append='root=secret' \
	--initrd=/home/secret/initrd /home/secret/Image > "$tmp/out" 2>&1
check 'status of the load' [ $? = 0 ]
check 'the load is shown' grep -q 'secret of kexec-tools' "$tmp/out"
"$script" join "$tmp/dir" "$tmp/log" > "$tmp/report" 2> "$tmp/err"
check 'status of the report' [ $? = 0 ]
check version line 'kexec-smmu 9.8.7'
check kernel line "$(uname -srm)"
check model line 'model: SolidRun LX2160A'
check compatible has 'compatible: solidrun,honeycomb fsl,lx2160a'
check DMI line 'product_name: Honeycomb'
check list has '"source": "fdt"'
check iomem has '05000000-057fffff : arm-smmu 5000000.iommu'
check driver line 'iommu: smmu.0x5000000 runtime-pm=unsupported'
check 'the load' line '== the load: kexec-smmu -l --smmu-policy=abort --append=… --initrd=initrd Image'
check warning has 'kexec-smmu: warning: 0x5040000: kept'
check loaded line 'normal kernel: fenced'
check stage line 'kexec-smmu: stage at 0x4a400000, EL2, 1 SMMU'
check SMMU line 'kexec-smmu: 0x5000000 v2 bypass -> abort: done, 14 us (CR0 0x1 -> 0x200512)'
check 'next kernel' has 'Linux version 6.12.0 (gcc 12) after'
check 'next driver' has 'arm-smmu 5000000.iommu: SMMUv2 with:'
check 'not the kernel before' lacks before
check 'nothing private' lacks secret

"$script" save "$tmp/failed" -- -l --fail --command-line 'root=secret' > "$tmp/out" 2>&1
check 'status of a load that fails' [ $? = 7 ]
"$script" join "$tmp/failed" "$tmp/log" > "$tmp/report" 2> "$tmp/err"
check 'it is told' line '(status 7)'
check 'hidden in the next word' has '--command-line …'

"$script" save "$tmp/list" > "$tmp/out" 2>&1
check 'without a load' [ $? = 0 ]
"$script" join "$tmp/list" /dev/null > "$tmp/report" 2> "$tmp/err"
check 'a log without the stage' [ $? = 1 ]
check 'says so' grep -q 'the stage says nothing there' "$tmp/err"
"$script" join "$tmp/nowhere" "$tmp/log" > "$tmp/report" 2> "$tmp/err"
check 'nothing saved' [ $? = 1 ]
"$script" > "$tmp/report" 2> "$tmp/err"
check usage [ $? = 1 ]
"$script" --help > "$tmp/report" 2> "$tmp/err"
check help has 'Usage: hardware-report save'
[ "$failures" = 0 ]
