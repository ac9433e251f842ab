#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every reader of a device tree is linear: with four times the tree the commands
# run at most five times the instructions, counted by valgrind, whatever shape
# the tree has. Each shape of make-worst.c was once a reader's worst.

: "${top_builddir:?}"
export KST_STAGE="$top_builddir/purgatory/smmu-stage.bin"
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
command -v valgrind >/dev/null || { echo "SKIP: no valgrind"; exit 77; }
make=$top_builddir/tests/make/make-worst
small=20000
# Not every valgrind reads what every compiler writes for debuggers.
for program in kexec/kexec-smmu tests/cli/kexec-smmu-wrap-test; do
	strip -o "$tmp/${program##*/}" "$top_builddir/$program" || exit 99
done
cases=0
failures=0

# count COMMAND...: the instructions of it, as $counted
count()
{
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" \
		>"$tmp/out" 2>"$tmp/err"
	counted=$(sed -n 's/^==[0-9]*== Collected : //p' "$tmp/err")
	[ -n "$counted" ] || { cat "$tmp/err"; exit 99; }
}

list()
{
	count "$tmp/kexec-smmu" --smmu-list=json \
		--smmu-source="$1"
	grep -q '"/smmu@9050000"' "$tmp/out" || echo "$1: was not listed"
}

tree()
{
	count "$tmp/kexec-smmu" --smmu-list=tree --smmu-source="$1"
}

# With the console and with PSCI, and whatever comes of it.
wrap()
{
	count "$tmp/kexec-smmu-wrap-test" --policy=abort \
		--source="$1" --console=auto --on-failure=reset --raw \
		-o "$tmp/wrapped" "$make"
}

for shape in $("$make"); do
	"$make" "$shape" $small >"$tmp/$shape" &&
	"$make" "$shape" $((4 * small)) >"$tmp/$shape-4" || exit 99
	for reader in list tree wrap; do
		$reader "$tmp/$shape"
		once=$counted
		$reader "$tmp/$shape-4"
		cases=$((cases + 1))
		text="$shape, $reader: $once and $counted instructions"
		if [ "$counted" -le $((5 * once)) ]; then
			echo "ok $text"
		else
			failures=$((failures + 1))
			echo "not ok $text"
		fi
	done
done
echo "$cases cases, $failures failed"
[ "$cases" -gt 0 ] && [ "$failures" = 0 ]
