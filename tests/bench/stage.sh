#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the stage costs, counted under Unicorn.
: "${top_builddir:?is set by make bench}"

bench=$top_builddir/tests/bench/bench-stage
if [ ! -x "$bench" ]; then
	echo "stage: not counted: configure found no Unicorn"
	exit 0
fi
exec "$bench"
