#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether claims.py notices what it is there for: consoles as they are to be,
each damaged in every way that matters. No machine is run."""

import re
import sys

import claims
import judge
import vm

RELEASE = "6.12.1"
STAGE = """kexec-smmu: stage at 0x60008000, EL1, 1 SMMU
kexec-smmu: 0x9050000 v3 {before} -> {after}: done, 9 us (CR0 {cr0} -> 0x0, \
GBPA 0x1000 -> {gbpa}, IRQ_CTRL 0x5 -> 0x0, GERROR 0x0 -> 0x0)
kexec-smmu: on to 0x600046a0
"""
FUNCTIONS = "kexec-smmu: 2 PCI functions listed at load, 2 stopped\n"
PURGATORY = "I'm in purgatory\n"
MISMATCH = "sha256 digests do not match :(\n"
WATCHER = """watcher: up
watcher: changed={changed:#x} words=0x400 running=0x1 CR0={cr0} GBPA={gbpa} \
IRQ_CTRL={irq} GERROR=0x0 GERRORN=0x0 EVENTQ_PROD=0x0 pending={waiting:#x} end
"""
STORM = "storm: taken={taken:#x} pending={pending:#x} events={taken:#x} " \
        "CR0={cr0} IRQ_CTRL={irq} end\n"
DUMP = "dump: page 0x42847000, 769 words written, {moved} words changed in " \
       "200 reads\n"


def console(row, changed=0):
    """What a machine shows that behaves as row claims, but for `changed`."""
    scene, fenced = claims.SCENES[row.scene], row.policy != "none"
    panic = claims.path(row) == "panic"
    left = "0xd" if panic else "0x0"
    values = {
        "after": {"drain": "abort"}.get(row.policy, row.policy),
        "policy": row.policy, "before": "translate" if panic else "bypass",
        "changed": changed, "taken": 0 if fenced else 300,
        "pending": 0 if fenced else 0x400,
        "waiting": 0 if fenced or row.scene != "GICv2" else 0x400,
        "moved": 0 if fenced else 1,
        "gbpa": "0x101000" if row.policy in ("abort", "drain") else
                "0x1000",
        "irq": "0x0" if fenced else "0x5",
    }
    text = "row: first %s, up 3.0\nrow: source end 0\ndma: runs\n" % RELEASE
    if scene.source == "vfio":
        text += "dma: page at 0x42847000, 3076 bytes changed\n"
    text += "row: load end 0 loaded 1 up 4.0\n"
    text += "row: removed\n" if scene.path == "remove" else ""
    text += STAGE.format(cr0=left, **values) if fenced else ""
    if row.policy == "drain":
        text += FUNCTIONS
    text += PURGATORY if "--serial" in scene.options else ""
    values["cr0"] = "0x0" if fenced else left
    last = {"storm": STORM, "dump": DUMP, "digest": MISMATCH}
    text += last.get(row.scene, WATCHER).format(**values)
    if row.scene == "aborted":
        text += "\nbench: %d transactions aborted\n" % (
            0 if row.policy == "drain" else 4321)
    return text


def expected(row):
    """Words that are to be changed."""
    return 769 if row.policy in claims.SCENES[row.scene].corrupts else 0


# What every row has, then what only the rows of a scene have, or of a policy:
# (where, what is found there, what is put in its place).
DAMAGES = [
    ("", r"row: first 6\.12\.1", "row: first 6.1.9"),
    ("", r"row: first.*\n", ""),
    ("", r"row: source end 0", "row: source end 1"),
    ("", r"row: source.*\n", ""),
    ("", r"load end 0", "load end 1"),
    ("", r"loaded 1", "loaded 0"),
    ("vfio|dump", r"3076 bytes changed", "0 bytes changed"),
    ("vfio|dump", r"dma: page.*\n", ""),
    ("removed", r"row: removed\n", ""),
    ("abort|bypass", r"kexec-smmu: stage.*\n", ""),
    ("abort|bypass", r": done", ": stuck"),
    ("abort|bypass", r"kexec-smmu: on to.*\n", ""),
    ("abort", r"-> abort", "-> bypass"),
    ("none", r"\Z", "kexec-smmu: stage at 0x60008000, EL1, 1 SMMU\n"),
    ("panic|kexec|order", r"running=0x1", "running=0x0"),
    ("panic|kexec|order", r"words=0x400", "words=0x0"),
    ("panic|kexec|order", r"watcher: changed.*\n", ""),
    ("(panic|kexec).*abort", r" GBPA=0x101000", " GBPA=0x1000"),
    ("(panic|kexec).*(abort|bypass)", r"pending=0x0", "pending=0x400"),
    ("(panic|kexec).*(abort|bypass)", r" IRQ_CTRL=0x0", " IRQ_CTRL=0x5"),
    ("storm, none", r"taken=0x12c", "taken=0x1"),
    ("storm, none", r"pending=0x400", "pending=0x0"),
    ("storm, (abort|bypass)", r"taken=0x0", "taken=0x1"),
    ("storm, (abort|bypass)", r"pending=0x0", "pending=0x400"),
    ("storm, (abort|bypass)", r"events=0x0", "events=0x1"),
    ("GICv2, none", r"pending=0x400", "pending=0x3800"),
    ("GICv2, abort", r"pending=0x0", "pending=0x400"),
    ("dump, none", r"1 words changed", "0 words changed"),
    ("dump, abort", r"0 words changed", "1 words changed"),
    ("dump", r"769 words written", "0 words written"),
    ("dump", r"dump: page.*\n", ""),
    ("aborted, drain", r" 0 transactions", " 1 transactions"),
    ("aborted, drain", r"2 stopped", "1 stopped"),
    ("aborted, drain", r"2 PCI", "0 PCI"),
    ("aborted, drain", r"kexec-smmu: 2 PCI.*\n", ""),
    ("aborted, abort", r"4321 trans", "99 trans"),
    ("aborted, abort", r"kexec-smmu: on to", FUNCTIONS + "kexec-smmu: on to"),
    ("aborted", r"bench: .*\n", ""),
    ("aborted", r" changed=0x0", " changed=0x1"),
    ("aborted", r" GBPA=0x101000", " GBPA=0x1000"),
    ("order|digest", PURGATORY, ""),
    ("order|digest", r"(?s)(kexec-smmu: stage.*)(I'm in purgatory\n)",
     r"\2\1"),
    ("order", PURGATORY, PURGATORY + MISMATCH),
    ("digest", r"sha256 .*\n", ""),
    ("digest", r"\Z", "watcher: up\n"),
]


USED = set()


def holds(row, text, ended=True):
    """None, or why not."""
    try:
        why = None if ended else "no end"
        claims.check(row, vm.Result(text, why, 0), RELEASE)
    except judge.Failed as error:
        return str(error)
    return None


def damaged(row):
    """(what was done, console, whether the machine ended)"""
    good = console(row, expected(row))
    yield "nothing to see", "", True
    if row.scene != "digest":
        yield "no end", good, False
    if row.scene in claims.MATRIX or row.scene == "order":
        yield "other page", console(row, 0 if expected(row) else 1), True
    for where, found, instead in DAMAGES:
        if re.search(where, claims.name(row)):
            USED.add((where, found, instead))
            text = re.sub(found, instead, good, count=1)
            assert text != good, (row, found)
            yield "%s -> %s" % (found, instead), text, True


def main():
    count = failures = 0
    for row in claims.chosen(True):
        if row.kernel != "6.12" or row.tables != "DT":
            continue
        why = holds(row, console(row, expected(row)))
        if why:
            failures += 1
            print("%s: refused: %s" % (claims.name(row), why))
        for what, text, ended in damaged(row):
            count += 1
            if holds(row, text, ended) is None:
                failures += 1
                print("%s: not noticed: %s" % (claims.name(row), what))
    unused = [damage for damage in DAMAGES if damage not in USED]
    for damage in unused:
        print("in no row: %s" % (damage,))
    failures += len(unused)
    print("%d damaged consoles, %d failures" % (count, failures))
    return 1 if failures or not count else 0


if __name__ == "__main__":
    sys.exit(main())
