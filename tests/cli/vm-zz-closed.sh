#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# vm-files: tests/cli/lib-vm.sh
#
# A kernel that is closed for good: the last of the scripts, by its name.

# shellcheck source=tests/cli/lib-vm.sh
. ./lib-vm.sh

unload
run -l --smmu-policy=abort "$image"
expect "load with a policy" 0 1
echo 1 >/proc/sys/kernel/kexec_load_disabled
run -l --smmu-policy=abort "$image"
expect "kexec_load_disabled" 255 1 'kernel.kexec_load_disabled is set'
grep -q '^kexec_load failed: Operation not permitted' "$tmp/out" ||
	bad "kexec_load_disabled: kexec-tools' own words"
run -l --smmu-policy=abort --smmu-best-effort "$image"
expect "kexec_load_disabled, best effort" 255 1 'kexec_load_disabled is set'
run -u
if [ "$status" != 0 ] && loaded 1; then ok "kexec_load_disabled, -u"
else bad "kexec_load_disabled, -u"; fi
run --smmu-status
if [ "$status" = 0 ] && grep -q '^normal kernel: fenced' "$tmp/out"; then
	ok "what was loaded before stays, and its record"
else
	bad "what was loaded before stays, and its record"
fi
