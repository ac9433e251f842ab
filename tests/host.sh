# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Shell functions shared by check, demo and tests/qemu/fetch: progress, the
# packages of the host, and apt with a state of its own. POSIX sh; sourced.

KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

die()
{
	echo "${0##*/}: $*" >&2
	exit 1
}

cache_dir()
{
	echo "${KEXEC_SMMU_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kexec-smmu}"
}

# The release this machine runs: bookworm, trixie, ...
host_release()
{
	(. /etc/os-release && echo "${VERSION_CODENAME:?}")
}

host_arch()
{
	dpkg --print-architecture
}

# What machine is configured to take packages from, one entry a line:
# URI SUITE KEY COMPONENTS. Reads sources in both formats of apt.
apt_entries()
{
	cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
	awk '$1 == "deb" {
		line = $0; key = "-"
		if (match(line, /\[[^]]*\]/)) {
			options = substr(line, RSTART + 1, RLENGTH - 2)
			line = substr(line, 1, RSTART - 1) \
				substr(line, RSTART + RLENGTH)
			n = split(options, option, " ")
			for (i = 1; i <= n; i++)
				if (sub(/^signed-by=/, "", option[i]))
					key = option[i]
		}
		sub(/#.*/, "", line)
		n = split(line, word, " ")
		out = word[2] " " word[3] " " key
		for (i = 4; i <= n; i++)
			out = out " " word[i]
		print out
	}'
	for file in /etc/apt/sources.list.d/*.sources; do
		[ -f "$file" ] && { cat "$file"; echo; }
	done | awk '
	function flush(  i, j, n, m, uri, suite) {
		n = split(f["uris"], uri, " ")
		m = split(f["suites"], suite, " ")
		if (f["types"] ~ /(^| )deb( |$)/ &&
		    tolower(f["enabled"]) !~ /^ *(no|false|0)/)
			for (i = 1; i <= n; i++)
				for (j = 1; j <= m; j++)
					print uri[i], suite[j], \
						key(f["signed-by"]), \
						f["components"]
		split("", f)
	}
	function key(k) {
		gsub(/^ +| +$/, "", k)
		return k == "" ? "-" : k ~ / / ? "embedded" : k
	}
	/^#/ { next }
	/^[ \t]*$/ { flush(); next }
	/^[ \t]/ { f[name] = f[name] " " $0; next }
	{
		name = tolower($0); sub(/:.*/, "", name)
		value = $0; sub(/^[^:]*:[ \t]*/, "", value)
		f[name] = value
	}
	END { flush() }'
}

# debian_uris SUITE: where Debian's own SUITE may come from, the likeliest
# first. Other makers use the names of Debian's releases too; the signature
# that apt_private demands is what tells them apart for certain.
debian_uris()
{
	apt_entries | awk -v suite="$1" -v keyring="$KEYRING" '
	$2 != suite || $1 ~ /^cdrom:/ { next }
	$3 != "-" && $3 !~ /debian-archive-/ { next }
	{
		for (i = 4; i <= NF; i++)
			if ($i == "main")
				print ($1 ~ /\/debian\/?$/ ? 0 : 1), $1
	}' | sort -s -k1,1 -u | cut -d' ' -f2
}

# apt_private DIR ARCH SUITE...: make DIR an apt state for ARCH with these
# suites of Debian, each from the URI that the machine takes its own release
# from. Sets up nothing outside DIR. Afterwards: apt_in DIR COMMAND...
# A suite may be out of date, as testing is after a week at a mirror that lags
# or is a snapshot: it is signed all the same, and for tests it is good enough.
apt_private()
{
	apt_dir=$1; apt_arch=$2; shift 2
	for uri in $(debian_uris "$(host_release)"); do
		mkdir -p "$apt_dir/lists/partial" "$apt_dir/cache/archives/partial" \
			"$apt_dir/parts"
		: >"$apt_dir/status"
		for suite; do
			echo "deb [signed-by=$KEYRING] $uri $suite main"
		done >"$apt_dir/sources.list"
		cat >"$apt_dir/apt.conf" <<-END
		#clear APT::Architectures;
		#clear APT::Update::Post-Invoke-Success;
		APT::Architecture "$apt_arch";
		APT::Architectures { "$apt_arch"; };
		APT::Sandbox::User "root";
		Dir::State "$apt_dir";
		Dir::State::Lists "$apt_dir/lists";
		Dir::State::status "$apt_dir/status";
		Dir::Cache "$apt_dir/cache";
		Dir::Etc::sourcelist "$apt_dir/sources.list";
		Dir::Etc::sourceparts "$apt_dir/parts";
		Dir::Etc::preferences "/dev/null";
		Dir::Etc::preferencesparts "$apt_dir/parts";
		Acquire::Check-Valid-Until "false";
		Acquire::Languages "none";
		Acquire::Retries "3";
		END
		apt_in "$apt_dir" apt-get -qq -o APT::Update::Error-Mode=any \
			update >&2 && return 0
	done
	return 1
}

apt_in()
{
	apt_dir=$1; apt_tool=$2; shift 2
	"$apt_tool" -c "$apt_dir/apt.conf" "$@"
}

# missing PACKAGE...: those that are not installed
missing()
{
	for package; do
		dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null |
			grep -qx installed || echo "$package"
	done
}

# What building needs, and the harness.
build_packages()
{
	echo autoconf automake libtool make gcc libc6-dev binutils \
		libfdt-dev zlib1g-dev xz-utils python3
	[ "$(host_arch)" = arm64 ] ||
		echo gcc-aarch64-linux-gnu libc6-dev-arm64-cross
}

# What `make check` and the lints need further.
test_packages()
{
	echo clang libclang-rt-dev libcmocka-dev libunicorn-dev \
		device-tree-compiler acpica-tools bzip2 lz4 lzop zstd \
		qemu-efi-aarch64 shellcheck cppcheck codespell mandoc reuse sparse \
		universal-ctags valgrind zsh fish openssl sbsigntool pesign libnss3-tools osslsigncode
}

# What tests/qemu/kernel needs.
kernel_packages()
{
	echo bc bison flex libssl-dev openssl
}

# What a build for s390x, and running it, needs.
foreign_packages()
{
	echo gcc-s390x-linux-gnu libc6-dev-s390x-cross qemu-user
}

# What tests/package needs.
package_packages()
{
	echo debootstrap dpkg-dev e2fsprogs fdisk lintian mtools \
		checkpolicy cpio dracut-core makepkg rpm rpmlint semodule-utils
}

# install_packages PACKAGE...: those that are missing, from where the machine
# takes its packages
install_packages()
{
	# shellcheck disable=SC2046 # a list of names
	set -- $(missing "$@")
	[ $# -gt 0 ] || return 0
	[ "$(id -u)" = 0 ] || die "not root, and missing: $*"
	echo "    installing $*"
	# A foreign source that cannot be read is no reason to stop.
	apt-get -qq update </dev/null || true
	DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Use-Pty=0 \
		-o Dpkg::Options::=--force-confold \
		--no-install-recommends install "$@" </dev/null >/dev/null
}

# The major version of the QEMU that is installed, 0 without one.
qemu_major()
{
	version=$(qemu-system-aarch64 --version 2>/dev/null |
		sed -n 's/.*version \([0-9]*\)\..*/\1/p')
	echo "${version:-0}"
}

# Before 8.0 QEMU's SMMUv3 has no GBPA. Debian 12 has a newer one in its
# backports, which are used for this one call: no source is added.
install_qemu()
{
	[ "$(qemu_major)" -ge 8 ] && return
	[ "$(host_release)" = bookworm ] || {
		install_packages qemu-system-arm
		[ "$(qemu_major)" -ge 8 ]
		return
	}
	[ "$(id -u)" = 0 ] || die "not root, and missing: qemu-system-arm >= 8"
	echo "    installing qemu-system-arm of bookworm-backports"
	apt_state=$(mktemp -d)
	apt_private "$apt_state" "$(host_arch)" bookworm bookworm-updates \
		bookworm-backports || return
	# Libraries that are here in a version of this one need it for more.
	for uri in $(debian_uris bookworm-security); do
		echo "deb [signed-by=$KEYRING] $uri bookworm-security main"
	done >>"$apt_state/sources.list"
	apt_in "$apt_state" apt-get -qq update || true
	DEBIAN_FRONTEND=noninteractive apt_in "$apt_state" apt-get -qq -y \
		-o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold \
		-o Dir::State::status=/var/lib/dpkg/status \
		-o Dir::State::extended_states=/var/lib/apt/extended_states \
		--no-install-recommends -t bookworm-backports \
		install qemu-system-arm </dev/null >/dev/null
	rm -rf "$apt_state"
	[ "$(qemu_major)" -ge 8 ]
}

# build_with SYSROOT TRIPLET SOURCE BUILD ARGUMENT...: configure with these
# arguments, and make; with the sysroot's headers and libraries before those of
# the host.
build_with()
(
	sysroot=$1 triplet=$2 source=$3 build=$4
	shift 4
	headers=$sysroot/usr/include
	rm -rf "$build"
	mkdir -p "$build"
	cd "$build" || exit
	"$source/configure" -q "$@" \
		"CPPFLAGS=-isystem $headers/$triplet -isystem $headers" \
		"LDFLAGS=-L$sysroot/usr/lib/$triplet -Wl,--sysroot=$sysroot" &&
	make -j"$(nproc)"
)

# build_arm64 SOURCE BUILD CACHE: made, and installed into BUILD/root; it runs
# with every release's libraries.
build_arm64()
{
	set -- "$3/sysroot-bookworm" aarch64-linux-gnu "$1" "$2" \
		--prefix=/usr --sysconfdir=/etc
	[ "$(host_arch)" = arm64 ] ||
		set -- "$@" --host=aarch64-linux-gnu
	build_with "$@" &&
	make -C "$4" install DESTDIR="$(cd "$4" && pwd)/root"
}

# build_s390x SOURCE BUILD CACHE: an architecture that gets kexec-smmu-wrap
# alone, and is big-endian; installed into BUILD/root, where it runs.
build_s390x()
{
	build_with "$3/sysroot-s390x" s390x-linux-gnu "$1" "$2" \
		--host=s390x-linux-gnu --enable-werror "--prefix=$2/root" &&
	make -C "$2" install
}

# The configure script is newer than what it is made from, or is made now.
bootstrap()
{
	if [ ! -x configure ] || [ ! -f Makefile.in ] ||
	   [ -n "$(find configure.ac m4 ./*.am ./*/*.am \
			-newer configure)" ]; then
		./autogen.sh
	fi
}
