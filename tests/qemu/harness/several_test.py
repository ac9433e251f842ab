#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Does several.py notice every fault? Correct consoles, each corrupted in every
way that matters. No machine is run."""

import json
import sys

import damage
import several

RELEASE = "6.12.1"
GIVEN = [0xb9067000, 0xb9065000, 0xb905f000]


def fate(row, number):
    policy = row.policies[number] if row.policies else "keep"
    return several.FATES.get(policy, several.LEFT[row.path])


def probe(row, number):
    result, at = {"closed": (several.REFUSED, 0),
                  "open": (several.OPEN, several.TARGET),
                  "translated": (several.ELSEWHERE, GIVEN[number])
                  }[fate(row, number)]
    return "prober: bus=%#x device=0x0 command=0x6 result=%#x pages=%#x " \
        "page=%#x end\n" % (several.PLACES[number].bus, result, bool(at), at)


def listing(row):
    bases = [place.base for place in several.PLACES]
    actions = ["keep"] * 3
    if row.policies:
        bases.append(several.ABSENT)
        actions = [*row.policies, "abort"]
    return "row: json begin\n%s\nrow: json end 0\n" % json.dumps(
        {"source": "iort", "smmus": [
            {"base": hex(base), "action": action}
            for base, action in zip(bases, actions)]})


def console(row):
    """What a machine shows that behaves as the row claims."""
    text = "row: first %s, up 3.0\n" % RELEASE
    if row.path == "panic":
        for place, page in zip(several.PLACES, GIVEN):
            text += "dma: %s has page %#x\n" % (place.function, page)
            text += "row: function %s behind smmu3.0x%016x\n" \
                % (place.function, place.base)
    text += listing(row) + "row: load end 0 loaded 1 up 4.0\n"
    if row.policies:
        text += "kexec-smmu: stage at 0x60007000, EL1, 4 SMMUs\n"
        for base, line in several.wanted(row).items():
            text += "kexec-smmu: %#x v3 %s -> %s: %s, 9 us\n" % (base, *line)
        text += "kexec-smmu: on to 0x600036a0\n"
    text += "prober: up\n" + "".join(probe(row, number) for number in range(3))
    return text + "prober: done\n"


# (rows, what is found there, what is put in its place)
DAMAGES = [
    ("", r"row: first 6\.12\.1", "row: first 6.1.9"),
    ("", r"load end 0", "load end 1"),
    ("", r"loaded 1", "loaded 0"),
    ("", r'"iort"', '"fdt"'),
    ("", r'"action": "\w+"', '"action": "other"'),
    ("", r'0xc020000"', '0xc030000"'),
    ("", r"prober: done\n", ""),
    ("", r"prober: bus=0x9.*\n", ""),
    ("", r"prober: bus=0x11", "prober: bus=0x12"),
    ("", r"result=\w+", "result=0xfffffffe"),
    ("abort", r"result=0xdead0002 pages=0x0 page=0x0",
     "result=0xdead0002 pages=0x1 page=0x68000000"),
    ("abort", r"result=0xdead0002 pages=0x0 page=0x0",
     "result=0x0 pages=0x1 page=0x68000000"),
    ("bypass", r"page=0x68000000", "page=0x68001000"),
    ("bypass", r"result=0x0 pages=0x1 page=0x68000000",
     "result=0xdead0002 pages=0x0 page=0x0"),
    ("panic .*(keep|no)", r"result=0xdead0004 pages=0x1",
     "result=0xdead0004 pages=0x2"),
    ("panic .*(keep|no)", r"(result=0xdead0004 pages=0x1 page)=\w+",
     r"\1=0xb9061000"),
    ("exec .*(keep|no)", r"result=0x0 pages=0x1", "result=0x0 pages=0x0"),
    ("panic", r"dma: .*\n", ""),
    ("panic", r"behind smmu3\.0x000000000c0", "behind smmu3.0x000000000d0"),
    ("panic", r"has page 0xb9065000", "has page 0xb9067000"),
    ("abort", r"4 SMMUs", "3 SMMUs"),
    ("abort", r"kexec-smmu: 0xb000000 .*\n", ""),
    ("abort", r": faulted", ": done"),
    ("abort", r": done", ": timeout"),
    ("abort", r": kept", ": done"),
    ("abort", r"-> bypass: done", "-> abort: done"),
    ("abort", r"kexec-smmu: on to.*\n", ""),
    ("abort", r"\Z", "kexec-smmu: 0xd000000 v3 bypass -> abort: done, 9 us\n"),
    ("no stage", r"\Z", "kexec-smmu: stage at 0x60008000, EL1, 1 SMMU\n"),
]


def check(row, text, ended):
    several.check(row, damage.result(text, ended), RELEASE)


def cases():
    for row in several.ROWS:
        good = console(row)
        yield several.name(row), row, good, damage.ends(good)


def main():
    return damage.try_judge(cases(), check, DAMAGES)



if __name__ == "__main__":
    sys.exit(main())
