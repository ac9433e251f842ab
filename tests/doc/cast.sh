#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
: "${top_srcdir:?is set by make check}"
command -v python3 >/dev/null || { echo "cast.sh: skipped: no python3"; exit 77; }
exec python3 -B "$top_srcdir/tests/doc/cast.py" "$top_srcdir"
