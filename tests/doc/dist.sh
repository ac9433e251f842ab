#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# make dist makes the same bytes of the same files, whatever their dates are,
# whatever umask, time zone and directory it is called in. What is in git is in
# them, but for what only git or Debian reads.
set -u
: "${top_srcdir:?is set by make check}" "${top_builddir:?}"
unset MAKEFLAGS MFLAGS MAKELEVEL
tmp=$(mktemp -d) || exit 99
trap 'chmod -R u+w "$tmp"; rm -rf "$tmp"' EXIT
export SOURCE_DATE_EPOCH=1700000000 XZ_OPT=-0

fail()
{
	echo "FAIL: $*"
	tail -n 20 "$tmp/log"
	exit 1
}

# dist DIR SOURCE: made in that directory, with the build's configuration. A
# build in the source tree has no VPATH. No built source is in the tarball.
dist()
{
	mkdir -p "$1"
	cd "$1" || exit
	sed "s|^srcdir=.*|srcdir='$2'|" "$top_builddir/config.status" \
		>config.status
	sh ./config.status Makefile >"$tmp/log" 2>&1 || fail "config.status"
	"${MAKE:-make}" -s BUILT_SOURCES= VPATH="$2" dist >"$tmp/log" 2>&1 ||
		fail "make dist in $PWD"
}

(umask 022 && dist "$tmp/build" "$top_srcdir") || exit
tarball=$(cd "$tmp/build" && echo *.tar.xz)

# And the same files in it.
(
	umask 077
	export TZ=Asia/Tokyo
	tar -x -C "$tmp" --no-same-permissions -f "$tmp/build/$tarball"
	find "$tmp/${tarball%.tar.xz}" -exec touch -d 2001-02-03 {} +
	dist "$tmp/elsewhere/build" "../../${tarball%.tar.xz}"
) || exit
cmp "$tmp/build/$tarball" "$tmp/elsewhere/build/$tarball" ||
	fail "not the same tarball"

if [ -e "$top_srcdir/.git" ] &&
		git -C "$top_srcdir" ls-files >"$tmp/tracked" 2>"$tmp/log"; then
	cd "$tmp/${tarball%.tar.xz}" || exit
	missing=$(grep -v -e '^\.gitignore$' -e '^debian/' "$tmp/tracked" |
		while read -r file; do
			[ -e "$file" ] || echo "$file"
		done)
	[ -z "$missing" ] || fail "not in the tarball: $missing"
	[ "$(wc -l <"$tmp/tracked")" -ge 300 ] || fail "git knows few files"
fi
echo "the same $(wc -c <"$tmp/build/$tarball") bytes twice"
