#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The stage's register header and the model's against regs-v3.csv, each by
# itself; and no register in either that the list does not have.
set -u
: "${top_srcdir:?is set by make check}"

tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
csv=$top_srcdir/tests/model/regs-v3.csv

# program PREFIX: reads the list, prints a C program that checks a header
program() {
	awk -F, -v of="$1" '
	function page1(name) { return name ~ /^(EVENTQ|PRIQ)_(PROD|CONS)$/ }
	function check(what, got, want) {
		printf "\tcheck(\"%s\", (unsigned long)(%s), %s);\n",
		       what, got, want
	}
	BEGIN { print "int main(void)\n{" }
	$1 == "register" && of == "stage" && page1($2) {
		check($2, "SMMU_" $2 "(SMMU_PAGE1).offset", $3)
		check($2, "sizeof(SMMU_" $2 "(0)) == sizeof(struct reg32)", 1)
		next
	}
	$1 == "register" && of == "stage" {
		check($2, "SMMU_" $2 ".offset", $3)
		check($2 " width", "__builtin_types_compatible_p(__typeof__(" \
		      "SMMU_" $2 "), struct reg" $4 ")", 1)
	}
	$1 == "register" && of == "model" {
		check($2, "A_" $2 (page1($2) ? " + PAGE1" : ""), $3)
	}
	$1 == "field" {
		name = (of == "model" ? "R_" : "") $2
		sub(/\./, "_", name)
		# The model may do without some.
		if (of == "model")
			print "#ifdef " name
		check($2, name, "0x" sprintf("%x", mask($3, $4)) "ul")
		if (of == "model")
			print "\tfields++;\n#endif"
	}
	function mask(high, low,   value, i) {
		for (i = low; i <= high; i++)
			value += 2 ^ i
		return value
	}
	END {
		# A renamed field must not go unseen.
		if (of == "model")
			check("fields that the model has", "fields >= 12", 1)
		print "\treturn failed;\n}"
	}' "$csv"
}

# compare NAME HEADER FLAGS…
compare() {
	name=$1 header=$2
	shift 2
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
	fields += 0;
}

_EOF
		program "$name"
	} > "$tmp/$name.c"
	# CC may be a command with arguments.
	# shellcheck disable=SC2086
	$CC "$@" -o "$tmp/$name" "$tmp/$name.c" || exit 99
	"$tmp/$name"
}

# unlisted NAME HEADER PATTERN: registers in the header that are not in the list
unlisted() {
	sed -n "$3" "$top_srcdir/$2" | sort -u | while read -r register; do
		grep -q "^register,$register," "$csv" ||
			echo "FAIL: $1: $register is not in the list"
	done > "$tmp/unlisted"
	cat "$tmp/unlisted"
	[ ! -s "$tmp/unlisted" ]
}

# Where what CC makes does not run, there is nothing to compare with.
echo 'int main(void) { return 0; }' > "$tmp/run.c"
# shellcheck disable=SC2086
$CC -o "$tmp/run" "$tmp/run.c" || exit 99
if ! "$tmp/run" 2> /dev/null; then
	echo "regs-v3.sh: skipped: what $CC makes does not run here"
	exit 77
fi

status=0
compare stage purgatory/smmu-v3-regs.h -I"$top_srcdir" \
	-I"$top_srcdir/purgatory" || status=1
compare model tests/model/regs-v3.h -I"$top_srcdir" || status=1
# ECMDQ registers are per page, not in the list of the two register pages.
unlisted stage purgatory/smmu-v3-regs.h \
	'/CMDQ_CONTROL_PAGE/d;s/^#define SMMU_\([A-Z0-9_]*\)[(	].*REG[36][24].*/\1/p' ||
	status=1
[ "$(grep -c '^register' "$csv")" -gt 20 ] || status=1
exit "$status"
