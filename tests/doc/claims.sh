#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Claims of the README and of doc/ that a machine can check: links lead
# somewhere, the index has every page, files and options that are named exist,
# and commands that are shown do what they are shown for. The commands run with
# stubs in place of kexec-tools and of the kernel.

# Back quotes are text here, and judge calls functions by name.
# shellcheck disable=SC2016,SC2317
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
cd "$top_srcdir" || exit 99

pages=$(ls README.md CONTRIBUTING.md SECURITY.md doc/*.md)

# each TITLE LEAST: lines "good WHAT" or "bad WHAT" in stdin, so many at least
each()
{
	each_count=0
	rm -f "$tmp/out" "$tmp/err"
	while read -r verdict what; do
		each_count=$((each_count + 1))
		[ "$verdict" = good ] || bad "$1: $what"
	done <"$tmp/verdicts"
	if [ "$each_count" -ge "$2" ]; then ok "$1: $each_count"
	else bad "$1: $each_count are found, too few"; fi
}

# judge WHAT TEST...
judge()
{
	judge_what=$1; shift
	if "$@"; then echo "good $judge_what"; else echo "bad $judge_what"; fi
}

# has_heading FILE ANCHOR: as GitHub makes anchors of headings
has_heading()
{
	sed -n '/^```/,/^```/d; s/^##* //p' "$1" | tr '[:upper:]' '[:lower:]' |
		sed 's/[^a-z0-9 _-]//g; s/ /-/g' | grep -qx -- "$2"
}

# leads_somewhere PAGE LINK
leads_somewhere()
{
	link_file=${2%%#*}
	case $2 in
	'#'*) link_file=$1 ;;
	*) link_file=$(dirname "$1")/$link_file ;;
	esac
	[ -e "$link_file" ] || return
	case $2 in
	*'#'*) has_heading "$link_file" "${2#*#}" ;;
	esac
}

for page in $pages; do
	sed '/^```/,/^```/d' "$page" | grep -o '](\([^)]*\))' |
		sed 's/^](//; s/)$//' | grep -v '^[a-z]*://' |
		while read -r link; do
			judge "$page: $link" leads_somewhere "$page" "$link"
		done
done >"$tmp/verdicts"
each "links" 60

{
	for page in doc/*.md doc/*.[158]; do
		[ "$page" = doc/README.md ] ||
			judge "$page" grep -qF "](${page#doc/})" doc/README.md
	done
} >"$tmp/verdicts"
each "pages and the index" 20

# named PATTERN: what is in back quotes, where it is: "PAGE WORD"
named()
{
	for named_page in $pages; do
		grep -oE "\`$1\`" "$named_page" | tr -d '`' | sort -u |
			sed "s|^|$named_page |"
	done
}

# exists PATH: also a pattern, and a directory
exists()
{
	for found in $1; do
		[ -e "$found" ] && return
	done
	return 1
}

# somewhere NAME: a file of the sources
somewhere()
{
	[ -n "$(find kexec purgatory include tests doc -name "$1")" ]
}

folders='kexec|purgatory|include|tests|doc|completion|m4|debian'
named "($folders)/[][A-Za-z0-9_.*/-]+" |
	while read -r page path; do
		# Not everything is in the tarball.
		case $path in
		tests/package*|debian*) [ -e "${path%%/*}" ] || continue ;;
		esac
		judge "$page: $path" exists "$path"
	done >"$tmp/verdicts"
each "files" 60
named '[a-z0-9][a-z0-9-]*\.(c|h|S|sh|py|csv|dts|asl|ld)' |
	while read -r page name; do
		judge "$page: $name" somewhere "$name"
	done >"$tmp/verdicts"
each "names of files" 20

# Options: of the command's own help, which is there without kexec-tools.
"$top_builddir/kexec/kexec-smmu" --help 2>/dev/null |
	grep -o '^ --smmu-[a-z-]*' | tr -d ' ' >"$tmp/options"
"$top_builddir/kexec/kexec-smmu-wrap" --help |
	grep -oE '^ (-., )?--[a-z-]*' | sed 's/.*--/--/' >"$tmp/wrap-options"
for page in $pages NEWS; do
	grep -oE -- '--smmu-[a-z-]*[a-z]' "$page" | sort -u |
		while read -r option; do
			judge "$page: $option" grep -qx -- "$option" \
				"$tmp/options"
		done
done >"$tmp/verdicts"
each "options" 30

# as_markdown PAGE: with the examples of a manual page as code blocks
as_markdown()
{
	case $1 in
	*.md) cat "$1" ;;
	*) sed -e 's/^\.Dl \(.*\)/```\n\1\n```/' -e 's/^\.[BE]d.*/```/' \
		-e 's/\\e$/\\/' "$1" ;;
	esac
}

# commands: the lines of code blocks that call ours, "PAGE LINE", put together
commands()
{
	for commands_page in $pages doc/*.[158]; do
		as_markdown "$commands_page" |
			awk -v page="$commands_page" '
		/^ *```/ { inside = !inside; next }
		!inside { next }
		{ sub(/^ */, "") }
		more || /^[#$] kexec(-smmu(-wrap)?)? / {
			line = more ? line " " $0 : page " " substr($0, 3)
			more = sub(/\\$/, "", line)
			if (!more)
				print line
		}'
	done
}

# shown PROGRAM WORD...: run what is shown. What depends on the machine is
# replaced: its tables and its console, and the policy that needs its devices.
shown()
{
	program=$1; shift
	for word; do
		shift
		case $word in
		--smmu-source=*.dtb) word=--smmu-source=$tmp/smmu.dtb ;;
		--source=*) word=--source=$tmp/smmu.dtb ;;
		--smmu-console=auto) word=--smmu-console=none ;;
		--smmu-policy=quiesce) word=--smmu-policy=abort ;;
		--console=auto) word=--console=none ;;
		esac
		set -- "$@" "$word"
	done
	case $program in
	kexec-smmu-wrap) shown_wrap "$@" ;;
	*) shown_command "$@" ;;
	esac
}

# fenced: whether the last run gave the kernel a segment more than the stub has
fenced()
{
	[ -e "$KST_RECORD" ] &&
		[ "$(od -An -tu8 -j 16 -N 8 "$KST_RECORD" | tr -d ' ')" = 4 ]
}

# A load that is shown with a policy is to be fenced.
shown_command()
{
	stub='' want=true
	case " $* " in
	*" --smmu-list"*) ;;
	*" -p "*) stub=panic want=fenced ;;
	*" -l "*) stub=load want=fenced ;;
	esac
	case " $* " in
	*" --smmu-source="*) ;;
	*" --smmu-policy="*|*" --smmu-list"*)
		set -- "--smmu-source=$tmp/smmu.dtb" "$@" ;;
	*) want=true ;;
	esac
	run "KST_STUB=$stub" LD_PRELOAD="$cli/.libs/recorder.so" "$@"
	[ "$status" = 0 ] && "$want"
}

# Its options alone: what it makes is tests/cli/wrap.sh's part.
shown_wrap()
{
	for word; do
		case $word in
		--*) grep -qx -- "${word%%=*}" "$tmp/wrap-options" || return ;;
		esac
	done
}

# The stage's log that doc/report.md shows a report of.
mkdir -p "$KST_PROC/device-tree/chosen"
sed 's/^/kexec-smmu: /' >"$KST_PROC/device-tree/chosen/kexec-smmu,log" <<'END'
0.1.0, load 7c3f2a9be1045d68, 2026-11-27T22:31:07Z
stage at 0x4a400000, EL1, 2 SMMUs
0x9050000 v3 translate -> abort: done, 14 us
0x5000000 v2 translate -> abort: done, 61 us
0x9050000 StreamID 0x28 0000:00:05.0 8086:2668 snd_hda_intel: wrote 0x68000000..0x68000fff, at least 4912 times in 100 ms
END
printf '8086  Intel Corporation\n\t2668  82801FB\n' >"$tmp/pci.ids"
run KST_PCI_IDS="$tmp/pci.ids" --smmu-report
while read -r line; do
	judge "doc/report.md: not: $line" grep -qxF -- "$line" doc/report.md
done <"$tmp/out" >"$tmp/verdicts"
each "lines of a report" 5

commands >"$tmp/commands"
while read -r page line; do
	# What the shell would expand depends on the machine.
	case $line in
	*[\$\>\|\;\&\`]*) continue ;;
	esac
	eval "set -- $line"
	judge "$page: $line" shown "$@"
done <"$tmp/commands" >"$tmp/verdicts"
each "commands" 24

# The tables of doc/plan.md against the header that they tell of.
awk '
/^`struct / { type = $2; gsub(/[`,]/, "", type) }
/`struct smmu_plan_interrupts`, 8 bytes/ { type = "smmu_plan_interrupts" }
/^## / { type = "" }
type && /^\| [0-9]+ \| [0-9]+ \| `/ {
	field = $6; gsub(/`/, "", field)
	print "_Static_assert(offsetof(struct " type ", " field ") == " $2 \
	      " && sizeof(((struct " type " *)0)->" field ") == " $4 ", \"" \
	      type "." field "\");"
}' doc/plan.md >"$tmp/fields"
while read -r assertion; do
	printf '#include "smmu-plan.h"\n%s\n' "$assertion" >"$tmp/field.c"
	# CC may be a command with arguments.
	# shellcheck disable=SC2086
	judge "doc/plan.md: $assertion" ${CC:-cc} -fsyntax-only -Iinclude \
		"$tmp/field.c"
done <"$tmp/fields" >"$tmp/verdicts" 2>"$tmp/err"
each "fields of the plan" 30

# What is listed as tested, and by which test.
awk '/^## / { inside = /^## Status/ }
	inside && /^\|/ && !/^\|-/ && !/shown by/' doc/tested.md |
	while IFS='|' read -r _ claim _ by _; do
		judge "doc/tested.md:$claim: shown by nothing" \
			grep -q '`.*`' <<-END
			$by
			END
	done >"$tmp/verdicts"
each "states" 12

# fits PAGE LINES COLUMNS
fits()
{
	awk -v lines="$2" -v columns="$3" '
		length > columns { bad = 1 } END { exit bad || NR > lines }' "$1"
}

# The first screen, and the warning wherever a crash kernel is set up.
{
	judge "README.md: longer or wider than a page" fits README.md 120 100
	for page in README.md doc/crash.md doc/kexec-smmu.8 doc/kexec-smmu.conf; do
		judge "$page: no word of PCIe errors and keep" eval \
			'tr "#\n" "  " <"$page" | tr -s " " |
			grep -qi "aborted DMA can raise PCIe errors\|DMA that it refuses ends in errors"'
	done
	if [ -e debian/control ]; then
		sed -n 's/^Maintainer: //p; s/^ -- \(.*>\)  .*/\1/p' \
			debian/control debian/changelog | sort -u
	fi | while read -r author; do
		judge "debian/: not of AUTHORS: $author" \
			grep -qxF -- "$author" AUTHORS
	done
	if [ -e .git ]; then
		git log --format='%aN <%aE>' | sort -u
	fi | while read -r author; do
		judge "AUTHORS: without $author" grep -qxF -- "$author" AUTHORS
	done
} >"$tmp/verdicts"
each "README and crash kernels" 5

# number PAGE PATTERN HEADER CONDITION: N of the pattern, as found in the page,
# is N in the condition, of what the header defines
number()
{
	number=$(tr '\n' ' ' <"$1" | tr -d ',' |
		grep -oE "$(echo "$2" | sed 's/N/[0-9]+/')" | head -n 1 |
		grep -oE '[0-9]+$|[0-9]+[^0-9]+$' | grep -oE '^[0-9]+')
	printf '#include "%s"\nenum { N = %s };\n%s\n' "$3" "$number" \
		"_Static_assert($4, \"of the page\");" >"$tmp/number.c"
	# shellcheck disable=SC2086
	judge "$1: $2: ${number:-none}" ${CC:-cc} -fsyntax-only -Iinclude \
		-Ikexec -Ipurgatory "$tmp/number.c"
}

mkdir "$tmp/malformed"
malformed=$("$top_builddir/tests/make/make-corrupt-dts" "$tmp/malformed" | wc -l)
{
	number doc/plan.md 'each 1 to N' smmu-plan.h 'N == SMMU_PLAN_ENTRIES_MAX'
	number doc/sources.md 'More than N frames' smmu-plan.h \
		'N == SMMU_PLAN_ENTRIES_MAX'
	number doc/stage.md 'still ends it after N polls' job/wait.h \
		'N == WAIT_STILL_MAX'
	number doc/stage.md 'at least N polls' job/wait.h 'N == WAIT_POLLS_MIN'
	number doc/stage.md 'at most 2\^N' job/wait.h '1u << N == WAIT_POLLS_MAX'
	number doc/iort.md 'listing of N reserved' acpi/iort-walk.h \
		'N == IORT_REGIONS_MAX + 1'
	number doc/kexec-smmu.8 'to .Li Ns' plan/plan.h \
		'N * 1000000 == PLAN_TIMEOUT_MAX_US'
	number doc/sources.md 'N malformed inputs' smmu-plan.h "N == $malformed"
} >"$tmp/verdicts" 2>"$tmp/err"
each "numbers" 8

# Lines that are shown as ours, but for the stage's: what it takes to see them.
export KST_CONF="$tmp/kexec-smmu.conf"
printf '\n\npolcy = abort\n' >"$KST_CONF"
run KST_STUB=load -l Image
sed "s|$KST_CONF|/etc/kexec-smmu.conf|" "$tmp/err" >"$tmp/said"
rm -f "$KST_CONF"
unset KST_CONF
printf '#!/bin/sh\nunset LD_PRELOAD\nKST_STUB=load exec "%s"\n' "$cli/stub" \
	>"$tmp/wrapper"
# Behind a script that is no program of this machine's plugin, it never is seen.
cp "$KST_PLUGIN" "$tmp/foreign.so"
printf '\363\000' |
	dd of="$tmp/foreign.so" bs=1 seek=18 conv=notrunc 2>/dev/null
chmod +x "$tmp/wrapper"
# shellcheck disable=SC2086
run KST_PLUGIN="$tmp/foreign.so" KST_TOOLS="$tmp/wrapper" $POLICY -l Image
cat "$tmp/err" >>"$tmp/said"
: >"$tmp/liveupdate"
# shellcheck disable=SC2086
run KST_LIVEUPDATE="$tmp/liveupdate" KST_STUB=load $POLICY -l Image
cat "$tmp/err" >>"$tmp/said"
# shellcheck disable=SC2086
run KST_STUB=panic --smmu-dry-run $POLICY -p Image
cat "$tmp/err" >>"$tmp/said"
# The stage says it to firmware, in words of 16 bits.
tr -d '\000\r' <"$top_builddir/purgatory/smmu-stage.bin" |
	grep -a -o 'kexec-smmu: the payload is .*' >>"$tmp/said"
grep -h '^kexec-smmu: ' README.md doc/*.md |
	grep -vE '^kexec-smmu: (stage at|on to|0x|[0-9.]+, load|[0-9]+ PCI|[0-9a-f]{4}:|warning: console=)' >"$tmp/lines"
while read -r line; do
	judge "nobody says: $line" grep -qxF -- "$line" "$tmp/said"
done <"$tmp/lines" >"$tmp/verdicts"
each "lines of ours" 2

# The one place of the version is configure.ac; what repeats it follows.
version=$("$top_builddir/kexec/kexec-smmu-wrap" --version)
{
	judge "NEWS: not $version" [ "$(sed -n 3p NEWS)" = "$version" ]
	[ ! -e debian/changelog ] || judge "debian/changelog: not $version" \
		[ "$(sed -n '1s/ (\(.*\)-[^-]*) .*/ \1/p' debian/changelog)" = \
		"$version" ]
} >"$tmp/verdicts"
each "version" 1

# Names of the code; those of these two are the kernel's.
for page in $pages; do
	case $page in doc/protection.md|doc/linux.md) continue ;; esac
	grep -oE '`([a-z0-9_]+\(\)|(SMMU|OUTCOME|JOB|PLAN|IMAGE)_[A-Z0-9_]+)`' \
		"$page" | tr -d '`()' | sort -u | while read -r name; do
		judge "$page: $name is not in the code" grep -rqw \
			--include='*.[chS]' -e "$name" kexec purgatory include tests
	done
done >"$tmp/verdicts"
each "names of the code" 15

# What is called by its path from the top, and the targets of make.
{
	for page in $pages; do
		grep -oE '(^|[ `])\./[a-z]+[a-z.]*' "$page" | tr -d '` ' |
			sort -u | while read -r program; do
			case $program in
			./configure) program=./configure.ac ;;
			esac
			# For a checkout alone.
			[ "$program" != ./release ] || [ -e .git ] || continue
			judge "$page: $program" [ -e "$program" ]
		done
		grep -oE '(^[$] |`)make [a-z][a-z-]+' "$page" | sed 's/.*make //' |
			sort -u | while read -r target; do
			judge "$page: make $target" \
				grep -q "^${target}[ :]" "$top_builddir/Makefile"
		done
	done
	grep -oE -- '^\./configure .*' README.md doc/packaging.md |
		grep -oE -- '--[a-z-]+' | sort -u >"$tmp/configure"
	printf -- '--with-kexec-tools\n--with-zsh-completions\n' \
		>>"$tmp/configure"
	while read -r option; do
		judge "configure $option" grep -qw -- "$option" configure
	done <"$tmp/configure"
} >"$tmp/verdicts"
each "programs and targets" 15
finish
