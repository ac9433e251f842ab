#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Does claims.py notice every fault? Correct consoles, each corrupted in every
way that matters. No machine is run."""

import sys

import claims
import damage

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
STORM = "storm: taken={taken:#x} steps=0xc8 pending={pending:#x} events={taken:#x} " \
        "CR0={cr0} IRQ_CTRL={irq} end\n"
DUMP = "dump: page 0x42847000, 769 words written, {moved} words changed in " \
       "200 reads\n"
NAMED = """kexec-smmu: 0x9050000 StreamID 0x28 0000:00:05.0 8086:2668 \
{driver}: wrote 0x68000000..0x68000ffc, at least 4912 times in 100 ms
"""
REPORTED = """{{ "smmu": "0x9050000", "stream": "0x28", "verb": "wrote", \
"first": "0x68000000", "last": "0x68000ffc", "count": 4912, "time_ms": 100, \
"devices": [ {{ "name": "0000:00:05.0", "vendor": "0x8086", \
"device": "0x2668", "driver": {json} }} ] }}"""
REPORT = """row: second 6.12.1, up 3.0
row: report begin
{{ "stale": false, "fenced": 1, "stage": "0x60008000", "smmus": [ \
{{ "base": "0x9050000", "before": "{before}", "after": "abort", \
"outcome": "done" }} ], "devices": [ {reported} ] }}
row: report end 0
previous kernel: 1 of 1 SMMU fenced{still}
0x9050000 v3: {before} -> abort: done, 9 us
{went_on}"""
WENT_ON = "0000:00:05.0 [8086:2668], {named}, went on writing to " \
          "0x68000000..0x68000ffc, at least 4,912 times in 100 ms\n"
# source -> what NAMED, REPORTED, REPORT and WENT_ON have of its driver
DRIVERS = {
    "vfio": {"driver": "vfio_pci", "json": '"vfio_pci"',
             "named": "driver vfio_pci",
             "still": "; 0000:00:05.0 (vfio_pci) was still writing"},
    "sysfs": {"driver": "-", "json": "null", "named": "no driver",
              "still": "; 0000:00:05.0 was still writing"},
}


def report(source, before):
    """What the next Linux says after a watch."""
    driver = DRIVERS.get(source)
    if not driver:
        return REPORT.format(before=before, reported="", still="", went_on="")
    return REPORT.format(before=before, still=driver["still"],
                         reported=REPORTED.format(**driver),
                         went_on=WENT_ON.format(**driver))


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
    text = "row: first %s, up 3.0\n" % RELEASE
    text += "row: source end 0\ndma: runs\n" if scene.source != "none" else ""
    if scene.source == "vfio":
        text += "dma: page at 0x42847000, 3076 bytes changed\n"
    text += "row: load end 0 loaded 1 up 4.0\n"
    text += "row: removed\n" if scene.path == "remove" else ""
    stage = STAGE.format(cr0=left, **values) if fenced else ""
    if scene.payload == "report" and scene.source in DRIVERS:
        stage = stage.replace("kexec-smmu: on to", NAMED.format(
            **DRIVERS[scene.source]) + "kexec-smmu: on to")
    text += stage
    if row.policy == "drain":
        text += FUNCTIONS
    text += PURGATORY if "--serial" in scene.options else ""
    values["cr0"] = "0x0" if fenced else left
    if scene.payload == "report":
        return text + report(scene.source, values["before"])
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
SOURCE = "^(?!named nobody)"
NAMES = "named (bound|unbound)"
DAMAGES = [
    ("", r"row: first 6\.12\.1", "row: first 6.1.9"),
    ("", r"row: first.*\n", ""),
    (SOURCE, r"row: source end 0", "row: source end 1"),
    (SOURCE, r"row: source.*\n", ""),
    ("", r"load end 0", "load end 1"),
    ("", r"loaded 1", "loaded 0"),
    ("vfio|dump|named bound", r"3076 bytes changed", "0 bytes changed"),
    ("vfio|dump|named bound", r"dma: page.*\n", ""),
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
    ("storm, none", r"taken=0x12c", "taken=0x63"),
    ("storm, .*", r"steps=0xc8", "steps=0xc7"),
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
    ("named", r"row: second.*\n", ""),
    ("named", r"row: report end.*\n", ""),
    ("named", r"report end 0", "report end 4"),
    ("named", r'"stale": false', '"stale": true'),
    ("named", r'"devices": \[', '"functions": ['),
    ("named", r"previous kernel: .*\n", ""),
    ("named", r"1 of 1 SMMU fenced", "0 of 1 SMMU fenced"),
    ("named", r"kexec-smmu: on to", "kexec-smmu: 0x9050000 not watched: its "
     "tables are preset\nkexec-smmu: on to"),
    ("named", r"kexec-smmu: on to", "kexec-smmu: 0x9050000 StreamID 0x8 "
     "0000:00:01.0 1af4:1042 virtio-pci: wrote 0x4000..0x4fff, at least 9 "
     "times in 100 ms\nkexec-smmu: on to"),
    (NAMES, r"kexec-smmu: .*StreamID.*\n", ""),
    (NAMES, r"StreamID 0x28", "StreamID 0x29"),
    (NAMES, r" 0000:00:05.0 8086:2668 (\S+): wrote", ": wrote"),
    (NAMES, r" 0000:00:05.0 8086:2668 (\S+): wrote",
     r" 0000:00:06.0 8086:2668 \1: wrote"),
    (NAMES, r"8086:2668 (\S+): wrote", "8086:2668 snd_hda_intel: wrote"),
    (NAMES, r": wrote 0x", ": read 0x"),
    (NAMES, r"wrote 0x68000000", "wrote 0x67fff000"),
    (NAMES, r"0x68000ffc, at least 4912", "0x68001000, at least 4912"),
    (NAMES, r"least 4912", "least 0"),
    (NAMES, r"4912 times in 100 ms", "4912 times in 10 ms"),
    (NAMES, r'"devices": \[ .*\] \} \] \}', '"devices": [ ] }'),
    (NAMES, r'"stream": "0x28"', '"stream": "0x20"'),
    (NAMES, r'"count": 4912', '"count": 4911'),
    (NAMES, r'"first": "0x68000000"', '"first": "0x0"'),
    (NAMES, r'"driver": (null|"[\w-]+")', '"driver": "snd_hda_intel"'),
    (NAMES, r'"name": "0000:00:05.0"', '"name": "0000:00:06.0"'),
    (NAMES, r"; 0000:00:05.0.* was still writing", ""),
    (NAMES, r"0000:00:05.0 \[.*\n", ""),
    (NAMES, r"\], (no )?driver[^,]*", "], driver snd_hda_intel"),
    (NAMES, r"least 4,912", "least 4,911"),
    ("named nobody", r"\Z", "row: source end 0\n"),
    ("named nobody", r"fenced\n", "fenced; 0000:00:05.0 was still writing\n"),
    ("named nobody", r"\Z", WENT_ON.format(named="no driver")),
    ("named nobody", r'"devices": \[', '"devices": [ {}'),
]


def check(row, text, ended):
    claims.check(row, damage.result(text, ended), RELEASE)


def damaged(row, good):
    for what, text, ended in damage.ends(good):
        if ended or row.scene != "digest":
            yield what, text, ended
    if row.scene in claims.MATRIX or row.scene == "order":
        yield "other page", console(row, 0 if expected(row) else 1), True


def cases():
    for row in claims.chosen(True):
        if row.kernel == "6.12" and row.tables == "DT":
            good = console(row, expected(row))
            yield claims.name(row), row, good, damaged(row, good)


def main():
    return damage.try_judge(cases(), check, DAMAGES)



if __name__ == "__main__":
    sys.exit(main())
