#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# debian-trees.sh COMMAND: list the SMMUs of every device tree in Debian's arm64
# kernel packages, and compare that with another reading: dts_compare.py. Fetches
# the packages if tests/qemu/fetch has not done so yet. The last line is
# "N passed, N failed".

set -eu
here=$(cd "$(dirname "$0")" && pwd)
command=${1:?usage: debian-trees.sh COMMAND}

case $command in
/*) ;;
*)	command=$PWD/$command ;;
esac
[ -x "$command" ] || { echo "$command: no program"; exit 99; }
for tool in dtc python3; do
	command -v $tool >/dev/null || { echo "SKIP: no $tool"; exit 77; }
done
cache=$("$here/../qemu/fetch")

# A list that has lost most of its files has to be noticed.
count=$(find "$cache/trees-6.1" "$cache/trees-6.12" -name '*.dtb' | wc -l)
echo "$count device trees"
if [ "$count" -lt 1500 ]; then
	echo "not as many as 1500"
	echo "0 passed, 1 failed"
	exit 1
fi
exec python3 -B "$here/dts_compare.py" "$command" "$cache/trees-6.1" \
	"$cache/trees-6.12"
