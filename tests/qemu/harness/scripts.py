# SPDX-License-Identifier: GPL-2.0-or-later
"""The scripts vm-NAME.sh: in which machines they run, and what they report.
`run` says what they may expect."""

import os
import re

import console
import rows
from score import log_name

MACHINE = {"kernel": "6.12", "entry": "EL1", "tools": "bookworm",
           "path": "exec", "cpus": "1"}


def machines_of(path):
    """The machines that a script names, each as its settings."""
    with open(path, encoding="utf-8") as file:
        lines = re.findall(r"^# vm-machine:(.*)$", file.read(), re.M)
    named = [dict(word.split("=", 1) for word in line.split())
             for line in lines]
    return [dict(MACHINE, **settings) for settings in named or [{}]]


def machines(paths):
    """name of a machine -> (its settings, the scripts that run in it)"""
    found = {}
    for path in paths:
        for settings in machines_of(path):
            name = " ".join(["scripts"] + [
                value for key, value in settings.items()
                if value != MACHINE[key]])
            found.setdefault(name, (settings, []))[1].append(
                os.path.basename(path))
    return found


def run(bench, score, name, settings, scripts):
    """One machine, and everything that its scripts report."""
    log = log_name(name)
    memory, append = rows.MACHINES[settings["path"]]
    result = bench.boot(settings["kernel"], settings["entry"],
                        {"run": "scripts", "scripts": ",".join(scripts)},
                        log, tools=settings["tools"], memory=memory,
                        append=append, cpus=int(settings["cpus"]))
    for script in scripts:
        match = re.search(r"^row: script %s\n(.*?)^row: script end (\d+)$"
                          % re.escape(script), result.text, re.M | re.S)

        def report(title, why):
            score.add(title + name[len("scripts"):], result.seconds, why,
                      log + ".log")

        if not match:
            report(script, "did not end (%s)" % result.why)
            continue
        lines = match.group(1).splitlines()
        good = sum(1 for line in lines if console.OK.match(line))
        bad = [m.group("name") for m in map(console.NOT_OK.match, lines) if m]
        score.add_many(script + name[len("scripts"):], good)
        for failed in bad:
            report("%s: %s" % (script, failed), "failed")
        if match.group(2) != "0":
            report(script, "ended with status " + match.group(2))
        elif not good and not bad:
            report(script, "reported nothing")
