# SPDX-License-Identifier: GPL-2.0-or-later
"""What each run of a row has to show. A row passes on positive evidence from
the console alone."""

import carved
import console
from rows import end, is_witness, panics

# SMMUv3 registers as Linux and QEMU leave them: after `kexec -e`, and after a
# panic, when the SMMU goes on translating.
LEFT = {
    "exec": {"CR0": 0, "GBPA": 0x1000, "IRQ_CTRL": 5},
    "panic": {"CR0": 0xd, "GBPA": 0x1000, "IRQ_CTRL": 5},
}
BEFORE = {"exec": "bypass", "panic": "translate"}

# As the policies that change something are to leave them.
EXPECTED = {
    "abort": {"CR0": 0, "GBPA": 0x101000, "IRQ_CTRL": 0},
    "bypass": {"CR0": 0, "GBPA": 0x1000, "IRQ_CTRL": 0},
}
EXPECTED["drain"] = EXPECTED["abort"]

BASE = 0x9050000
HCR_AMO = 1 << 5
HCR_VHE = 1 << 34 | 1 << 27     # E2H and TGE: Linux leaves both set
# Nothing answers there on QEMU's virt machine: a synchronous external abort.
NOTHING = {"3": 0xb000000, "2": 0xb040000}

# Of /proc/vmcore, by path: the machine's memory without the crash kernel's, the
# first kernel's own range once more, and headers.
VMCORE = {"panic": range(880 << 20, 960 << 20),
          "panic-high": range(3632 << 20, 3712 << 20)}


class Failed(Exception):
    """A row did not show what it has to."""


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


def check_load(row, text):
    match = console.LOAD.search(text)
    option = "-p" if panics(row) else "-l"
    demand(match, "the first Linux did not come to the load")
    demand(match.group("status") == "0", "kexec %s ended with status %s"
           % (option, match.group("status")))
    demand(match.group("loaded") == "1", "kexec %s loaded nothing" % option)


def check_status(row, text):
    """--smmu-status=json knew what was loaded, and where the stage came to
    lie; kexec_file_load does not tell the latter."""
    found = console.status(text)
    demand(found is not None, "no JSON from --smmu-status=json, or not well")
    state = {"none": "unrecorded", "abort": "fenced"}.get(row.policy,
                                                          "unfenced")
    loaded, other = ("crash", "normal") if panics(row) else ("normal", "crash")
    demand(found[loaded]["state"] == state, "--smmu-status: %s is %r"
           % (loaded, found[loaded]["state"]))
    demand(found[other]["state"] == "none", "--smmu-status: %s is %r"
           % (other, found[other]["state"]))
    stage = console.STAGE.search(text)
    if found[loaded]["call"] == "kexec_load" and stage:
        demand(found[loaded]["segment"] == stage.group("at"),
               "--smmu-status: stage at %s" % found[loaded]["segment"])


def check_absent(smmu):
    """The stage's vectors took the abort, and it cost this SMMU alone."""
    demand(int(smmu.group("base"), 16) == NOTHING.get(smmu.group("version")),
           "v%s at %s" % smmu.group("version", "base"))
    demand(smmu.group("before", "after", "outcome") ==
           ("unknown", "unknown", "not fenced: faulted"),
           "absent SMMU: %s -> %s: %s"
           % smmu.group("before", "after", "outcome"))


def check_place(row, text):
    """The stage lies at the start of a page, and in the crash region that the
    kernel is put into: the last one."""
    address = int(console.STAGE.search(text).group("at"), 16)
    page = 0x4000 if row.kernel.endswith("-16k") else 0x1000
    demand(address % page == 0, "stage at 0x%x" % address)
    regions = [(int(match.group("first"), 16), int(match.group("last"), 16))
               for match in console.REGION.finditer(text)]
    count = {"panic": 1, "panic-high": 2}.get(row.path, 0)
    demand(len(regions) == count, "%d crash regions" % len(regions))
    if regions:
        demand(regions[-1][0] <= address <= regions[-1][1],
               "stage at 0x%x, outside of its crash region" % address)
    demand(row.path != "panic-high" or address >> 32,
           "stage at 0x%x, below 4 GiB" % address)


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
    count = {"absent": 3, "reset": 2}.get(row.call, 1)
    demand(len(smmus) == count,
           "%d SMMU lines instead of %d" % (len(smmus), count))
    smmu = smmus[0]
    for absent in smmus[1:]:
        check_absent(absent)
    if row.call == "absent":
        demand(smmus[1].group("version") != smmus[2].group("version"),
               "one absent SMMU twice")
    demand(int(smmu.group("base"), 16) == BASE, "base " + smmu.group("base"))
    demand(smmu.group("version") == "3", "version v" + smmu.group("version"))
    found = BEFORE[end(row)]
    want = (found, found, "kept") if row.policy == "keep" else \
        (found, {"drain": "abort"}.get(row.policy, row.policy), "done")
    got = smmu.group("before", "after", "outcome")
    demand(got == want, "stage: %s -> %s: %s" % got)
    changes = console.stage_registers(smmu)
    before = {key: value[0] for key, value in changes.items()}
    after = {key: value[1] for key, value in changes.items()}
    if changes:
        left = LEFT[end(row)]
        demand(not differing(before, left),
               "stage, before: " + differing(before, left))
        wrong = differing(after, EXPECTED.get(row.policy, left))
        demand(not wrong, "stage, after: " + wrong)
    check_end(row, text)


def check_end(row, text):
    """The stage went on, or reset the machine."""
    if row.call == "reset":
        demand(console.RESET.search(text), "no line of the reset")
        demand(not console.ONWARD.search(text), "the stage went on")
        demand(not console.WITNESS.search(text), "the payload ran")
    else:
        onward = console.ONWARD.search(text)
        demand(onward and not console.SMMU.search(text, onward.end()),
               "the stage did not go on")


def check_witness(row, text):
    """The witness, which shares nothing with the stage, agrees."""
    match = console.WITNESS.search(text)
    demand(match, "the witness did not run")
    demand(match.group("el") == row.entry[2],
           "the witness ran at EL%s" % match.group("el"))
    values = console.witness_values(match)
    wanted = dict(EXPECTED.get(row.policy, LEFT[end(row)]))
    wanted["CR0ACK"] = wanted["CR0"]
    wanted["IRQ_CTRLACK"] = wanted["IRQ_CTRL"]
    wanted["GERRORN"] = values["GERROR"]
    wrong = differing(values, wanted)
    demand(not wrong, "witness: " + wrong)
    demand(values["x0"], "the payload got not a device tree")
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


def check_report(row, text):
    """The Linux that was started finds the stage's log, and in it what the stage
    has printed."""
    status, found = console.report(text)
    wanted = "4" if row.policy == "none" else \
        "3" if row.call == "absent" else "0"
    demand(status == wanted, "--smmu-report ended with %s instead of %s"
           % (status, wanted))
    if row.policy == "none":
        return
    demand(found, "--smmu-report: no JSON")
    demand(not found["stale"], "--smmu-report: stale")
    demand(found["stage"] == console.STAGE.search(text).group("at"),
           "--smmu-report: stage at %s" % found["stage"])
    demand(found["fenced"] == (row.policy == "abort"),
           "--smmu-report: %d fenced" % found["fenced"])
    said = [match.group("base", "before", "after", "outcome")
            for match in console.SMMU.finditer(text)]
    got = [(smmu["base"], smmu["before"], smmu["after"],
            smmu["outcome"].partition(" at ")[0]) for smmu in found["smmus"]]
    demand(got == said, "--smmu-report: %s instead of %s" % (got, said))


def check_disks(text, match, release, sums):
    """The Linux that `match` found came up and read what is on both disks."""
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


def check_dump(row, text, mark):
    """/proc/vmcore is there in its right size, and what makedumpfile made of it
    holds the last words of the Linux that said `mark`."""
    size = console.VMCORE.search(text)
    demand(size, "no /proc/vmcore")
    demand(int(size.group("bytes")) in VMCORE[row.path],
           "/proc/vmcore: %s bytes" % size.group("bytes"))
    dump = console.DUMP.search(text)
    demand(dump, "no dump")
    demand(dump.group("status") == "0",
           "makedumpfile ended with status %s" % dump.group("status"))
    demand(int(dump.group("bytes")), "an empty dump")
    said = [match.group("line") for match in console.DUMPED.finditer(text)]
    demand("kexec-smmu test " + mark in said,
           "the dump is not one of this machine")
    demand("Kernel panic - not syncing: sysrq triggered crash" in said,
           "no panic in the dump's dmesg")


def check(row, text, bench, mark=""):
    """Raise Failed unless `text` shows all that the row is for. `mark`: what
    the first Linux said before its panic."""
    release = bench.release(row.kernel)
    first = console.FIRST.search(text)
    demand(first, "the first Linux did not come up")
    demand(first.group("release") == release,
           "the first Linux is " + first.group("release"))
    tools = console.TOOLS.search(text)
    demand(tools and tools.group("version") == bench.version(row.tools),
           "kexec-tools %s instead of %s" % (tools and tools.group("version"),
                                             bench.version(row.tools)))
    if bench.root:
        check_machine(row, text)
    if row.call != "force":
        check_load(row, text)
    if bench.root and row.call != "force":
        check_status(row, text)
    check_stage(row, text)
    if row.policy != "none":
        check_place(row, text)
    if row.call == "reset":
        return
    if is_witness(row):
        check_witness(row, text)
    elif panics(row):
        match = console.CRASH.search(text)
        demand(match, "the crash kernel did not come up")
        check_dump(row, text, mark)
        if bench.root:
            check_report(row, text)
        check_disks(text, match, release, bench.sums)
    else:
        match = console.SECOND.search(text)
        demand(match, "the second Linux did not come up")
        if bench.root:
            check_report(row, text)
        check_disks(text, match, release, bench.sums)
