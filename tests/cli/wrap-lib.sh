# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For the scripts that run kexec-smmu-wrap: a directory of their own to work in,
# as $tmp, and their cases, counted by is. POSIX sh; sourced.

: "${top_builddir:?}"
# shellcheck source=tests/cli/image-lib.sh
. "${top_srcdir:?}/tests/cli/image-lib.sh"
build=$(cd "$top_builddir" && pwd)
# ./check has that of another architecture run by an emulator.
# shellcheck disable=SC2034 # the scripts use it
wrap=${WRAP:-$build/tests/cli/kexec-smmu-wrap-test}
export KST_STAGE="$build/purgatory/smmu-stage.bin"
export KST_STAGE_ANY="$build/purgatory/smmu-stage-any.bin"
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 99
cases=0
failures=0
for kind in smmu power none; do
	"$build/tests/make/make-dtb" $kind $kind.dtb || exit 99
done

# is WHAT GOT WANTED
is()
{
	cases=$((cases + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $1"
	else
		failures=$((failures + 1))
		echo "not ok $1: $2 instead of $3"
	fi
}
