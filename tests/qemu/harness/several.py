# SPDX-License-Identifier: GPL-2.0-or-later
"""What tests/qemu/several runs, and what each row has to show: three SMMUs in
one machine, an iommu-testdev behind each, and one SMMU that is not there."""

import collections

import console
import judge
import scripts
from judge import demand

# How Linux ends, and what each SMMU is to become; none: without a stage.
Row = collections.namedtuple("Row", "path policies")

POLICIES = [("abort", "bypass", "keep"), ("bypass", "keep", "abort"),
            ("keep", "abort", "bypass"), None]
ROWS = [Row(path, policies) for path in ("exec", "panic")
        for policies in POLICIES]

# In the order of the SMMUs: where QEMU puts them, the buses of theirs, and the
# device as EDK2 and Linux number it.
Place = collections.namedtuple("Place", "base bus function")
PLACES = [Place(0xc000000, 0, "0000:00:05.0"),
          Place(0xc020000, 9, "0000:09:00.0"),
          Place(0xc040000, 17, "0000:11:00.0")]
ABSENT = 0xb000000

# The script that compares masters with Linux, and its machine: a third of them
# behind each SMMU.
MASTERS = "vm-masters.sh"
MASTERS_MACHINE = dict(scripts.MACHINE, entry="EL1-ACPI",
                       devices="masters-several")

# The address that each device writes to, as it sees it; no Linux uses that
# memory, since it is the crash kernel's.
CRASHKERNEL = "256M@0x60000000"
TARGET = 0x68000000

# What the device says: the write went through and is at TARGET; it was
# refused; it went through, and is elsewhere.
OPEN, REFUSED, ELSEWHERE = 0, 0xdead0002, 0xdead0004

# What becomes of a write, by policy: keep is what Linux left.
FATES = {"abort": "closed", "bypass": "open"}
LEFT = {"exec": "open", "panic": "translated"}


def name(row):
    return "%s %s" % (row.path, " ".join(row.policies or ("no stage",)))


def options(row):
    """Of kexec-smmu. A policy for all concerns the one that is not there."""
    if not row.policies:
        return []
    return ["--smmu-policy=abort", *(
        "--smmu-policy=0x%x=%s" % (place.base, policy)
        for place, policy in zip(PLACES, row.policies)),
        "--smmu-add=v3@0x%x" % ABSENT, "--smmu-console=pl011@0x9000000"]


def words(row):
    """What guest/run-several is told."""
    return {"run": "several", "path": row.path, "target": hex(TARGET),
            "options": ",".join(options(row))}


def check_list(row, text):
    """The IORT told of all three, in their order."""
    found = console.machine(text)
    demand(found and found["source"] == "iort", "no listing of the IORT")
    asked = [*row.policies, "abort"] if row.policies else ["keep"] * 3
    bases = [place.base for place in PLACES] + [ABSENT]
    got = [(smmu["base"], smmu["action"]) for smmu in found["smmus"]]
    want = [("0x%x" % base, action) for base, action in zip(bases, asked)]
    demand(got == want, "listed: %s" % (got,))


def wanted(row):
    """base -> (before, after, outcome) of the stage's lines"""
    before = judge.BEFORE[row.path]
    lines = {place.base: (before, before, "kept") if policy == "keep" else
             (before, policy, "done")
             for place, policy in zip(PLACES, row.policies)}
    lines[ABSENT] = ("unknown", "unknown", "not fenced: faulted")
    return lines


def check_stage(row, text):
    if not row.policies:
        demand("kexec-smmu: stage" not in text, "a stage without a policy")
        return
    stage = console.STAGE.search(text)
    demand(stage and stage.group("count") == "4", "no stage with 4 SMMUs")
    got = {int(line.group("base"), 16):
           line.group("before", "after", "outcome")
           for line in console.SMMU.finditer(text)}
    for base, line in wanted(row).items():
        demand(got.get(base) == line, "0x%x: %s instead of %s"
               % (base, got.get(base), line))
    demand(len(got) == 4, "%d SMMUs" % len(got))
    demand(console.ONWARD.search(text), "the stage did not go on")


def pages(row, text):
    """function -> the page that it was given before the panic"""
    found = {line.group("function"): int(line.group("page"), 16)
             for line in console.MAPPED.finditer(text)}
    behind = dict(console.BEHIND.findall(text))
    for place in PLACES if row.path == "panic" else ():
        demand(place.function in found, "%s was given no page"
               % place.function)
        demand(int(behind.get(place.function, "0"), 16) == place.base,
               "%s is behind another SMMU" % place.function)
    demand(len(set(found.values())) == len(found), "one page for two devices")
    return found


def check_probe(probe, fate, page):
    """One write was seen, where it is to go to, and none elsewhere."""
    result, count, at = {"closed": (REFUSED, 0, 0),
                         "open": (OPEN, 1, TARGET),
                         "translated": (ELSEWHERE, 1, page)}[fate]
    wrong = judge.differing(probe, {"result": result, "pages": count,
                                    "page": at})
    demand(not wrong, "bus %d is not %s: %s" % (probe["bus"], fate, wrong))


def check(row, result, release):
    """Raise judge.Failed unless the console shows what the row claims."""
    text = result.text
    first = console.FIRST.search(text)
    demand(first and first.group("release") == release,
           "the first Linux did not come up")
    load = console.LOAD.search(text)
    demand(load and load.group("status", "loaded") == ("0", "1"),
           "nothing was loaded")
    check_list(row, text)
    check_stage(row, text)
    given = pages(row, text)
    probes = [console.witness_values(match)
              for match in console.PROBER.finditer(text)]
    demand([probe["bus"] for probe in probes] ==
           [place.bus for place in PLACES], "%d probes" % len(probes))
    for place, policy, probe in zip(PLACES, row.policies or ["keep"] * 3,
                                    probes):
        check_probe(probe, FATES.get(policy, LEFT[row.path]),
                    given.get(place.function))
    demand("prober: done" in text, "the prober did not end")
    demand(result.ended, "the machine did not switch itself off")
