#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether quiesce.py notices what it is there for: consoles as they are to be,
each damaged in every way that matters. No machine is run."""

import sys

import damage
import quiesce

RELEASE = "6.12.1"
CRC = 0x1234abcd
LOAD = "load a64386891734da69"
SUMS = {"ks-virtio": "1" * 32, "ks-nvme": "2" * 32}


def pages(row):
    """How many words of each page change."""
    changed = [769 if quiesce.corrupts(row, source) else 0
               for source in quiesce.MACHINES[row.machine].sources]
    return changed + [0] * (quiesce.PAGES_COUNT - len(changed))


def uboot(row):
    crc = CRC if quiesce.opens(row) else 0xe20eea22
    return "\nU-Boot 2023.01\n=> mw.l 68000000 c0ffee42 400\n" \
        "crc32 for %x ... 6903ffff ==> %08x\n" \
        "crc32 for %x ... 68000fff ==> %08x\n" \
        "7f000000: %s  %s\n7f000010: %s  %s\nover 0\n" \
        % (quiesce.BUFFER, crc, quiesce.PAGES,
           0x55555555 if pages(row)[0] else quiesce.CANARY_CRC,
           LOAD[:16].encode().hex(" "), LOAD[:16],
           LOAD[16:].encode().hex(" "), LOAD[16:])


def masters(row):
    disk = "registers=0x8000000000 " + (
        "crc=%#x" % CRC if quiesce.opens(row) else "does not answer")
    if row.how == quiesce.HEADERS:
        disk = "registers=0x0 has no address"
    text = "masters: up\nmasters: disk=0x8 %s end\n" % disk
    text += "masters: all 0x4\n"
    for number, changed in enumerate(pages(row)):
        text += "masters: page=%#x changed=%#x end\n" % (
            quiesce.PAGES + quiesce.PAGE_SIZE * number, changed)
    return text + "masters: CR0=0x0 GBPA=%#x end\n" \
        % (0x1000 if quiesce.opens(row) else 0x101000)


def linux(_):
    return "row: second %s, up 3.0\n" % RELEASE + "".join(
        "row: disk %s disk group 1 md5 %s\n" % item
        for item in SUMS.items()) + "row: smmu events 0\n"


def driverless(row):
    sums = SUMS if quiesce.opens(row) else {"ks-nvme": "d" * 32}
    return "row: second %s, up 3.0\n" % RELEASE + "".join(
        "row: disk %s disk group none md5 %s\n" % item
        for item in sums.items()) + \
        "dump: page %#x, 1024 words written, %d words changed in 200 reads\n" \
        % (quiesce.PAGES, 1 if pages(row)[0] else 0)


def functions(row):
    """What the stage says of those of PCI."""
    if row.policy != "quiesce":
        return ""
    reset = "" if row.how in quiesce.UNRESET else ", 1 reset"
    text = "kexec-smmu: 3 PCI functions listed at load, 2 stopped%s\n" % reset
    if not quiesce.opens(row):
        reasons, line = quiesce.HELD[row.machine, row.how]
        text += "kexec-smmu: 0x9050000 not opened: %s\nkexec-smmu: %s\n" \
            % (reasons[-1], line)
    return text


PAYLOADS = {"linux": linux, "driverless": driverless, "u-boot": uboot, "masters": masters}


def console(row):
    """What a machine shows that behaves as the row claims."""
    text = "row: first %s, up 3.0\n" % RELEASE
    for number, source in enumerate(quiesce.MACHINES[row.machine].sources):
        text += "dma: %s\nrow: source %s to %#x end 0\n" % (
            "armed" if row.machine in quiesce.PACKETS else "runs", source,
            quiesce.PAGES + quiesce.PAGE_SIZE * number)
    if row.machine in quiesce.PF:
        text += "row: VFs of %s 2\n" % quiesce.PF[row.machine]
    if row.payload == "u-boot":
        text += "row: wrap end 0\n"
    text += "row: load end 0 loaded 1 up 4.0\n"
    for source in quiesce.MACHINES[row.machine].sources:
        if row.how == "sysfs" and not quiesce.ended(row, source):
            text += "kexec-smmu: warning: reset-unbound: %s: cannot be reset: " \
                "Inappropriate ioctl for device\n" % source
    text += "kexec-smmu: 0.1.0, %s, 2026-11-28T07:13:53Z\n" \
        "kexec-smmu: stage at 0x90008000, EL%s, 1 SMMU\n" \
        "kexec-smmu: 0x9050000 v3 bypass -> %s: done, 9 us\n" \
        "%skexec-smmu: on to 0x900046a0\n" \
        % (LOAD, row.entry[2], "bypass" if quiesce.opens(row) else "abort",
           functions(row))
    return text + PAYLOADS[row.payload](row)


# (rows, what is found there, what is put in its place)
DAMAGES = [
    ("", r"row: first 6\.12\.1", "row: first 6.1.9"),
    ("", r"dma: (runs|armed)\n", ""),
    ("", r"(row: source .*) end 0", r"\1 end 1"),
    ("", r"load end 0", "load end 1"),
    ("", r"loaded 1", "loaded 0"),
    ("", r"1 SMMU\n", "2 SMMUs\n"),
    ("", r": done", ": timeout"),
    ("", r"v3 bypass ->", "v3 translate ->"),
    ("", r"kexec-smmu: on to.*\n", ""),
    ("bypass", r"-> bypass", "-> abort"),
    ("abort", r"-> abort", "-> bypass"),
    ("", r", EL[12],", ", EL3,"),
    ("five bypass masters sysfs", r"kexec-smmu: warning: .*03:02.*\n", ""),
    ("five bypass masters$", r"kexec-smmu: stage", "kexec-smmu: warning: "
     "reset-unbound: 0000:01:00.0: cannot be reset: x\nkexec-smmu: stage"),
    ("five bypass masters sysfs", r"changed=0x301", "changed=0x0"),
    ("five bypass masters sysfs", r"changed=0x0", "changed=0x301"),
    ("VFs", r"row: VFs of .* 2\n", ""),
    ("u-boot", r"wrap end 0", "wrap end 1"),
    ("u-boot", r"U-Boot 2023", "U-Bot 2023"),
    ("u-boot", r"over 0", "over 1"),
    ("u-boot", r"crc32 for 69.*\n", ""),
    ("u-boot", r"7f000010: .*\n", ""),
    ("u-boot", r"load a643", "load a644"),
    ("u-boot", r"crc32 for 68.*\n", ""),
    ("bypass u-boot", r"1234abcd", "1234abce"),
    ("bypass u-boot", r"55555555", "%08x" % quiesce.CANARY_CRC),
    ("abort u-boot", r"e20eea22", "1234abcd"),
    ("abort u-boot", r"%08x" % quiesce.CANARY_CRC, "55555555"),
    ("masters", r"masters: up\n", ""),
    ("masters", r"masters: disk.*\n", ""),
    ("masters(?! headers)", r"registers=0x8000000000", "registers=0x0"),
    ("masters", r"masters: all.*\n", ""),
    ("masters", r"masters: page=0x68000000.*\n", ""),
    ("masters", r"masters: page=0x68007000.*\n", ""),
    ("masters", r"(page=0x68007000 changed)=0x0", r"\1=0x1"),
    ("masters", r"masters: CR0.*\n", ""),
    ("masters", r"CR0=0x0", "CR0=0x1"),
    ("masters", r"GBPA=0x", "GBPA=0x2"),
    ("headers", r"registers=0x0 has no address",
     "registers=0x8000000000 crc=0x1234abcd"),
    ("headers", r"0x0 has no address", "0x8000000000 does not answer"),
    ("bypass masters", r"crc=0x1234abcd", "crc=0x1234abce"),
    ("bypass masters", r"crc=0x1234abcd", "does not read"),
    ("bypass masters$", r"changed=0x301", "changed=0x0"),
    ("abort masters", r"does not answer", "crc=0x1234abcd"),
    ("abort masters", r"changed=0x0", "changed=0x1"),
    ("quiesce", r"kexec-smmu: 3 PCI.*\n", ""),
    ("(abort|bypass) ", r"kexec-smmu: on", "kexec-smmu: 3 PCI functions listed "
     "at load, 3 stopped\nkexec-smmu: on"),
    ("quiesce [a-z-]+$", r", 1 reset", ""),
    ("(unreset|silence)$", r"stopped\n", "stopped, 1 reset\n"),
    ("unreset$", r"changed=0x301", "changed=0x0"),
    ("u-boot silence$", r"55555555", "%08x" % quiesce.CANARY_CRC),
    ("(port|igb|VFs) quiesce masters$", r"changed=0x0", "changed=0x1"),
    ("port quiesce [a-z-]+$", r"-> bypass", "-> abort"),
    ("(unlisted|root bus quiesce.*)$", r"-> abort", "-> bypass"),
    ("(unlisted|root bus quiesce.*)$", r"kexec-smmu: .* not opened.*\n", ""),
    ("root bus quiesce", r"opened: 0000:00:05.0", "opened: 0000:00:06.0"),
    ("unlisted", r"opened: .*", "opened: unlisted masters"),
    ("unlisted", r"StreamID 0x100", "StreamID 0x101"),
    ("root bus quiesce", r"stopped: writes", "stopped: gone"),
    ("(igb|VFs) quiesce masters$", r"kexec-smmu: on",
     "kexec-smmu: 0x9050000 not opened: in use\nkexec-smmu: on"),
    ("quiesce u-boot", r"1234abcd", "1234abce"),
    ("quiesce u-boot$", r"%08x" % quiesce.CANARY_CRC, "55555555"),
    ("driverless", r"row: second.*\n", ""),
    ("driverless", r"disk ks-nvme", "disk ks-other"),
    ("quiesce driverless", r"disk ks-virtio", "disk ks-other"),
    ("driverless", r"(ks-nvme .*) group none", r"\1 group 1"),
    ("quiesce driverless", r"1{32}", "3" * 32),
    ("quiesce driverless", r"2{32}", "3" * 32),
    ("abort driverless", r"(ks-nvme .*) d{32}", r"\1 " + "2" * 32),
    ("driverless", r"dump: page.*\n", ""),
    ("driverless$", r"0 words changed", "1 words changed"),
    ("driverless silence", r"1 words changed", "0 words changed"),
    ("linux", r"row: second.*\n", ""),
    ("linux", r"disk ks-nvme", "disk ks-other"),
    ("linux", r"2{32}", "3" * 32),
    ("linux", r"1{32}", "3" * 32),
    ("linux", r"group 1", "group none"),
    ("linux", r"events 0", "events 1"),
]


def check(row, text, ended):
    quiesce.check(row, damage.result(text, ended), RELEASE,
                  SUMS if row.payload in quiesce.LINUX else CRC)


def cases():
    scenes = set()
    for row in quiesce.chosen(True):
        good = console(row)
        if quiesce.scene_name(row) not in scenes:
            yield quiesce.scene_name(row), row, good, damage.ends(good)
        scenes.add(quiesce.scene_name(row))


def all_take_turns():
    """Whether the rows that run by default are in all surroundings together."""
    chosen = quiesce.chosen(False)
    return len(set(row[:4] for row in chosen)) == len(chosen) and \
        set(row[4:] for row in chosen) == \
        set(row[4:] for row in quiesce.chosen(True))


def main():
    if not all_take_turns():
        print("a surrounding is missing")
        return 1
    return damage.try_judge(cases(), check, DAMAGES)


if __name__ == "__main__":
    sys.exit(main())
