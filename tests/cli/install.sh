#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# make install: what it puts where, and the link `kexec`, which is made only
# where there is no other program of that name, and by configure's leave.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

root=$tmp/root
unset MAKEFLAGS MFLAGS MAKELEVEL

# Root without capabilities is the owner of its files, and no more.
powerless='setpriv --bounding-set=-all --inh-caps=-all --'
$powerless true 2>/dev/null || powerless=

# made TARGET [BUILD]
made()
{
	: >"$tmp/out"
	$powerless "${MAKE:-make}" -C "${2:-$top_builddir}" -s DESTDIR="$root" \
		sbindir=/usr/sbin bindir=/usr/bin pkglibdir=/usr/lib/kexec-smmu \
		pkglibexecdir=/usr/libexec/kexec-smmu \
		datadir=/usr/share datarootdir=/usr/share mandir=/usr/share/man \
		sysconfdir=/etc docdir=/usr/share/doc/kexec-smmu \
		zshcompdir=/usr/share/zsh/site-functions \
		systemdsystemunitdir=/usr/lib/systemd/system \
		"$1" >"$tmp/err" 2>&1 || { bad "make $1"; finish; }
}

# holds TITLE TEST...
holds()
{
	holds_title=$1; shift
	if "$@"; then ok "$holds_title"; else bad "$holds_title"; fi
}

sbin=$root/usr/sbin
lib=$root/usr/lib/kexec-smmu
made install
holds "the command" test -x "$sbin/kexec-smmu"
holds "the stage" cmp "$lib/smmu-stage.bin" "$KST_STAGE"
holds "the stage that looks" cmp "$lib/smmu-stage-any.bin" "$KST_STAGE_ANY"
holds "the plugin" test -f "$lib/kexec-smmu-plugin.so"
holds "no .la file" test ! -e "$lib/kexec-smmu-plugin.la"
unit=$root/usr/lib/systemd/system/kexec-smmu-check.service
holds "the unit has no word to be replaced" test -z "$(grep @ "$unit")"
holds "the unit runs the command" grep -q '^ExecStart=/.*/kexec-smmu --smmu-check$' "$unit"
unit=$root/usr/lib/systemd/system/kexec-smmu-report.service
keep=$(sed -n 's/^ExecStart=\([^ ]*\) .*/\1/p' "$unit")
holds "the report's unit runs a script" test "${keep##*/}" = keep-report
keep=$root/usr/libexec/kexec-smmu/keep-report
holds "which is there" test -x "$keep"
holds "which runs the command" grep -q '(/.*/kexec-smmu --smmu-report ' "$keep"
holds "a link where there is no kexec" \
	test "$(readlink "$sbin/kexec")" = kexec-smmu
(cd "$root" && find . ! -type d | sed 's/^\.//' | LC_ALL=C sort) >"$tmp/installed"
LC_ALL=C sort >"$tmp/expected" <<'END'
/etc/kexec-smmu.conf
/usr/bin/kexec-smmu-wrap
/usr/lib/kexec-smmu/kernel-hook
/usr/lib/kexec-smmu/kexec-smmu-plugin.so
/usr/lib/kexec-smmu/smmu-stage-any.bin
/usr/lib/kexec-smmu/smmu-stage.bin
/usr/lib/systemd/system/kexec-smmu-check.service
/usr/lib/systemd/system/kexec-smmu-report.service
/usr/libexec/kexec-smmu/keep-report
/usr/sbin/kexec
/usr/sbin/kexec-smmu
/usr/share/bash-completion/completions/kexec-smmu
/usr/share/bash-completion/completions/kexec-smmu-wrap
/usr/share/doc/kexec-smmu/examples/hardware-report
/usr/share/fish/vendor_completions.d/kexec-smmu-wrap.fish
/usr/share/fish/vendor_completions.d/kexec-smmu.fish
/usr/share/man/man1/kexec-smmu-wrap.1
/usr/share/man/man5/kexec-smmu.conf.5
/usr/share/man/man8/kexec-smmu.8
/usr/share/zsh/site-functions/_kexec-smmu
END
(cd "$top_srcdir" && ls AUTHORS CONTRIBUTING.md NEWS README.md SECURITY.md \
	doc/*.md doc/figures/*.svg doc/figures/*.txt) |
	sed 's|^|/usr/share/doc/kexec-smmu/|' >>"$tmp/expected"
LC_ALL=C sort -o "$tmp/expected" "$tmp/expected"
holds "these files, and no others" diff "$tmp/expected" "$tmp/installed"
holds "the configuration sets nothing" \
	test -z "$(grep '^[^#]' "$root/etc/kexec-smmu.conf")"
echo 'crash-policy = abort' >>"$root/etc/kexec-smmu.conf"
made install
holds "a changed configuration is left alone" \
	grep -q '^crash-policy' "$root/etc/kexec-smmu.conf"
made uninstall
holds "and not removed" grep -q '^crash-policy' "$root/etc/kexec-smmu.conf"
rm "$root/etc/kexec-smmu.conf"
made install
made install
holds "the link a second time" \
	test "$(readlink "$sbin/kexec")" = kexec-smmu
made uninstall
holds "nothing left" test -z "$(find "$root" ! -type d)"

# The hooks of the two, which were seen to be called.
echo other >"$sbin/kexec"
made install-exec-hook
holds "another kexec is left alone" test "$(cat "$sbin/kexec")" = other
made uninstall-hook
holds "and not removed" test "$(cat "$sbin/kexec")" = other

ln -sf elsewhere "$sbin/kexec"
made install-exec-hook
holds "so is a broken link" test "$(readlink "$sbin/kexec")" = elsewhere
made uninstall-hook
holds "and it is not removed" test "$(readlink "$sbin/kexec")" = elsewhere

# Configured once more, as the build was, in a source tree that is not.
configured()
{
	mkdir "$tmp/source" "$tmp/build"
	for file in "$top_srcdir"/*; do
		case ${file##*/} in
		config.status|config.h|Makefile) ;;
		*) ln -s "$file" "$tmp/source/" ;;
		esac
	done
	eval "set -- $("$top_builddir/config.status" --config) \"\$@\""
	(cd "$tmp/build" && "$tmp/source/configure" -q "$@" \
		--srcdir="$tmp/source") \
		>"$tmp/out" 2>"$tmp/err" || { bad "configure $*"; finish; }
}

configured --disable-kexec-link
rm "$sbin/kexec"
made install-exec-hook "$tmp/build"
holds "no link with --disable-kexec-link" test ! -L "$sbin/kexec"
made install-exec-hook
holds "and one without" test -L "$sbin/kexec"
finish
