#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The pictures of doc/figures are those that draw.py makes of the texts beside
# them, and the plan of the house names the rooms that house.py has.
: "${top_srcdir:?is set by make check}"
command -v python3 >/dev/null || { echo "figures.sh: skipped: no python3"; exit 77; }
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
figures=$top_srcdir/doc/figures
failed=0

fail()
{
	echo "FAIL: $*"
	failed=1
}

python3 -B "$figures/draw.py" "$figures" "$tmp" || exit 1
for text in "$figures"/*.txt; do
	name=$(basename "$text" .txt)
	cmp "$figures/$name.svg" "$tmp/$name.svg" ||
		fail "$name.svg is not made of $name.txt: doc/figures/draw.py doc/figures"
	# awk may count bytes.
	[ "$(LC_ALL=C.UTF-8 wc -L <"$text")" -le 110 ] ||
		fail "$name.txt: too wide"
	grep -q "figures/$name.txt" "$top_srcdir"/README.md "$top_srcdir"/doc/*.md ||
		fail "$name.txt: no page shows it"
done
for picture in "$figures"/*.svg; do
	[ -e "${picture%.svg}.txt" ] || fail "$picture: made of nothing"
done

# The rooms, from the top floor down.
PYTHONPATH=$top_srcdir/tests/tree python3 -B -c '
import house
for floors in house.FLOORS.values():
    for places in floors:
        for place in places.split():
            print(place.rstrip("/").split("/")[-1])' |
	grep -v '^kexec-smmu' >"$tmp/rooms"
sed -n 's/^│ \([a-z]*\)\(\.h\)\{0,1\}  .*/\1/p' "$figures/house.txt" >"$tmp/drawn"
# Rooms of one floor may stand in either order.
sort "$tmp/rooms" >"$tmp/rooms.sorted"
sort "$tmp/drawn" | diff "$tmp/rooms.sorted" - ||
	fail "house.txt: not the rooms of house.py"
exit $failed
