#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Does judge.py notice every fault? Correct consoles, each corrupted in every
way that matters. No machine is run."""

import sys

import damage
import judge
import rows

MARK = "0123456789abcdef"
MD5 = {"ks-virtio": "1" * 32, "ks-nvme": "2" * 32}

LISTING = """row: json begin
{{ "source": "fdt", "smmus": [ {{ "base": "0x9050000", "size": 131072,
"version": "v3", "status": "okay", "policy": {policy}, "action": "{action}" }} ] }}
row: json end 0
"""
STATUS = """row: status begin
{{ "{loaded}": {{ "state": "{state}", "call": "kexec_load",
"segment": "{at:#x}" }}, "{other}": {{ "state": "none" }} }}
row: status end 0
"""
STAGE = """kexec-smmu: stage at {at:#x}, EL{el}, 1 SMMU
kexec-smmu: 0x9050000 v3 {before} -> {after}: {outcome}, 9 us (\
CR0 {left[CR0]:#x} -> {then[CR0]:#x}, GBPA {left[GBPA]:#x} -> {then[GBPA]:#x}, \
IRQ_CTRL {left[IRQ_CTRL]:#x} -> {then[IRQ_CTRL]:#x}, GERROR 0x0 -> 0x0)
kexec-smmu: on to {at:#x}
"""
REPORT = """row: report begin
{{ "stale": false, "fenced": {fenced}, "stage": "{at:#x}", "smmus": [ \
{{ "base": "0x9050000", "before": "{before}", "after": "{after}", \
"outcome": "{outcome}" }} ] }}
row: report end 0
"""
WITNESS = "witness: EL={el} CR0={then[CR0]:#x} CR0ACK={then[CR0]:#x} " \
          "GBPA={then[GBPA]:#x} IRQ_CTRL={then[IRQ_CTRL]:#x} " \
          "IRQ_CTRLACK={then[IRQ_CTRL]:#x} GERROR=0x0 GERRORN=0x0 " \
          "x0=0x48000000 SCTLR=0x30500800 DAIF=0x3c0 VBAR=0x1000 " \
          "HCR={hcr:#x} end\n"
DUMP = """row: crash RELEASE, up 3.0
row: vmcore {vmcore}
row: dump end 0 bytes 26772569 up 8.69
row: dumped: [   18.907872] [      T1] kexec-smmu test {mark}
row: dumped: [   18.921770] Kernel panic - not syncing: sysrq triggered crash
"""
REGIONS = {
    "panic": "row: crash region 50000000-68ffffff\n",
    "panic-high": "row: crash region f8000000-fbffffff\n"
                  "row: crash region 122600000-13b5fffff\n",
}
DISKS = "".join("row: disk %s vdb group 1 md5 %s\n" % disk
                for disk in MD5.items()) + "row: smmu events 0\n"


class Bench:
    """What judge.check() asks of one."""
    root = "root"
    sums = MD5

    @staticmethod
    def release(_kernel):
        return "RELEASE"

    @staticmethod
    def version(_tools):
        return "2.0.25"


def console(row):
    """What a machine shows that behaves as the row is to."""
    left = judge.LEFT[rows.end(row)]
    policy = row.policy
    kept = policy in ("keep", "none")
    before = judge.BEFORE[rows.end(row)]
    loaded, other = ("crash", "normal") if rows.panics(row) else \
        ("normal", "crash")
    values = {
        "loaded": loaded, "other": other,
        "state": {"none": "unrecorded", "abort": "fenced"}.get(policy,
                                                               "unfenced"),
        "policy": "null" if policy == "none" else '"%s"' % policy,
        "action": "keep" if kept else policy,
        "at": {"exec": 0x93350000, "panic": 0x50350000,
               "panic-high": 0x124e08000}[row.path],
        "el": row.entry[2], "before": before,
        "after": before if kept else policy,
        "outcome": "kept" if kept else "done", "left": left,
        "then": judge.EXPECTED.get(policy, left),
        "hcr": judge.HCR_VHE if "-VHE" in row.entry else 1 << 31,
        "mark": MARK, "fenced": int(policy == "abort"),
    }
    report = "row: report begin\nnull\nrow: report end 4\n" \
        if policy == "none" else REPORT.format(**values)
    text = "row: first RELEASE, up 3.0\nrow: tools 2.0.25\n"
    text += LISTING.format(**values) + REGIONS.get(row.path, "")
    text += "" if row.call == "force" else \
        "row: load end 0 loaded 1 up 4.0\n" + STATUS.format(**values)
    text += "" if policy == "none" else STAGE.format(**values)
    if rows.is_witness(row):
        return text + WITNESS.format(**values)
    if rows.panics(row):
        vmcore = judge.VMCORE[row.path].start + 1
        return text + DUMP.format(vmcore=vmcore, **values) + report + DISKS
    return text + "row: second RELEASE, up 3.0\n" + report + DISKS


# Where the stage lies, as it says itself and as --smmu-status does.
AT = r'(stage at |"segment": ")'

# Rows, what is replaced in their consoles, by what: "." stands for any row.
DAMAGES = [
    (r".", r"first RELEASE", "first OTHER"),
    (r".", r"row: tools 2.0.25", "row: tools 2.0.24"),
    (r".", r'"base": "0x9050000"', '"base": "0x9060000"'),
    (r".", r'"action": "\w+"', '"action": "quiesce"'),
    (r"^(?!.* -f)", r"load end 0", "load end 255"),
    (r"^(?!.* -f)", r"loaded 1 up", "loaded 0 up"),
    (r"^(?!.* -f)", r"row: load end.*\n", ""),
    (r"^(?!.* -f)", r"status end 0", "status end 3"),
    (r"^(?!.* -f)", r'"state": "(fenced|un\w+)"', '"state": "none"'),
    (r"^(?!.* -f)", r'"state": "none"', '"state": "unrecorded"'),
    (r"^(?!.* (-f|none))", r'"segment": "0x', '"segment": "0x1'),
    (r" none", r"\Z", "kexec-smmu: stage at 0x1000, EL1, 1 SMMU\n"),
    (r"abort|bypass|keep", r"kexec-smmu: stage .*\n", ""),
    (r"abort|bypass|keep", r"EL([12]), 1 SMMU", r"EL3, 1 SMMU"),
    (r"abort|bypass|keep", r"kexec-smmu: 0x9050000 .*\n", ""),
    (r"abort|bypass|keep", r"0x9050000 v3 (\w+)", "0x9050000 v3 unknown"),
    (r"abort|bypass|keep", r": (done|kept),", ": faulted,"),
    (r"abort|bypass", r"GBPA (\w+) -> \w+", r"GBPA \1 -> 0x2000"),
    (r"abort|bypass|keep", r"IRQ_CTRL 0x5 ->", "IRQ_CTRL 0x4 ->"),
    (r"abort|bypass|keep", r"kexec-smmu: on to .*\n", ""),
    (r"abort|bypass|keep", r'%s(\w+)000\b' % AT,
     r"\g<1>\g<2>800"),
    (r"16k.* (abort|bypass|keep)", r'%s(\w+)0000?\b' % AT,
     r"\g<1>\g<2>1000"),
    (r"(abort|bypass|keep).* panic", r'%s\w+' % AT,
     r"\g<1>0x93350000"),
    (r"panic-high", r'%s\w+' % AT, r"\g<1>0xf8000000"),
    (r"(abort|bypass|keep).* panic", r"(row: crash region .*\n)+", ""),
    (r"witness", r"witness: .*\n", ""),
    (r"witness", r"witness: EL=\d", "witness: EL=3"),
    (r"witness", r" CR0=\w+", " CR0=0x1"),
    (r"witness", r"CR0ACK=\w+", "CR0ACK=0x1"),
    (r"witness", r" GBPA=\w+", " GBPA=0x2000"),
    (r"witness", r" IRQ_CTRL=\w+", " IRQ_CTRL=0x2"),
    (r"witness", r" GERRORN=\w+", " GERRORN=0x1"),
    (r"witness", r" x0=\w+", " x0=0x0"),
    (r"witness", r"SCTLR=\w+", "SCTLR=0x30500801"),
    (r"witness", r"DAIF=\w+", "DAIF=0x0"),
    (r"witness", r"HCR=\w+", "HCR=0x20"),
    (r"linux", r"row: (second|crash) RELEASE.*\n", ""),
    (r"linux", r"(second|crash) RELEASE", r"\1 OTHER"),
    (r"linux", r"row: report end.*\n", ""),
    (r"linux", r"report end \d", "report end 1"),
    (r"none.* linux|linux.* none", r"report end 4", "report end 0"),
    (r"(abort|bypass|keep).* linux", r'"stale": false', '"stale": true'),
    (r"(abort|bypass|keep).* linux", r'"fenced": \d', '"fenced": 2'),
    (r"(abort|bypass|keep).* linux", r'"stage": "0x', '"stage": "0x1'),
    (r"(abort|bypass|keep).* linux", r'"before": "\w+"', '"before": "abort"'),
    (r"(abort|bypass|keep).* linux", r'"outcome": "\w+"', '"outcome": "cannot"'),
    (r"linux", r"row: disk ks-nvme.*\n", ""),
    (r"linux", r"group 1", "group none"),
    (r"linux", r"md5 1111", "md5 1112"),
    (r"linux", r"events 0", "events 1"),
    (r"linux panic", r"row: vmcore.*\n", ""),
    (r"linux panic", r"vmcore \d+", "vmcore 18446642524324962304"),
    (r"linux panic", r"dump end 0", "dump end 1"),
    (r"linux panic", r"bytes \d+ up", "bytes 0 up"),
    (r"linux panic", r"test " + MARK, "test 0"),
    (r"linux panic", r"not syncing: sysrq", "not syncing: other"),
]


def check(row, text, _):
    judge.check(row, text, Bench, MARK)


def cases():
    for row in rows.product() + rows.FORMATS + rows.HIGH:
        # The tables of the others are checked against others' readings.
        if "ACPI" not in row.entry and row.tools == "bookworm":
            yield rows.name(row), row, console(row), ()


def main():
    return damage.try_judge(cases(), check, DAMAGES)



if __name__ == "__main__":
    sys.exit(main())
