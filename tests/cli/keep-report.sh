#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What kexec-smmu-report.service runs, and what a crash kernel does with a report,
# with a stub of the command.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

kept=$tmp/kept
mkdir "$kept" "$tmp/bin"
sed "s|(/.*/kexec-smmu |($tmp/bin/kexec-smmu |" \
	"$top_builddir/hooks/keep-report" >"$tmp/keep-report"
grep -q "$tmp/bin/kexec-smmu --smmu-report" "$tmp/keep-report" ||
	bad "it does not run the command"
# Time goes on by itself: every call of date is a second later.
cat >"$tmp/bin/date" <<END
#!/bin/sh
while [ "\${1#+}" = "\$1" ]; do shift; done
[ "\$1" != +%S ] || exec cat "$tmp/second"
now=\$(cat "$tmp/now"); echo \$((now + 1)) >"$tmp/now"
echo "\$1" | sed "s/^+.*Z\$/20260102T0304\${now}Z/; s/^+.*/20260102030\${now#?}/"
END
printf '#!/bin/sh\necho "$*" >>"%s/slept"\n' "$tmp" >"$tmp/bin/sleep"
chmod +x "$tmp/bin/date" "$tmp/bin/sleep"
echo 10 >"$tmp/now"
echo 08 >"$tmp/second"

# says STATUS LINE: the command is one that does
says()
{
	printf '#!/bin/sh\n[ "$*" = --smmu-report ] || exit 99\n' \
		>"$tmp/bin/kexec-smmu"
	printf 'echo "%s"\nexit %s\n' "$2" "$1" >>"$tmp/bin/kexec-smmu"
	chmod +x "$tmp/bin/kexec-smmu"
}

# keeps CASE STATUS OUTPUT COUNT [WORD...]: and so many are kept then
keeps()
{
	keeps_name=$1 keeps_status=$2 keeps_output=$3 keeps_count=$4; shift 4
	PATH=$tmp/bin:$PATH sh "$tmp/keep-report" "$@" >"$tmp/out" 2>"$tmp/err"
	status=$?
	count=$(find "$kept" -type f | wc -l)
	if [ "$status" != "$keeps_status" ]; then
		bad "$keeps_name: status $status instead of $keeps_status"
	elif [ "$(cat "$tmp/out")" != "$keeps_output" ] || [ -s "$tmp/err" ]; then
		bad "$keeps_name: prints something else"
	elif [ "$count" != "$keeps_count" ]; then
		bad "$keeps_name: $count are kept instead of $keeps_count"
	else
		ok "$keeps_name"
	fi
}

says 4 "no report"
keeps "no stage" 0 "" 0 "$kept"
says 0 "report 1"
keeps "a report" 0 "report 1" 1 "$kept"
keeps "the same report" 0 "report 1" 1 "$kept"
says 3 "report 2"
keeps "not as asked" 3 "report 2" 2 "$kept"
says 1 "kexec-smmu: malformed"
keeps "malformed" 1 "kexec-smmu: malformed" 3 "$kept"
for number in 3 4 5 6 7 8 9 10; do
	says 0 "report $number"
	keeps "report $number" 0 "report $number" \
		$((number < 9 ? number + 1 : 10)) "$kept"
done
if cat "$kept"/* | grep -qx 'report 1' || ! cat "$kept"/* | grep -qx 'report 2'
then bad "not the oldest goes"; else ok "the oldest goes"; fi
says 4 "no report"
keeps "none again" 0 "" 10 "$kept"
says 0 "report 11"
PATH=$tmp/bin:$PATH sh "$tmp/keep-report" "$tmp/none" >"$tmp/out" 2>"$tmp/err"
status=$?
if [ "$status" = 1 ] && [ "$(cat "$tmp/out")" = "report 11" ]
then ok "a missing directory"; else bad "a missing directory"; fi

# In a crash kernel.
rm -r "$kept"
mkdir "$kept"
KDUMP_COREDIR=$kept
export KDUMP_COREDIR
says 4 "no report"
keeps "a crash kernel without a stage" 0 "" 0 --crash
says 3 "report"
echo 44 >"$tmp/second"
keeps "a crash kernel" 0 "report" 1 --crash
[ ! -e "$tmp/slept" ] || bad "a crash kernel: waits"
minute=$(basename "$kept"/2*)
[ "$(cat "$kept/$minute/kexec-smmu.$minute")" = report ] ||
	bad "a crash kernel: not in its place"
echo 45 >"$tmp/second"
keeps "a minute that ends soon" 0 "report" 2 --crash
[ "$(cat "$tmp/slept")" = 15 ] || bad "a minute that ends soon: does not wait"
KDUMP_COREDIR=/dev/null/none
says 0 "report"
PATH=$tmp/bin:$PATH sh "$tmp/keep-report" --crash >"$tmp/out" 2>"$tmp/err"
status=$?
if [ "$status" = 0 ]; then ok "no place for it"; else bad "no place for it"; fi

# For kdump-utils: whatever happens, the dump is saved.
pre=$top_srcdir/packaging/dracut/kdump-pre.sh
says 3 "previous kernel: 1
second line"
PATH=$tmp/bin:$PATH KMSG=$tmp/kmsg sh "$pre"
status=$?
if [ "$status" = 0 ] && [ "$(cat "$tmp/kmsg")" = "kexec-smmu-report: previous kernel: 1
kexec-smmu-report: second line" ]
then ok "into the kernel's log"; else bad "into the kernel's log"; fi
PATH=$tmp/none KMSG=$tmp/kmsg /bin/sh "$pre" 2>/dev/null
status=$?
if [ "$status" = 0 ]
then ok "without the command"; else bad "without the command"; fi

finish
