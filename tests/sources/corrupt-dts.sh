#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The whole command with malformed device trees: one clear line and status 1, or
# a listing, whose status says whether a load would succeed; in bounded time.

set -eu
: "${top_builddir:?}"
command=$top_builddir/kexec/kexec-smmu
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
mkdir "$tmp/in" "$tmp/json"
"$top_builddir/tests/make/make-corrupt-dts" "$tmp/in" >"$tmp/list"

python=$(command -v python3 || echo :)
cases=0
failed=0

bad()
{
	failed=$((failed + 1))
	echo "not ok $name: $*"
	head -c 300 "$tmp/err"
}

# list FORM: the input $name, expecting $wanted. A listing has status 1, too, and
# one line that says why, where a load with this policy would fail.
list()
{
	case $name in
	ranges-0|bases-[0-7]|many-1) loads=1 ;;
	*) loads=$wanted ;;
	esac
	status=0
	timeout 30 "$command" "--smmu-list=$1" --smmu-policy=abort \
		"--smmu-source=$tmp/in/$name" >"$tmp/out" 2>"$tmp/err" ||
		status=$?
	if [ "$status" != "$loads" ]; then
		bad "$1: status $status instead of $loads"
	elif [ "$loads" = 0 ] && [ -s "$tmp/err" ]; then
		bad "$1: a listing, and an error"
	elif [ "$wanted" = 0 ] && [ ! -s "$tmp/out" ]; then
		bad "$1: nothing listed"
	elif [ "$wanted" = 1 ] && [ -s "$tmp/out" ]; then
		bad "$1: an error, and a listing"
	elif [ "$loads" = 1 ] && [ "$(wc -l <"$tmp/err")" != 1 ]; then
		bad "$1: not one line"
	elif [ "$wanted" = 1 ] && ! grep -q "^kexec-smmu: $tmp/in/$name: ." \
			"$tmp/err"; then
		bad "$1: not one of our lines"
	elif LC_ALL=C grep -q '[^ -~]' "$tmp/out" "$tmp/err"; then
		bad "$1: more than printable characters"
	elif [ "$1" = table ] && LC_ALL=C grep -v '^NOT FENCED: ' "$tmp/out" |
			grep -q '.\{81\}'; then
		bad "$1: more than 80 columns"
	fi
}

while read -r name wanted; do
	cases=$((cases + 1))
	list table
	list json
	[ "$wanted" = 1 ] || mv "$tmp/out" "$tmp/json/$name"
done <"$tmp/list"

# Whoever reads the listing has to be able to.
name=json
"$python" - "$tmp/json" <<'END' || bad "not JSON"
import json, os, sys
for name in os.listdir(sys.argv[1]):
    listing = json.load(open(os.path.join(sys.argv[1], name)))
    both = ["source", "smmus", "unsupported", "reserved_regions"]
    end = ["counts", "not_fenced"]
    assert list(listing) == ["schema"] + both + ["masters", "functions"] + \
        end + ["crash"], name
    assert list(listing["crash"]) == both + end, name
    for smmu in listing["smmus"] + listing["crash"]["smmus"]:
        assert (smmu["base"] is None) <= (smmu["status"] != "okay"), name
        assert (smmu["action"] == "abort") == (smmu["reason"] is None), name
END
[ "$cases" -ge 100 ] || { name=all; bad "only $cases cases"; }
echo "$cases malformed device trees, $failed failures"
[ "$failed" = 0 ]
