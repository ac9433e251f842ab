#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The stage's register headers and the models' against the lists regs-*.csv,
# each by itself; and no register in the stage's that its list does not have.
set -u
: "${top_srcdir:?is set by make check}"

tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT

# program VERSION OF: reads the list, prints a C program that checks a header
program() {
	awk -F, -v version="$1" -v of="$2" '
	function page1(name) { return name ~ /^(EVENTQ|PRIQ)_(PROD|CONS)$/ }
	function group(name) { return name ~ /^(SMR|S2CR)$/ }
	function check(what, got, want) {
		printf "\tcheck(\"%s\", (unsigned long)(%s), %s);\n",
		       what, got, want
	}
	function stage_register(name, offset, bits,   at) {
		at = "SMMU_" name
		if (page1(name))
			at = at "(SMMU_PAGE1)"
		if (group(name)) {
			check(name " number 3", at "(3).offset", offset " + 12")
			at = at "(0)"
		}
		check(name, at ".offset", offset)
		check(name " width", "__builtin_types_compatible_p(" \
		      "__typeof__(" at "), struct reg" bits ")", 1)
	}
	function model_register(name, offset) {
		if (version == "v3")
			name = name (page1(name) ? " + PAGE1" : "")
		else if (name !~ /^CB_/)
			name = "GR0_" name
		check(name, "A_" name, offset)
	}
	function mask(high, low,   value, i) {
		for (i = low; i <= high; i++)
			value += 2 ^ i
		return value
	}
	BEGIN { print "int main(void)\n{" }
	$1 == "register" && of == "stage" {
		stage_register($2, $3, $4)
	}
	$1 == "register" && of == "model" { model_register($2, $3) }
	$1 == "field" {
		name = $2
		sub(/\./, "_", name)
		if (of == "model")
			name = "R_" name
		else
			sub(/^CB_/, "", name)
		# Either may do without some; v3 of the stage has them all.
		optional = of == "model" || version == "v2"
		if (optional)
			print "#ifdef " name
		check($2, name, "0x" sprintf("%x", mask($3, $4)) "ul")
		print "\tfields++;" (optional ? "\n#endif" : "")
	}
	END {
		# A renamed field must not go unseen.
		check("fields that the header has", "fields >= 12", 1)
		print "\treturn failed;\n}"
	}' "$top_srcdir/tests/model/regs-$1.csv"
}

# compare VERSION OF HEADER FLAGS…
compare() {
	version=$1 name=$2 header=$3
	shift 3
	{
		printf '#include <stdio.h>\n#include "%s"\n' "$header"
		cat <<'_EOF'
static int failed;
static int fields;

static void check(const char *what, unsigned long got, unsigned long want)
{
	if (got == want)
		return;
	printf("FAIL: %s: 0x%lx instead of 0x%lx\n", what, got, want);
	failed = 1;
}

_EOF
		program "$version" "$name"
	} > "$tmp/$name.c"
	# CC may be a command with arguments.
	# shellcheck disable=SC2086
	$CC "$@" -o "$tmp/$name" "$tmp/$name.c" || exit 99
	"$tmp/$name" || status=1
}

# unlisted VERSION: registers of the stage's header that are not in the list.
# ECMDQ registers are per page, not in the list of the two register pages.
unlisted() {
	sed -n '/CMDQ_CONTROL_PAGE/d;/define SMMU_REG/d
		s/^#define SMMU_\([A-Za-z0-9_]*\)[(	].*REG[3624]*(.*/\1/p' \
		"$top_srcdir/purgatory/smmu/$1-regs.h" | sort -u > "$tmp/all"
	[ -s "$tmp/all" ] || { echo "FAIL: $1: no registers"; status=1; }
	while read -r register; do
		grep -q "^register,$register," \
			"$top_srcdir/tests/model/regs-$1.csv" && continue
		echo "FAIL: $1: $register is not in the list"
		status=1
	done < "$tmp/all"
}

# Where what CC makes does not run, there is nothing to compare with.
echo 'int main(void) { return 0; }' > "$tmp/run.c"
# shellcheck disable=SC2086
$CC -o "$tmp/run" "$tmp/run.c" || exit 99
if ! "$tmp/run" 2> /dev/null; then
	echo "regs.sh: skipped: what $CC makes does not run here"
	exit 77
fi

status=0
for version in v2 v3; do
	compare "$version" stage "purgatory/smmu/$version-regs.h" \
		-I"$top_srcdir" -I"$top_srcdir/purgatory"
	compare "$version" model "tests/model/regs-$version.h" \
		-I"$top_srcdir" -I"$top_srcdir/tests"
	unlisted "$version"
done
exit "$status"
