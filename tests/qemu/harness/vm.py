# SPDX-License-Identifier: GPL-2.0-or-later
"""One run of QEMU: its command line, its time limit, its console."""

import os
import re
import subprocess
import threading
import time

# How a CPU gets to the exception level at which the first kernel starts, and
# whether firmware starts it, with ACPI tables; else QEMU, with a device tree.
# `max` is avoided: 6.12 cannot kexec with its LPA2. The A72 has no pages of
# 16 KiB, and no VHE.
ENTRIES = {
    "EL1": ("neoverse-n1", "off", False),
    "EL2-VHE": ("neoverse-n1", "on", False),
    "EL2-nVHE": ("cortex-a72", "on", False),
    "EL1-ACPI": ("neoverse-n1", "off", True),
    "EL2-VHE-ACPI": ("neoverse-n1", "on", True),
}

# EDK2, of Debian's qemu-efi-aarch64.
FIRMWARE = "/usr/share/qemu-efi-aarch64/QEMU_EFI.fd"

# Do not wait for a guest that shows one of these; a first panic with a crash
# kernel is expected.
HOPELESS = re.compile(r"^\[ *[0-9.]+\] Kernel panic - not syncing|"
                      r"row: exec failed|sha256 digests do not match")
PANIC = re.compile(r"Kernel panic - not syncing: sysrq triggered crash")
# QEMU's own, of a sound controller on a host that is busy: within a line of the
# guest's.
NOISE = re.compile(r"Resetting rate control \(\d+ \w+\)\n")
BEGUN = re.compile(r"^row: (files there|load kexec)", re.M)


def command(entry, kernel, initrd=None, append="", disks=(),
            memory="2G", gic=3, cpus=1, smmu=True, its=False):
    """The QEMU command line. `disks`: (kind, serial, path) with kind virtio
    or nvme; each is behind the SMMU. `gic`: its version, 2 or 3. `smmu`: the
    machine's own one, for all its buses. `its`: with a device tree, too, since
    PCI Express ports want MSI-X; for machines without `kexec -e`."""
    cpu, virtualization, acpi = ENTRIES[entry]
    # With a device tree the ITS's tables break `kexec -e` by itself; with ACPI
    # Linux panics without an ITS. A GICv2 never has one.
    its = "its=%s," % ("on" if acpi or its else "off") if gic == 3 else ""
    argv = ["qemu-system-aarch64",
            "-machine", "virt,gic-version=%d,%s%svirtualization=%s"
            % (gic, "iommu=smmuv3," if smmu else "", its, virtualization),
            "-cpu", cpu, "-smp", str(cpus), "-m", memory, "-accel", "tcg",
            "-nodefaults", "-display", "none", "-serial", "stdio",
            "-no-reboot", "-kernel", kernel]
    if acpi:
        argv += ["-bios", FIRMWARE]
    if initrd:
        argv += ["-initrd", initrd]
    if append:
        argv += ["-append", append]
    for number, (kind, serial, path) in enumerate(disks):
        argv += ["-drive", "if=none,id=d%d,file=%s,format=raw,readonly=on"
                 % (number, path.replace(",", ",,")), "-device"]
        if kind == "virtio":
            argv.append("virtio-blk-pci,drive=d%d,serial=%s,iommu_platform=on,"
                        "disable-legacy=on,romfile=" % (number, serial))
        else:
            argv.append("nvme,drive=d%d,serial=%s,romfile="
                        % (number, serial))
    return argv


class Result:
    """What a run left: `text`, all that the console showed; `ended`: the
    guest switched itself off in time."""

    def __init__(self, text, why, seconds):
        self.text = NOISE.sub("", text)
        self.ended = why is None
        self.why = why
        self.seconds = seconds


def run(argv, limit, log, echo=None, panics=False, begun=None):
    """Run QEMU, at most `limit` seconds. The console goes to the file `log`,
    each line behind the seconds since the start, and to echo(line). `panics`:
    the guest has a crash kernel, and makes its first kernel panic. `begun`:
    what it is to have said after half of the time."""
    start = time.monotonic()
    lines = []
    reason = []
    with open(log, "w", encoding="utf-8") as out:
        out.write("# %s\n" % " ".join(argv))
        process = subprocess.Popen(argv, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT)

        def give_up(why):
            reason.append(why)
            process.kill()

        def half_time():
            if not any(map(begun.search, lines)):
                give_up("not begun in %d s" % (limit / 2))

        timers = [threading.Timer(limit, give_up, ["no end in %d s" % limit])]
        if begun:
            timers.append(threading.Timer(limit / 2, half_time))
        for timer in timers:
            timer.start()
        try:
            for raw in process.stdout:
                line = raw.decode("utf-8", "replace").rstrip("\r\n")
                lines.append(line)
                out.write("%7.2f %s\n" % (time.monotonic() - start, line))
                out.flush()
                if echo:
                    echo(line)
                if panics and PANIC.search(line):
                    panics = False
                elif HOPELESS.search(line) and not reason:
                    give_up("gave up at: %s" % line)
            status = process.wait()
        finally:
            for timer in timers:
                timer.cancel()
            process.kill()
            process.wait()
    if status and not reason:
        reason.append("QEMU ended with status %d" % status)
    why = reason[0] if reason else None
    return Result("\n".join(lines), why, time.monotonic() - start)


def run_begun(argv, limit, log, echo=None, panics=False):
    """The same for a guest that says when it has its files, or that it goes
    on to load (see guest/): once more if it does not come to that, in half of
    the time. Then nothing of what is to be tested has run. With QEMU 10.0.13,
    guests were seen to lose their first disk so, or to oops when it answers."""
    result = run(argv, limit, log, echo, panics, BEGUN)
    if not result.ended and not BEGUN.search(result.text):
        print("  again   %s: %s" % (os.path.basename(log), result.why),
              flush=True)
        result = run(argv, limit, log, echo, panics)
    return result
