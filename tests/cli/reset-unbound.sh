#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# --smmu-reset-unbound: which functions Linux is asked to reset before kexec -e.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

devices=$KST_SYS/bus/pci/devices
mkdir -p "$devices"

# add NAME CLASS MASTER [DRIVER]: with a file by which it can be reset
add()
{
	mkdir "$devices/$1"
	echo "$2" >"$devices/$1/class"
	: >"$devices/$1/reset"
	{
		head -c 4 /dev/zero
		printf %b "\\000$3"
		head -c 9 /dev/zero
		case $2 in 0x0604*) printf '\001' ;; *) printf '\000' ;; esac
		head -c 49 /dev/zero
	} >"$devices/$1/config"
	[ -z "${4-}" ] || ln -s "../drivers/$4" "$devices/$1/driver"
}

# were CASE NAME...: these were reset, and no others
were()
{
	name=$1
	shift
	got=$(cd "$devices" && for file in */reset; do
		[ ! -s "$file" ] || echo "${file%/*}"
	done | tr '\n' ' ')
	for file in "$devices"/*/reset; do
		: >"$file"
	done
	if [ "$got" = "$*${1:+ }" ]; then ok "$name"; else bad "$name: $got"; fi
}

add 0000:00:01.0 0x060400 4
add 0000:00:02.0 0x010802 4 nvme
add 0000:00:03.0 0x010802 4
add 0000:00:04.0 0x030000 4
add 0000:00:05.0 0x070002 4
add 0000:00:06.0 0x040300 0

run -e
expect "not asked for" 0
were "not asked for"
run --smmu-reset-unbound=no -e
were "no"
for words in --smmu-reset-unbound --smmu-reset-unbound=yes \
	'--smmu-reset-unbound yes'; do
	# shellcheck disable=SC2086 # words
	run $words -e
	expect "$words" 0
	were "$words" 0000:00:03.0 0000:00:06.0
done
printf 'reset-unbound = yes\npolicy = abort\n' >"$tmp/conf"
run KST_CONF="$tmp/conf" -e
expect "configured" 0
were "configured" 0000:00:03.0 0000:00:06.0
run KST_CONF="$tmp/conf" --smmu-reset-unbound=no -e
were "the command line wins"
for task in -u -S; do
	run KST_CONF="$tmp/conf" $task
	were "configured, $task"
done

# What fails is named, and costs no more.
rm "$devices"/0000:00:0[36].0/reset
run --smmu-reset-unbound -e
expect "no way" 0 'reset-unbound: 0000:00:03.0: Linux knows no way to reset it'
[ "$(grep -c reset-unbound: "$tmp/err")" = 1 ] || bad "one that does no DMA"
ln -s /dev/full "$devices/0000:00:03.0/reset"
run --smmu-reset-unbound -e
expect "an error" 0 '0000:00:03.0: cannot be reset: No space left'
rm "$devices/0000:00:03.0/reset"

run --smmu-reset-unbound=maybe -e
expect_closed "a bad value" 1 'maybe: neither yes nor no'
for words in -l -p -u '--smmu-list' '--smmu-policy=abort -l'; do
	# shellcheck disable=SC2086 # words
	run --smmu-reset-unbound $words Image
	expect_closed "with $words" 1 '--smmu-reset-unbound: only applies with -e'
done
printf 'crash-reset-unbound = yes\n' >"$tmp/conf"
run KST_CONF="$tmp/conf" -p Image
expect_closed "for a crash kernel" 1 'no such key, as -e starts no crash kernel'
printf 'reset-unbound = maybe\n' >"$tmp/conf"
run KST_CONF="$tmp/conf" -l Image
expect_closed "a bad value, configured" 1 'maybe: neither yes nor no'
run KST_CONF="$tmp/conf" -e
were "a bad value, configured"
finish
