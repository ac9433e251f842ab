#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The configuration file: what it sets, for which loads, and that an invalid one
# stops loads and nothing else.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

recorder=$cli/.libs/recorder.so
KST_CONF=$tmp/conf
export KST_CONF

# conf LINE...: make the file
conf()
{
	printf '%s\n' "$@" >"$KST_CONF"
}

# fences CASE: the last run loaded, with the stage
fences()
{
	expect "$1" 0
	[ "$(od -An -tu8 -j 16 -N 8 "$KST_RECORD" | tr -d ' ')" = 4 ] ||
		bad "$1: no stage in the load"
}

# plain CASE STATUS: it did not, and nobody said anything
plain()
{
	expect "$1" "$2"
	[ ! -e "$KST_RECORD" ] ||
		[ "$(od -An -tu8 -j 16 -N 8 "$KST_RECORD" | tr -d ' ')" = 3 ] ||
		bad "$1: a stage in the load"
}

conf "source = $tmp/smmu.dtb" 'policy = abort'
run LD_PRELOAD="$recorder" KST_STUB=load -l Image
fences "a configured policy"
run LD_PRELOAD="$recorder" KST_STUB=load -e -l Image
fences "a configured policy, -e -l, which loads"
run LD_PRELOAD="$recorder" KST_STUB=load Image
fences "a configured policy, neither -l nor -p"
run LD_PRELOAD="$recorder" KST_STUB=panic -p Image
fences "a configured policy, -p"
run LD_PRELOAD="$recorder" KST_STUB=load POSIXLY_CORRECT=1 -l Image -e
fences "a configured policy, POSIXLY_CORRECT"
for words in -e '-l -e Image' -u -S --print-ckr-size; do
	# shellcheck disable=SC2086 # words of options
	run KST_STUB='strip load' $words
	plain "a configured policy, $words, which does not load" 255
	reached && bad "a configured policy, $words: not guarded"
	# shellcheck disable=SC2086
	run KST_STUB='strip file' $words
	plain "a configured policy, $words, which does not load a file" 255
	reached && bad "a configured policy, $words: -s is not guarded"
	# shellcheck disable=SC2086
	run KST_STUB='unload file-unload' $words
	reached || bad "a configured policy, $words: unloads are guarded"
	# shellcheck disable=SC2086
	run KST_STUB='dump exit=4' KST_NO_SECCOMP=1 $words
	plain "a configured policy, $words, a kernel without seccomp" 4
done
run KST_STUB='strip load' --new-option -e
plain "a configured policy, an unknown option" 255
reached && bad "a configured policy, an unknown option: not guarded"
conf "source = $tmp/smmu.dtb" 'crash-policy = abort'
run KST_STUB='strip load' -e
reached && bad "a policy for crash kernels, -e: not guarded"
conf 'polcy = abort'
run KST_STUB='strip load' -e
reached && bad "a wrong configuration, -e: not guarded"
conf 'policy = keep'
run KST_STUB='strip load' -e
reached || bad "a policy of keep, -e: guarded"
rm "$KST_CONF"
run KST_STUB='strip load' -e
reached || bad "no policy, -e: guarded"
conf "source = $tmp/smmu.dtb" 'policy = abort'
run KST_STUB=load -l --help
expect_closed "a configured policy, --help that loads" 255
run KST_STUB=strip\ load -l Image
expect_closed "a configured policy fails closed" 255 'not a wrapper'
run KST_STUB=file -s -l Image
expect_closed "a configured policy, -s" 255 'kernel: cannot be read'
run LD_PRELOAD="$recorder" KST_STUB=load --smmu-source="$tmp/none.dtb" -l Image
expect "the command line wins" 0 'no SMMU'
run --smmu-list
expect "--smmu-list" 0
grep -q 'abort *abort .*/smmuv3' "$tmp/out" || bad "--smmu-list: no policy"

conf "source = $tmp/smmu.dtb" 'crash-policy = abort'
run LD_PRELOAD="$recorder" KST_STUB=load -l Image
plain "a crash policy, -l" 0
run LD_PRELOAD="$recorder" KST_STUB=panic -p Image
fences "a crash policy, -p"
run --smmu-list
grep -q -- '- *keep .*/smmuv3' "$tmp/out" || bad "--smmu-list: a policy"
grep -q -x 'normal kernel:' "$tmp/out" || bad "--smmu-list: which is it"
sed '1,/^crash kernel:$/d' "$tmp/out" | grep -q 'abort *abort .*/smmuv3' ||
	bad "--smmu-list: not the crash kernel"
for word in -l -p; do
	run --smmu-list $word
	grep -q kernel: "$tmp/out" && bad "--smmu-list $word: both"
done
run --smmu-list=json
expect "--smmu-list=json" 0
if command -v python3 >/dev/null 2>&1; then
	python3 -c '
import json, sys
listing = json.load(sys.stdin)
both = [listing, listing["crash"]]
got = [[smmu["policy"], smmu["action"]] for x in both for smmu in x["smmus"]]
if got != [[None, "keep"], ["abort", "abort"]]:
    sys.exit(f"got {got!r}")
if not {"masters", "functions"}.isdisjoint(listing["crash"]):
    sys.exit("masters are there twice")' <"$tmp/out" ||
	bad "--smmu-list=json: not both"
fi
conf "source = $tmp/smmu.dtb" "crash-source = $tmp/power.dtb" \
	'crash-policy = abort'
run --smmu-list=json
for key in masters functions; do
	[ "$(grep -c "^  \"$key\": " "$tmp/out")" = 2 ] ||
		bad "--smmu-list=json: $key of two sources"
done
conf "source = $tmp/smmu.dtb" 'crash-policy = abort'
for word in -l -p; do
	run --smmu-list=json $word
	grep -q '"crash": null' "$tmp/out" || bad "--smmu-list=json $word: both"
done
run --smmu-list=json --smmu-policy=bypass
[ "$(grep -c '"action": "bypass"' "$tmp/out")" = 2 ] ||
	bad "--smmu-list=json: alike, and not both"
conf "source = $tmp/smmu.dtb" 'crash-policy = v2=abort'
run --smmu-list
expect "--smmu-list: only the crash kernel cannot be loaded" 1 \
	'crash kernel: v2=abort: matches no SMMU'
run --smmu-list -l
expect "--smmu-list -l: that can" 0
conf "source = $tmp/smmu.dtb" 'crash-policy = abort'
run -p --smmu-list
grep -q 'abort *abort .*/smmuv3' "$tmp/out" || bad "--smmu-list -p: no policy"

# An option without effect is an error on the command line of a load.
rm -f "$KST_CONF"
# idle CASE WORD...: the load ends with status 1 and nothing is started
idle()
{
	what=$1; shift
	for load in -l -p --load; do
		run LD_PRELOAD="$recorder" KST_STUB=load "$@" $load Image
		expect_closed "$what: $load" 1 \
			"${1%%=*}: has no effect without a policy"
		[ ! -e "$KST_RECORD" ] || bad "$what: $load: loaded"
	done
}
idle "no policy" --smmu-console=pl011@0x9000000
idle "no policy" --smmu-source=/nonexistent
idle "no policy" --smmu-add=v3@0x9050000
idle "no policy" --smmu-timeout=1s
idle "no policy" --smmu-on-failure=reset
idle "no policy" --smmu-best-effort
idle "no policy" --smmu-best-effort=no
idle "no policy" --smmu-strict
conf 'policy = keep' 'console = none'
idle "a configured keep" --smmu-console=pl011@0x9000000
conf "source = $tmp/smmu.dtb" 'crash-policy = abort'
run KST_STUB=load --smmu-timeout=1s -l Image
expect_closed "a policy for crash kernels alone, -l" 1 \
	'--smmu-timeout: has no effect'
run LD_PRELOAD="$recorder" KST_STUB=panic --smmu-timeout=1s -p Image
fences "a policy for crash kernels alone, -p"
rm -f "$KST_CONF"
run LD_PRELOAD="$recorder" KST_STUB=load --smmu-source="$tmp/smmu.dtb" \
	--smmu-policy=keep --smmu-console=pl011@0x9000000 -l Image
expect "keep, by the command line, with a console" 0
run --smmu-list --smmu-source="$tmp/smmu.dtb" --smmu-timeout=1s -l
expect "a listing is no load" 0

# Nor is one behind a dash that an editor has made of it.
for dash in '\342\200\224' '\342\200\223' '\342\200\223\342\200\223' \
		'\342\210\222\342\210\222' '-\342\200\220' \
		'\342\200\221-' '\342\200\225' '\357\274\215' '\357\271\243' \
		'\357\271\230' '\342\200\222'; do
	# shellcheck disable=SC2059 # escapes are meant
	word=$(printf -- "${dash}smmu-policy=abort")
	for words in '-l Image' '-p Image' Image '-f Image' '--smmu-list'; do
		# shellcheck disable=SC2086
		run LD_PRELOAD="$recorder" KST_STUB=load "$word" $words
		expect_closed "$dash $words" 1 'type --smmu-policy=abort'
	done
	run KST_STUB='dump exit=5' -l --append "$word" Image
	plain "$dash as a value" 5
	run KST_STUB='dump exit=5' -l -- "$word"
	plain "$dash behind --" 5
	# Behind a dash that is one it is letters for kexec-tools.
	case $dash in -*) continue ;; esac
	run KST_STUB='dump exit=5' -e "$word"
	plain "$dash with -e" 5
done

# Which kexec-tools.
conf "kexec-tools = $cli/stub"
run KST_TOOLS=/dev/null KST_STUB='dump exit=6' -l Image
plain "kexec-tools as configured" 6
run KST_TOOLS=/dev/null KST_STUB='dump exit=6' -e
plain "kexec-tools as configured, -e" 6
# shellcheck disable=SC2086 # words of options
run LD_PRELOAD="$recorder" KST_TOOLS=/dev/null KST_STUB=load $POLICY -l Image
fences "kexec-tools as configured, with a policy"
run KST_TOOLS=/dev/null KST_STUB= --version
expect "kexec-tools as configured, --version" 0
for path in "$tmp/none" "$cli/kexec-smmu-test" /dev/null "$tmp"; do
	conf "kexec-tools = $path"
	run KST_STUB=load -l Image
	expect_closed "kexec-tools = ${path##*/}" 1 'cannot be run, or is this program'
	# shellcheck disable=SC2086
	run KST_STUB=load $POLICY -l Image
	expect_closed "kexec-tools = ${path##*/}, with a policy" 1 \
		'cannot be run, or is this program'
	run KST_STUB='dump exit=6' -e
	plain "kexec-tools = ${path##*/}, -e" 6
done

# Files that are not to be relied on.
# stops CASE TEXT
stops()
{
	for words in '-l Image' '-p Image' Image; do
		# shellcheck disable=SC2086
		run LD_PRELOAD="$recorder" KST_STUB=load $words
		expect_closed "$1: $words" 1 "$2"
		[ ! -e "$KST_RECORD" ] || bad "$1: $words: loaded"
	done
	run --smmu-list
	expect "$1: --smmu-list" 1 "$2"
	for words in -e -u -S -pu; do
		run KST_STUB='dump exit=4' $words
		plain "$1: $words" 4
	done
	for words in --help --version; do
		run KST_STUB= $words
		plain "$1: $words" 0
		run KST_STUB=load $words
		expect_closed "$1: $words that loads" 255
	done
}
conf 'policy = abort' '' 'polcy = abort'
stops "a wrong line" "$KST_CONF:3: polcy: no such key"
conf 'crash-timeout = 5' 'policy = abort'
stops "a wrong line for -p" "$KST_CONF:1: crash-timeout: 5: not a number"
conf 'policy = abort' && chmod 666 "$KST_CONF"
stops "a file that others may write" "$KST_CONF: not trusted"
rm -f "$KST_CONF" && mkdir "$KST_CONF"
stops "a directory" "$KST_CONF: not trusted: not a regular file"
rmdir "$KST_CONF" && ln -s nowhere "$KST_CONF"
stops "a broken link" "$KST_CONF: cannot be read"
rm "$KST_CONF"

# A user who may not read it can load nothing; a listing uses his options only.
other="setpriv --reuid=65534 --clear-groups"
chmod 711 "$tmp"
chmod 644 "$tmp/smmu.dtb"
if $other test -x "$cli/kexec-smmu-test" 2>/dev/null; then
	conf 'policy = abort'
	chmod 600 "$KST_CONF"
	$other "$cli/kexec-smmu-test" --smmu-list \
		--smmu-source="$tmp/smmu.dtb" >"$tmp/out" 2>"$tmp/err"
	status=$?
	expect "another user: --smmu-list" 0 'warning: '
	grep -q ' - *keep .*/smmuv3' "$tmp/out" || bad "another user: a policy"
	KST_STUB=load $other "$cli/kexec-smmu-test" -l Image >"$tmp/out" \
		2>"$tmp/err"
	status=$?
	expect_closed "another user: a load" 1 "$KST_CONF: cannot be read"
fi
finish
