# SPDX-License-Identifier: GPL-2.0-or-later
"""The guarantees of kexec_smmu.ko: the rows, and what each has to show.
Positive evidence from the console alone."""

import collections
import itertools
import os
import re

import claims
import console
import judge
import rows
from judge import demand

SERIES = ["6.1", "6.12"]
ALL_SERIES = [*SERIES, "6.1-rt", "new", "small"]
ENTRIES = {"DT": "EL1", "ACPI": "EL1-ACPI", "EL2": "EL2-VHE"}

# See guest/run-kmod for the first ones. disks: the machine has them;
# standin: it has the SMMUv2 of modules/stand_in.c, too.
Scene = collections.namedtuple(
    "Scene", "source path payload crash stage before stamp disks words "
    "standin", defaults=["watcher", "keep", "none", "nothing", "no", False, "",
                         "no"])

# DMA that the device itself would do to physical memory.
IDENTITY = "iommu.passthrough=1"
SCENES = {
    "kexec removed": Scene("sysfs", "remove", words=IDENTITY),
    "panic": Scene("sysfs", "panic", crash="abort", words=IDENTITY),
    # A panic without a policy, and one during an interrupt storm.
    "panic kept": Scene("sysfs", "panic", words=IDENTITY),
    "storm": Scene("unmapped", "panic", "storm", crash="abort"),
    # The stage has the last word.
    "stage abort": Scene("sysfs", "remove", stage="abort", words=IDENTITY),
    "stage bypass": Scene("sysfs", "remove", stage="bypass", words=IDENTITY),
    "linux": Scene("none", "exec", "linux", disks=True),
    "reading": Scene("none", "exec", "linux", before="reading", stamp="6",
                     disks=True),
    "window": Scene("sysfs", "remove", stamp="0", words=IDENTITY),
    # Harmless, and the fence holds afterwards.
    "rmmod": Scene("sysfs", "remove", before="rmmod", words=IDENTITY),
    "rules": Scene("sysfs", "remove", before="rules", words=IDENTITY),
    # What class rules leave alone, see EDITS.
    "reserved": Scene("sysfs", "remove", before="rules", words=IDENTITY),
    "Qualcomm": Scene("sysfs", "remove", before="rules", words=IDENTITY),
    "Cavium": Scene("sysfs", "remove", words=IDENTITY),
    # The same by the tables of ACPI: FADT, and the IORT of iort.py.
    "tables": Scene("sysfs", "remove", before="tables", stamp="0",
                    words=IDENTITY),
    "bypass": Scene("sysfs", "remove", words=IDENTITY),
    "off": Scene("sysfs", "remove", stamp="off", words=IDENTITY),
    "keep": Scene("sysfs", "remove", before="keep", words=IDENTITY),
    "live update": Scene("sysfs", "remove", before="liveupdate",
                         words=IDENTITY),
    "hotplug": Scene("sysfs", "remove", before="hotplug", words=IDENTITY),
    "suspend": Scene("sysfs", "remove", before="suspend", words=IDENTITY),
    "failed": Scene("sysfs", "remove", before="failed", words=IDENTITY),
    "reboot": Scene("none", "exec", before="reboot"),
    # A power-managed SMMUv2; unused; without its driver.
    "v2": Scene("none", "exec", "frame", standin="0"),
    "v2 unused": Scene("none", "exec", "frame", standin="1"),
    "v2 panic": Scene("none", "panic", "frame", crash="v2=abort", standin="0"),
    "v2 unused, panic": Scene("none", "panic", "frame", crash="abort",
                              standin="1"),
    "v2 unbound": Scene("none", "exec", "frame", before="unbind",
                        standin="0"),
    "v2 Tegra": Scene("none", "exec", "frame", standin="0"),
    "v2 Calxeda": Scene("none", "exec", "frame", standin="0"),
    "v2 models": Scene("none", "exec", "frame", before="models", standin="0"),
    # Signed: the module, and a plain Linux by `kexec -s`.
    "lockdown": Scene("none", "exec", "signed", before="lockdown", disks=True,
                      words="lockdown=integrity"),
    "lockdown, panic": Scene("none", "panic", "signed", crash="abort",
                             before="lockdown", disks=True,
                             words="lockdown=integrity"),
}

# What fdtput changes of QEMU's device tree. NODE: -c makes it; PROPERTY TYPE
# VALUE...: as there.
SMMU = "/smmuv3@9050000"
MEMORY = "/reserved-memory/display@70000000"
DISPLAY = "/pcie@10000000/display@6,0"
EDITS = {
    # Memory that a device (another one than the source of DMA) goes on to use.
    "reserved": [
        ("-c", "/reserved-memory"),
        ("/reserved-memory", "#address-cells", "-tx", "2"),
        ("/reserved-memory", "#size-cells", "-tx", "2"),
        ("/reserved-memory", "ranges", "-tx"),
        ("-c", MEMORY),
        (MEMORY, "reg", "-tx", "0", "70000000", "0", "100000"),
        (MEMORY, "phandle", "-tx", "9001"),
        (MEMORY, "iommu-addresses", "-tx", "9002", "2000000", "0", "70000000",
         "0", "100000"),
        ("-c", DISPLAY),
        (DISPLAY, "reg", "-tx", "3000", "0", "0", "0", "0"),
        (DISPLAY, "phandle", "-tx", "9002"),
        (DISPLAY, "memory-region", "-tx", "9001"),
    ],
    "Qualcomm": [(SMMU, "compatible", "-ts", "qcom,smmu-v3", "arm,smmu-v3")],
    "Cavium": [(SMMU, "cavium,cn9900-broken-page1-regspace", "-ts")],
    # Nodes of the stand-in.
    "v2 Tegra": [
        ("-c", "/stand-in"),
        ("/stand-in", "status", "-ts", "disabled"),
        ("/stand-in", "compatible", "-ts", "nvidia,tegra194-smmu",
         "nvidia,smmu-500"),
    ],
    "v2 Calxeda": [
        ("-c", "/stand-in"),
        ("/stand-in", "status", "-ts", "disabled"),
        ("/stand-in", "compatible", "-ts", "arm,mmu-400"),
        ("/stand-in", "calxeda,smmu-secure-config-access", "-ts"),
    ],
}

PARAMETERS = {
    "scene": ["kexec removed", "panic"],
    "policy": ["none", "abort"],
    "kernel": SERIES,
    "entry": list(ENTRIES),
    "cpus": ["1", "4"],
}
Row = collections.namedtuple("Row", list(PARAMETERS))

FURTHER = [Row(*row) for row in (
    ("panic kept", "abort", "6.12", "DT", "1"),
    ("storm", "none", "6.12", "DT", "1"),
    ("storm", "abort", "6.12", "DT", "1"),
    ("stage abort", "abort", "6.12", "DT", "1"),
    ("stage bypass", "abort", "6.1", "DT", "1"),
    ("linux", "abort", "6.12", "DT", "1"),
    ("reading", "abort", "6.12", "DT", "1"),
    ("window", "none", "6.12", "DT", "1"),
    ("window", "none", "6.12", "DT", "4"),
    ("window", "abort", "6.12", "DT", "4"),
    ("rmmod", "abort", "6.12", "DT", "1"),
    ("kexec removed", "abort", "6.1-rt", "DT", "4"),
    ("panic", "abort", "6.1-rt", "DT", "4"),
    ("rules", "abort", "6.12", "DT", "1"),
    ("reserved", "abort", "6.1", "DT", "1"),
    ("reserved", "abort", "6.12", "DT", "1"),
    ("Qualcomm", "abort", "6.12", "DT", "1"),
    ("Cavium", "abort", "6.12", "DT", "1"),
    ("tables", "abort", "6.12", "ACPI", "1"),
    ("bypass", "bypass", "6.12", "DT", "1"),
    ("off", "abort", "6.12", "DT", "1"),
    ("live update", "abort", "6.12", "DT", "1"),
    ("keep", "abort", "6.12", "DT", "1"),
    ("hotplug", "abort", "6.12", "DT", "4"),
    ("suspend", "abort", "6.12", "DT", "1"),
    ("failed", "abort", "6.12", "DT", "1"),
    ("reboot", "abort", "6.12", "DT", "1"),
    ("v2", "none", "6.12", "DT", "1"),
    ("v2", "abort", "6.1", "DT", "1"),
    ("v2", "abort", "6.12", "DT", "1"),
    ("v2 unused", "abort", "6.12", "DT", "1"),
    ("v2 panic", "keep", "6.12", "DT", "1"),
    ("v2 unused, panic", "abort", "6.12", "DT", "1"),
    ("v2 unbound", "abort", "6.12", "DT", "1"),
    ("v2 Tegra", "abort", "6.12", "DT", "1"),
    ("v2 Calxeda", "v1=abort", "6.12", "DT", "1"),
    ("v2 models", "v1=abort", "6.12", "DT", "1"),
    ("kexec removed", "abort", "new", "DT", "1"),
    ("panic", "abort", "new", "ACPI", "4"),
    ("lockdown", "abort", "small", "DT", "1"),
    ("lockdown, panic", "abort", "small", "DT", "1"),
)]

# What others of these show as well, for --full.
FULL = [Row(*row) for row in (
    ("storm", "abort", "6.1", "ACPI", "1"),
    ("linux", "abort", "6.1", "ACPI", "1"),
)]

CRASHKERNEL = "256M@0x60000000"
TARGET = 0x68000000

# What hooks 1 and 3 say; of a state, without the time and lesser registers.
STATE = (r"(?P<what>[^,\n]*)"
         r"(?:, \d+ us(?: (?P<registers>\(CR0 [^,]*%s).*\))?)?$")
MODULE = re.compile(r"kexec_smmu: 0x9050000 v3:? " + STATE % ", GBPA [^,]*",
                    re.M)
STAMP = re.compile(r"stamp: shutdown at (?P<from>0x[0-9a-f]+) to "
                   r"(?P<to>0x[0-9a-f]+)$", re.M)
STAYS = re.compile(r"stamp: (?P<when>stays|stayed): CR0ACK (?P<cr0>0x[0-9a-f]+) "
                   r"GBPA (?P<gbpa>0x[0-9a-f]+)$", re.M)
# The same of the stand-in, and what it says of itself.
STAND_IN = re.compile(r"kexec_smmu: 0x[0-9a-f]+ v[12] " + STATE % "" +
                      r"|stand_in: (?P<self>.*)$", re.M)
FRAME = re.compile(r"^frame: (?P<values>at=.*) end$", re.M)
UP = re.compile(r"^watcher: up at=(?P<at>0x[0-9a-f]+)$", re.M)
# Of QEMU's counter.
FREQUENCY = 62500000


def chosen(full):
    matrix = list(itertools.starmap(Row, itertools.product(
        *PARAMETERS.values())))
    if full:
        return matrix + FURTHER + FULL
    return rows.covering(matrix, lambda row: set(
        itertools.combinations(enumerate(row), 2))) + FURTHER


def name(row):
    return ", ".join(row[:-1]) + (", 4 CPUs" if row.cpus == "4" else "")


def words(row):
    """What guest/run-kmod is told."""
    scene = SCENES[row.scene]
    return {"run": "kmod", "series": row.kernel, "policy": row.policy,
            "crash": scene.crash, "stage": scene.stage,
            "source": scene.source, "target": hex(TARGET), "path": scene.path,
            "payload": scene.payload, "stamp": scene.stamp,
            "before": scene.before, "standin": scene.standin}


def append(row):
    return "crashkernel=%s %s" % (CRASHKERNEL, SCENES[row.scene].words)


def fenced(row):
    """Whether the module, or the stage behind it, has stopped DMA."""
    scene = SCENES[row.scene]
    if row.scene in ("stage bypass", "keep", "panic kept", "live update"):
        return False
    return row.policy == "abort" or scene.stage == "abort"


def check_watcher(row, text):
    match = console.WATCHER.search(text)
    demand(match, "the payload did not end")
    values = console.witness_values(match)
    demand(values["running"], "the source of DMA had stopped")
    if fenced(row):
        demand(not values["changed"], "%d words were corrupted"
               % values["changed"])
        demand(not values["pending"], "interrupts are pending: 0x%x"
               % values["pending"])
        wrong = judge.differing(values, judge.EXPECTED["abort"])
        demand(not wrong, "the payload found " + wrong)
    else:
        demand(values["changed"], "nothing was corrupted")


def check_storm(row, text):
    match = console.STORM.search(text)
    demand(match, "the payload did not end")
    values = console.witness_values(match)
    demand(values["steps"] == claims.STEPS, "the source of DMA had stopped")
    if row.policy == "none":
        demand(values["taken"] >= claims.STORM, "%d interrupts are no storm"
               % values["taken"])
    else:
        demand(not values["taken"], "%d interrupts came" % values["taken"])
        demand(not values["events"], "the event queue still grows")
        demand(not values["pending"], "interrupts are pending: 0x%x"
               % values["pending"])


# What is left of it: the driver's own doing, off; FAULT everywhere, on; not
# touched, since it was off or nobody's.
OFF = {"sCR0": 0xffffffff}
FENCED = {"sCR0": 0x200512, "faults": 8, "valid": 0, "SCTLR": 0, "alias": 0,
          "second": 0}
FOUND = {"sCR0": 0, "faults": 0, "valid": 8, "SCTLR": 1, "second": 0}
DONE = "translate -> abort: done (CR0 0x0 -> 0x200512)"
AGAIN = "translate -> abort: done (CR0 0x200512 -> 0x200512)"
# What is said after the load, in this order, and what is left.
V2 = {
    ("v2", "none"): (["the driver's shutdown", "clock off", "power off"], OFF),
    ("v2", "abort"): ([DONE, AGAIN], FENCED),
    ("v2 unused", "abort"): (["power on", "clock on", DONE, AGAIN], FENCED),
    ("v2 panic", "keep"): ([DONE], FENCED),
    ("v2 unused, panic", "abort"): ([], OFF),
    ("v2 unbound", "abort"): ([], FOUND),
    # A second frame, programmed alike; Non-secure copies of some registers.
    ("v2 Tegra", "abort"): ([DONE, DONE, AGAIN, AGAIN],
                            {**FENCED, "second": 0x200512}),
    ("v2 Calxeda", "v1=abort"): ([DONE, AGAIN],
                                 {**FENCED, "sCR0": 0, "alias": 0x200512}),
    # SMMUv1, MMU-400, MMU-401; the others are v2.
    ("v2 models", "v1=abort"): ([DONE, AGAIN], FENCED),
}


def state(match):
    registers = match.group("registers")
    return match.group("what") + (" %s)" % registers if registers else "")


def check_stand_in(row, text):
    """Who did what to the stand-in, in which order, and what is left."""
    match = FRAME.search(text)
    demand(match, "the payload did not end")
    start = console.LOAD.search(text).end()
    said, left = V2[row.scene, row.policy]
    found = [match.group("self") or state(match) for match in
             STAND_IN.finditer(text, start)]
    demand(found == said, "said: %s" % "; ".join(found))
    wrong = judge.differing(console.witness_values(match), left)
    demand(not wrong, "left: " + wrong)


# What hook 3 did, where that is not usual.
LEFT = {
    "bypass": "bypass -> bypass: done (CR0 0x0 -> 0x0, "
              "GBPA 0x1000 -> 0x1000)",
    "off": "bypass -> abort: done (CR0 0x0 -> 0x0, GBPA 0x1000 -> 0x101000)",
}


def check_module(row, text):
    """Its own lines: which hooks ran, in which order, and what they did."""
    said = [state(match) for match in MODULE.finditer(text)]
    panics = SCENES[row.scene].path == "panic"
    done = LEFT.get(row.scene, "%s -> abort: done (CR0 %s)" % (
        ("translate", "0xd -> 0x0, GBPA 0x1000 -> 0x101000") if panics else
        ("abort", "0x0 -> 0x0, GBPA 0x101000 -> 0x101000")))
    if row.policy == "none" or row.scene in ("panic kept", "live update"):
        expected = []
    elif row.scene == "keep":
        expected = ["kept"]
    elif panics:
        expected = [done]
    else:
        expected = ["not armed: does not translate" if row.scene == "off" else
                    "armed", done]
    demand(said == expected, "the module said: %s" % "; ".join(said))


def check_stage(row, text):
    """It found what the module had left."""
    smmu = console.SMMU.search(text)
    demand(smmu, "no line of the stage")
    got = smmu.group("before", "after", "outcome")
    demand(got == ("abort", SCENES[row.scene].stage, "done"),
           "stage: %s -> %s: %s" % got)


def check_reading(text):
    """GBPA was armed, and disks were read for seconds without an error."""
    ends = {match.group("when"): match for match in STAYS.finditer(text)}
    demand(len(ends) == 2, "the notifier did not stay")
    for match in ends.values():
        demand(int(match.group("gbpa"), 16) == 0x101000, "GBPA was not armed")
        demand(int(match.group("cr0"), 16) == 0xd, "it did not translate")
    between = text[ends["stays"].end():ends["stayed"].start()]
    demand(len(console.DISK.findall(between)) >= 2,
           "the disks were not read meanwhile")


def written(path):
    """Offsets that QEMU's trace shows written to the SMMU, in this order."""
    if not os.path.exists(path):
        return []
    with open(path, encoding="ascii") as file:
        return [int(at, 16) - 0x9050000 for at in re.findall(
            r"addr (0x[0-9a-f]+) value \S+ size \d name 'arm-smmuv3'$",
            file.read(), re.M)]


def check_page0(writes):
    """The last of an SMMU's queues is written in page 0, none in page 1."""
    demand(0xac in writes and max(writes) < 0x10000,
           "written: " + " ".join("0x%x" % at for at in writes))


LOCKED = ["row: load /sbin/kexec -s ", "row: lockdown none [integrity]",
          "Lockdown: insmod: unsigned module loading is restricted",
          "row: unsigned refused"]
BEFORE = {
    "rmmod": ["row: rmmod 0", "row: insmod again", "row: nonsense refused",
              "row: policy abort"],
    "keep": ["row: kept"],
    "hotplug": ["row: online 0\n", "row: online 0-3"],
    "suspend": ["row: suspended"],
    "v2 unbound": ["row: unbound"],
    "v2 models": ["row: model %d: v%d policy=%s crash=keep on"
                  % ((model, 1, "abort") if model in (0, 2, 4) else
                     (model, 2, "keep")) for model in range(6)],
    "tables": ["row: hypervisor 0x4d4f4351: v3 policy=keep crash=keep on "
               "(Qualcomm)\n",
               "row: hypervisor 0: v3 policy=keep crash=keep on "
               "(reserved region)\n",
               "row: named: v3 policy=abort crash=keep on "
               "(reserved region)\n"],
    "live update": ["kexec_smmu: live update is enabled: every SMMU is left alone"],
    "lockdown": LOCKED, "lockdown, panic": LOCKED,
    "failed": ["row: failed load 255", "row: failed exec 255", "kexec failed: Invalid argument"],
}


# See guest/run-kmod: what the module makes of each, in this order; and where class
# rules keep the SMMU, of those that name it.
RULES = ["keep", "abort", "keep", "keep", "keep", "keep", "keep", "bypass",
         "keep", "keep", None, None, "abort"]
NAMED = {7: "bypass", 12: "abort"}
BY_CLASS = {"reserved": " (reserved region)", "Qualcomm": " (Qualcomm)"}
RULE = re.compile(r"^row: rule (?P<status>[01]) (?P<rule>[^:]*): v3 "
                  r"policy=(?P<action>\w+) crash=keep on(?P<why>.*)$", re.M)


def check_rules(row, text):
    found = list(RULE.finditer(text))
    demand(len(found) == len(RULES), "%d rules" % len(found))
    why = BY_CLASS.get(row.scene, "")
    for number, (match, action) in enumerate(zip(found, RULES)):
        demand((match.group("status") == "0") == (action is not None),
               "%s: status %s" % match.group("rule", "status"))
        if action is None:
            continue
        if why:
            action = NAMED.get(number, "keep")
        demand(match.group("action") == action,
               "%s: %s" % match.group("rule", "action"))
        demand(match.group("why") == why,
               "%s: %r" % match.group("rule", "why"))


def check(row, result, bench):
    """Raise judge.Failed unless the console shows what the row promises."""
    text, scene = result.text, SCENES[row.scene]
    demand(console.FIRST.search(text), "the first Linux did not come up")
    demand(row.policy == "none" or "row: module 0" in text,
           "the module was not loaded")
    demand("Oops" not in text and "WARNING:" not in text and
           "BUG:" not in text, "the kernel complained")
    if row.scene == "reboot":
        demand("row: reboot" in text, "no reboot")
        demand(not MODULE.search(text), "the module took part in a reboot")
        demand(result.ended, "the machine did not start anew")
        return
    load = console.LOAD.search(text)
    demand(load and load.group("status", "loaded") == ("0", "1"),
           "nothing was loaded")
    for line in BEFORE.get(row.scene, []):
        demand(line in text, "%r was not said" % line)
    if scene.source != "none":
        source = console.SOURCE.search(text)
        demand(source and source.group("status") == "0", "no DMA was started")
    if scene.before == "rules":
        check_rules(row, text)
    if scene.standin != "no":
        check_stand_in(row, text)
        demand(result.ended, "the machine did not switch itself off")
        return
    # At a panic 6.1-rt prints nothing: its consoles are threads. What the
    # payload finds then says it alone.
    if not (row.kernel.endswith("-rt") and scene.path == "panic"):
        check_module(row, text)
    if scene.stage != "none":
        check_stage(row, text)
    if row.scene == "storm":
        check_storm(row, text)
    elif scene.payload in ("linux", "signed"):
        match = console.SECOND.search(text)
        demand(match, "the second Linux did not come up")
        judge.check_disks(text, match, bench.release(row.kernel), bench.sums)
    else:
        check_watcher(row, text)
    if row.scene == "reading":
        check_reading(text)
    if row.scene in ("Cavium", "tables"):
        check_page0(result.trace)
    demand(row.scene != "window" or window(text), "no stamps")
    demand(result.ended, "the machine did not switch itself off")


def window(text):
    """(counter before the driver's shutdown, after it, at the payload)"""
    stamp, up = STAMP.search(text), UP.search(text)
    if not stamp or not up:
        return None
    return tuple(int(value, 16) for value in
                 (*stamp.group("from", "to"), up.group("at")))


def windows(chosen_rows, results):
    """Lines: how long DMA could pass, from the driver's shutdown on."""
    for row, result in zip(chosen_rows, results):
        times = window(result.text)
        if times and row.scene == "window":
            yield "%s: %.1f ms from the driver's shutdown to the payload%s" % (
                name(row), (times[2] - times[0]) * 1e3 / FREQUENCY,
                ", all of it fenced" if fenced(row) else ", open")
