#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# --smmu-check: a machine without faults passes; each possible fault has a line
# that says so and its exit status.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
command -v python3 >/dev/null || { echo "SKIP: no python3"; exit 77; }

recorder=$cli/.libs/recorder.so
parameters=$KST_SYS/module/kexec_smmu/parameters
KST_CONF=$tmp/conf
KST_MODPROBE=$tmp/modprobe.conf
KST_JOURNAL=$tmp/journal
KST_BOOT=$tmp/boot
export KST_CONF KST_MODPROBE KST_JOURNAL KST_BOOT

# good: a machine on which nothing is wrong, with a fenced crash kernel
good()
{
	rm -rf "$parameters" "$KST_MODPROBE" "$KST_SYS/firmware" \
		"$KST_SYS/fs" "$KST_SYS/kernel/security" "$KST_RECORDS"
	cp "$KST_IOMEM" "$KST_PROC/iomem"
	echo 'ffff800080000000 T _text' >"$KST_PROC/kallsyms"
	echo 'quiet crashkernel=400M' >"$KST_PROC/cmdline"
	rm -f "$KST_PROC/sys/kernel/kexec_load_disabled"
	printf 'crash-policy = abort\nsource = %s\n' "$tmp/smmu.dtb" >"$KST_CONF"
	echo 0 >"$KST_SYS/kernel/kexec_loaded"
	run LD_PRELOAD="$recorder" KST_STUB=panic -p Image
}

# finds CASE STATUS LINE [NAME=VALUE...] [WORD...]: it says that line, and loads
# nothing
finds()
{
	finds_name=$1 finds_status=$2 finds_line=$3; shift 3
	run KST_STUB= "$@" --smmu-check
	if [ "$status" != "$finds_status" ]; then
		bad "$finds_name: status $status instead of $finds_status"
	elif ! grep -q -- "^$finds_line" "$tmp/out"; then
		bad "$finds_name: not: $finds_line"
	elif reached || [ -s "$tmp/err" ]; then
		bad "$finds_name: does more"
	else
		ok "$finds_name"
	fi
}

good
finds "a good machine" 0 'ok   crash kernel, loaded: fenced$'
if grep -v '^ok ' "$tmp/out"; then bad "a good machine: not green"; fi
[ "$(grep -c . "$tmp/out")" = 14 ] || bad "a good machine: not 14 lines"
for line in 'configuration: ' 'crash kernel, SMMUs: 1 of 1 SMMU abort$' \
	'crash kernel, console: none, ' 'crash kernel, PSCI: not needed' \
	'crash kernel, stage: ' \
	"crash kernel, memory: .*: room for the stage's [1-9]" \
	"kexec-tools: $KST_TOOLS\$" 'filter: the kernel accepts it' \
	'plugin: .*: is preloaded' 'loading: the kernel accepts images' \
	'crashkernel=: memory is reserved' '_text: listed in ' \
	'normal kernel, loaded: not loaded$'; do
	grep -q "^ok   $line" "$tmp/out" || bad "a good machine: not: $line"
done
run KST_STUB= --smmu-check=json
if [ "$status" = 0 ] && python3 -c 'import json, sys
report = json.load(sys.stdin)
assert report["verdict"] == "ok" and len(report["items"]) == 14
assert report["items"][1] == {"verdict": "ok", "item": "SMMUs",
	"image": "crash", "text": "1 of 1 SMMU abort"}' <"$tmp/out"
then ok "as JSON"; else bad "as JSON"; fi
finds "both images" 0 'ok   normal kernel, SMMUs: 1 of 1 SMMU abort' \
	--smmu-policy=abort
grep -q '^ok   crash kernel, memory' "$tmp/out" || bad "both images: crash"
finds "one image" 0 'ok   normal kernel, memory' --smmu-policy=abort -l
! grep -q '^ok   crash kernel, memory' "$tmp/out" || bad "one image: both"

# Nothing to fence: one line.
for source in none off; do
	printf 'policy = abort\nsource = %s\n' "$tmp/$source.dtb" >"$KST_CONF"
	finds "no SMMU in use: $source" 0 'ok   crash kernel, SMMUs: no SMMU'
	[ "$(wc -l <"$tmp/out")" = 1 ] || bad "no SMMU: more than a line"
done
rm "$KST_CONF"
finds "no policy" 0 'ok   configuration: .*: no policy, so nothing'
[ "$(wc -l <"$tmp/out")" = 1 ] || bad "no policy: more than a line"

# The configuration.
echo 'crash-policy = abrot' >"$KST_CONF"
finds "a typo" 3 'FAIL configuration: .*abrot: .*; every load fails$'
printf 'crash-policy = abort\ncrash-strict = yes\nbest-effort = yes\n' \
	>"$KST_CONF"
finds "a contradiction" 3 'FAIL configuration: .*strict'
good
echo 'crash-policy = 0x1234=abort' >>"$KST_CONF"
finds "a rule for nothing" 3 'FAIL crash kernel, SMMUs: .*0x1234'
finds "a source that is not there" 3 'FAIL crash kernel, SMMUs: .*/none' \
	--smmu-source="$tmp/none"
good
printf 'crash-console = auto\ncrash-on-failure = reset\n' >>"$KST_CONF"
finds "a tree without a console" 3 'warn crash kernel, console: console=auto: '
grep -q '^FAIL crash kernel, PSCI: on-failure=reset: ' "$tmp/out" ||
	bad "a tree without PSCI"

# SMMUs.
good
finds "a power-managed one" 0 'warn crash kernel, SMMUs: NOT FENCED: 1 of 1' \
	--smmu-source="$tmp/power.dtb"
finds "strict" 3 'FAIL crash kernel, SMMUs: strict: NOT FENCED' \
	--smmu-source="$tmp/power.dtb" --smmu-strict
mkdir -p "$KST_SYS/firmware/acpi/tables"
: >"$KST_SYS/firmware/acpi/tables/HEST"
finds "HEST" 0 "warn crash kernel, firmware: HEST: this machine has firmware-first"

# Programs.
good
finds "no kexec-tools" 3 'FAIL kexec-tools: .*: not found' \
	KST_TOOLS="$tmp/nothing"
finds "static kexec-tools" 3 'FAIL plugin: .*statically linked' \
	KST_TOOLS="$cli/stub-static"
printf '#!/bin/sh\nunset LD_PRELOAD KEXEC_SMMU_ORDER\nexec "%s" "$@"\n' \
	"$cli/stub" >"$tmp/env-script"
echo "kexec-tools = $tmp/missing" >>"$KST_CONF"
finds "kexec-tools as configured" 3 'FAIL kexec-tools: .*/missing'
good
finds "no plugin" 3 'FAIL plugin: .*cannot be read' KST_PLUGIN="$tmp/none"
finds "another stage" 3 'FAIL crash kernel, stage: ' KST_STAGE=/dev/null
finds "another architecture" 3 'FAIL plugin: is for arm64' KST_ARCH=x86_64
finds "no preload" 3 'FAIL plugin: kexec-tools: continues as another program' \
	KST_STUB='strip exit=0'

# Memory and the crash kernel.
good
printf '%s\n' '00000000-00000000 : System RAM' \
	'  00000000-00000000 : Crash kernel' >"$KST_PROC/iomem"
finds "addresses are hidden" 0 'warn crash kernel, memory: .*'
printf '%s\n' '40000000-7fffffff : System RAM' \
	'  50000000-50000fff : Crash kernel' >"$KST_PROC/iomem"
finds "no room" 3 'FAIL crash kernel, memory: '
echo '40000000-7fffffff : System RAM' >"$KST_PROC/iomem"
finds "crashkernel= came to nothing" 3 'FAIL crashkernel=: the kernel reserved no'
echo quiet >"$KST_PROC/cmdline"
finds "no crashkernel=" 0 'warn crashkernel=: not given'
printf 'policy = abort\nsource = %s\n' "$tmp/smmu.dtb" >"$KST_CONF"
finds "none, and nobody asks for one" 0 'ok   crashkernel=: not given'
good
echo 0 >"$KST_SYS/kernel/kexec_crash_loaded"
finds "the crash kernel was unloaded" 3 \
	'FAIL crash kernel, loaded: unloaded .*; run: systemctl restart kdump-tools' \
	KST_RELOAD='systemctl restart kdump-tools'
good
rm "$KST_RECORDS/crash"
finds "another program loaded it" 3 \
	'FAIL crash kernel, loaded: loaded, but not with the configured'
good
echo 'ffff800080000000 T _stext' >"$KST_PROC/kallsyms"
finds "no _text" 0 'warn _text: .*not listed'
rm "$KST_PROC/kallsyms"
finds "no kallsyms" 0 'warn _text: .*cannot be read'

# The kernel, and what else is in the way.
good
echo 1 >"$KST_PROC/sys/kernel/kexec_load_disabled"
finds "no more loads" 3 'FAIL loading: kernel: .*kexec_load_disabled'
good
mkdir -p "$KST_SYS/kernel/security/apparmor" "$KST_SYS/fs/selinux"
echo 'none [integrity] confidentiality' >"$KST_SYS/kernel/security/lockdown"
finds "only signed images" 0 'warn loading: kernel: is locked down'
echo '[none] integrity confidentiality' >"$KST_SYS/kernel/security/lockdown"
finds "not locked down" 0 'ok   loading: the kernel accepts images'
echo '/usr/sbin/kexec (enforce)' >"$KST_SYS/kernel/security/apparmor/profiles"
finds "AppArmor" 0 'warn security modules: AppArmor has the profile /usr/sbin/k'
echo '/usr/bin/man (enforce)' >"$KST_SYS/kernel/security/apparmor/profiles"
finds "AppArmor for others" 0 'ok   loading'
! grep -q 'security modules' "$tmp/out" || bad "AppArmor for others"
echo 1 >"$KST_SYS/fs/selinux/enforce"
finds "SELinux" 0 'warn security modules: SELinux is enforcing'
echo 0 >"$KST_SYS/fs/selinux/enforce"
finds "SELinux permits" 0 'ok   loading'
! grep -q 'security modules' "$tmp/out" || bad "SELinux permits"

# A kernel that wants signatures, and is not locked down.
config=$KST_BOOT/config-$(uname -r)
mkdir -p "$KST_BOOT" "$KST_SYS/kernel/security/integrity/ima"
printf '%s\n' CONFIG_KEXEC_SIG=y '# CONFIG_KEXEC_SIG_FORCE is not set' >"$config"
finds "signatures are for who wants them" 0 'ok   loading'
! grep -q signatures "$tmp/out" || bad "signatures are for who wants them"
echo CONFIG_KEXEC_SIG_FORCE=y >>"$config"
forced='warn signatures: .*(CONFIG_KEXEC_SIG_FORCE)'
finds "built for signed images alone" 0 "$forced"
gzip -c "$config" >"$KST_PROC/config.gz"
rm "$config"
finds "the same, by the kernel's own word" 0 "$forced"
echo CONFIG_KEXEC_SIG_FORCE=y >"$config"
: | gzip >"$KST_PROC/config.gz"
finds "the kernel's own word counts" 0 'ok   loading'
! grep -q signatures "$tmp/out" || bad "the kernel's own word counts"
rm "$config" "$KST_PROC/config.gz"
policy=$KST_SYS/kernel/security/integrity/ima/policy
printf '%s\n' 'measure func=KEXEC_KERNEL_CHECK' 'appraise func=MODULE_CHECK' \
	'dont_appraise func=KEXEC_KERNEL_CHECK' >"$policy"
finds "IMA appraises modules" 0 'ok   loading'
! grep -q signatures "$tmp/out" || bad "IMA appraises modules"
echo 'appraise func=KEXEC_KERNEL_CHECK appraise_type=imasig' >>"$policy"
appraised='warn signatures: .*(IMA) appraises kernels'
finds "IMA appraises kernels" 0 "$appraised"
echo 'quiet crashkernel=400M ima_appraise=log' >"$KST_PROC/cmdline"
finds "and only logs" 0 'ok   loading'
! grep -q signatures "$tmp/out" || bad "and only logs"
rm "$policy"
echo 'crashkernel=400M ima_policy=tcb|secure_boot' >"$KST_PROC/cmdline"
finds "a policy that cannot be read" 0 "$appraised"
good
efivars=$KST_SYS/firmware/efi/efivars
mkdir -p "$efivars"
variable=$efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c
printf '%s\n' CONFIG_KEXEC_SIG=y CONFIG_IMA_ARCH_POLICY=y >"$config"
printf '\006\0\0\0\0' >"$variable"
finds "no Secure Boot" 0 'ok   loading'
! grep -q signatures "$tmp/out" || bad "no Secure Boot"
printf '\006\0\0\0\001' >"$variable"
finds "Secure Boot, and IMA goes by it" 0 "$appraised"
echo CONFIG_KEXEC_SIG=y >"$config"
finds "Secure Boot, and nobody goes by it" 0 'ok   loading'
! grep -q signatures "$tmp/out" || bad "Secure Boot, and nobody goes by it"
rm "$config"
good

printf 'CapEff:\t0000000000000000\n' >"$KST_PROC/status"
mkdir -p "$KST_PROC/self"
mv "$KST_PROC/status" "$KST_PROC/self/status"
finds "not root" 0 'warn loading: .*only root'
finds "not root, a source that is not there" 3 \
	'FAIL crash kernel, SMMUs: .*/none' --smmu-source="$tmp/none"
echo 'crash-policy = abort' >"$KST_CONF"
finds "only root can read the tables" 0 'warn crash kernel, SMMUs: .*as root'
for line in 'ok   kexec-tools: ' 'warn loading: ' 'ok   crash kernel, loaded'; do
	grep -q "^$line" "$tmp/out" || bad "only root: the rest: $line"
done
rm -r "$KST_PROC/self"

# The kernel module, and the file that it is loaded by.
good
run --smmu-modprobe
finds "the module's file is as configured" 0 'ok   crash kernel, loaded'
! grep -q module "$tmp/out" || bad "a module that is not there"
echo 'policy = keep' >>"$KST_CONF"
finds "it is the same in the end" 0 'ok   crash kernel, loaded'
sed -i 's/abort/bypass/' "$KST_MODPROBE"
finds "the module's file is not as configured" 0 \
	'warn module: .*; run: kexec-smmu --smmu-modprobe$'
rm "$KST_MODPROBE"
mkdir -p "$parameters"
echo keep >"$parameters/policy"
echo abort >"$parameters/crash"
echo '0x9050000 v3 policy=keep crash=abort on' >"$parameters/smmus"
finds "the module is as configured" 0 'ok   module: is loaded: 1 SMMU$'
! grep -q 'warn module' "$tmp/out" || bad "the module is as configured: warns"
echo keep >"$parameters/crash"
finds "it is not" 0 \
	'warn module: is loaded with crash="keep", but "abort" is configured'
printf 'crash-policy = drain\nsource = %s\n' "$tmp/smmu.dtb" >"$KST_CONF"
echo v3=abort >"$parameters/crash"
finds "it fences what is to be drained first" 3 \
	'FAIL module: is loaded with crash="v3=abort", but "keep" is configured'
rm "$KST_CONF"
echo abort >"$parameters/policy"
finds "a module without a policy" 0 \
	'warn module: is loaded with policy="abort", but "keep" is configured'

# Arguments that it does not take.
good
stands_alone --smmu-check -e -u -S --smmu-list --smmu-status \
	'--smmu-dry-run -l' --smmu-modprobe
finish
