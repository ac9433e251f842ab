#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# debian/kallsyms-text, which kdump-tools' unit runs first: it lists _text in
# front of a /proc/kallsyms that lacks it, readable by root alone, and otherwise
# does nothing. In a mount namespace with another /proc/kallsyms and /run.
: "${top_srcdir:?is set by make check}"
helper=$top_srcdir/debian/kallsyms-text
[ -e "$helper" ] ||
	{ echo "kallsyms-text.sh: left out: there is no debian/ here"; exit 0; }
if [ -z "${kallsyms_inside-}" ]; then
	how=-m
	[ "$(id -u)" = 0 ] || how=-rm
	# In a plain chroot / is not a mount, and its propagation not to be changed.
	unshare $how true 2>/dev/null || how="$how --propagation unchanged"
	# shellcheck disable=SC2086 # words of options
	unshare $how mount --make-private /proc 2>/dev/null ||
		{ echo "kallsyms-text.sh: skipped: no namespaces"; exit 77; }
	# shellcheck disable=SC2086
	kallsyms_inside=$how exec unshare $how sh "$0"
fi
mount --make-private /proc || exit 99
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
case $kallsyms_inside in
*unchanged)
	[ ! -e /run/kexec-smmu.kallsyms ] ||
		{ echo "kallsyms-text.sh: skipped: in use here"; exit 77; }
	trap 'rm -rf "$tmp" /run/kexec-smmu.kallsyms' EXIT ;;
*)	mount -t tmpfs tmpfs /run || exit 99 ;;
esac
failed=0

# lists CASE STATUS FIRST LINE...: with these symbols in /proc/kallsyms
lists()
{
	title=$1 want=$2 first=$3; shift 3
	rm -f /run/kexec-smmu.kallsyms
	printf '%s\n' "$@" >"$tmp/list"
	mount -o bind "$tmp/list" /proc/kallsyms
	"$helper" 2>"$tmp/err"
	status=$?
	got=$(head -n 1 /proc/kallsyms)
	if [ "$status" = "$want" ] && [ "$got" = "$first" ]; then
		echo "ok $title"
	else
		echo "FAIL $title: status $status, $got; $(cat "$tmp/err")"
		failed=1
	fi
	[ "$first" = "$1" ] || {
		[ "$(stat -c %a /run/kexec-smmu.kallsyms)" = 600 ] ||
			{ echo "FAIL $title: others can read it"; failed=1; }
		[ "$(tail -n +2 /proc/kallsyms)" = "$(cat "$tmp/list")" ] ||
			{ echo "FAIL $title: not the rest"; failed=1; }
		umount /proc/kallsyms
	}
	umount /proc/kallsyms
}

lists "without _text" 0 "ffff800008000000 T _text" \
	"ffff800008010000 T _stext" "ffff800008010000 T __irqentry_text_start"
lists "high half kept" 0 "ffffa1b2fffe0000 T _text" "ffffa1b2ffff0000 t _stext"
lists "with _text" 0 "ffff800008000000 T _text" \
	"ffff800008000000 T _text" "ffff800008010000 T _stext"
lists "addresses hidden" 1 "0000000000000000 T _stext" \
	"0000000000000000 T _stext"
lists "without _stext" 1 "ffff800008010000 T other" "ffff800008010000 T other"
exit $failed
