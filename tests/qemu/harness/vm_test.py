#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether vm.py tells a guest that has not begun from one that does not end,
and its lines from QEMU's.
Shell commands are in the place of QEMU."""

import contextlib
import io
import os
import tempfile

import vm

# Leaves a line in FILE for each of its runs.
COUNT = "echo >>FILE; "
BEGIN = "echo row: files there; "
HANG = "exec sleep 60"


def attempt(script, limit):
    """(how often it ran, what came of it, what was said of it)"""
    with tempfile.TemporaryDirectory() as directory:
        runs = os.path.join(directory, "runs")
        with contextlib.redirect_stdout(io.StringIO()) as said:
            result = vm.run_begun(
                ["sh", "-c", (COUNT + script).replace("FILE", runs)], limit,
                os.path.join(directory, "log"))
        with open(runs, encoding="ascii") as file:
            return len(file.read()), result, said.getvalue()


def main():
    runs, result, said = attempt(BEGIN + "echo end", 60)
    assert runs == 1 and result.ended and "end" in result.text, result.why
    runs, result, said = attempt(HANG, 1)
    assert runs == 2 and result.why == "no end in 1 s", result.why
    runs, result, said = attempt("[ $(wc -l <FILE) = 2 ] || %s; %s exit 0"
                                 % (HANG, BEGIN), 10)
    assert runs == 2 and result.ended, result.why
    assert "not begun in 5 s" in said, said
    runs, result, said = attempt("exit 0", 60)
    assert runs == 1 and result.ended and not said, result.why
    runs, result, said = attempt(BEGIN + HANG, 2)
    assert runs == 1 and result.why == "no end in 2 s", result.why
    runs, result, said = attempt("echo row: load kexec-smmu; exit 3", 60)
    assert runs == 1 and not result.ended, result.why
    runs, result, said = attempt("echo 'a=1Resetting rate control (69182 "
                                 "frames)'; echo ' b=2'", 60)
    assert result.text == "a=1 b=2", result.text
    runs, result, said = attempt("exit 3", 60)
    assert runs == 2 and result.why == "QEMU ended with status 3", result.why
    runs, result, said = attempt(BEGIN + "exit 3", 60)
    assert runs == 1 and not result.ended, result.why


main()
