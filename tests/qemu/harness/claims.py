# SPDX-License-Identifier: GPL-2.0-or-later
"""What tests/qemu/proof claims of DMA that nobody stopped: the rows, and what
each has to show. Positive evidence from the console alone."""

import collections
import itertools

import console
import judge
import rows
from judge import demand

# How DMA is started and how Linux ends (see guest/run-proof), what is started
# then, which policies leave that payload's page corrupted, the machine's GIC,
# and whether the stage gets in as a segment or in a wrapped Image.
Scene = collections.namedtuple(
    "Scene", "source path payload corrupts options gic carrier",
    defaults=[(), "", 3, "segment"])

MATRIX = {
    # The SMMU goes on translating: to the dead kernel's page.
    "panic vfio": Scene("vfio", "panic", "watcher", ("bypass",)),
    "panic identity": Scene("sysfs", "panic", "watcher", ("none", "bypass")),
    "kexec unbound": Scene("sysfs", "exec", "watcher", ("none", "bypass")),
    "kexec removed": Scene("sysfs", "remove", "watcher", ("none", "bypass")),
}
# Without kexec-tools' check of a large image's digest.
WATCH = "-i,--smmu-watch=100ms"
FURTHER = {
    "storm": Scene("unmapped", "panic", "storm"),
    "GICv2": Scene("unmapped", "panic", "watcher", gic=2),
    "wrapped": Scene("sysfs", "exec", "watcher", ("bypass",),
                     carrier="image"),
    "dump": Scene("vfio", "panic", "dump", options="-i"),
    # The stage names who goes on, and the next Linux reports it.
    "named bound": Scene("vfio", "panic", "report", options=WATCH),
    "named unbound": Scene("sysfs", "exec", "report", options=WATCH),
    "named nobody": Scene("none", "panic", "report", options=WATCH),
    # What the fence refuses: the machine counts it.
    "aborted": Scene("vfio", "panic", "watcher"),
    "order": Scene("sysfs", "panic", "watcher", options="--serial=ttyAMA0"),
    "digest": Scene("sysfs", "panic", "watcher", options="--serial=ttyAMA0"),
}
# By default tests/qemu/named has more of the same.
NAMED_ELSEWHERE = ("named unbound", "named nobody")
# By kexec_file_load, for tests/qemu/wrap: no kernel of Debian's has that.
FILE = {name + " -s": scene._replace(options="-s")
        for name, scene in MATRIX.items()}
SCENES = {**MATRIX, **FURTHER, **FILE}

# Payloads that are this kernel once more: see guest/run-NAME.
LINUX = ("dump", "report")

PARAMETERS = {
    "scene": list(MATRIX),
    "policy": ["none", "bypass", "abort"],
    "kernel": ["6.1", "6.12"],
    "tables": ["DT", "ACPI"],
}
Row = collections.namedtuple("Row", list(PARAMETERS))
ENTRIES = {"DT": "EL1", "ACPI": "EL1-ACPI"}

# In the crash kernel's memory, so no Linux uses it: the page that the watcher
# takes for its own. And a page of the watcher itself, at its load address.
CRASHKERNEL = "256M@0x60000000"
TARGET = 0x68000000
OWN_PAGE = 0x60001000
PAGE_WORDS = 1024

# The source of DMA in QEMU's machine, and who has it: see guest/run-proof.
SOURCE_NAME, SOURCE_IDS, SOURCE_STREAM = "0000:00:05.0", "8086:2668", "0x28"
DRIVERS = {"vfio": "vfio_pci", "sysfs": None}

# The event queue's interrupt, of the GIC's register that the payload showed.
EVENTQ_PENDING = 1 << 10

# While the source of DMA made so many steps. One that comes late is not a storm.
STEPS, STORM = 200, 100

# Refused by the fence while the payload watches. Seen: 1,000 and more.
ABORTED = 100

# By kexec-tools' purgatory, with --serial.
PURGATORY = "I'm in purgatory"
MISMATCH = "sha256 digests do not match"


def product(*scenes):
    values = dict(PARAMETERS, scene=scenes or list(MATRIX))
    return list(itertools.starmap(Row, itertools.product(*values.values())))


def further(full):
    policies = {"GICv2": ("none", "abort"), "wrapped": ("abort",),
                "dump": ("none", "abort"), "aborted": ("abort",),
                "order": ("abort",), "digest": ("abort",),
                "named bound": ("abort",), "named unbound": ("abort",),
                "named nobody": ("abort",)}
    # Which interrupts are the SMMU's is told by other tables with ACPI.
    always = [Row("storm", "abort", "6.12", "ACPI")]
    found = [row for row in product(*FURTHER)
             if row.policy in policies.get(row.scene, PARAMETERS["policy"]) and
             (full or row in always or row[2:] == ("6.12", "DT") and
              row.scene not in NAMED_ELSEWHERE)]
    return found + [row._replace(policy="drain") for row in found
                    if row.scene == "aborted"]


def chosen(full):
    """All rows, or those of the matrix that hold every pair of values and one
    of each that is not in it."""
    matrix = product()
    if not full:
        matrix = rows.covering(matrix, lambda row: set(
            itertools.combinations(enumerate(row), 2)))
    return matrix + further(full)


def name(row):
    return ", ".join(row)


def words(row):
    """What guest/run-proof is told."""
    scene = SCENES[row.scene]
    target = OWN_PAGE if row.scene == "digest" else TARGET
    return {"run": "proof", "source": scene.source, "target": hex(target),
            "path": scene.path, "payload": scene.payload,
            "policy": row.policy, "options": scene.options,
            "carrier": scene.carrier}


def append(row):
    """What the kernel is told. Identity mapping: as for a device that the
    kernel trusts, or that firmware has reserved memory for."""
    identity = SCENES[row.scene].source == "sysfs"
    return "crashkernel=%s%s" % (CRASHKERNEL,
                                 " iommu.passthrough=1" if identity else "")


def path(row):
    """What became of the SMMU: as judge has it."""
    return "panic" if SCENES[row.scene].path == "panic" else "exec"


def as_run(row):
    """As a row of `run`."""
    return rows.Row(row.kernel, ENTRIES[row.tables], row.policy, "witness",
                    path(row))


def check_source(row, text):
    """DMA ran before Linux ended, and to where it should."""
    scene = SCENES[row.scene]
    match = console.SOURCE.search(text)
    if scene.source == "none":
        demand(not match, "DMA was started")
        return
    demand(match, "no DMA was started")
    demand(match.group("status") == "0", "hda-dma ended with status %s"
           % match.group("status"))
    page = console.SOURCE_PAGE.search(text)
    demand((page is not None) == (scene.source == "vfio"),
           "hda-dma: another way than asked for")
    demand(not page or int(page.group("bytes")), "DMA did not reach its page")
    demand(scene.path != "remove" or "row: removed" in text,
           "the device was not removed")


def check_registers(row, values):
    wanted = dict(judge.EXPECTED.get(row.policy, judge.LEFT[path(row)]))
    if "GBPA" not in values:
        del wanted["GBPA"]
    wrong = judge.differing(values, wanted)
    demand(not wrong, "the payload found " + wrong)
    demand(row.policy == "none" or not values["pending"],
           "the payload found the SMMU's interrupts pending: 0x%x"
           % values["pending"])


def payload_values(pattern, text):
    match = pattern.search(text)
    demand(match, "the payload did not end")
    return console.witness_values(match)


def corrupted(text):
    match = console.WATCHER.search(text)
    return match and console.witness_values(match)["changed"] != 0


def check_watcher(row, text):
    """The page, while the source went on."""
    values = payload_values(console.WATCHER, text)
    demand(values["words"] == PAGE_WORDS, "another page than claimed")
    demand(values["running"], "the source of DMA had stopped")
    check_registers(row, values)
    corrupts = row.policy in SCENES[row.scene].corrupts
    demand(values["changed"] or not corrupts, "nothing was corrupted")
    demand(not values["changed"] or corrupts, "%d words were corrupted"
           % values["changed"])


def check_storm(row, text):
    values = payload_values(console.STORM, text)
    check_registers(row, values)
    demand(values["steps"] == STEPS, "the source of DMA had stopped")
    if row.policy == "none":
        demand(values["pending"] & EVENTQ_PENDING,
               "no interrupt of the event queue was pending")
        demand(values["taken"] >= STORM, "%d interrupts are no storm"
               % values["taken"])
        demand(values["events"], "no new events")
    else:
        demand(not values["taken"], "%d interrupts came" % values["taken"])
        demand(not values["events"], "the event queue still grows")


def check_gicv2(row, text):
    """What the stage clears was pending without it."""
    check_watcher(row, text)
    demand(row.policy != "none" or EVENTQ_PENDING &
           payload_values(console.WATCHER, text)["pending"],
           "no interrupt of the event queue was pending")


def check_dump(row, text):
    """A page that the device keeps writing, read from /proc/vmcore."""
    match = console.DUMP_PAGE.search(text)
    demand(match, "the crash kernel did not read the page")
    demand(int(match.group("written")), "the page is not the one of the DMA")
    changed = int(match.group("changed"))
    if row.policy == "none":
        demand(changed, "the dump stood still without a fence")
    else:
        demand(not changed, "%d words of the dump changed" % changed)


def check_order(row, text):
    """The stage is done before kexec-tools' purgatory does anything."""
    onward = console.ONWARD.search(text)
    purgatory = text.find(PURGATORY)
    demand(onward, "the stage did not go on")
    demand(purgatory >= 0, "kexec-tools' purgatory did not say anything")
    demand(onward.start() < purgatory, "the purgatory ran before the stage")
    if row.scene == "digest":
        mismatch = text.find(MISMATCH)
        demand(mismatch >= 0, "the digest did not show what DMA had changed")
        demand(mismatch > purgatory, "a digest before the purgatory")
        demand("watcher: up" not in text, "a corrupted image was started")
    else:
        demand(MISMATCH not in text, "the digest does not match")
        check_watcher(row, text)


def check_aborted(row, text):
    """A device that is cut off is refused all the time; one that was stopped
    first never is."""
    values = payload_values(console.WATCHER, text)
    check_registers(row, values)
    demand(not values["changed"], "%d words were corrupted"
           % values["changed"])
    counted = console.ABORTED.search(text)
    demand(counted, "nobody counted what was aborted")
    count = int(counted.group("count"))
    functions = console.FUNCTIONS.search(text)
    if row.policy == "drain":
        demand(functions, "no line about functions of PCI")
        demand(int(functions.group("listed")) > 0, "no function was listed")
        demand(functions.group("listed") == functions.group("stopped"),
               "a function was not stopped")
        demand(not count, "%d transactions were aborted" % count)
    else:
        demand(not functions, "functions of PCI without drain")
        demand(count >= ABORTED, "only %d transactions were aborted" % count)


def check_offender(row, said, reported):
    """The source of DMA, as the stage has it, and as the report's JSON has."""
    driver = DRIVERS[SCENES[row.scene].source]
    got = said.group("base", "stream", "names", "verb", "ms")
    demand(got == (hex(judge.BASE), SOURCE_STREAM, "%s %s %s" % (
        SOURCE_NAME, SOURCE_IDS, driver or "-"), "wrote", "100"),
           "named: %s StreamID %s %s: %s in %s ms" % got)
    first, last = (int(said.group(key), 16) for key in ("first", "last"))
    demand(TARGET <= first <= last < TARGET + 4 * PAGE_WORDS,
           "wrote to 0x%x..0x%x" % (first, last))
    demand(int(said.group("count")), "named, and wrote nothing")
    for key, value in (("smmu", said.group("base")), ("verb", "wrote"),
                       ("stream", said.group("stream")), ("time_ms", 100),
                       ("first", said.group("first")),
                       ("last", said.group("last")),
                       ("count", int(said.group("count")))):
        demand(reported.get(key) == value, "--smmu-report: %s %r instead of %r"
               % (key, reported.get(key), value))
    found = [tuple(device.get(key) for key in (
        "name", "vendor", "device", "driver"))
             for device in reported["devices"]]
    wanted = (SOURCE_NAME, *("0x" + part for part in SOURCE_IDS.split(":")),
              driver)
    demand(found == [wanted], "--smmu-report: devices %s" % found)


def check_went_on(row, said, text):
    """And as it has it for people."""
    driver = DRIVERS[SCENES[row.scene].source]
    lines = list(console.WENT_ON.finditer(text))
    demand(len(lines) == 1, "--smmu-report: %d went on writing" % len(lines))
    demand(lines[0].group("name", "ids", "driver") ==
           (SOURCE_NAME, SOURCE_IDS,
            "driver " + driver if driver else "no driver"),
           "--smmu-report: %s [%s], %s"
           % lines[0].group("name", "ids", "driver"))
    demand(lines[0].group("first", "last", "ms") ==
           said.group("first", "last", "ms") and
           lines[0].group("count").replace(",", "") == said.group("count"),
           "--smmu-report: other numbers than the stage's")


def check_named(row, text):
    """Who went on is named where the stage runs, and where the next Linux reads
    its log; and nobody else is."""
    match = console.SECOND.search(text)
    demand(match, "the next Linux did not come up")
    demand("kexec-smmu: 0x9050000 not watched" not in text, "not watched")
    judge.check_report(as_run(row), text)
    said = list(console.OFFENDER.finditer(text))
    devices = console.report(text)[1].get("devices")
    summary = console.SUMMARY.search(text, match.end())
    demand(summary, "--smmu-report: no summary")
    count = 0 if SCENES[row.scene].source == "none" else 1
    demand(text.count(" StreamID ") == len(said) == count,
           "%d devices named instead of %d" % (text.count(" StreamID "),
                                               count))
    demand(isinstance(devices, list) and len(devices) == count,
           "--smmu-report: %s instead of %d device(s)" % (devices, count))
    wanted = "1 of 1 SMMU fenced"
    if count:
        check_offender(row, said[0], devices[0])
        check_went_on(row, said[0], text)
        driver = DRIVERS[SCENES[row.scene].source]
        wanted += "; %s%s was still writing" % (
            SOURCE_NAME, " (%s)" % driver if driver else "")
    demand(summary.group("summary") == wanted,
           "--smmu-report: " + summary.group("summary"))
    demand(count or not console.WENT_ON.search(text),
           "--smmu-report: somebody went on writing")


CHECKS = {"named bound": check_named, "named unbound": check_named,
          "named nobody": check_named,
          "storm": check_storm, "aborted": check_aborted,
          "GICv2": check_gicv2, "dump": check_dump,
          "order": check_order, "digest": check_order}


def check(row, result, release):
    """Raise judge.Failed unless the console shows what the row claims."""
    text = result.text
    first = console.FIRST.search(text)
    demand(first, "the first Linux did not come up")
    demand(first.group("release") == release,
           "the first Linux is " + first.group("release"))
    check_source(row, text)
    whole = as_run(row)
    judge.check_load(whole, text)
    judge.check_stage(whole, text)
    CHECKS.get(row.scene, check_watcher)(row, text)
    # On a mismatch the purgatory stays for ever.
    demand(result.ended or row.scene == "digest",
           "the machine did not switch itself off")
