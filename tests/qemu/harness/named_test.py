#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether named.py notices what it is there for: consoles as they are to be,
each damaged in every way that matters. No machine is run."""

import base64
import json
import re
import subprocess
import sys

import damage
import judge
import named

RELEASE = "6.12.1"
STAGE = """kexec-smmu: 1.2.3, {begun}
kexec-smmu: stage at 0x60008000, EL1, 1 SMMU
kexec-smmu: 0x9050000 v3 {before} -> abort: done, 9 us (CR0 {cr0} -> 0x0, \
GBPA 0x1000 -> 0x101000, IRQ_CTRL 0x5 -> 0x0, GERROR 0x0 -> 0x0)
{said}kexec-smmu: on to 0x600046a0, CNTVCT 9 of 9 Hz
"""
SAID = "kexec-smmu: 0x9050000 StreamID {stream}{names}: wrote {first:#x}.." \
       "{last:#x}, at least 4912 times in 1000 ms\n"
WENT_ON = "{who}, went on writing to {first:#x}..{last:#x}, at least 4,912 " \
          "times in 1000 ms\n"
TREE = "/dts-v1/; / { chosen { bootargs = \"quiet\"; %s }; };"


def offenders(row):
    """What is known of each StreamID: functions, drivers, range."""
    page = named.TARGET
    for stream, names in named.functions(row).items():
        last = page + (len(names) - 1) * named.DISTANCE + 0xf80
        yield stream, {name: "vfio_pci" if row.path == "panic" and
                       name != "0000:02:02.0" else "none" for name in names}, \
            page, last
        page += len(names) * named.DISTANCE


def report(before, devices=()):
    return "row: report begin\n%s\nrow: report end 0\n" % json.dumps(
        {"stale": False, "fenced": 1, "stage": "0x60008000", "smmus": [
            {"base": "0x9050000", "before": before, "after": "abort",
             "outcome": "done"}], "devices": list(devices)})


def named_console(row):
    """What a machine shows that behaves as the row claims."""
    before = judge.BEFORE[row.path]
    sources = said = went_on = ""
    devices, still = [], ["previous kernel: 1 of 1 SMMU fenced"]
    number = 0
    for stream, drivers, first, last in \
            offenders(row) if row.who == "five" else ():
        for name, driver in drivers.items():
            sources += "dma: runs\nrow: source %s driver %s to %#x end 0\n" % (
                name, driver.replace("_", "-"),
                named.TARGET + number * named.DISTANCE)
            number += 1
        names = " | ".join("%s 8086:2668 %s" % (
            name, driver.replace("none", "-"))
            for name, driver in drivers.items())
        if row.carrier == "image":
            drivers, names = dict.fromkeys(drivers, "none"), ""
        said += SAID.format(stream=stream, first=first, last=last,
                            names=" " + names if names else "")
        devices.append({
            "stream": stream, "verb": "wrote", "first": "%#x" % first,
            "last": "%#x" % last, "count": 4912, "devices": [
                {"name": name, "vendor": "0x8086", "device": "0x2668",
                 "driver": None if driver == "none" else driver}
                for name, driver in drivers.items()]})
        went_on += WENT_ON.format(first=first, last=last, who=", or ".join(
            "%s [8086:2668], %s" % (name, "no driver" if driver == "none"
                                    else "driver " + driver)
            for name, driver in drivers.items()))
        still.append("%s was still writing" % " or ".join(
            name if driver == "none" else "%s (%s)" % (name, driver)
            for name, driver in drivers.items()))
    begun = "load 0123456789abcdef, now"
    text = "row: first %s, up 3.0\nrow: tools %s\n" % (
        RELEASE, named.LABELS[row.tools]) + sources
    if row.carrier == "image":
        text, begun = text + "row: wrap end 0\n", "wrapped"
    text += "row: load end 0 loaded 1 up 4.0\n" + STAGE.format(
        before=before, said=said, begun=begun,
        cr0="0xd" if row.path == "panic" else "0x0")
    return text + "row: second %s, up 3.0\n" % RELEASE + \
        report(before, devices) + "; ".join(still) + "\n" + went_on


def tree(log=""):
    """One as a Linux shows it."""
    blob = subprocess.run(["dtc", "-I", "dts", "-O", "dtb", "-"], check=True,
                          input=(TREE % log).encode(),
                          stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout
    return "row: tree begin\n%srow: tree end 0\n" % base64.encodebytes(
        blob).decode()


def log(begun, times=1):
    return "kexec-smmu,log = \"%s\";" % (
        "kexec-smmu: 1.2.3, %s\\n" % begun +
        "kexec-smmu: stage at 0x60008000\\n" * times)


LINES = ["load %016x, now" % 1, "wrapped", "load %016x, now" % 3]


def rounds_console(logs=None, last=""):
    """The same for several kexecs; `logs`: others than those that are to be."""
    logs = logs or [log(line) for line in LINES]
    text = "row: round 0 %s, up 3.0\n" % RELEASE + tree() + \
        "row: load end 0 loaded 1 up 4.0\nrow: round 1 %s, up 3.0\n" \
        % RELEASE + tree() + "row: report begin\nrow: report end 4\n"
    for number in range(2, named.LAST + 1):
        if number == named.WRAPPED:
            text += "row: wrap end 0\n"
        before = "bypass" if number == 2 else "abort"
        text += "row: load end 0 loaded 1 up 4.0\n" + STAGE.format(
            before=before, cr0="0x0", said="", begun=LINES[number - 2])
        text += "row: round %d %s, up 3.0\n" % (number, RELEASE) + \
            tree(logs[number - 2]) + report(before)
    return text + last


FIVE, SEGMENT, IMAGE = "^five", "^five.*purgatory", "^five.*wrapped"
# (rows, what is found there, what is put in its place)
DAMAGES = [
    ("", r"load end 0", "load end 1"),
    ("", r"loaded 1", "loaded 0"),
    ("", r"kexec-smmu: stage.*\n", ""),
    ("", r": done", ": stuck"),
    ("", r"-> abort", "-> bypass"),
    ("", r"kexec-smmu: on to.*\n", ""),
    ("", r"row: report end.*\n", ""),
    ("", r"report end 0", "report end 3"),
    ("rounds", r"report end 4", "report end 0"),
    ("rounds", r"row: round 1", "kexec-smmu: 1.2.3, wrapped\nrow: round 1"),
    ("rounds", r"abort -> abort", "bypass -> abort"),
    ("", r'"stale": false', '"stale": true'),
    ("wrapped|rounds", r"row: wrap end 0", "row: wrap end 1"),
    ("five|nobody", r"row: first 6\.12\.1", "row: first 6.1.9"),
    ("five|nobody", r"row: tools.*\n", "row: tools 2.0.99\n"),
    ("five|nobody", r"row: second.*\n", ""),
    ("", r'"devices": \[', '"functions": ['),
    ("nobody|rounds", r'"devices": \[', '"devices": [ {}'),
    ("five|nobody", r"previous kernel: .*\n", ""),
    ("five|nobody", r"1 of 1 SMMU fenced", "0 of 1 SMMU fenced"),
    ("five|nobody", r"kexec-smmu: on to", "kexec-smmu: 0x9050000 StreamID 0x8 "
     "0000:00:01.0 1af4:1042 virtio-pci: wrote 0x4000..0x4fff, at least 9 "
     "times in 1000 ms\nkexec-smmu: on to"),
    ("five|nobody", r"\Z", WENT_ON.format(
        who="0000:00:01.0 [1af4:1042], no driver", first=0, last=1)),
    ("nobody|rounds", r"kexec-smmu: on to", "kexec-smmu: 0x9050000 and others: "
     "records were lost\nkexec-smmu: on to"),
    ("nobody|rounds", r"kexec-smmu: on to",
     "kexec-smmu: 0x9050000 not watched\nkexec-smmu: on to"),
    ("nobody", r"row: load", "row: source 0000:01:00.0 driver none to "
     "0x6e000000 end 0\nrow: load"),
    (FIVE, r"dma: runs\n", ""),
    (FIVE, r"row: source 0000:05.*\n", ""),
    (FIVE, r"(row: source .*) end 0", r"\1 end 1"),
    (FIVE, r"to 0x6e300000 end", "to 0x6e200000 end"),
    ("^five, exec", r"driver none to", "driver vfio-pci to"),
    ("^five, panic", r"driver vfio-pci to", "driver other to"),
    (FIVE, r"kexec-smmu: .*StreamID 0x500.*\n", ""),
    (FIVE, r"(kexec-smmu: .*StreamID )0x500", r"\g<1>0x100"),
    (FIVE, r"(kexec-smmu: .*StreamID )0x500", r"\g<1>0x501"),
    (FIVE, r": wrote 0x", ": read 0x"),
    (FIVE, r"wrote 0x6e300000", "wrote 0x6e2ff000"),
    (FIVE, r"0x6e300f80, at least 4912", "0x6e301000, at least 4912"),
    (FIVE, r"least 4912", "least 0"),
    (FIVE, r"4912 times in 1000 ms", "4912 times in 10 ms"),
    (SEGMENT, r" 0000:05:00.0 8086:2668 (\S+): wrote", ": wrote"),
    (SEGMENT, r" \| 0000:02:02.0 8086:2668 -", ""),
    (SEGMENT, r"8086:2668 (\S+): wrote", "8086:2668 snd_hda_intel: wrote"),
    (IMAGE, r"StreamID 0x500", "StreamID 0x500 0000:05:00.0 8086:2668 -"),
    (FIVE, r'"stream": "0x500"', '"stream": "0x501"'),
    (FIVE, r'"count": 4912', '"count": 4911'),
    (FIVE, r'"first": "0x6e300000"', '"first": "0x0"'),
    (FIVE, r'"driver": (null|"[\w-]+")', '"driver": "snd_hda_intel"'),
    (FIVE, r'"name": "0000:02:02.0"', '"name": "0000:02:03.0"'),
    (FIVE, r"; 0000:05:00.0[^;]* was still writing", ""),
    (FIVE, r"0000:05:00.0 \[.*\n", ""),
    (FIVE, r", or 0000:02:02.0 \[8086:2668\], no driver", ""),
    (FIVE, r"least 4,912", "least 4,911"),
    ("rounds", r"row: round 2 6\.12\.1", "row: round 2 6.1.9"),
    ("rounds", r"row: round 3.*\n", ""),
    ("rounds", r"row: tree end 0", "row: tree end 1"),
    ("rounds", r"1\.2\.3, wrapped", "1.2.3, load 0123456789abcdef, now"),
]
ROUNDS = {
    "no log": ["", log("wrapped"), log(LINES[2])],
    "an old log": [log(LINES[0]), log("wrapped"), log(LINES[0])],
    "two logs": [log(LINES[0]), log("wrapped"), log(LINES[2]) +
                 "other { %s };" % log(LINES[0])],
    "one behind another": [log(LINES[0]), log("wrapped"), log(LINES[2], 2)],
    "dtc warns": [log(LINES[0]), log("wrapped"), log(LINES[2]) +
                  "other@1 { };"],
    "it grows": [log(LINES[0]), log("wrapped"), log(LINES[2]) +
                 "other = \"%s\";" % ("x" * 100)],
}


def check(row, text, ended):
    named.check(row, damage.result(text, ended), RELEASE)


def damaged(row, good):
    yield from damage.ends(good)
    if row in named.ROUNDS:
        for what, logs in ROUNDS.items():
            yield what, rounds_console(logs), True
        yield "a further stage", rounds_console(
            last="kexec-smmu: 1.2.3, wrapped\n"), True


def cases():
    for row in named.chosen(True):
        good = rounds_console() if row in named.ROUNDS else named_console(row)
        yield named.name(row), row, good, damaged(row, good)


def main():
    return damage.try_judge(cases(), check, DAMAGES)



if __name__ == "__main__":
    sys.exit(main())
