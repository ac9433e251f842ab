#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the scripts of the Debian packages leave behind if anything goes wrong:
# dpkg itself runs them, in a root that holds nothing else, with packages with
# the same file names as kexec-tools of Debian 12 and 13 and kexec-smmu.
set -u
: "${top_srcdir:?is set by make check}"
debian=$top_srcdir/debian
[ -e "$debian/kexec-smmu.preinst" ] ||
	{ echo "diversion.sh: left out: there is no debian/ here"; exit 0; }
command -v dpkg-divert >/dev/null ||
	{ echo "diversion.sh: skipped: dpkg is missing"; exit 77; }
# Files that belong to root can be unpacked in a namespace as well; and dpkg
# syncs a lot, which costs nothing in memory.
if [ -z "${diversion_inside-}" ]; then
	inside=-m
	[ "$(id -u)" = 0 ] || inside=-rm
	! unshare $inside true 2>/dev/null ||
		diversion_inside=yes exec unshare $inside "$BASH" "$0"
	[ "$(id -u)" = 0 ] ||
		{ echo "diversion.sh: skipped: neither root nor namespaces"
		exit 77; }
fi
export PATH=$PATH:/usr/sbin:/sbin LC_ALL=C
tmp=$(mktemp -d) || exit 99
trap 'umount "$tmp" 2>/dev/null; rm -rf "$tmp"' EXIT
[ -z "${diversion_inside-}" ] || mount -t tmpfs tmpfs "$tmp" 2>/dev/null
# dpkg gives its root to the scripts, and to the tools that they call.
unset DPKG_ROOT
failed=0
count=0

# tree NAME PACKAGE VERSION: a package's directory in $tree, to be filled
tree()
{
	tree=$tmp/$1.tree
	mkdir -p "$tree/DEBIAN"
	printf '%s\n' "Package: $2" "Version: $3" "Architecture: all" \
		"Maintainer: x <x@localhost>" "Description: x" \
		>"$tree/DEBIAN/control"
}

# theirs NAME VERSION PATH: a kexec-tools with kexec at PATH
theirs()
{
	tree "$1" kexec-tools "$2"
	mkdir -p "$tree/${3%/*}"
	echo "$1" >"$tree/$3"
	dpkg-deb -b "$tree" "$tmp/$1.deb" >/dev/null
}

# ours NAME VERSION [SCRIPT SED]: ours, with one of its scripts changed
ours()
{
	local script
	tree "$1" kexec-smmu "$2"
	mkdir -p "$tree/usr/sbin"
	echo ours >"$tree/usr/sbin/kexec-smmu"
	ln -s kexec-smmu "$tree/usr/sbin/kexec"
	for script in preinst postrm; do
		cp "$debian/kexec-smmu.$script" "$tree/DEBIAN/$script"
		chmod 755 "$tree/DEBIAN/$script"
	done
	[ $# -lt 4 ] || sed -i "$4" "$tree/DEBIAN/$3"
	[ ! -e "$tmp/taken/$1" ] || cp "$tmp/taken/$1" "$tree/usr/sbin/taken"
	dpkg-deb -b "$tree" "$tmp/$1.deb" >/dev/null
}

# on FIRST...: a new root with these packages; each one what is asked about
on()
{
	root=$tmp/root
	rm -rf "$root"
	mkdir -p "$root/usr/sbin" "$root/run" "$root/var/lib/dpkg/"{info,updates}
	ln -s usr/sbin "$root/sbin"
	: >"$root/var/lib/dpkg/status"
	title="on $*:"
	for package in base "$@"; do
		package -i "$tmp/$package.deb" || bad "$title set up"
	done
}

package()
{
	dpkg --root="$root" --force-script-chrootless --log=/dev/null "$@" \
		>"$tmp/log" 2>&1
}

bad()
{
	echo "FAIL: $*"
	sed 's/^/    | /' "$tmp/log"
	find "$root/usr/sbin" | sed 's/^/    | /'
	failed=1
}

# does STATUS DPKG-ARGUMENT...
does()
{
	local expected=$1 status=0
	shift
	title="$title ${*##*/},"
	package "$@" || status=1
	[ "$status" = "$expected" ] || bad "$title status $status"
}

# is WHOSE DIVERSIONS: whose program both names lead to, and nothing of it is
# lost or left
is()
{
	local name whose theirs
	count=$((count + 1))
	for name in sbin usr/sbin; do
		whose=$(cat "$root/$name/kexec" 2>&1)
		[ "$whose" = "$1" ] || bad "$title /$name/kexec is: $whose"
	done
	[ "$(dpkg-divert --root "$root" --list | wc -l)" = "$2" ] ||
		bad "$title not $2 diversions"
	theirs=$(find "$root/usr/sbin" -type f -name 'kexec*' ! -name kexec-smmu |
		wc -l)
	[ "$theirs" = 1 ] || bad "$title kexec-tools' own is there $theirs times"
}

mkdir "$tmp/taken"
echo x >"$tmp/taken/no-room"
# Where /usr is merged, some package has /sbin.
tree base base 1
mkdir -p "$tree/sbin" "$tree/etc"
echo 12 >"$tree/etc/debian_version"
dpkg-deb -b "$tree" "$tmp/base.deb" >/dev/null
theirs tools12 1 sbin/kexec
theirs tools13 2 usr/sbin/kexec
tree holder holder 1
mkdir -p "$tree/usr/sbin"
echo held >"$tree/usr/sbin/taken"
dpkg-deb -b "$tree" "$tmp/holder.deb" >/dev/null
ours old 1
ours new 2
# The same without a diversion, which replaces it and is replaced by it.
tree nodivert kexec-smmu-nodivert 2
mkdir -p "$tree/usr/sbin"
echo ours >"$tree/usr/sbin/kexec-smmu"
printf '%s\n' "Conflicts: kexec-smmu" "Replaces: kexec-smmu" >>"$tree/DEBIAN/control"
dpkg-deb -b "$tree" "$tmp/nodivert.deb" >/dev/null
# At the first, between the two, after both.
ours none 2 preinst '/^case/i exit 1'
ours half 2 preinst '/^	dpkg-divert/s/$/; exit 1/'
ours both 2 preinst '/^#DEBHELPER/s/.*/exit 1/'
ours no-room 2
# shellcheck disable=SC2016 # expanded in there
ours stuck 1 postrm '/^	dpkg-divert/s/^/[ ! -e "$DPKG_ROOT\/stuck" ] || [ "$1" = \/usr\/sbin\/kexec ]\n/'

for tools in tools12 tools13; do
	on $tools; is $tools 0
	does 0 -i "$tmp/old.deb"; is ours 2
	does 0 -i "$tmp/new.deb"; is ours 2
	does 0 -i "$tmp/$tools.deb"; is ours 2
	does 0 -r kexec-smmu; is $tools 0
	does 0 -P kexec-smmu; is $tools 0
	does 0 -i "$tmp/nodivert.deb"; is $tools 0
	on $tools new
	does 0 -i "$tmp/nodivert.deb"; is $tools 0
	does 0 -P kexec-smmu-nodivert; is $tools 0
	# As dpkg calls it when all of its files went to other packages.
	on $tools new
	rm "$root/usr/sbin/kexec"
	DPKG_ROOT=$root "$root/var/lib/dpkg/info/kexec-smmu.postrm" disappear x 1 \
		>"$tmp/log" 2>&1 || bad "$title disappear"
	is $tools 0

	for broken in none half both no-room; do
		on $tools holder
		does 1 -i "$tmp/$broken.deb"; is $tools 0
		does 0 -i "$tmp/old.deb"; is ours 2
		does 1 -i "$tmp/$broken.deb"; is ours 2
		does 0 -i "$tmp/new.deb"; is ours 2
		does 0 -P kexec-smmu; is $tools 0
	done

	# Removed as far as the first of the two, then to the end.
	on $tools stuck
	: >"$root/stuck"
	does 1 -r kexec-smmu; rm "$root/stuck"
	does 0 -r kexec-smmu; is $tools 0
done

on tools12 old
does 0 -i "$tmp/tools13.deb"; is ours 2
does 0 -i "$tmp/new.deb"; is ours 2
does 0 -P kexec-smmu; is tools13 0

on tools12 old
does 0 -i "$tmp/new.deb" "$tmp/tools13.deb"; is ours 2
does 0 -P kexec-smmu; is tools13 0

on tools12
does 0 -i "$tmp/tools13.deb" "$tmp/new.deb"; is ours 2
does 0 -i "$tmp/tools12.deb"; is ours 2
does 0 -P kexec-smmu; is tools12 0

# The records of loaded images are removed, too.
on tools13 new
mkdir "$root/run/kexec-smmu"
does 0 -i "$tmp/new.deb"
[ -e "$root/run/kexec-smmu" ] || bad "$title the record is gone"
does 0 -r kexec-smmu
[ ! -e "$root/run/kexec-smmu" ] || bad "$title the record is left"

echo "$count states, each as it should be: $([ $failed = 0 ] && echo yes || echo no)"
exit $failed
