#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The files for GitHub and GitLab have the same commands, for the same releases
# and compilers. Run one by one, in a tree of stubs, they reach the programs that
# the project has, with arguments that these know.
set -u
: "${top_srcdir:?is set by make check}"
github=$top_srcdir/.github/workflows/check.yml
gitlab=$top_srcdir/.gitlab-ci.yml
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
tree=$tmp/tree

fail()
{
	echo "FAIL: $*"
	exit 1
}

sed -n 's/^ *- run: //p' "$github" |
	sed "s/\${{ matrix\.compiler }}/\$COMPILER/" | sort -u >"$tmp/github"
sed -n -e 's/^ *script: //p' -e '/before_script:/,/^$/s/^ *- //p' "$gitlab" |
	sort -u >"$tmp/gitlab"
cmp "$tmp/github" "$tmp/gitlab" || fail "the two files have other commands"
[ "$(wc -l <"$tmp/github")" = 3 ] || fail "not three commands"

# values FILE KEY: of the matrix
values()
{
	sed -n "s/^[- ]*$2: \[\(.*\)\]\$/\1/p" "$1" | tr -d ,
}

suites=$(values "$github" suite)
compilers=$(values "$github" compiler)
[ "$suites" = "$(values "$gitlab" SUITE)" ] || fail "other releases"
[ "$compilers" = "$(values "$gitlab" COMPILER)" ] || fail "other compilers"
[ "$suites" = "bookworm trixie" ] || fail "not Debian 12 and 13: $suites"
[ "$compilers" = "gcc clang" ] || fail "not gcc and clang: $compilers"

# stub PATH [COMMAND]: notes its name and arguments, and does COMMAND
stub()
{
	mkdir -p "$(dirname "$1")"
	printf '#!/bin/sh\necho "%s $*" >>"%s"\n%s\n' "${1##*/}" "$tmp/calls" \
		"${2-}" >"$1"
	chmod +x "$1"
}

# No package is installed, and the user is root.
stub "$tmp/bin/id" "echo 0"
stub "$tmp/bin/dpkg-query" "exit 1"
stub "$tmp/bin/apt-get"
stub "$tmp/bin/make" "[ -z \"\${BROKEN:-}\" ]"
for program in autogen.sh tests/qemu/fetch tests/package/build \
		tests/package/rpm check; do
	[ -x "$top_srcdir/$program" ] || fail "no program: $program"
	stub "$tree/$program"
done
stub "$tmp/configure"
echo "cp '$tmp/configure' ." >>"$tree/autogen.sh"
mkdir "$tree/.ci"
cp "$top_srcdir/.ci/run" "$tree/.ci/"
cp "$top_srcdir/tests/host.sh" "$tree/tests/"

# run COMMAND: as both services do
run()
{
	: >"$tmp/calls"
	(cd "$tree" && PATH=$tmp/bin:$PATH sh -ec "$1") </dev/null \
		>"$tmp/output" 2>&1
}

# called PATTERN...: each stands in a line of the calls, in this order
called()
{
	for pattern; do
		sed -n "/$pattern/,\$p" "$tmp/calls" >"$tmp/rest"
		[ -s "$tmp/rest" ] || fail "not called: $pattern"
		mv "$tmp/rest" "$tmp/calls"
	done
}

for COMPILER in $compilers; do
	export COMPILER
	while read -r command; do
		rm -rf "$tree/build" "$tree/configure"
		run "$command" || {
			cat "$tmp/output"
			fail "$command"
		}
		case $command in
		apt-get*) called "^apt-get .*update" "^apt-get .*install git" ;;
		*check*) called "^apt-get .* install .*libfdt-dev" "^autogen" \
			"^configure .*CC=$COMPILER\$" "^make" "^make .* check" ;;
		*packages) called "^apt-get .* install .*debootstrap" \
			"^fetch sysroot-bookworm" "^build build\/package" \
			"^rpm build\/rpm" ;;
		esac
	done <"$tmp/github"
done
grep -q "want sysroot-bookworm " "$top_srcdir/tests/qemu/fetch" ||
	fail "fetch knows no sysroot-bookworm"
run .ci/run || fail ".ci/run"
called "^check"
! run ".ci/run nothing" || fail "a part that does not exist"
BROKEN=yes
export BROKEN
! run ".ci/run check" || fail "a failure of make is lost"
echo "the commands of both files call what exists"
