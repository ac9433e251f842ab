# SPDX-License-Identifier: GPL-2.0-or-later
"""Machines with sources of DMA, for the rows of quiesce.py."""

import os
import socket
import tempfile
import time
import zlib

import quiesce
import vm
from initramfs import read
from proofbench import ProofBench
from score import log_name
from talk import talk

UBOOT = "u-boot/u-boot.bin"

# Fewer than dma/igb-dma.c has room for.
PACKETS = 40


class Network:
    """What a network controller is connected to: silent until a payload has made
    all functions masters."""

    def __init__(self):
        # The paths of sockets are short.
        self.directory = tempfile.TemporaryDirectory()
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path("here"))
        # A controller that takes no packets has them lost.
        self.socket.setblocking(False)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
        self.directory.cleanup()

    def path(self, name):
        return os.path.join(self.directory.name, name)

    def options(self):
        return ["-netdev", "dgram,id=net,local.type=unix,local.path=%s,"
                "remote.type=unix,remote.path=%s"
                % (self.path("there"), self.path("here"))]

    def see(self, line):
        if not line.startswith("masters: all "):
            return
        # To everybody, of a type for experiments (IEEE 802, 9.2.3).
        frame = b"\xff" * 6 + b"\x02" + bytes(5) + b"\x88\xb5" + b"U" * 1000
        for _ in range(PACKETS):
            try:
                self.socket.sendto(frame, self.path("there"))
            except BlockingIOError:
                time.sleep(0.01)


class QuiesceBench(ProofBench):
    """With U-Boot, and the payload that makes all functions masters."""

    def extra(self):
        payloads = os.path.dirname(self.witness)
        return {**super().extra(),
                "igb-dma": os.path.join(self.make_dma(), "igb-dma"),
                "unreset.so": os.path.join(self.make_dma(), "unreset.so"),
                "masters": os.path.join(payloads, "masters.bin"),
                "u-boot.bin": os.path.join(self.cache, UBOOT)}

    def path(self, kind):
        return next(path for name, _, path in self.disks if name == kind)

    def disk(self, row):
        """What is on it, as quiesce.check() wants it."""
        if row.payload in quiesce.LINUX:
            return self.sums
        return zlib.crc32(read(self.path("nvme"))[:quiesce.DISK_SIZE])

    def devices(self, row, boot):
        """Behind root ports: those of the machine; and for Linux the disk with
        its files, and one more, where they can be reset."""
        found = list(quiesce.MACHINES[row.machine].devices)
        disks = [("ks-boot", boot), ("ks-virtio", self.path("virtio"))] \
            if row.payload in quiesce.LINUX else []
        # Behind the machine's own, whose buses have the first numbers.
        for number, (serial, path) in enumerate(disks):
            port = "port-" + serial
            found += [
                "-drive", "if=none,id=%s,file=%s,format=raw,readonly=on"
                % (serial, path.replace(",", ",,")),
                "-device", "pcie-root-port,id=%s,addr=0x%x,chassis=%d"
                % (port, 20 + number, 20 + number),
                "-device", "virtio-blk-pci,drive=%s,serial=%s,bus=%s,"
                "iommu_platform=on,disable-legacy=on,romfile="
                % (serial, serial, port)]
        return found

    def boot_row(self, row, echo=None):
        initrd, boot = self.prepare(row.kernel, "bookworm")
        words = ["console=ttyAMA0", "panic=-1", "loglevel=5", quiesce.APPEND]
        words += ["ks.%s=%s" % item for item in quiesce.words(row).items()]
        # Root ports want MSIs, and with a device tree the tables of an ITS
        # break `kexec -e`: a GICv2 has another way to them.
        argv = vm.command(row.entry, self.image(row.kernel), initrd,
                          " ".join(words),
                          [("nvme", "ks-nvme", self.path("nvme"))],
                          gic=3 if "ACPI" in row.entry else 2)
        argv += self.devices(row, boot)
        log = os.path.join(self.work, log_name(quiesce.name(row)) + ".log")
        if row.payload == "u-boot":
            return talk(argv, self.limit, log, quiesce.UBOOT_SCRIPT, echo)
        if row.machine not in quiesce.PACKETS:
            return vm.run_begun(argv, self.limit, log, echo)
        with Network() as network:
            return vm.run_begun(argv + network.options(), self.limit, log,
                                network.see)
