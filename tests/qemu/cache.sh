# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The cache that tests/qemu/fetch and tests/qemu/kernel fill. POSIX sh; sourced
# after host.sh. An item is made in a temporary directory and renamed when
# complete, so that it is whole or not there.

cache=$(cache_dir)/1

# Makes $work, a directory that is removed at the end.
open_cache()
{
	mkdir -p "$cache"
	# Left by a run that was killed.
	find "$cache" -maxdepth 1 -name 'work.*' -mmin +120 \
		-exec rm -rf '{}' +
	work=$cache/work.$$
	trap 'rm -rf "$work"' EXIT
	trap 'exit 130' INT TERM HUP
}

# private SUITE[/ARCH]: apt state for packages of SUITE for arm64 or that
# architecture, made on first use.
private()
{
	[ -f "$work/apt/$1/ready" ] || {
		case $1 in
		*/*) arch=${1#*/} ;;
		*) arch=arm64 ;;
		esac
		apt_private "$work/apt/$1" "$arch" "${1%/*}" || return 1
		: >"$work/apt/$1/ready"
	}
}

# unpack_all SUITE[/ARCH] DIR PACKAGE...
unpack_all()
{
	from=$1 into=$2; shift 2
	mkdir -p "$into" "$work/debs"
	echo "    $from: $*" >&2
	(cd "$work/debs" && apt_in "$work/apt/$from" \
		apt-get -qq download "$@" >&2) ||
		die "$from: cannot be downloaded: $*"
	for deb in "$work/debs"/*.deb; do
		dpkg-deb -x "$deb" "$into"
		rm "$deb"
	done
}

# unpack SUITE[/ARCH] DIR PACKAGE...: without what is for people to read
unpack()
{
	unpack_all "$@"
	rm -rf "${2:?}/usr/share"
}

# item NAME COMMAND...: make $cache/NAME by COMMAND DIRECTORY...
item()
{
	name=$1 command=$2; shift 2
	[ -d "$cache/$name" ] && return
	echo "  fetching $name" >&2
	rm -rf "$work/items"
	mkdir -p "$work/items"
	("$command" "$work/items/$name" "$@")
	# Somebody else may have been quicker.
	mv -T "$work/items/$name" "$cache/$name" 2>/dev/null ||
		[ -d "$cache/$name" ]
}
