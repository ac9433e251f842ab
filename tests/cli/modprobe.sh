#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The kernel module, from the command's side: --smmu-modprobe writes its
# parameters, --smmu-status and loads say what it does.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
command -v python3 >/dev/null || { echo "SKIP: no python3"; exit 77; }

KST_CONF=$tmp/conf
KST_MODPROBE=$tmp/modprobe.conf
export KST_CONF KST_MODPROBE
parameters=$KST_SYS/module/kexec_smmu/parameters

# writes CASE LINE...: what is written for a configuration of these lines
writes()
{
	what=$1; shift
	printf '%s\n' "$@" >"$KST_CONF"
	rm -f "$KST_MODPROBE"
	run --smmu-modprobe
	if [ "$status" != 0 ] || [ -s "$tmp/err" ] || [ -s "$tmp/out" ]; then
		bad "$what: status $status"
	else
		got=$(sed -n 's/^options kexec_smmu //p' "$KST_MODPROBE")
	fi
}

# is CASE VALUE
is()
{
	if [ "$got" = "$2" ]; then
		ok "$1"
	else
		bad "$1: $got"
	fi
}

# refused CASE WORD...: status 1, one line, nothing written
refused()
{
	what=$1; shift
	rm -f "$KST_MODPROBE"
	run "$@"
	if [ "$status" = 1 ] && [ "$(wc -l <"$tmp/err")" = 1 ] &&
	   [ ! -e "$KST_MODPROBE" ]; then
		ok "$what"
	else
		bad "$what: status $status"
	fi
}

writes "no policy" 'timeout = 1s'
is "no policy" 'policy="keep" crash="keep"'
grep -qx 'blacklist kexec_smmu' "$KST_MODPROBE" ||
	bad "no policy: not blacklisted"
writes "one policy" 'policy = abort'
is "one policy, also for panics" 'policy="abort" crash="abort"'
! grep -q blacklist "$KST_MODPROBE" || bad "one policy: blacklisted"
writes "two policies" 'policy = abort' 'crash-policy = keep'
is "another one for panics" 'policy="abort" crash="keep"'
writes "drain" 'policy = drain' 'crash-policy = v3=drain'
is "drain, which it does not know" 'policy="abort" crash="v3=keep"'
writes "quiesce" 'policy = v3=quiesce' 'crash-policy = abort'
is "quiesce, which it does not know" 'policy="v3=abort" crash="abort"'
writes "rules" 'policy = abort' 'policy = v2=keep' \
	'policy = 0x9050000=bypass' 'policy = /soc/smmu@1,0=abort' \
	'crash-policy = v3=abort'
is "rules of all kinds" \
	'policy="abort v2=keep 0x9050000=bypass /soc/smmu@1,0=abort" crash="v3=abort"'

printf 'policy = /a"b=abort\n' >"$KST_CONF"
refused "a path that modprobe.d cannot hold" --smmu-modprobe
printf 'polcy = abort\n' >"$KST_CONF"
refused "a wrong line" --smmu-modprobe
printf 'policy = abort\n' >"$KST_CONF"
refused "with another option" --smmu-modprobe --smmu-policy=abort
refused "with words of kexec-tools" --smmu-modprobe -l Image
refused "with --smmu-status" --smmu-modprobe --smmu-status
refused "with a value" --smmu-modprobe=x
refused "nowhere to write" KST_MODPROBE="$tmp/none/file" --smmu-modprobe
run --smmu-modprobe
echo old >>"$KST_MODPROBE"
run --smmu-modprobe
if [ "$status" = 0 ] && ! grep -q old "$KST_MODPROBE"; then
	ok "written anew"
else
	bad "written anew"
fi

# The module is loaded.
mkdir -p "$parameters"
echo 'abort v2=keep' >"$parameters/policy"
echo keep >"$parameters/crash"
cat >"$parameters/smmus" <<'END'
0x9050000 v3 policy=abort crash=keep on
0x9070000 v2 policy=keep crash=keep suspended (Qualcomm)
a line of a later version
END
rm "$KST_CONF"
run --smmu-status
if [ "$status" = 0 ] && grep -qx \
	'kernel module: policy "abort v2=keep", crash "keep"' "$tmp/out" &&
   grep -qx '0x9050000 v3: by the module: abort on kexec -e, keep on a panic' \
	"$tmp/out" && grep -qx \
	'0x9070000 v2: by the module: keep on kexec -e, keep on a panic (suspended now)' \
	"$tmp/out" && [ "$(wc -l <"$tmp/out")" = 5 ]; then
	ok "--smmu-status"
else
	bad "--smmu-status"
fi
run --smmu-status=json
if python3 -c 'import json, sys
module = json.load(sys.stdin)["module"]
assert module["policy"] == "abort v2=keep" and module["crash"] == "keep"
assert module["smmus"][0] == {"base": "0x9050000", "version": "v3",
	"policy": "abort", "crash": "keep", "suspended": False}
assert len(module["smmus"]) == 2 and module["smmus"][1]["suspended"]' \
	<"$tmp/out"; then
	ok "--smmu-status=json"
else
	bad "--smmu-status=json"
fi

# said CASE COUNT WORD...: so many lines of a load tell of the module
said()
{
	what=$1 count=$2; shift 2
	run LD_PRELOAD="$cli/.libs/recorder.so" "$@" \
		--smmu-source="$tmp/smmu.dtb" Image
	if [ "$status" = 0 ] &&
	   [ "$(grep -c 'but the kernel module' "$tmp/err")" = "$count" ]; then
		ok "$what"
	else
		bad "$what"
	fi
}

said "a load with keep" 1 KST_STUB=load -l --smmu-policy=keep
grep -q ': keep, but the kernel module has its own policy, abort: write keep to /sys/module/kexec_smmu/parameters/policy$' \
	"$tmp/err" || bad "a load with keep: what to do"
said "a load with abort" 0 KST_STUB=load -l --smmu-policy=abort
said "a crash kernel with keep" 0 KST_STUB=panic -p --smmu-policy=keep
rm "$parameters/smmus"
said "without the module" 0 KST_STUB=load -l --smmu-policy=keep
run --smmu-status
if grep -q module "$tmp/out"; then
	bad "--smmu-status without the module"
else
	ok "--smmu-status without the module"
fi
finish
