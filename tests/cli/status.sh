#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# --smmu-status and its records: correct after every load and unload through the
# command, however these end.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

recorder=$cli/.libs/recorder.so
KST_CONF=$tmp/conf
export KST_CONF

# act WORD...: a run before the recorder
act()
{
	run LD_PRELOAD="$recorder" "$@"
}

# fenced NAME=VALUE... -l|-p
fenced()
{
	# shellcheck disable=SC2086 # words of options
	act "$@" $POLICY Image
}

# says CASE STATUS NORMAL CRASH: what --smmu-status says of both
says()
{
	run --smmu-status
	if [ "$status" != "$2" ]; then
		bad "$1: status $status instead of $2"
	elif ! grep -q "^normal kernel: $3" "$tmp/out"; then
		bad "$1: not: normal kernel: $3"
	elif ! grep -q "^crash kernel: $4" "$tmp/out"; then
		bad "$1: not: crash kernel: $4"
	elif [ -s "$tmp/err" ] || [ -e "$KST_DUMP" ]; then
		bad "$1: does more than that"
	else
		ok "$1"
	fi
}

# fresh: nothing is loaded, nothing recorded
fresh()
{
	rm -rf "$KST_RECORDS"
	echo 0 >"$KST_SYS/kernel/kexec_loaded"
	echo 0 >"$KST_SYS/kernel/kexec_crash_loaded"
}

none='not loaded$'
fence='fenced, loaded 20.* by kexec_load$'
other='loaded without a policy, or by another program$'

says "nothing" 0 "$none" "$none"
fenced KST_STUB=load -l
says "a load with a policy" 0 "$fence" "$none"
grep -q '^0x9050000 .* abort  */smmuv3@9050000$' "$tmp/out" ||
	bad "no SMMU in the table"
fenced KST_STUB=panic -p
says "a crash kernel, too" 0 "$fence" "$fence"
act KST_STUB=load -l Image
says "a load without a policy" 0 "$other" "$fence"
act KST_STUB=panic -p Image
says "a crash kernel without a policy" 0 "$other" "$other"

# What fails changes nothing, but that -p frees the old image.
fresh
fenced KST_STUB=load -l
fenced KST_STUB=panic -p
fenced KST_STUB=load KST_ERRNO=22 -l
says "a load with a policy fails" 0 "$fence" "$fence"
act KST_STUB=load KST_ERRNO=22 -l Image
says "a load without a policy fails" 0 "$fence" "$fence"
act KST_STUB=exit=1 -l /nowhere
says "a load of nothing fails" 0 "$fence" "$fence"
fenced KST_STUB='segments=16 load' -l
says "a load fails before the system call" 0 "$fence" "$fence"
act KST_STUB=exit=1 -u
says "an unload fails" 0 "$fence" "$fence"
fenced KST_STUB=panic KST_ERRNO=16 -p
says "the kernel has no time for a crash kernel" 0 "$fence" "$fence"
fenced KST_STUB=panic KST_ERRNO=22 -p
says "a crash kernel with a policy fails" 0 "$fence" "$none"
fenced KST_STUB=panic -p
act KST_STUB=panic KST_ERRNO=22 -p Image
says "a crash kernel without a policy fails" 0 "$fence" "$none"
fenced KST_STUB=panic -p
act KST_STUB=exit=1 -p /nowhere
says "a crash kernel of nothing fails" 0 "$fence" "$fence"

# -e starts what is loaded, or fails to.
act KST_STUB=exit=1 -e
says "-e fails" 0 "$fence" "$fence"
act KST_STUB= -S
says "-S" 0 "$fence" "$fence"

act KST_STUB=unload -u
says "an unload" 0 "$none" "$fence"
act KST_STUB=crash-unload -p -u
says "an unload of the crash kernel" 0 "$none" "$none"

# Loaded, and then something failed: the old image is not claimed.
fenced KST_STUB=load -l
act KST_STUB='load exit=1' -f Image
says "-f that comes back" 3 'loaded, but a later load' "$none"
fenced KST_STUB=load -l
act KST_STUB='load kill=9' -l Image
says "killed behind a load" 3 'loaded, but a later load' "$none"
fenced KST_STUB='load kill=9' -l
says "killed behind a load with a policy" 0 "$fence" "$none"
fenced KST_STUB='kill=9' -l
says "killed before a load with a policy" 0 "$fence" "$none"
act KST_STUB='kill=9' -u
says "killed before an unload" 0 "$fence" "$none"

# Other programs.
fresh
fenced KST_STUB=load -l
echo 0 >"$KST_SYS/kernel/kexec_loaded"
says "unloaded by another program" 3 'unloaded by another' "$none"
fresh
echo 1 >"$KST_SYS/kernel/kexec_loaded"
says "loaded by another program" 0 "$other" "$none"
echo 'policy = abort' >"$KST_CONF"
says "the same, with a policy configured" 3 'loaded, but not with the' "$none"
echo 'crash-policy = abort' >"$KST_CONF"
says "the same, with one for crash kernels" 0 "$other" "$none"
echo 'nonsense' >"$KST_CONF"
run --smmu-status
expect "the same, with a wrong configuration" 3 'not KEY = VALUE'
rm "$KST_CONF"

# Not as requested.
fresh
act KST_STUB=load --smmu-source="$tmp/power.dtb" --smmu-policy=abort -l Image
says "an SMMU kept against the wish" 3 'not fenced, loaded' "$none"
act KST_STUB=load --smmu-source="$tmp/power.dtb" --smmu-policy=keep -l Image
says "an SMMU kept as wished" 0 'not fenced, loaded' "$none"
act KST_STUB=load --smmu-source="$tmp/none.dtb" --smmu-policy=abort -l Image
says "no SMMU" 0 'not fenced, loaded .*, no SMMU' "$none"
fenced KST_STUB='segments=16 load' --smmu-best-effort -l
says "best effort" 3 'not fenced, .* without the stage: the image has 16' \
	"$none"

# Records that cannot be believed.
fenced KST_STUB=load -l
echo x >>"$KST_RECORDS/normal"
says "a damaged record" 3 'loaded, but its record is of another version, or corrupt' "$none"
printf 'kexec-smmu 1\ntime 1\nstage yes\nsmmu 0x9050000\nversion v3\n%s\n' \
	'policy abort
action abort
end' >"$KST_RECORDS/normal"
says "a record of version 1" 3 'loaded, but its record is of another version, or corrupt' "$none"
fenced KST_STUB=load -l
sed 's/^row .*smmuv3@/&\x1b[31m/' "$KST_RECORDS/normal" >"$tmp/escape"
cp "$tmp/escape" "$KST_RECORDS/normal"
says "a record that drives a terminal" 3 'loaded, but its record is of another version, or corrupt' \
	"$none"
fenced KST_STUB=load -l
echo 99999999-2222-3333-4444-555555555555 \
	>"$KST_PROC/sys/kernel/random/boot_id"
says "a record of another boot" 0 "$other" "$none"
chmod 777 "$KST_RECORDS"
run --smmu-status
expect "a directory that others may write" 1 'not owned by root'
rm -rf "$KST_RECORDS"
run KST_SYS="$tmp/none" --smmu-status
expect "no sysfs" 1 'is sysfs mounted?'
if [ -w /dev/full ]; then
	"$cli/kexec-smmu-test" --smmu-status >/dev/full 2>"$tmp/err"
	status=$?
	expect "--smmu-status to a full disk" 1 'cannot be written'
fi

# If nothing can be recorded, the load succeeds and a line says so.
warning='the load cannot be recorded'
fresh
: >"$KST_RECORDS"
fenced KST_STUB=load -l
expect "the directory is none" 0 "$warning"
run --smmu-status
expect "the directory is none: --smmu-status" 1 'cannot be read: Not a directory'
rm "$KST_RECORDS"
mkdir "$KST_RECORDS"
chmod 777 "$KST_RECORDS"
fenced KST_STUB=load -l
expect "others may write the directory" 0 "$warning"
[ -z "$(ls -A "$KST_RECORDS")" ] || bad "others may write it: written all the same"
rm -rf "$KST_RECORDS"
fenced KST_STUB=load KST_RECORDS="$tmp/none/x" -l
expect "no place for the directory" 0 "$warning"
mkdir -m 700 "$KST_RECORDS"
mkdir -p "$KST_RECORDS/normal.new/x"
fenced KST_STUB=load -l
expect "the record cannot be written" 0 "$warning"
says "the record cannot be written: --smmu-status" 0 "$other" "$none"
rm -r "$KST_RECORDS/normal.new"
fenced KST_STUB=load -l
mkdir -p "$KST_RECORDS/normal.new/x"
fenced KST_STUB=load -l
expect "the new record cannot be written" 0 "$warning"
says "the new record cannot be written: --smmu-status" 0 "$other" "$none"
rm -r "$KST_RECORDS/normal.new"

# is_alive PROCESS: one that has ended may still wait for its new parent
is_alive()
{
	case $(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null) in
	'' | Z*) false ;;
	*) true ;;
	esac
}

# If the command is killed, so is kexec-tools, and nothing is claimed.
fresh
fenced KST_STUB=load -l
for words in '-l Image' "$POLICY -l Image"; do
	rm -f "$KST_DUMP"
	# shellcheck disable=SC2086 # words of options
	LD_PRELOAD="$recorder" KST_STUB='sleep' "$cli/outer" kexec \
		"$cli/kexec-smmu-test" $words >"$tmp/out" 2>"$tmp/err" &
	command=$!
	stub=
	while [ -z "$stub" ] && kill -0 "$command"; do
		sleep 0.1
		stub=$(sed -n 's/^ready //p' "$KST_DUMP" 2>/dev/null)
	done
	kill -KILL "$command"
	wait "$command" 2>/dev/null
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		is_alive "$stub" || break
		sleep 0.1
	done
	is_alive "$stub" && bad "kexec-tools goes on alone"
	rm -f "$KST_DUMP"
	says "SIGKILL to the command: ${words##*--}" 3 \
		'loaded, but a later load' "$none"
	fenced KST_STUB=load -l
done

# Many at once: what is recorded is the last of them.
fresh
fenced KST_STUB=load -l
for round in 1 2 3 4 5 6; do
	jobs=
	for one in 1 2 3 4; do
		words=
		[ $(((one + round) % 2)) = 0 ] || words=$POLICY
		# shellcheck disable=SC2086
		LD_PRELOAD="$recorder" KST_STUB=load KST_RECORD=/dev/null \
			"$cli/outer" kexec "$cli/kexec-smmu-test" $words \
			-l Image >/dev/null 2>"$tmp/err.$one" &
		jobs="$jobs $!"
	done
	for one in $jobs; do
		wait "$one" || bad "round $round: a load failed"
	done
	case $(cat "$KST_SYS/kernel/segments") in
	4)	says "many at once, round $round: with the stage" 0 "$fence" \
			"$none" ;;
	3)	says "many at once, round $round: without it" 0 "$other" \
			"$none" ;;
	*)	bad "many at once, round $round: no load" ;;
	esac
done

# An old record, or something in its place, that can be neither removed nor
# marked: nothing is loaded that it would speak of. Another image is.
fresh
mkdir -m 700 "$KST_RECORDS"
mkdir -p "$KST_RECORDS/normal/x"
echo 1 >"$KST_SYS/kernel/kexec_loaded"
for words in '-l Image' "$POLICY -l Image" "$POLICY --smmu-best-effort Image"; do
	# shellcheck disable=SC2086 # words of options
	act KST_STUB=load $words
	expect "no record in its place: ${words##*--}" 1 \
		'nothing is loaded: the old record can be neither'
	[ ! -e "$KST_RECORD" ] || bad "no record in its place: loads"
done
act KST_STUB=panic -p Image
expect "no record in its place: another image" 0
act KST_STUB=unload -u
expect "no record in its place: an unload" 0
rm -r "$KST_RECORDS/normal"
fenced KST_STUB=load -l
chmod 777 "$KST_RECORDS"
for words in '-l Image' "$POLICY -l Image"; do
	# shellcheck disable=SC2086 # words of options
	act KST_STUB=load $words
	expect "a record in a directory of others: ${words##*--}" 1 \
		'nothing is loaded: the old record can be neither'
	[ ! -e "$KST_RECORD" ] || bad "a record in a directory of others: loads"
done
rm "$KST_RECORDS/normal"
act KST_STUB=load -l Image
expect "none in a directory of others" 0
fresh

# hang NAME WORD...: a load that waits for the file $tmp/go.NAME, as process
# $hanging, which writes to $tmp/err.NAME
hang()
{
	hang_name=$1
	shift
	rm -f "$KST_DUMP" "$tmp/go.$hang_name"
	LD_PRELOAD="$recorder" KST_STUB='wait load' KST_PATIENCE=50 \
		KST_RECORD=/dev/null KST_GO="$tmp/go.$hang_name" "$cli/outer" \
		kexec "$cli/kexec-smmu-test" "$@" >/dev/null \
		2>"$tmp/err.$hang_name" &
	hanging=$!
	while ! grep -q ready "$KST_DUMP" 2>/dev/null; do sleep 0.1; done
}

# go NAME PROCESS: it goes on, and ends
go()
{
	: >"$tmp/go.$1"
	wait "$2"
	status=$?
	mv "$tmp/err.$1" "$tmp/err"
}

# A load that hangs does not keep others waiting for ever. As long as
# it may load after all, nobody knows which image will be the last.
two='loaded, but two loads ran at once$'
note="$warning, so --smmu-status will not show it: another"
for slow in '-l Image' "$POLICY -l Image"; do
	fresh
	fenced KST_STUB=load -l
	# shellcheck disable=SC2086 # words of options
	hang slow $slow
	fenced KST_STUB=load KST_PATIENCE=50 -l
	expect "beside one that hangs: ${slow##*--}" 0 "$note"
	says "beside one that hangs" 3 "$two" "$none"
	act KST_STUB=load KST_PATIENCE=50 -l Image
	says "beside one that hangs, without a policy" 3 "$two" "$none"
	go slow "$hanging"
	says "the one that hung has ended" 3 "$two" "$none"
	fenced KST_STUB=load KST_PATIENCE=50 -l
	says "the next one" 0 "$fence" "$none"
done

# The same where the one that did not wait ends last.
hang slow -l Image
first=$hanging
hang quick -l Image
go slow "$first"
says "the first of two has ended" 3 "$two" "$none"
fenced KST_STUB=load KST_PATIENCE=50 -l
says "a third one, beside the second" 3 'loaded, but' "$none"
go quick "$hanging"
says "the second of two has ended" 3 'loaded, but' "$none"
fenced KST_STUB=load KST_PATIENCE=50 -l
says "the next one" 0 "$fence" "$none"

# A command that is killed cannot take the child of a wrapper with it: what is
# loaded then is not known before that has ended, too.
printf '#!/bin/sh\n"%s" "$@"\necho done >"%s"\n' "$cli/stub" "$tmp/done" \
	>"$tmp/wrapper"
chmod +x "$tmp/wrapper"
KST_TOOLS=$tmp/wrapper
hang slow -l Image
KST_TOOLS=$cli/stub
kill -KILL "$hanging"
wait "$hanging" 2>/dev/null
fenced KST_STUB=load KST_PATIENCE=50 -l
expect "beside what a killed one left behind" 0 "$note"
: >"$tmp/go.slow"
for _ in 1 2 3 4 5 6 7 8 9 10; do
	read -r count <"$KST_SYS/kernel/segments"
	[ "$count" != 3 ] || break
	sleep 0.2
done
[ "$count" = 3 ] || bad "what a killed one left behind does not load"
says "what a killed one left behind has loaded" 3 'loaded, but' "$none"
finish
