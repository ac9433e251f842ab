#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# vm-files: tests/qemu/vm/lib-vm.sh tests/cli/stub
#
# The shipped command before a stub that writes down what it got.

# shellcheck source=tests/qemu/vm/lib-vm.sh
. ./lib-vm.sh

stand_in stub
export KST_STUB=dump KST_DUMP=$tmp/dump

# same [POLICY] -- WORD...: the stub by itself and behind the command
same()
{
	policy=
	[ "$1" = -- ] || { policy=$1; shift; }
	shift
	"$tmp/kexec-smmu" "$@" >"$tmp/out" 2>&1
	mv "$KST_DUMP" "$tmp/alone"
	# shellcheck disable=SC2086 # perhaps no word
	/usr/sbin/kexec-smmu $policy "$@" >"$tmp/out" 2>&1
	# argv[0] is the path by which each was called.
	sed 's,^arg </.*/kexec-smmu>$,arg <kexec-smmu>,' "$tmp/alone" \
		>"$tmp/alone.1"
	sed 's,^arg </.*/kexec-smmu>$,arg <kexec-smmu>,' "$KST_DUMP" \
		>"$tmp/behind.1"
	# A shell may say in the environment what it has started.
	sed -i '/^env <_=/d' "$tmp/alone.1" "$tmp/behind.1"
	if cmp -s "$tmp/alone.1" "$tmp/behind.1"; then
		ok "same ${policy:+with a policy}: $*"
	else
		diff "$tmp/alone.1" "$tmp/behind.1" >"$tmp/out"
		bad "same ${policy:+with a policy}: $*"
	fi
}

cp stub "$tmp/kexec-smmu"
for policy in '' --smmu-policy=abort; do
	# shellcheck disable=SC2086 # perhaps no word
	{
		same $policy -- -l "$image"
		same $policy -- -lda "$image" --initrd=x --append 'a b'
		same $policy -- -l --append --smmu-policy=abort "$image"
		same $policy -- -l "$image" -- --smmu-policy=abort -e
		same $policy -- -p "$image"
	}
done
same -- -e
same -- -u
same -- -S
same -- -s -l "$image"
stand_in
