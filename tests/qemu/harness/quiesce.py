# SPDX-License-Identifier: GPL-2.0-or-later
"""What tests/qemu/quiesce runs, and what each row has to show: sources of DMA that
nothing stops, and a payload that knows no SMMU, wants its disk, and makes every
function of PCI a master."""

import collections
import re

import console
import judge
import vm
from judge import demand

# Devices of QEMU's, and the functions of them that are started; those of network
# controllers write when a packet comes.
Machine = collections.namedtuple("Machine", "devices sources")

# `machine`: of MACHINES. `payload`: U-Boot, the project's own `masters`, Linux, or
# Linux without its drivers of SMMUs.
# `how`: `unlisted`, Linux knows nothing of the sources any more; `unreset`, a plan
# without resets, whose functions are all trusted if they are silent; `silence`,
# and not made masters first, and `headers`, a stage that restores no addresses (all
# three: dma/unreset.c); `sysfs`, Linux itself resets what has
# no driver before it goes. `entry`: of vm.ENTRIES.
Row = collections.namedtuple("Row", "machine policy payload how entry kernel")
KERNELS = ("6.12", "6.1")
LINUX = ("linux", "driverless")

# Identity mapping: as for a device that the kernel trusts. U-Boot moves to the end
# of memory, where the lists of running devices are not to be.
APPEND = "crashkernel=256M@0x60000000 iommu.passthrough=1 mem=1920M"

# In the crash kernel's memory, so no Linux uses it: a page for each source, which
# the payload takes for its own. See payloads/masters.c.
PAGES = 0x68000000
PAGE_SIZE = 4096
PAGES_COUNT = 8

# Linux resets no bus that has more than one function.
SIBLINGS = ("0000:03:01.0", "0000:03:02.0")

# As much of the disk is read.
DISK_SIZE = 64 * 4096
BUFFER = 0x69000000

# See `how`.
UNRESET = ("silence", "unreset")
HEADERS = "headers"

# Why the stage leaves an SMMU closed, and what it says of who it was. A source that
# goes on may fill the queue of records.
HELD = {("root bus", ""): (("0000:00:05.0",), "0000:00:05.0 not stopped: writes"),
        ("port", "unlisted"): (("in use", "records were lost"),
                               "0x9050000 StreamID 0x100: wrote ")}

# As much of its tree U-Boot shows.
TREE_SIZE = 0x4000

# What U-Boot is told, at each prompt. It fills the page, as `masters` does.
CANARY = 0xc0ffee42
CANARY_CRC = 0x83c07bd8
UBOOT_SCRIPT = [("Hit any key", "\n")] + [("\n=> ", text + "\n") for text in (
    "mw.l %x %x %x" % (PAGES, CANARY, PAGE_SIZE // 4), "nvme scan",
    "nvme read %x 0 %x" % (BUFFER, DISK_SIZE // 512),
    "crc32 %x %x" % (BUFFER, DISK_SIZE), "sleep 2",
    "crc32 %x %x" % (PAGES, PAGE_SIZE), "md.b ${fdtcontroladdr} %x" % TREE_SIZE,
    "echo over $?")] + [("over 0", None)]


def hda(name, bus, slot=""):
    """A sound controller there."""
    return ["-device", "intel-hda,id=%s,bus=%s%s" % (name, bus, slot),
            "-device", "hda-duplex,bus=%s.0,audiodev=a" % name]


AUDIO = ["-audiodev", "none,id=a"]
MACHINES = {
    # Behind a root port, at which a bus can be reset.
    "port": Machine(AUDIO + [
        "-device", "pcie-root-port,id=port1,addr=8,chassis=1",
        *hda("one", "port1")], ["0000:01:00.0"]),
    # Nothing of it can be reset.
    "root bus": Machine(AUDIO + hda("one", "pcie.0", ",addr=5"),
                        ["0000:00:05.0"]),
    "igb": Machine([
        "-device", "pcie-root-port,id=port1,addr=8,chassis=1",
        "-device", "igb,bus=port1,netdev=net,romfile="], ["0000:01:00.0"]),
    # Behind a root port, a PCI bridge (two), a further root bus and a switch.
    "five": Machine(AUDIO + [
        "-device", "pcie-root-port,id=port1,addr=8,chassis=1",
        *hda("one", "port1"),
        "-device", "pcie-root-port,id=port2,addr=9,chassis=2",
        "-device", "pcie-pci-bridge,id=bridge,bus=port2",
        *hda("two", "bridge", ",addr=1"), *hda("three", "bridge", ",addr=2"),
        "-device", "pcie-root-port,id=port3,addr=0xa,chassis=3",
        "-device", "x3130-upstream,id=up,bus=port3",
        "-device", "xio3130-downstream,id=down,bus=up,addr=0,chassis=4",
        *hda("four", "down"),
        "-device", "pxb-pcie,id=root1,bus=pcie.0,bus_nr=64",
        "-device", "pcie-root-port,id=port5,bus=root1,chassis=5",
        *hda("five", "port5")],
        ["0000:01:00.0", "0000:03:01.0", "0000:03:02.0", "0000:06:00.0",
         "0000:41:00.0"]),
    # A source, and two VFs of a network controller that is none.
    "VFs": Machine(AUDIO + [
        "-device", "pcie-root-port,id=port1,addr=8,chassis=1",
        *hda("one", "port1"),
        "-device", "pcie-root-port,id=port2,addr=9,chassis=2",
        "-device", "igb,bus=port2,romfile="], ["0000:01:00.0"]),
}
# The function of that machine that gets two VFs.
PF = {"VFs": "0000:02:00.0"}
# Whose packets come only when the payload says that all are masters.
PACKETS = ("igb",)

# What is run, in every surrounding with --full, else in one.
SCENES = [
    ("port", "bypass", "u-boot", ""),
    ("port", "quiesce", "u-boot", ""),
    ("igb", "bypass", "masters", ""),
    ("port", "quiesce", "u-boot", "silence"),
    ("port", "quiesce", "masters", "unlisted"),
    ("port", "quiesce", "driverless", ""),
    ("port", "quiesce", "driverless", "silence"),
    ("port", "abort", "driverless", ""),
    ("root bus", "quiesce", "masters", ""),
    ("igb", "quiesce", "masters", ""),
    ("igb", "quiesce", "masters", "unreset"),
    ("VFs", "quiesce", "masters", ""),
    ("five", "bypass", "masters", ""),
    ("five", "bypass", "masters", "sysfs"),
    ("five", "quiesce", "masters", ""),
    ("port", "quiesce", "masters", "headers"),
]
# Only with --full: what others show as well.
FURTHER = [
    ("port", "quiesce", "linux", ""),
    ("port", "abort", "u-boot", ""),
    ("port", "bypass", "masters", ""),
    ("port", "abort", "masters", ""),
    ("root bus", "bypass", "masters", ""),
    ("root bus", "bypass", "masters", "sysfs"),
    ("igb", "bypass", "masters", "sysfs"),
    ("VFs", "bypass", "masters", ""),
]


def surroundings(scene):
    """(entry, kernel) of all that are possible. U-Boot needs a whole device tree;
    with one, Linux looks for no further root bus behind QEMU's host bridge. With
    ACPI Linux 6.1 waits for an SMMU's driver for ever."""
    machine, _, payload, _ = scene
    return [(entry, kernel) for kernel in KERNELS for entry in vm.ENTRIES
            if not (payload in ("u-boot", "driverless") and "ACPI" in entry) and
            not (machine == "five" and "ACPI" not in entry)]


def chosen(full):
    """The rows: all, or each of SCENES once, in surroundings that take turns."""
    if full:
        return [Row(*scene, *around) for scene in SCENES + FURTHER
                for around in surroundings(scene)]
    found, used = [], collections.Counter()
    for scene in SCENES:
        around = min(surroundings(scene), key=lambda item: used[item])
        used[around] += 1
        found.append(Row(*scene, *around))
    return found


def scene_name(row):
    return " ".join(filter(None, row[:4]))


def name(row):
    return ", ".join([scene_name(row), row.entry, row.kernel])


def words(row):
    """What guest/run-quiesce is told."""
    sources = MACHINES[row.machine].sources
    return {"run": "quiesce", "policy": row.policy, "payload": row.payload,
            "sources": ",".join("%s@%#x" % (source, PAGES + PAGE_SIZE * number)
                                for number, source in enumerate(sources)),
            "removed": ",".join(sources) if row.how == "unlisted" else "none",
            # That of virtio would wait for a disk out of reach for ever.
            "disks": "modules-nvme" + (",modules" if opens(row) else ""),
            "vfs": PF.get(row.machine, "none"),
            "unreset": row.how if row.how in UNRESET + (HEADERS,) else "none",
            "reset": "yes" if row.how == "sysfs" else "no"}


def opens(row):
    """Whether the SMMU lets everything pass in the end."""
    return row.policy == "bypass" or \
        (row.policy == "quiesce" and row.how != "unlisted" and
         row.machine != "root bus")


def ended(row, source):
    """Whether Linux itself ends that source before it goes."""
    return row.how == "sysfs" and row.machine != "root bus" and \
        source not in SIBLINGS


def corrupts(row, source):
    """Whether what was started there writes to the payload's page."""
    return (row.policy == "bypass" or row.how in UNRESET) and \
        not ended(row, source)


def check_sources(row, text):
    for number, source in enumerate(MACHINES[row.machine].sources):
        demand("row: source %s to %#x end 0\n" % (
            source, PAGES + PAGE_SIZE * number) in text,
            "%s was not started" % source)
    started = "dma: armed\n" if row.machine in PACKETS else "dma: runs\n"
    demand(text.count(started) == len(MACHINES[row.machine].sources),
           "not each source runs")
    demand(row.machine not in PF or
           "row: VFs of %s 2\n" % PF[row.machine] in text, "no VFs")


def check_exec(row, text):
    """What Linux could not reset is named when it goes, and nothing else."""
    left = {match.group("function")
            for match in console.NOT_RESET.finditer(text)}
    demand(left == {source for source in MACHINES[row.machine].sources
                    if row.how == "sysfs" and not ended(row, source)},
           "Linux did not reset %s" % sorted(left))


def check_stage(row, text):
    stage = console.STAGE.search(text)
    demand(stage and stage.group("count") == "1", "no stage with one SMMU")
    demand(stage.group("el") == row.entry[2], "the stage ran at EL"
           + stage.group("el"))
    smmu = console.SMMU.search(text)
    after = "bypass" if opens(row) else "abort"
    demand(smmu and smmu.group("before", "after", "outcome") ==
           ("bypass", after, "done"), "the stage did not say bypass -> %s: done"
           % after)
    demand(console.ONWARD.search(text), "the stage did not go on")
    held = console.HELD.search(text)
    demand(bool(held) == (row.policy == "quiesce" and not opens(row)),
           "the SMMU is held, or not")
    if held:
        reasons, line = HELD[row.machine, row.how]
        demand(held.group("why") in reasons, "not opened: " + held.group("why"))
        demand("\nkexec-smmu: " + line in text, "nobody was named")
    functions = console.FUNCTIONS.search(text)
    demand(bool(functions) == (row.policy == "quiesce"),
           "functions of PCI were %sstopped" % ("" if functions else "not "))
    demand(not functions or
           bool(functions.group("reset")) == (row.how not in UNRESET),
           "functions of PCI were reset, or not")


def check_pages(row, changed):
    """`changed`: words, or None where that is not known, of each page."""
    sources = MACHINES[row.machine].sources
    for number, words_changed in enumerate(changed):
        if number < len(sources) and corrupts(row, sources[number]):
            demand(words_changed, "page %d is intact" % number)
        else:
            demand(not words_changed, "page %d is corrupted" % number)


def check_uboot(row, text, crc):
    """It had its disk if the SMMU was open."""
    demand("row: wrap end 0\n" in text, "kexec-smmu-wrap failed")
    at = text.find("\nU-Boot ")
    demand(at >= 0, "U-Boot did not start")
    load = re.search(r"^kexec-smmu: \S+, (load [0-9a-f]{16}),", text[:at],
                     re.M)
    text = text[at:]
    demand("over 0" in text, "U-Boot did not come to the end")
    sums = console.uboot_crcs(text)
    demand(set(sums) == {BUFFER, PAGES}, "U-Boot: no checksums")
    read = sums[BUFFER] == crc
    demand(read == opens(row), "the disk was %sread" % ("" if read else "not "))
    check_pages(row, [sums[PAGES] != CANARY_CRC])
    # That of the file, which comes after it, has not put its own in its place.
    demand(load and load.group(1).encode() in console.uboot_memory(text),
           "U-Boot's tree has not the log of the load's stage")


def check_masters(row, text, crc):
    demand("masters: up\n" in text, "the payload did not start")
    disk = console.MASTERS_DISK.search(text)
    demand(disk, "the payload did not find its disk")
    demand(bool(int(disk.group("registers"), 16)) == (row.how != HEADERS),
           "the disk has an address, or not")
    read = disk.group("crc") is not None and int(disk.group("crc"), 16) == crc
    demand(read == (opens(row) and row.how != HEADERS), "the disk was %sread" % ("" if read else "not "))
    demand("masters: all 0x" in text, "functions were not made masters")
    pages = {int(match.group("page"), 16): int(match.group("changed"), 16)
             for match in console.MASTERS_PAGE.finditer(text)}
    demand(sorted(pages) == [PAGES + PAGE_SIZE * number
                             for number in range(PAGES_COUNT)],
           "not all pages were looked at")
    check_pages(row, [pages[page] for page in sorted(pages)])
    match = console.MASTERS_END.search(text)
    demand(match, "the payload did not come to its end")
    wanted = judge.EXPECTED["bypass" if opens(row) else "abort"]
    wrong = judge.differing(console.witness_values(match),
                            {key: wanted[key] for key in ("CR0", "GBPA")})
    demand(not wrong, "the payload found " + wrong)


def check_linux(row, text, disks):
    match = console.SECOND.search(text)
    demand(match, "the second Linux did not come up")
    judge.check_disks(text, match, match.group("release"), disks)


def check_driverless(row, text, disks):
    """It had its disks if the SMMU was open."""
    match = console.SECOND.search(text)
    demand(match, "the second Linux did not come up")
    found = {disk.group("serial"): disk
             for disk in console.DISK.finditer(text, match.end())}
    for serial in disks if opens(row) else ("ks-nvme",):
        demand(serial in found, "%s was not looked for" % serial)
        demand(found[serial].group("group") == "none",
               "the second Linux drives an SMMU")
        read = found[serial].group("md5") == disks[serial]
        demand(read == opens(row), "%s was %sread"
               % (serial, "" if read else "not "))
    pages = [int(page.group("changed"))
             for page in console.DUMP_PAGE.finditer(text, match.end())]
    demand(len(pages) == len(MACHINES[row.machine].sources),
           "not all pages were looked at")
    check_pages(row, pages)


CHECKS = {"linux": check_linux, "driverless": check_driverless,
          "u-boot": check_uboot, "masters": check_masters}


def check(row, result, release, disk):
    """Raise judge.Failed unless the console shows what the row claims. `disk`: the
    CRC of what is on it; for Linux the MD5 sum of each disk."""
    text = result.text
    first = console.FIRST.search(text)
    demand(first and first.group("release") == release,
           "the first Linux did not come up")
    check_sources(row, text)
    load = console.LOAD.search(text)
    demand(load and load.group("status", "loaded") == ("0", "1"),
           "nothing was loaded")
    check_exec(row, text)
    check_stage(row, text)
    CHECKS[row.payload](row, text, disk)
    demand(result.ended, "the machine did not come to an end")
