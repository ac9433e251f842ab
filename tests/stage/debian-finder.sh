#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# debian-finder.sh PROGRAM: every device tree of Debian's arm64 kernel packages
# through the finder and the loader: the same list, the same actions. PROGRAM is
# tests/stage/finder of a build. Fetches the packages if tests/qemu/fetch has
# not. The last line is "N passed, N failed".
set -eu
here=$(cd "$(dirname "$0")" && pwd)
program=${1:?usage: debian-finder.sh PROGRAM}
cache=$("$here/../qemu/fetch" trees-6.1 trees-6.12 trees-forky)
out=$(mktemp)
trap 'rm -f "$out" "$out.rest"' EXIT

status=0
find "$cache/trees-6.1" "$cache/trees-6.12" "$cache/trees-forky" \
	-name '*.dtb' -exec "$program" {} + > "$out" || status=1
cat "$out"
# Firmware has to correct their memory nodes: until then, the UART is in RAM.
grep -v -e '/ac5x-rd-carrier-cn9131\.dtb: [a-z]*: the console at 0xf0512000 ' \
	-e '/bcm2837-[^/]*\.dtb: [a-z]*: the console at 0x3f2[01][0-9]* ' \
	"$out" > "$out.rest" || :
mv "$out.rest" "$out"
# A list that has lost most of its files has to be noticed; nothing differs.
trees=$(sed -n 's/^\([0-9]*\) files, .*/\1/p' "$out" | awk '{ n += $1 }
	END { print n + 0 }')
grep -qv '^[0-9]* files, ' "$out" && status=1
[ "$trees" -ge 1500 ] || status=1
if [ "$status" = 0 ]; then
	echo "1 passed, 0 failed"
else
	echo "0 passed, 1 failed"
fi
exit "$status"
