# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Shared by the tests that need no Linux: a payload is wrapped, and started in
# QEMU without a kernel before it. Sourced; ends the test (77) if something is
# missing. Makes $tmp, a directory that is removed at the end, and sets
# $failures. $pid: a QEMU in the background, if there is one.
: "${top_srcdir:?}" "${top_builddir:?}"

version=$(qemu-system-aarch64 --version 2>/dev/null | sed -n 's/^QEMU.* version \([0-9]*\).*/\1/p')
if [ "${version:-0}" -lt 8 ]; then
	echo "SKIP: no qemu-system-aarch64, or older than 8 (Debian: qemu-system-arm)"
	exit 77
fi
if [ "$(uname -m)" != aarch64 ] && ! command -v aarch64-linux-gnu-gcc >/dev/null
then
	echo "SKIP: no aarch64-linux-gnu-gcc (Debian: gcc-aarch64-linux-gnu)"
	exit 77
fi
command -v fdtput >/dev/null || {
	echo "SKIP: no fdtput (Debian: device-tree-compiler)"
	exit 77
}
tmp=$(mktemp -d) || exit 99
pid=
trap 'kill $pid 2>/dev/null; rm -rf "$tmp"' EXIT
failures=0

# payloads FILE...: in $tmp
payloads()
{
	make -s -C "$tmp" -f "$top_srcdir/tests/qemu/payloads/payloads.mk" \
		"$@" || exit 99
}

# expect WHAT COUNT PATTERN: that many lines of the console, $tmp/console
expect()
{
	got=$(grep -caE "$3" "$tmp/console")
	if [ "$got" = "$2" ]; then
		echo "ok $entry: $1"
	else
		failures=$((failures + 1))
		echo "not ok $entry: $1: $got of '$3' instead of $2"
		sed 's/^/	/' "$tmp/console"
	fi
}
