#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The judge of tests/qemu/run notices every corruption. No machine is run.
python3 -c '' 2>/dev/null || { echo "no python3"; exit 77; }
exec python3 -B "${srcdir:-.}/tests/qemu/harness/judge_test.py"
