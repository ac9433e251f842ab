# SPDX-License-Identifier: GPL-2.0-or-later
"""What tests/qemu/named runs, and what each row has to show: the stage's log in
the hands of the next Linux. Five sound controllers that go on writing, each named
with where it writes to; and several kexecs in a row that leave one log."""

import base64
import collections
import itertools
import re

import console
import dtc
import judge
import rows
from judge import demand

KERNEL = "6.12"

# Who writes; how Linux ends; the machine's tables; how the stage gets in, as a
# segment or in a wrapped Image; the Debian release that kexec-tools is from.
PARAMETERS = collections.OrderedDict([
    ("who", ["five"]),
    ("path", ["panic", "exec"]),
    ("tables", ["DT", "ACPI"]),
    ("carrier", ["segment", "image"]),
    ("tools", ["bookworm", "trixie", "forky"]),
])
Row = collections.namedtuple("Row", list(PARAMETERS))
QUIET = Row("nobody", "exec", "ACPI", "image", "forky")
# All of them take turns.
ROUNDS = [Row("rounds", "exec", tables, "both", "bookworm")
          for tables in ("DT", "ACPI")]
LAST, WRAPPED = 4, 3

ENTRIES = {"DT": "EL1", "ACPI": "EL1-ACPI"}
LABELS = {"bookworm": "2.0.25", "trixie": "2.0.29", "forky": "2.0.32",
          "segment": "purgatory", "image": "wrapped"}

# The further root bus, in a segment of its own with a device tree.
ROOT = 32
FURTHER = {"DT": "0001:21:00.0", "ACPI": "0000:21:00.0"}
IDS = "8086:2668"

# In the crash kernel's memory, so no Linux uses it; behind what is loaded there.
CRASHKERNEL = "256M@0x60000000"
TARGET, DISTANCE, PAGE = 0x6e000000, 0x100000, 0x1000

# How long the stage listens: five fill a queue on a machine that is busy, too.
MS = "1000"

# row: source 0000:01:00.0 driver vfio-pci to 0x6e000000 end 0
SOURCE = re.compile(r"^row: source (?P<name>\S+) driver (?P<driver>\S+) to "
                    r"(?P<page>0x[0-9a-f]+) end (?P<status>\d+)$", re.M)
ROUND = re.compile(r"^row: round (?P<number>\d+) (?P<release>\S+), up", re.M)
TREE = re.compile(r"^row: tree begin\n(?P<base64>[A-Za-z0-9+/=\n]+)"
                  r"^row: tree end 0$", re.M)
# The first line of the stage, by which its log begins.
BEGUN = re.compile(r"^kexec-smmu: \S+, (load [0-9a-f]{16}, \S+|wrapped)$", re.M)


def chosen(full):
    product = list(itertools.starmap(
        Row, itertools.product(*PARAMETERS.values())))
    if full:
        return product + [QUIET] + ROUNDS
    return rows.covering(product, lambda row: set(
        itertools.combinations(enumerate(row), 2))) + ROUNDS


def name(row):
    return ", ".join(LABELS.get(value, value) for value in row)


def append(row):
    """Identity mapping: the controllers reach physical memory."""
    if row in ROUNDS:
        return ""
    return "crashkernel=%s iommu.passthrough=1" % CRASHKERNEL


def words(row):
    """What guest/run-named or guest/run-rounds is told."""
    if row in ROUNDS:
        return {"run": "rounds", "round": 0, "last": LAST, "watch": "100ms"}
    return {"run": "named", "who": row.who, "path": row.path,
            "target": hex(TARGET), "carrier": row.carrier,
            "watch": MS + "ms"}


def as_run(row):
    """As a row of `run`."""
    return rows.Row(KERNEL, ENTRIES[row.tables], "abort", "linux", row.path,
                    row.tools)


def functions(row):
    """StreamID -> the functions that have it, in the order of their pages. What
    is behind the PCI bridge shares one."""
    return {"0x100": ["0000:01:00.0"],
            "0x200": ["0000:02:01.0", "0000:02:02.0"],
            "0x500": ["0000:05:00.0"],
            "0x%x00" % (ROOT + 1): [FURTHER[row.tables]]}


def check_sources(row, text):
    """All of them write, each to a page of its own. Returns their drivers, as
    the stage has them."""
    found = list(SOURCE.finditer(text))
    wanted = [] if row.who == "nobody" else sum(functions(row).values(), [])
    demand([match.group("name") for match in found] == wanted,
           "%d sources of DMA were started" % len(found))
    demand(text.count("dma: runs\n") == len(wanted), "not all of them run")
    for number, match in enumerate(found):
        demand(match.group("status") == "0", "hda-dma ended with status "
               + match.group("status"))
        demand(int(match.group("page"), 16) == TARGET + number * DISTANCE,
               "%s writes to %s" % match.group("name", "page"))
    # Those of vfio-pci are not stopped by a panic, those of nobody not even by
    # kexec -e.
    drivers = {match.group("name"): match.group("driver").replace("-", "_")
               for match in found}
    allowed = {"none"} if row.path == "exec" else {"none", "vfio_pci"}
    demand(not found or set(drivers.values()) == allowed,
           "their drivers are %s" % drivers)
    return drivers


def check_said(row, said, drivers):
    """One line of the stage's."""
    names = functions(row).get(said.group("stream"))
    demand(names, "StreamID %s" % said.group("stream"))
    demand(said.group("base", "verb", "ms") ==
           (hex(judge.BASE), "wrote", MS),
           "%s: %s in %s ms" % said.group("base", "verb", "ms"))
    numbers = [list(drivers).index(name) for name in names]
    first, last = (int(said.group(key), 16) for key in ("first", "last"))
    demand(TARGET + numbers[0] * DISTANCE <= first <= last <
           TARGET + numbers[-1] * DISTANCE + PAGE,
           "%s wrote to 0x%x..0x%x" % (names, first, last))
    demand(int(said.group("count")), "named, and wrote nothing")
    wanted = None if row.carrier == "image" else " | ".join(
        "%s %s %s" % (name, IDS, drivers[name].replace("none", "-"))
        for name in names)
    demand(said.group("names") == wanted, "StreamID %s: %s"
           % said.group("stream", "names"))


def check_device(said, device, names, drivers):
    """The same device in the report's JSON."""
    for key in ("stream", "verb", "first", "last"):
        demand(device.get(key) == said.group(key), "--smmu-report: %s %r"
               % (key, device.get(key)))
    demand(device.get("count") == int(said.group("count")),
           "--smmu-report: count %r" % device.get("count"))
    ids = ["0x" + part for part in IDS.split(":")]
    wanted = [[name, *ids, drivers[name] if drivers[name] != "none" else None]
              for name in names]
    found = [[one.get(key) for key in ("name", "vendor", "device", "driver")]
             for one in device.get("devices", [])]
    demand(found == wanted, "--smmu-report: %s instead of %s"
           % (found, wanted))


def check_line(said, names, drivers, text):
    """And in what it prints for people."""
    def driver(name):
        return "no driver" if drivers[name] == "none" else \
            "driver " + drivers[name]

    line = "%s, went on writing to %s..%s, at least %s times in %s ms" % (
        ", or ".join("%s [%s], %s" % (name, IDS, driver(name))
                     for name in names), *said.group("first", "last"),
        format(int(said.group("count")), ","), MS)
    demand(re.search("^%s$" % re.escape(line), text, re.M),
           "--smmu-report does not say: " + line)


def summary(row, said, drivers):
    """The report's first line."""
    who = (" or ".join(
        name + ("" if drivers[name] == "none" else " (%s)" % drivers[name])
        for name in functions(row)[match.group("stream")]) for match in said)
    return "; ".join(["1 of 1 SMMU fenced"] +
                     ["%s was still writing" % names for names in who])


def check_quiet(text):
    """Nobody is named where nobody writes, and nothing else is said of it."""
    demand(" StreamID " not in text and "not watched" not in text and
           "records were lost" not in text, "a quiet machine says something")
    demand(console.report(text)[1].get("devices") == [],
           "--smmu-report: devices on a quiet machine")


def check_named(row, text):
    """Everybody is named where the stage runs, and where the next Linux reads its
    log; and nobody else is."""
    drivers = check_sources(row, text)
    demand(row.carrier == "segment" or "row: wrap end 0" in text,
           "kexec-smmu-wrap failed")
    match = console.SECOND.search(text)
    demand(match, "the next Linux did not come up")
    judge.check_report(as_run(row), text)
    said = list(console.OFFENDER.finditer(text))
    streams = functions(row) if drivers else {}
    demand(sorted(match.group("stream") for match in said) ==
           sorted(streams) and text.count(" StreamID ") == len(said),
           "%d StreamIDs named instead of %d" % (len(said), len(streams)))
    for one in said:
        check_said(row, one, drivers)
    # The next Linux has no driver for any: there a wrapped file is looked up.
    if row.carrier == "image":
        drivers = dict.fromkeys(drivers, "none")
    devices = console.report(text)[1].get("devices")
    demand(isinstance(devices, list) and len(devices) == len(said),
           "--smmu-report: devices %s" % devices)
    for one, device in zip(said, devices):
        names = streams[one.group("stream")]
        check_device(one, device, names, drivers)
        check_line(one, names, drivers, text)
    found = console.SUMMARY.search(text, match.end())
    demand(found and found.group("summary") == summary(row, said, drivers),
           "--smmu-report: %s" % (found and found.group("summary")))
    demand(text.count(" went on ") == len(said), "others went on, too")
    if not drivers:
        check_quiet(text)


def trees(text):
    return [base64.b64decode(match.group("base64"))
            for match in TREE.finditer(text)]


def check_round(number, part, text):
    """What the stage said in this part of the console, before that Linux, is what
    that finds in its tree, and nothing else."""
    said = BEGUN.findall(part)
    demand(len(said) == 1 and (said[0] == "wrapped") == (number == WRAPPED),
           "round %d: stages %s" % (number, said))
    demand(console.STAGE.search(part) and console.ONWARD.search(part),
           "round %d: no stage that went on" % number)
    smmu = console.SMMU.search(part)
    # Linux leaves GBPA.ABORT set.
    before = "bypass" if number == 2 else "abort"
    demand(smmu and smmu.group("before", "after", "outcome") ==
           (before, "abort", "done"), "round %d: no %s -> abort: done"
           % (number, before))
    have = dtc.logs(trees(text)[number])
    demand(len(have) == 1, "round %d: %d logs" % (number, len(have)))
    demand(said[0] in have[0] and have[0].count("stage at") == 1,
           "round %d: another stage's log" % number)


def check_rounds(row, text, release):
    """Each Linux behind a stage finds one log, that of the stage right before it,
    in a tree that is as good as those without one, and does not grow."""
    rounds = list(ROUND.finditer(text))
    demand([match.group("number", "release") for match in rounds] ==
           [(str(number), release) for number in range(LAST + 1)],
           "%d rounds" % len(rounds))
    demand("row: wrap end 0" in text, "kexec-smmu-wrap failed")
    loads = [match.end() for match in console.LOAD.finditer(text)
             if match.group("status", "loaded") == ("0", "1")]
    demand(len(loads) == LAST, "%d loads" % len(loads))
    found = trees(text)
    demand(len(found) == LAST + 1, "%d trees" % len(found))
    # As firmware or QEMU has made it, and kexec-tools alone.
    demand(not dtc.logs(found[0]) and not dtc.logs(found[1]),
           "a log before there was a stage")
    demand(console.report(text)[0] == "4" and
           not BEGUN.search(text[:rounds[1].end()]), "a stage unasked")
    for number in range(2, LAST + 1):
        part = text[loads[number - 1]:(loads + [len(text)])[number]]
        check_round(number, part, text)
        judge.check_report(as_run(row), part)
        check_quiet(part)
        dtc.check_warnings(found[:2], found[number], "round %d" % number)
    demand(len(found[LAST]) <= len(found[2]) + 64, "the tree grows: %s"
           % [len(tree) for tree in found])


def check(row, result, release):
    """Raise judge.Failed unless the console shows what the row claims."""
    text = result.text
    if row in ROUNDS:
        check_rounds(row, text, release)
    else:
        first = console.FIRST.search(text)
        demand(first and first.group("release") == release,
               "the first Linux did not come up")
        tools = console.TOOLS.search(text)
        demand(tools and tools.group("version") == LABELS[row.tools],
               "kexec-tools %s" % (tools and tools.group("version")))
        judge.check_load(as_run(row), text)
        judge.check_stage(as_run(row), text)
        check_named(row, text)
    demand(result.ended, "the machine did not switch itself off")
