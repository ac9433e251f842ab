#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A machine that gets stuck before its test begins is started again; no other.
python3 -c '' 2>/dev/null || { echo "no python3"; exit 77; }
exec python3 -B "${srcdir:-.}/tests/qemu/harness/vm_test.py"
