# SPDX-License-Identifier: GPL-2.0-or-later
"""A run of QEMU whose console is answered: see talk()."""

import os
import re
import select
import subprocess
import time

from vm import Result


class Talk:
    """The console so far, and how far the answers are."""

    def __init__(self, script, log, echo=None):
        self.script = list(script)
        self.log = log
        self.echo = echo
        self.text = ""
        self.seen = 0       # what came before was answered

    def take(self, data):
        # QEMU and its guests write CR LF, or LF CR.
        text = data.decode("utf-8", "replace").replace("\r", "")
        if self.echo:
            lines = (self.text.rpartition("\n")[2] + text).split("\n")
            for line in lines[:-1]:
                self.echo(line)
        self.text += text
        self.log.write(text)
        self.log.flush()

    def answer(self):
        """What is to be typed now, None if nothing."""
        if not self.script:
            return None
        match = re.compile(self.script[0][0]).search(self.text, self.seen)
        if not match:
            return None
        self.seen = match.end()
        text = self.script.pop(0)[1]
        return text(match) if callable(text) else text


def talk(argv, limit, log, script, echo=None):
    """Run QEMU, at most `limit` seconds. `script`: (regular expression, text)
    pairs; when the console has shown what the first one looks for, its text is
    typed, or what it returns for the match, if it is a function; and the next
    one counts. After the last one, with None in place of a text, the machine is
    switched off. Whole lines go to echo(line)."""
    start = time.monotonic()
    why = None
    with open(log, "w", encoding="utf-8") as out:
        out.write("# %s\n" % " ".join(argv))
        state = Talk(script, out, echo)
        process = subprocess.Popen(argv, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, bufsize=0)
        try:
            why = converse(process, state, start + limit)
        finally:
            process.kill()
            process.wait()
    if why is None and state.script:
        why = "never showed %r" % state.script[0][0]
    return Result(state.text, why, time.monotonic() - start)


def converse(process, state, end):
    """Until the script is through, or the machine off. Why not, else None."""
    out = process.stdout.fileno()
    while time.monotonic() < end:
        if not select.select([out], [], [], 1)[0]:
            continue
        data = os.read(out, 65536)
        if not data:
            return None
        state.take(data)
        while True:
            left = len(state.script)
            text = state.answer()
            if text is not None:
                process.stdin.write(text.encode())
            elif left and not state.script:
                return None
            else:
                break
    return "no end in time, waiting for %r" % (state.script or [("", 0)])[0][0]
