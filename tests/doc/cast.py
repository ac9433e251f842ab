#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Check that doc/demo.cast, a recording of ./demo, is what ./demo would say
today, and that what README.md shows of it is in it.

  cast.py TOP

The demo is not run. The recording is compared with the strings of demo and of
tests/qemu/show, and with the stage's lines as the harness knows them."""

import importlib.machinery
import importlib.util
import json
import os
import re
import sys


def show(top):
    """tests/qemu/show as a module"""
    path = os.path.join(top, "tests/qemu/show")
    loader = importlib.machinery.SourceFileLoader("show", path)
    spec = importlib.util.spec_from_loader("show", loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def read(path):
    """The lines of an asciicast of version 2; its times do not go back"""
    with open(path, encoding="utf-8") as file:
        head, *events = [json.loads(line) for line in file]
    assert head["version"] == 2, "not an asciicast of version 2"
    times = [time for time, _, _ in events]
    assert times == sorted(times), "times go back"
    assert {kind for _, kind, _ in events} == {"o"}, "more than output"
    return "".join(text for _, _, text in events).split("\r\n")


def said(template):
    """What a translation of the demo's can come to"""
    return re.sub(r"\\\\\d", ".+", re.escape(template))


class Cast:
    """The recording, read from the front; what is expected next raises if it is
    not there."""

    def __init__(self, lines):
        self.lines, self.at = lines, 0

    def next(self, pattern):
        for at in range(self.at, len(self.lines)):
            match = re.fullmatch(pattern, self.lines[at])
            if match:
                self.at = at + 1
                return match
        raise AssertionError("no line '%s' after line %d" % (pattern, self.at))

    def text(self, text):
        for line in text.split("\n"):
            self.next(re.escape(line))


def steps(top):
    """The titles of the steps of ./demo, in order"""
    with open(os.path.join(top, "demo"), encoding="utf-8") as file:
        return re.findall(r'^(?:step|echo) "(?:==> )?(\[.*?)"', file.read(),
                          re.M)


def check_screen(lines, module):
    """Each line of a console is one that the demo prints; returns verdicts"""
    console = module.console
    verdicts = {}
    known = [said(words) for _, words in module.TRANSLATIONS
             if words != r"\1"] + [console.ONWARD.pattern]
    known.append(r"disk (read|NOT READ), page (intact|CORRUPTED)")
    for line in lines:
        match = re.fullmatch(r" *[0-9.]+ s +(\w+) \| (.*)", line)
        if not match:
            continue
        name, words = match.groups()
        verdict = re.fullmatch(r"(\d+ of \d+) words changed: (\w+)", words)
        if verdict:
            verdicts[name] = verdict.groups()
        elif words.startswith("kexec-smmu: "):
            assert any(pattern.search(words) for pattern in (
                console.STAGE, console.SMMU, console.FUNCTIONS,
                console.ONWARD)), words
        else:
            assert any(re.fullmatch(pattern, words) for pattern in known), words
    return verdicts


def check(top):
    sys.path.insert(0, os.path.join(top, "tests/qemu/harness"))
    module = show(top)
    lines = read(os.path.join(top, "doc/demo.cast"))
    cast = Cast(lines)
    for title in steps(top):
        cast.next(re.escape("==> " + title) + r"(?: \.\.\.)?")
    release = cast.next(r"Debian's Linux (\S+) on .*").group(1)
    cast.at -= 2
    cast.text(module.INTRODUCTION.format(release=release,
                                         target=module.claims.TARGET))
    verdicts = check_screen(lines, module)
    assert set(verdicts) == set(module.POLICIES), "not each policy"
    row = "  %-26s %-8s %-14s %s"
    cast.text(row % ("path", "policy", "words changed", "verdict"))
    for policy in module.POLICIES:
        cast.text(row % ((module.PATH, policy) + verdicts[policy]))
    for line in module.BOOTLOADER.rstrip("\n").split("\n"):
        cast.next(re.escape(line))
    for policy, ending in (("bypass", "CORRUPTED"), ("quiesce", "intact")):
        assert any(re.fullmatch(r".* s +%s \| disk read, page %s"
                                % (policy, ending), line)
                   for line in lines), "U-Boot with " + policy
    cast.next(r"demo: OK \(%s; \d+ s\)" % ", ".join(
        "%s: %s" % (policy, verdicts[policy][1]) for policy in module.POLICIES))
    check_readme(top, lines)


def check_readme(top, lines):
    """What README.md shows of the demo is in the recording, in that order"""
    with open(os.path.join(top, "README.md"), encoding="utf-8") as file:
        blocks = re.findall(r"^```\n(.*?)^```", file.read(), re.M | re.S)
    shown = [block for block in blocks if "demo: OK" in block]
    assert shown, "README.md: shows no result of the demo"
    Cast(lines).text(shown[0].rstrip("\n"))


if __name__ == "__main__":
    try:
        check(sys.argv[1])
    except AssertionError as error:
        sys.exit("FAIL: doc/demo.cast: %s; record ./demo again" % error)
    print("doc/demo.cast is what ./demo says")
