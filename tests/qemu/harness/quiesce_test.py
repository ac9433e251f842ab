#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether quiesce.py notices what it is there for: consoles as they are to be,
each damaged in every way that matters. No machine is run."""

import re
import sys

import judge
import quiesce
import vm

RELEASE = "6.12.1"
CRC = 0x1234abcd


def pages(row):
    """How many words of each page change."""
    count = len(quiesce.MACHINES[row.machine].sources)
    return [769 if number < count and quiesce.corrupts(row) else 0
            for number in range(quiesce.PAGES_COUNT)]


def uboot(row):
    crc = CRC if quiesce.opens(row) else 0xe20eea22
    return "\nU-Boot 2023.01\n=> mw.l 68000000 c0ffee42 400\n" \
        "crc32 for %x ... 6903ffff ==> %08x\n" \
        "crc32 for %x ... 68000fff ==> %08x\nover 0\n" \
        % (quiesce.BUFFER, crc, quiesce.PAGES,
           0x55555555 if quiesce.corrupts(row) else quiesce.CANARY_CRC)


def masters(row):
    text = "masters: up\nmasters: disk=0x8 registers=0x8000000000 %s end\n" \
        % ("crc=%#x" % CRC if quiesce.opens(row) else "does not answer")
    text += "masters: all 0x4\n"
    for number, changed in enumerate(pages(row)):
        text += "masters: page=%#x changed=%#x end\n" % (
            quiesce.PAGES + quiesce.PAGE_SIZE * number, changed)
    return text + "masters: CR0=0x0 GBPA=%#x end\n" \
        % (0x1000 if quiesce.opens(row) else 0x101000)


PAYLOADS = {"u-boot": uboot, "masters": masters}


def console(row):
    """What a machine shows that behaves as the row claims."""
    text = "row: first %s, up 3.0\n" % RELEASE
    for number, source in enumerate(quiesce.MACHINES[row.machine].sources):
        text += "dma: %s\nrow: source %s to %#x end 0\n" % (
            "armed" if row.machine in quiesce.PACKETS else "runs", source, quiesce.PAGES + quiesce.PAGE_SIZE * number)
    text += "row: load end 0 loaded 1 up 4.0\n" \
        "kexec-smmu: stage at 0x90008000, EL1, 1 SMMU\n" \
        "kexec-smmu: 0x9050000 v3 bypass -> %s: done, 9 us\n" \
        "kexec-smmu: on to 0x900046a0\n" \
        % ("bypass" if quiesce.opens(row) else "abort")
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
    ("u-boot", r"U-Boot 2023", "U-Bot 2023"),
    ("u-boot", r"over 0", "over 1"),
    ("u-boot", r"crc32 for 69.*\n", ""),
    ("u-boot", r"crc32 for 68.*\n", ""),
    ("bypass u-boot", r"1234abcd", "1234abce"),
    ("bypass u-boot", r"55555555", "%08x" % quiesce.CANARY_CRC),
    ("abort u-boot", r"e20eea22", "1234abcd"),
    ("abort u-boot", r"%08x" % quiesce.CANARY_CRC, "55555555"),
    ("masters", r"masters: up\n", ""),
    ("masters", r"masters: disk.*\n", ""),
    ("masters", r"registers=0x8000000000", "registers=0x0"),
    ("masters", r"masters: all.*\n", ""),
    ("masters", r"masters: page=0x68000000.*\n", ""),
    ("masters", r"masters: page=0x68007000.*\n", ""),
    ("masters", r"(page=0x68007000 changed)=0x0", r"\1=0x1"),
    ("masters", r"masters: CR0.*\n", ""),
    ("masters", r"CR0=0x0", "CR0=0x1"),
    ("masters", r"GBPA=0x", "GBPA=0x2"),
    ("bypass masters", r"crc=0x1234abcd", "crc=0x1234abce"),
    ("bypass masters", r"crc=0x1234abcd", "does not read"),
    ("bypass masters", r"changed=0x301", "changed=0x0"),
    ("abort masters", r"does not answer", "crc=0x1234abcd"),
    ("abort masters", r"changed=0x0", "changed=0x1"),
]


def holds(row, text, ended=True):
    """None, or why not."""
    try:
        quiesce.check(row, vm.Result(text, None if ended else "no end", 0),
                      RELEASE, CRC)
    except judge.Failed as error:
        return str(error)
    return None


def main():
    count = failures = 0
    for row in quiesce.ROWS:
        good = console(row)
        why = holds(row, good)
        if why:
            failures += 1
            print("%s: refused: %s" % (quiesce.name(row), why))
        damaged = [("nothing to see", "", True), ("no end", good, False)]
        for where, found, instead in DAMAGES:
            if re.search(where, quiesce.name(row)):
                text = re.sub(found, instead, good, count=1)
                assert text != good, (row, found)
                damaged.append(("%s -> %s" % (found, instead), text, True))
        for what, text, ended in damaged:
            count += 1
            if holds(row, text, ended) is None:
                failures += 1
                print("%s: not noticed: %s" % (quiesce.name(row), what))
    print("%d damaged consoles, %d failures" % (count, failures))
    return 1 if failures or not count else 0


if __name__ == "__main__":
    sys.exit(main())
