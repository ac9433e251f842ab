#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Calls and helpers stay within the limits of metrics.py.
python3 -c '' 2>/dev/null || { echo "no python3"; exit 77; }
exec python3 -B "${top_srcdir:?}/tests/tree/metrics.py" "$top_srcdir"
