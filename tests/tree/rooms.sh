#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every line is in its room (rooms.py), and violations are noticed.
tree=${top_srcdir:?}/tests/tree
python3 -c '' 2>/dev/null || { echo "no python3"; exit 77; }
python3 -B "$tree/rooms_test.py" "$top_srcdir" || exit
exec python3 -B "$tree/rooms.py" "$top_srcdir"
