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
	unshare $how sh -c 'mount -t tmpfs tmpfs /run && : >/run/k &&
		mount -o bind /run/k /proc/kallsyms' 2>/dev/null ||
		{ echo "kallsyms-text.sh: skipped: no namespaces"; exit 77; }
	kallsyms_inside=yes exec unshare $how sh "$0"
fi
mount -t tmpfs tmpfs /run
failed=0

# lists CASE STATUS FIRST LINE...: with these symbols in /proc/kallsyms
lists()
{
	title=$1 want=$2 first=$3; shift 3
	rm -f /run/kexec-smmu.kallsyms
	printf '%s\n' "$@" >/run/list
	mount -o bind /run/list /proc/kallsyms
	"$helper" 2>/run/err
	status=$?
	got=$(head -n 1 /proc/kallsyms)
	if [ "$status" = "$want" ] && [ "$got" = "$first" ]; then
		echo "ok $title"
	else
		echo "FAIL $title: status $status, $got; $(cat /run/err)"
		failed=1
	fi
	[ "$first" = "$1" ] || {
		[ "$(stat -c %a /run/kexec-smmu.kallsyms)" = 600 ] ||
			{ echo "FAIL $title: others can read it"; failed=1; }
		[ "$(tail -n +2 /proc/kallsyms)" = "$(cat /run/list)" ] ||
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
