#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Whether this machine is armed, and who is told: --smmu-status where a crash
# kernel is due, where the configuration is wrong, and to other users.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
command -v python3 >/dev/null || { echo "SKIP: no python3"; exit 77; }

recorder=$cli/.libs/recorder.so
KST_CONF=$tmp/conf
export KST_CONF

# says CASE STATUS TEXT: a line of --smmu-status is TEXT
says()
{
	run KST_RELOAD='systemctl restart kdump-tools' --smmu-status
	if [ "$status" != "$2" ]; then
		bad "$1: status $status instead of $2"
	elif ! grep -qx -- "$3" "$tmp/out"; then
		bad "$1: not: $3"
	else
		ok "$1"
	fi
}

# advises CASE yes|no: the last run's last line is what to do
advises()
{
	case $2$(tail -n 1 "$tmp/out") in
	'yesrun: systemctl restart kdump-tools') ok "$1: what to do" ;;
	yes* | 'norun: '*) bad "$1: what to do" ;;
	*) ok "$1: nothing to do" ;;
	esac
}

reserve()
{
	echo '50000000-57ffffff : Crash kernel' >"$KST_PROC/iomem"
}

none='crash kernel: not loaded'
due="$none, although a policy is configured for it and memory is reserved"
echo 'crash-policy = abort' >"$KST_CONF"
says "no memory is reserved" 0 "$none"
reserve
says "a crash kernel is due" 3 "$due"
advises "a crash kernel is due" yes
run --smmu-status=json
if [ "$status" = 3 ] && python3 -c 'import json, sys
status = json.load(sys.stdin)
assert status["crash"]["wrong"] and not status["normal"]["wrong"]
assert status["configuration"] is None and status["run"] is None' <"$tmp/out"
then ok "as JSON"; else bad "as JSON"; fi
run KST_RELOAD= LD_PRELOAD="$recorder" KST_STUB=panic \
	--smmu-source="$tmp/smmu.dtb" -p Image
expect "it is loaded" 0
says "it is loaded: --smmu-status" 0 'crash kernel: fenced, loaded .*'
advises "it is loaded" no
rm -rf "$KST_RECORDS"
says "another program has loaded one" 3 \
	'crash kernel: loaded, but not with the configured policy'
advises "another program has loaded one" yes
echo 'crash-policy = keep' >"$KST_CONF"
echo 0 >"$KST_SYS/kernel/kexec_crash_loaded"
says "what is kept is not due" 0 "$none"
echo 'policy = abort' >"$KST_CONF"
says "a policy for both images" 3 "$due"

# A configuration that no load accepts is wrong, and loading does not help.
for line in 'crash-policy = abrot' 'strict = yes
best-effort = yes' 'crash-strict = yes
best-effort = yes'; do
	echo "$line" >"$KST_CONF"
	says "wrong: $line" 3 "$none"
	advises "wrong: $line" no
	grep -q "^kexec-smmu: $KST_CONF" "$tmp/err" || bad "wrong: $line: where"
done
echo 'crash-policy = abrot' >"$KST_CONF"
run --smmu-status=json
if [ "$status" = 3 ] && python3 -c 'import json, sys
status = json.load(sys.stdin)
assert "abrot" in status["configuration"] and status["run"] is None' \
	<"$tmp/out"
then ok "a typo, as JSON"; else bad "a typo, as JSON"; fi

# A load that fails because of it says what is not loaded now.
run KST_RELOAD='systemctl restart kdump-tools' KST_STUB=panic -p Image
expect_closed "a typo at -p" 1 'abrot: '
expect_closed "a typo at -p: what is missing" 1 \
	'; no crash kernel is loaded now: correct this, then run: systemctl restart kdump-tools'
run KST_STUB=panic -p Image
expect_closed "a typo at -p, and no kdump-tools" 1 \
	'; no crash kernel is loaded now: correct this, then load it again'
run KST_STUB=load -l Image
expect_closed "a typo at -l" 1 'abrot: '
! grep -q 'no crash kernel' "$tmp/err" || bad "a typo at -l: of crash kernels"
echo 1 >"$KST_SYS/kernel/kexec_crash_loaded"
run KST_STUB=panic -p Image
expect_closed "a typo at -p, and the old one is there" 1 'abrot: '
! grep -q 'is loaded now' "$tmp/err" || bad "the old one is there: denied"
printf 'crash-strict = yes\nbest-effort = yes\ncrash-policy = abort\n' \
	>"$KST_CONF"
echo 0 >"$KST_SYS/kernel/kexec_crash_loaded"
run KST_STUB=panic -p Image
expect_closed "a contradiction at -p" 1 'no crash kernel is loaded now'
rm "$KST_CONF"

# Other users cannot read the records, nor perhaps the configuration.
if [ "$(id -u)" = 0 ]; then
	hide='setpriv --reuid=65534 --clear-groups --inh-caps=-all'
	chmod 711 "$tmp"
	chmod -R go+rX "$KST_SYS" "$KST_PROC"
else
	hide=
fi
mkdir -p "$KST_RECORDS"
chmod 000 "$KST_RECORDS"
# seen CASE STATUS TEXT: what another user sees
seen()
{
	# shellcheck disable=SC2086 # words
	$hide env KST_PATIENCE=50 "$cli/kexec-smmu-test" --smmu-status \
		>"$tmp/out" 2>"$tmp/err"
	status=$?
	if [ "$status" = "$2" ] && grep -qx -- "$3" "$tmp/out"; then
		ok "$1"
	else
		bad "$1: status $status"
	fi
}
if [ -z "$hide" ] || $hide "$cli/kexec-smmu-test" --smmu-status \
		>/dev/null 2>&1; then
	seen "another user: nothing is loaded" 0 'normal kernel: not loaded'
	echo 1 >"$KST_SYS/kernel/kexec_loaded"
	seen "another user: an image is loaded" 1 \
		'normal kernel: loaded; only root can read whether it is fenced'
	if [ -n "$hide" ]; then
		echo 'policy = abort' >"$KST_CONF"
		chmod 600 "$KST_CONF"
		seen "another user: the configuration is hidden, too" 1 \
			'normal kernel: loaded; only root can read .*'
		grep -q 'warning: .*Permission denied' "$tmp/err" ||
			bad "the configuration is hidden: no warning"
	fi
else
	echo "skip: no other user can run the command in this directory"
fi
chmod 700 "$KST_RECORDS"

# A load that went well leaves one line in the journal, and says it with -d.
KST_JOURNAL=$tmp/journal
export KST_JOURNAL

# logs CASE LINE WORD...: a load leaves that line, or none, and says nothing
logs()
{
	logs_name=$1 logs_line=$2; shift 2
	rm -f "$KST_JOURNAL"
	run LD_PRELOAD="$recorder" "$@"
	if [ -n "$logs_line" ] &&
	   [ "$(cat "$KST_JOURNAL" 2>/dev/null)" != "$logs_line" ]; then
		bad "$logs_name: not in the journal: $logs_line"
	elif [ -z "$logs_line" ] && [ -e "$KST_JOURNAL" ]; then
		bad "$logs_name: in the journal"
	elif grep -q 'kernel loaded' "$tmp/out" "$tmp/err"; then
		bad "$logs_name: on the terminal"
	else
		ok "$logs_name"
	fi
}

both=--smmu-add=v3@0x9080000
# shellcheck disable=SC2086 # words of options
{
logs "journal: a crash kernel" 'crash kernel loaded: 1 of 1 SMMU abort' \
	KST_STUB=panic $POLICY -p Image
logs "journal: an image" \
	'normal kernel loaded: 1 of 2 SMMUs abort, 1 bypass' KST_STUB=load \
	$POLICY $both --smmu-policy=0x9080000=bypass -l Image
logs "journal: nothing acts" 'normal kernel loaded: 0 of 1 SMMU abort' \
	KST_STUB=load $POLICY --smmu-policy=keep -l Image
logs "journal: best effort" 'normal kernel loaded: not fenced' \
	KST_STUB='segments=16 load' $POLICY --smmu-best-effort -l Image
logs "journal: no SMMU" 'normal kernel loaded: not fenced' \
	KST_STUB=load --smmu-source="$tmp/none.dtb" --smmu-policy=abort -l Image
logs "journal: refused" '' KST_STUB=load KST_ERRNO=22 $POLICY -l Image
logs "journal: failed without a word" '' KST_STUB='load exit=1' $POLICY \
	-l Image
logs "journal: no policy" '' KST_STUB=load -l Image
rm -f "$KST_JOURNAL"
run LD_PRELOAD="$recorder" KST_STUB=panic $POLICY -d -p Image
expect "with -d" 0 'crash kernel loaded: 1 of 1 SMMU abort'
[ "$(wc -l <"$KST_JOURNAL")" = 1 ] || bad "with -d: not in the journal"
}

finish
