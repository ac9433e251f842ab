# SPDX-License-Identifier: GPL-2.0-or-later
"""The rows: which kernel, entry, policy and payload are run, and what each
run has to show. A row passes on positive evidence from the console alone."""

import collections
import itertools

import carved
import console

PARAMETERS = collections.OrderedDict([
    ("kernel", ["6.1", "6.12"]),
    ("entry", ["EL1", "EL2-VHE", "EL2-nVHE", "EL1-ACPI"]),
    ("policy", ["abort", "bypass", "keep", "none"]),
    ("payload", ["linux", "witness"]),
])

Row = collections.namedtuple("Row", list(PARAMETERS) + ["call"])

# SMMUv3 registers after `kexec -e`: as Linux and QEMU leave them, and as each
# policy is to leave them.
LEFT = {"CR0": 0, "GBPA": 0x1000, "IRQ_CTRL": 5}
EXPECTED = {
    "abort": {"CR0": 0, "GBPA": 0x101000, "IRQ_CTRL": 0},
    "bypass": {"CR0": 0, "GBPA": 0x1000, "IRQ_CTRL": 0},
    "keep": LEFT,
    "none": LEFT,
}
STATE = {"abort": "abort", "bypass": "bypass", "keep": "bypass"}

BASE = 0x9050000
HCR_AMO = 1 << 5
HCR_VHE = 1 << 34 | 1 << 27     # E2H and TGE: Linux leaves both set
# Nothing answers there on QEMU's virt machine: a synchronous external abort.
NOTHING = 0xb000000


# What PARAMETERS leave out, for being too much in every combination.
FURTHER = [Row("6.12", "EL2-VHE-ACPI", "abort", "linux", "default")]


# An SMMU that is not there, beside the real one, at each exception level.
ABSENT = [Row("6.12", entry, "abort", "witness", "absent")
          for entry in ("EL1", "EL2-VHE", "EL2-nVHE")]


def product():
    return [Row(*values, "default")
            for values in itertools.product(*PARAMETERS.values())] + FURTHER


def pairs_of(row):
    values = list(zip(PARAMETERS, row))
    return set(itertools.combinations(values, 2))


def pairs():
    """Few rows of the product that hold every pair of values: always the row
    with the most pairs still missing, the first of equals."""
    rows = product()
    missing = set().union(*map(pairs_of, rows))
    chosen = []
    while missing:
        best = max(rows, key=lambda row: len(pairs_of(row) & missing))
        chosen.append(best)
        missing -= pairs_of(best)
    return chosen


def some():
    """pairs(), and for each of its rows with Linux the same with the witness:
    what the stage reports is never the only evidence."""
    chosen = pairs()
    chosen += [row._replace(payload="witness") for row in chosen
               if row not in FURTHER]
    return sorted(set(chosen), key=product().index)


def name(row):
    suffix = {"default": "", "auto": " -a", "absent": " absent"}
    return "%s %s %s %s" % row[:4] + suffix[row.call]


class Failed(Exception):
    """What a row did not show."""


def demand(condition, what):
    if not condition:
        raise Failed(what)


def differing(got, wanted):
    return ", ".join("%s 0x%x instead of 0x%x" % (key, got[key], value)
                     for key, value in wanted.items()
                     if got.get(key) != value)


def check_machine(row, text):
    """--smmu-list=json showed QEMU's one SMMU and what was asked for it."""
    found = console.machine(text)
    demand(found is not None, "no JSON from --smmu-list=json")
    smmus = found.get("smmus", [])
    demand(len(smmus) == 1, "%d SMMUs listed instead of 1" % len(smmus))
    acpi = row.entry.endswith("-ACPI")
    source = "iort" if acpi else "fdt"
    demand(found.get("source") == source, "listed from %r instead of %r"
           % (found.get("source"), source))
    asked = None if row.policy == "none" else row.policy
    for key, value in (("base", "0x%x" % BASE), ("version", "v3"),
                       ("status", "okay"), ("size", None if acpi else 0x20000),
                       ("policy", asked), ("action", asked or "keep")):
        demand(smmus[0].get(key) == value, "listed with %s %r instead of %r"
               % (key, smmus[0].get(key), value))
    if acpi:
        wrong = carved.differing(found, console.iort(text))
        demand(not wrong, "IORT: %s" % wrong)


def check_load(text):
    match = console.LOAD.search(text)
    demand(match, "the first Linux did not come to the load")
    demand(match.group("status") == "0",
           "kexec -l ended with status %s" % match.group("status"))
    demand(match.group("loaded") == "1", "kexec -l loaded nothing")


def check_absent(smmu):
    """The stage's vectors took the abort, and it cost this SMMU alone."""
    demand(int(smmu.group("base"), 16) == NOTHING, "base " + smmu.group("base"))
    demand(smmu.group("before", "after", "outcome") ==
           ("unknown", "unknown", "faulted"),
           "absent SMMU: %s -> %s: %s"
           % smmu.group("before", "after", "outcome"))


def check_stage(row, text):
    """What the stage reports is what the policy asks for."""
    if row.policy == "none":
        demand("kexec-smmu: stage" not in text, "a stage without a policy")
        return
    stage = console.STAGE.search(text)
    demand(stage, "no line of the stage")
    demand(stage.group("el") == row.entry[2], "the stage ran at EL%s"
           % stage.group("el"))
    smmus = list(console.SMMU.finditer(text))
    count = 2 if row.call == "absent" else 1
    demand(len(smmus) == count,
           "%d SMMU lines instead of %d" % (len(smmus), count))
    smmu = smmus[0]
    if row.call == "absent":
        check_absent(smmus[1])
    demand(int(smmu.group("base"), 16) == BASE, "base " + smmu.group("base"))
    demand(smmu.group("version") == "3", "version v" + smmu.group("version"))
    want = ("bypass", STATE[row.policy],
            "kept" if row.policy == "keep" else "done")
    got = smmu.group("before", "after", "outcome")
    demand(got == want, "stage: %s -> %s: %s" % got)
    changes = console.stage_registers(smmu)
    before = {key: value[0] for key, value in changes.items()}
    after = {key: value[1] for key, value in changes.items()}
    if changes:
        demand(not differing(before, LEFT),
               "stage, before: " + differing(before, LEFT))
        wrong = differing(after, EXPECTED[row.policy])
        demand(not wrong, "stage, after: " + wrong)
    demand(console.ONWARD.search(text, smmu.end()), "the stage did not go on")


def check_witness(row, text):
    """The witness, which shares nothing with the stage, agrees."""
    match = console.WITNESS.search(text)
    demand(match, "the witness did not run")
    demand(match.group("el") == row.entry[2],
           "the witness ran at EL%s" % match.group("el"))
    values = console.witness_values(match)
    wanted = dict(EXPECTED[row.policy])
    wanted["CR0ACK"] = wanted["CR0"]
    wanted["IRQ_CTRLACK"] = wanted["IRQ_CTRL"]
    wanted["GERRORN"] = values["GERROR"]
    wrong = differing(values, wanted)
    demand(not wrong, "witness: " + wrong)
    demand(values["x0"], "the payload got no device tree")
    demand(not values["SCTLR"] & 5, "MMU or cache on: SCTLR 0x%x"
           % values["SCTLR"])
    check_processor(row, values, console.STAGE.search(text))


def check_processor(row, values, stage):
    """VBAR, HCR and DAIF are as Linux left them, not as the stage had them."""
    demand(values["DAIF"] == 0x3c0, "DAIF 0x%x" % values["DAIF"])
    demand(not stage or values["VBAR"] != int(stage.group("at"), 16),
           "VBAR is still the stage's")
    demand(not values["HCR"] & HCR_AMO, "HCR.AMO is still set")
    vhe = "-VHE" in row.entry
    demand(values["HCR"] & HCR_VHE == (HCR_VHE if vhe else 0),
           "HCR 0x%x" % values["HCR"])


def check_second(text, release, sums):
    """A second Linux came up and read what is on both disks."""
    match = console.SECOND.search(text)
    demand(match, "the second Linux did not come up")
    demand(match.group("release") == release, "the second Linux is "
           + match.group("release"))
    read = {m.group("serial"): m for m in
            console.DISK.finditer(text, match.end())}
    for serial, md5 in sums.items():
        demand(serial in read, "%s was not read" % serial)
        demand(read[serial].group("group") != "none",
               "%s is not behind an SMMU" % serial)
        demand(read[serial].group("md5") == md5,
               "%s: wrong contents" % serial)
    events = console.EVENTS.search(text)
    demand(events and events.group("count") == "0",
           "the second Linux saw SMMU events")


def check(row, text, release, sums, ours):
    """Raise Failed unless `text` shows all that the row is for. `ours`: the
    guest has kexec-smmu, not kexec-tools alone."""
    first = console.FIRST.search(text)
    demand(first, "the first Linux did not come up")
    demand(first.group("release") == release,
           "the first Linux is " + first.group("release"))
    if ours:
        check_machine(row, text)
    check_load(text)
    check_stage(row, text)
    if row.payload == "witness":
        check_witness(row, text)
    else:
        check_second(text, release, sums)


def check_file(text):
    """kexec -s: refused in one clear line, status 1, nothing loaded."""
    match = console.FILE.search(text)
    demand(match, "kexec -s was not tried")
    demand(match.group("status") == "1",
           "kexec -s ended with status %s" % match.group("status"))
    demand(match.group("loaded") == "0", "kexec -s loaded something")
    said = [line for line in match.group("output").splitlines()
            if line.startswith("kexec-smmu: ")]
    demand(said, "kexec -s was refused without a message")
