# SPDX-License-Identifier: GPL-2.0-or-later
"""The scripts vm-NAME.sh: in which machines they run, and what they report.
`run` says what they may expect."""

import os
import re

import console
import rows
from score import log_name

MACHINE = {"kernel": "6.12", "entry": "EL1", "tools": "bookworm",
           "path": "exec", "cpus": "1", "devices": "none"}

# Sources of DMA at a root bus, both behind one bridge to conventional PCI, at a
# further root bus; an igb for VFs; and a third root bus with an nvme. (Linux sees
# the root buses behind the first one with ACPI alone.)
AUDIO = ["-audiodev", "none,id=a"]
DEVICES = {
    "none": [],
    "masters": [word for device in (
        "intel-hda,id=h0,addr=5", "hda-duplex,bus=h0.0,audiodev=a",
        "pcie-root-port,id=port1,chassis=1",
        "pcie-pci-bridge,id=bridge1,bus=port1",
        "intel-hda,id=h1,bus=bridge1,addr=1",
        "hda-duplex,bus=h1.0,audiodev=a",
        "intel-hda,id=h2,bus=bridge1,addr=2",
        "hda-duplex,bus=h2.0,audiodev=a",
        "pcie-root-port,id=port2,chassis=2", "igb,bus=port2,romfile=",
        "pxb-pcie,id=root1,bus=pcie.0,bus_nr=64",
        "pcie-root-port,id=port3,bus=root1,chassis=3",
        "pcie-pci-bridge,id=bridge3,bus=port3",
        "intel-hda,id=h3,bus=bridge3,addr=3",
        "hda-duplex,bus=h3.0,audiodev=a",
        "pxb-pcie,id=root2,bus=pcie.0,bus_nr=128",
        "pcie-root-port,id=port4,bus=root2,chassis=4",
        "nvme,bus=port4,serial=second,romfile=")
        for word in ("-device", device)],
}
# With an SMMU for each of the root buses (tests/qemu/several), and what starts
# DMA behind each of them.
DEVICES["masters-several"] = DEVICES["masters"] + [
    word for device in (
        "arm-smmuv3,primary-bus=pcie.0,id=smmu0",
        "arm-smmuv3,primary-bus=root1,id=smmu1",
        "arm-smmuv3,primary-bus=root2,id=smmu2",
        "pcie-root-port,id=port5,bus=root2,chassis=5",
        "pcie-pci-bridge,id=bridge5,bus=port5",
        "intel-hda,id=h4,bus=bridge5,addr=4",
        "hda-duplex,bus=h4.0,audiodev=a")
    for word in ("-device", device)]


def machines_of(path):
    """The machines that a script names, each as its settings."""
    with open(path, encoding="utf-8") as file:
        lines = re.findall(r"^# vm-machine:(.*)$", file.read(), re.M)
    named = [dict(word.split("=", 1) for word in line.split())
             for line in lines]
    return [dict(MACHINE, **settings) for settings in named or [{}]]


def machines(paths):
    """name of a machine -> (its settings, the scripts that run in it)"""
    found = {}
    for path in paths:
        for settings in machines_of(path):
            name = " ".join(["scripts"] + [
                value for key, value in settings.items()
                if value != MACHINE[key]])
            found.setdefault(name, (settings, []))[1].append(
                os.path.basename(path))
    return found


def run(bench, score, name, settings, scripts):
    """One machine, and everything that its scripts report."""
    log = log_name(name)
    memory, append = rows.MACHINES[settings["path"]]
    devices = DEVICES[settings["devices"]]
    devices = devices and AUDIO + devices
    result = bench.boot(settings["kernel"], settings["entry"],
                        {"run": "scripts", "scripts": ",".join(scripts)},
                        log, tools=settings["tools"], memory=memory,
                        append=append, cpus=int(settings["cpus"]),
                        devices=devices)
    for script in scripts:
        match = re.search(r"^row: script %s\n(.*?)^row: script end (\d+)$"
                          % re.escape(script), result.text, re.M | re.S)

        def report(title, why):
            score.add(title + name[len("scripts"):], result.seconds, why,
                      log + ".log")

        if not match:
            report(script, "did not end (%s)" % result.why)
            continue
        lines = match.group(1).splitlines()
        good = sum(1 for line in lines if console.OK.match(line))
        bad = [m.group("name") for m in map(console.NOT_OK.match, lines) if m]
        score.add_many(script + name[len("scripts"):], good)
        for failed in bad:
            report("%s: %s" % (script, failed), "failed")
        if match.group(2) != "0":
            report(script, "ended with status " + match.group(2))
        elif not good and not bad:
            report(script, "reported nothing")
