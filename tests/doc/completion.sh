#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The completions for bash and fish, asked as these would; that for zsh, typed at
# one.
set -u
: "${top_srcdir:?is set by make check}"
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
failed=0

cat >"$tmp/kexec-smmu" <<'END'
#!/bin/sh
cat <<'HELP'
 -h, --help           Print this help.
 -t, --type=TYPE      Specify the new kernel is of this type.
     --mem-min=<addr> Specify the lowest memory address.
 --smmu-policy=[WHICH=]POLICY
 --smmu-list[=table|json]
HELP
END
chmod +x "$tmp/kexec-smmu"
cd "$tmp" || exit 99
mkdir boot
: >boot/Image

# shellcheck source=completion/kexec-smmu
. "$top_srcdir/completion/kexec-smmu"

# completes EXPECTED WORD...: of these words the last one
completes()
{
	local expected=$1 got
	shift
	COMP_WORDS=("$@")
	COMP_CWORD=$(($# - 1))
	COMPREPLY=()
	_kexec_smmu "$tmp/kexec-smmu" 2>/dev/null
	got=${COMPREPLY[*]-}
	[ "$got" = "$expected" ] || {
		echo "FAIL: $*: '$got' instead of '$expected'"
		failed=1
	}
}

completes '--help --type= --mem-min= --smmu-policy= --smmu-list' kexec --
completes '--smmu-policy=' kexec --smmu-p
completes 'abort auto' kexec --smmu-policy = a
completes 'abort auto' kexec --smmu-policy a
completes 'abort auto bypass drain keep quiesce v1= v2= v3=' kexec --smmu-policy =
completes 'bypass' kexec --smmu-policy = v3 = b
completes 'auto' kexec -l --smmu-console a
completes 'json' kexec --smmu-list = j
completes 'boot/Image' kexec --smmu-list boot/I
completes 'boot/Image' kexec -l boot/
completes 'boot/Image' kexec --initrd = boot/
completes 'boot/Image' kexec --smmu-source = boot/
completes 'iort' kexec --smmu-source = i
completes 'reset' kexec-smmu-wrap --on-failure = r

# with SHELL ARGUMENT...: the rest of the test, in that shell
missing=
with()
{
	command -v "$1" >/dev/null || { missing+=" $1"; return; }
	timeout 60 "$@" "$tmp" "$top_srcdir/completion" || failed=1
}

with zsh -f "$top_srcdir/tests/doc/completion.zsh"
HOME=$tmp with fish --no-config "$top_srcdir/tests/doc/completion.fish"
if [ "$failed" = 0 ] && [ -n "$missing" ]; then
	echo "completion.sh: skipped: missing:$missing"
	exit 77
fi
exit $failed
