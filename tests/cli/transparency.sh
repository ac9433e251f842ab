#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# kexec-tools gets the same arguments, environment, descriptors and signals as
# without the command in between; its status is passed on.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

# plain WORD...: what the stub sees when it is run by itself
plain()
{
	rm -f "$KST_DUMP"
	env "$cli/outer" "${name:-kexec}" "$KST_TOOLS" "$@" >"$tmp/plain.out" \
		2>"$tmp/plain.err"
	plain_status=$?
	mv "$KST_DUMP" "$tmp/plain"
}

# compare TITLE: the last run with the last plain one
compare()
{
	if ! cmp -s "$tmp/plain" "$KST_DUMP"; then
		diff "$tmp/plain" "$KST_DUMP" >>"$tmp/err"
		bad "$1: differs"
	elif ! cmp -s "$tmp/plain.out" "$tmp/out" ||
	     ! cmp -s "$tmp/plain.err" "$tmp/err"; then
		bad "$1: output differs"
	elif [ "$status" != "$plain_status" ]; then
		bad "$1: status $status instead of $plain_status"
	else
		ok "$1"
	fi
}

# same WORD...: without a policy
same()
{
	plain "$@"
	run "$@"
	compare "$*"
}

# fenced WORD...: the same, and also with a policy in front of the words. There
# is no load in it, so a line of ours stands in for the stub's success.
fenced()
{
	same "$@"
	# shellcheck disable=SC2086 # words of options
	run $POLICY "$@"
	if cmp -s "$tmp/plain" "$KST_DUMP"; then
		ok "with policy: $*"
	else
		diff "$tmp/plain" "$KST_DUMP" >>"$tmp/err"
		bad "with policy: $*: differs"
	fi
}

export KST_STUB=dump
fenced
fenced -l Image
fenced -p Image
fenced Image
fenced -l Image --initrd=initrd --append=quiet
fenced -l Image --initrd initrd --append 'console=ttyAMA0 quiet'
fenced -dl Image
fenced -ldf Image
fenced -fixyl Image
fenced -lc Image
fenced -la Image
fenced -psc Image
fenced -lt Image kernel
fenced -ltImage kernel
fenced -l -t --smmu-policy=abort kernel
fenced --type --smmu-list -l kernel
fenced -l --append --smmu-policy=abort Image
fenced -l --app --smmu-policy=abort Image
fenced -l --command-line --smmu-console=pl011@0x9000000 Image
fenced -l --comm --smmu-list Image
fenced -l --append=--smmu-policy=abort Image
fenced -l --dtb --smmu-source=x --initrd --smmu-y Image
fenced -l --dt -e --init -u --ramd -S Image
fenced -l --serial -h Image
fenced -l --ser -v Image
fenced -l --entry --smmu-x --mem-min --smmu-y --mem-max --smmu-z Image
fenced -l --mem-mi 0x1000 --mem-ma=0x2000 Image
fenced -l -- --smmu-policy=abort
fenced -l Image -- -e -u --smmu-list json
fenced -l --append -- Image
fenced -l --append '' Image ''
# shellcheck disable=SC2016 # no expansion is meant
fenced -l 'a b' "c
d" "$(printf 'e\tf\303\244')" '*' '$HOME'
fenced - -l -
fenced -l Image --append
fenced -l Image -t
fenced --reuse-cmdline --reuseinitrd --no-checks --hotplug -l Image
fenced --load-preserve-context --load-jump-back-helper Image
fenced --nonsense --lo -Z Image
fenced --smmu Image
fenced -l --no-cma --force-dtb Image
same -e
same -u
same -S
same -pu
same -fe
same -cu
same -s -l Image
same -lsd Image
same --kexec-file-syscall --load Image
same --exec
same --unload
same --status
same --print-ckr-size
same '-?'
same -Z -e

# --smmu- options if nothing is loaded: removed, and nothing else.
plain -e
run -e --smmu-console=none
compare "-e with our other options"

# The name by which it is called, and environments of odd shapes.
name=/odd/name/of\ it
fenced -l Image
name=kexec
for preload in '' "$cli/.libs/recorder.so" \
		"$cli/.libs/recorder.so:$cli/.libs/recorder.so"; do
	export LD_PRELOAD="$preload"
	fenced -l "LD_PRELOAD=$preload"
done
unset LD_PRELOAD
POSIXLY_CORRECT=1
export POSIXLY_CORRECT
fenced -l Image
unset POSIXLY_CORRECT

# Descriptors and signals that are odd already.
fenced -l stdin-closed <&-
fenced -l 'descriptor 7' 7</dev/null
env "$cli/outer" kexec "$KST_TOOLS" -l <&- >&- 2>/dev/null
mv "$KST_DUMP" "$tmp/plain"
# shellcheck disable=SC2086 # words of options
env "$cli/outer" kexec "$cli/kexec-smmu-test" $POLICY -l <&- >&- 2>"$tmp/err"
if cmp -s "$tmp/plain" "$KST_DUMP"; then ok "input and output closed"
else bad "input and output closed"; fi
# Messages to a closed descriptor appear nowhere else.
for ours in '' "--smmu-source=$tmp/power.dtb --smmu-policy=abort"; do
	rm -rf "$KST_RECORDS"
	mkdir -m 700 "$KST_RECORDS"
	# shellcheck disable=SC2086 # words of options
	LD_PRELOAD="$cli/.libs/recorder.so" KST_RECORD="$tmp/record" \
		KST_STUB='load exit=0' "$cli/outer" kexec \
		"$cli/kexec-smmu-test" $ours -l <&- >&- 2>&-
	status=$?
	if [ "$status" = 0 ] &&
			! grep -qs kexec-smmu: "$KST_RECORDS"/*; then
		ok "all closed${ours:+, with a policy}"
	else
		bad "all closed${ours:+, with a policy}: status $status"
	fi
done
run --smmu-status
grep -q '^normal kernel: not fenced, loaded' "$tmp/out" ||
	bad "all closed: no record"
rm -rf "$KST_RECORDS"
trap '' HUP CHLD USR1
fenced -l 'signals ignored'
trap - HUP CHLD USR1

# How it ends.
for how in exit=0 exit=1 exit=7 exit=255 kill=15 kill=9 kill=6; do
	KST_STUB="dump $how"
	same -l "$how"
	# shellcheck disable=SC2086
	run LD_PRELOAD="$cli/.libs/recorder.so" KST_STUB="auto $how" $POLICY -l
	if [ "$status" = "$plain_status" ]; then
		ok "with policy, after a load: $how"
	else
		bad "with policy, after a load: $how: status $status"
	fi
done
finish
