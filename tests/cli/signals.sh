#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Signals to the command are passed on to kexec-tools; the command ends as
# kexec-tools does.

# Under nohup(1) and the like some are ignored, which a shell cannot undo.
if [ -z "${KST_SIGNALS:-}" ]; then
	KST_SIGNALS=default exec env --default-signal sh "$0" "$@"
fi

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

# start: the command in the background, until the stub in it waits. What sh
# makes a command in the background ignore, env puts right.
start()
{
	rm -f "$KST_DUMP"
	# shellcheck disable=SC2086 # words of options
	KST_STUB="${stub_does:-sleep}" KST_GO="$tmp/go" \
		env --default-signal=INT,QUIT \
		setsid "$cli/outer" kexec "$cli/kexec-smmu-test" $policy \
		-l Image >"$tmp/out" 2>"$tmp/err" &
	command=$!
	tries=0
	while [ "$((tries += 1))" -le 200 ]; do
		stub=$(sed -n 's/^ready //p' "$KST_DUMP" 2>/dev/null)
		[ -z "$stub" ] || return 0
		sleep 0.03
	done
	bad "the stub did not start"
	return 1
}

# gone PROCESS
gone()
{
	! kill -0 "$1" 2>/dev/null
}

# signals TITLE: to the command and to kexec-tools
signals()
{
	for signal in HUP:1 INT:2 QUIT:3 TERM:15 USR1:10 USR2:12 ALRM:14; do
		name=SIG${signal%:*}
		start || continue
		kill -"${signal%:*}" "$command"
		wait "$command" 2>/dev/null
		status=$?
		expect "$1: $name to the command ends both" \
			$((128 + ${signal#*:}))
		gone "$stub" || bad "$1: $name: kexec-tools is left behind"
		start || continue
		kill -"${signal%:*}" "$stub"
		wait "$command" 2>/dev/null
		status=$?
		expect "$1: $name to kexec-tools ends both" \
			$((128 + ${signal#*:}))
	done
	start && {
		kill -KILL "$stub"
		wait "$command" 2>/dev/null
		status=$?
		expect "$1: SIGKILL to kexec-tools" 137
	}
	stub_does='wait exit=9'
	rm -f "$tmp/go"
	start && {
		kill -STOP -"$command"
		: >"$tmp/go"
		sleep 0.2
		gone "$stub" && bad "$1: kexec-tools is not stopped"
		kill -CONT -"$command"
		wait "$command" 2>/dev/null
		status=$?
		expect "$1: stopped and continued" 9
	}
	stub_does=
}

policy=$POLICY
signals "with a policy"
# Without one there is a child only where records are to be kept.
policy=
rm -rf "$KST_RECORDS"
mkdir -m 700 "$KST_RECORDS"
signals "without a policy"

# A caller that ignores the end of its children, as some daemons do.
trap '' CHLD
# shellcheck disable=SC2086
run LD_PRELOAD="$cli/.libs/recorder.so" KST_STUB='load exit=3' $POLICY -l Image
expect "SIGCHLD ignored by the caller" 3
trap - CHLD
finish
