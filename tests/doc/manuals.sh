#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The code's options, --help, manual pages and completions say the same, in both
# directions; mandoc finds no fault with the pages.
set -u
: "${top_srcdir:?is set by make check}" "${top_builddir:?}"
doc=$top_srcdir/doc
command=$top_builddir/kexec/kexec-smmu
wrap=$top_builddir/kexec/kexec-smmu-wrap
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
failed=0

bad()
{
	echo "FAIL: $*"
	failed=1
}

# same TITLE A B: two lists of words, a line each, are the same
same()
{
	local differ
	[ -s "$tmp/$2" ] || bad "$1: $2 is empty"
	differ=$(diff <(sort -u "$tmp/$2") <(sort -u "$tmp/$3") | grep '^[<>]')
	[ -z "$differ" ] ||
		bad "$1: < only $2, > only $3:"$'\n'"$differ"
}

# The tables of the code: settings, and the command's own forms.
grep -ho '\.name = "[a-z-]*"' "$top_srcdir"/kexec/options/settings.c |
	cut -d'"' -f2 >"$tmp/settings"
{ cat "$tmp/settings"
  grep -ho '\.name = "[a-z-]*"' "$top_srcdir"/kexec/options/options.c | cut -d'"' -f2
} >"$tmp/code"

# kexec-tools is missing, and not needed: its options are replaced by a warning.
"$command" --help 2>/dev/null | sed -n 's/^ --smmu-\([a-z-]*\).*/\1/p' \
	>"$tmp/help"
sed -n 's/^\.It Fl -smmu-\([a-z-]*\).*/\1/p' "$doc/kexec-smmu.8" >"$tmp/page"
same "kexec-smmu" code help
same "kexec-smmu" help page

sed -n 's/^\.It Cm \([a-z-]*\)\( , crash-.*\)\{0,1\}$/\1/p' \
	"$doc/kexec-smmu.conf.5" >"$tmp/conf-page"
{ cat "$tmp/settings"; echo kexec-tools; } >"$tmp/conf"
same "kexec-smmu.conf" conf conf-page
while read -r key; do
	# There is no -e for a crash kernel.
	[ "$key" = reset-unbound ] ||
	grep -q "^\.It Cm $key , crash-$key\$" "$doc/kexec-smmu.conf.5" ||
		bad "kexec-smmu.conf.5: $key without crash-$key"
done <"$tmp/settings"

# Those that are about a load are the command's alone.
{ awk '/\.name = "/ { split($0, part, "\""); name = part[2]; load = 0 }
	/is_load = true/ { load = 1 }
	/\.form\.help/ && !load { print name }' \
	"$top_srcdir/kexec/options/settings.c"
  grep -ho '\.name = "[a-z-]*"' "$top_srcdir/kexec/options/wrap-options.c" |
	cut -d'"' -f2
} | sed 's/^/--/' >"$tmp/wrap-code"
"$wrap" --help 2>/dev/null | grep -oE -- '^ +(-[a-zA-Z], )?--[a-z-]+' |
	grep -o -- '--[a-z-]*' >"$tmp/wrap-help"
sed -n 's/^\.It Fl.* \{0,1\}Fl -\([a-z-]\{2,\}\).*/--\1/p;
	s/^\.It Fl -\([a-z-]\{2,\}\).*/--\1/p' "$doc/kexec-smmu-wrap.1" \
	>"$tmp/wrap-page"
same "kexec-smmu-wrap" wrap-code wrap-help
same "kexec-smmu-wrap" wrap-help wrap-page

# Each page has what an administrator looks for, and something in it.
for page in "$doc"/*.[158]; do
	for section in FILES 'EXIT STATUS' EXAMPLES BUGS SECURITY; do
		lines=$(sed -n "/^\\.Sh $section\$/,/^\\.Sh /p" "$page" | wc -l)
		[ "$lines" -ge 4 ] ||
			bad "${page##*/}: section $section is missing or empty"
	done
done

# What the output can hold, by the code, is explained in the page.
for section in OUTPUT JSON KDUMP; do
	grep -qx "\.Sh $section" "$doc/kexec-smmu.8" ||
		bad "kexec-smmu.8: no section $section"
done
sed -n 's/^\t\[STATUS_[A-Z]*\] = "\([a-z]*\)",$/\1/p' \
	"$top_srcdir/kexec/command/status.c" >"$tmp/states"
[ "$(wc -l <"$tmp/states")" -ge 8 ] || bad "too few states in status.c"
sed -n '/^\.It Li state$/,/^\.It/p' "$doc/kexec-smmu.8" >"$tmp/state-page"
while read -r word; do
	grep -qw "$word" "$tmp/state-page" ||
		bad "kexec-smmu.8: no state $word"
done <"$tmp/states"
sed -n 's/.*"\\0\(done\\0.*\)".*/\1/p' \
	"$top_srcdir/purgatory/platform/report.c" | sed 's/\\0/\n/g' |
	sed 's/: $//' >"$tmp/outcomes"
[ "$(wc -l <"$tmp/outcomes")" -ge 7 ] || bad "too few outcomes in report.c"
while read -r words; do
	grep -q "^\.It.* $words" "$doc/kexec-smmu.8" ||
		bad "kexec-smmu.8: no outcome $words"
done <"$tmp/outcomes"

# What takes one of several words is completed with these, and nothing else is.
{ "$command" --help; "$wrap" --help; } 2>/dev/null |
	sed -n 's/^ --\(smmu-\)\{0,1\}\([a-z-]*\)\[\{0,1\}=.*/\2/p' |
	grep -vx output >"$tmp/valued"
for file in kexec-smmu _kexec-smmu; do
	sed -n 's/^\t\([a-z=|-]*\))\t.*/\1/p' "$top_srcdir/completion/$file" |
		tr -d '=' | tr '|' '\n' >"$tmp/completed"
	same "completion/$file" valued completed
done

# forms PAGE: the options of it as they are shown, a line each, with values
forms()
{
	mandoc -Tascii -O width=300 "$doc/$1" | sed 's/.\x08//g' |
		sed -n '/^OPTIONS/,/^[A-Z]/s/^     \(-[^ ].*\)/\1/p' |
		sed 's/  .*//' | tr -d ' {}' |
		sed 's/^-[a-zA-Z]\(OUT\)\{0,1\},//'
}

if command -v mandoc >/dev/null; then
	"$command" --help 2>/dev/null | sed -n 's/^ \(--smmu-\)/\1/p' \
		>"$tmp/shown"
	forms kexec-smmu.8 >"$tmp/forms"
	same "forms of kexec-smmu" shown forms
	"$wrap" --help | sed -n 's/^ \(--\)/\1/p' >"$tmp/shown"
	forms kexec-smmu-wrap.1 >"$tmp/forms"
	same "forms of kexec-smmu-wrap" shown forms
	for page in "$doc"/*.[158]; do
		said=$(mandoc -Tlint -Wstyle "$page" 2>/dev/null |
			grep -v "referenced manual not found")
		[ -z "$said" ] || bad "$said"
	done
else
	[ "$failed" = 0 ] || exit 1
	echo "manuals.sh: skipped: mandoc is missing"
	exit 77
fi
exit $failed
