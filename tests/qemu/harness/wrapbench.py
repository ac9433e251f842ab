# SPDX-License-Identifier: GPL-2.0-or-later
"""Machines for tests/qemu/wrap: bare ones that a wrapped Image starts in, and
those of Bench with the kernels of tests/qemu/kernel."""

import hashlib
import os
import struct
import subprocess
import threading

import firmware
import initramfs
import vm
from bench import HERE
from proofbench import ProofBench
from talk import talk

UBOOT = "u-boot/u-boot.bin"
# Of its device tree, which is smaller.
TREE_SHOWN = 0x4000

# Of an arm64 Image: where its header has its size, and of the witness, what is
# behind it (payloads/start.S); and where that is.
AT_SIZE, AT_NEXT = 0x10, 0x30
NEXT = 0x200000


def with_linux(witness, linux):
    """The witness, and a Linux that it may start."""
    data = bytearray(witness.ljust(NEXT, b"\0"))
    size, = struct.unpack_from("<Q", linux, AT_SIZE)
    struct.pack_into("<Q", data, AT_SIZE, NEXT + size)
    struct.pack_into("<Q", data, AT_NEXT, NEXT)
    return bytes(data) + linux


class WrapBench(ProofBench):
    """`wrap`: kexec-smmu-wrap with the seams of tests/cli, built for this
    machine; `stage`: the stage that it was built with."""

    def __init__(self, work, root, wrap, stage, limit):
        super().__init__(work, root, None, limit)
        self.wrap_program = wrap
        self.environment = {
            **os.environ, "KST_STAGE": os.path.abspath(stage),
            "KST_STAGE_ANY": os.path.join(os.path.dirname(
                os.path.abspath(stage)), "smmu-stage-any.bin")}
        self.building = threading.Lock()
        self.any = self.wrap_any()
        self.any_told = self.wrap_any("pl011@0x9000000")
        self.any_sum = self.sum_any()

    def build_kernel(self, version):
        """The small one, where that is still to be done."""
        with self.building:
            if not os.path.isdir(os.path.join(self.cache, "linux-" + version)):
                subprocess.run([os.path.join(HERE, "kernel")], check=True,
                               stdout=subprocess.DEVNULL)

    def prepare(self, version, tools):
        self.build_kernel(version)
        return super().prepare(version, tools)

    def extra(self):
        directory = os.path.join(self.work, "loader")
        os.makedirs(directory, exist_ok=True)
        subprocess.run(["make", "-s", "-C", directory, "-f",
                        os.path.join(HERE, "payloads/loader.mk")], check=True)
        return {**super().extra(), "loader": os.path.join(directory, "loader"),
                "u-boot.bin": os.path.join(self.cache, UBOOT)}

    def log(self, name):
        return os.path.join(self.work, name + ".log")

    def tree(self, entry):
        """The device tree that QEMU makes for this machine."""
        path = os.path.join(self.work, entry + ".dtb")
        argv = vm.command(entry, self.witness)
        at = argv.index("-machine") + 1
        argv[at] += ",dumpdtb=" + path
        subprocess.run(argv, check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        return path

    def wrap(self, name, entry, payload, *words):
        """A wrapped Image, as a file. Returns its path."""
        path = os.path.join(self.work, name + ".img")
        subprocess.run([self.wrap_program, "--source=" + self.tree(entry),
                        "--console=auto", "-o", path, *words, payload],
                       env=self.environment, check=True,
                       stdout=subprocess.DEVNULL)
        return path

    def wrap_any(self, console="auto"):
        """A file for all machines, signed by the small kernel's key."""
        self.build_kernel("small")
        path = os.path.join(self.work, "any-%s.img" % console)
        payload = initramfs.write(path + ".payload", with_linux(
            initramfs.read(self.witness),
            initramfs.read(self.image("small"))))
        subprocess.run([self.wrap_program, "--source=any", "--policy=abort",
                        "--console=" + console, "-o", path, payload], env=self.environment, check=True,
                       stdout=subprocess.DEVNULL)
        key = os.path.join(self.cache, "linux-small/key.pem")
        return firmware.sign(path, key, key, path + ".signed")

    def sum_any(self):
        return hashlib.sha256(initramfs.read(self.any)).hexdigest()

    def any_disk(self):
        """(initramfs of the small kernel, a disk with both)"""
        initrd, _ = self.prepare("small", "bookworm")
        with self.building:
            return initrd, initramfs.boot_disk(
                os.path.join(self.work, "boot-any.tar"),
                {"any": self.any, "initrd": initrd})

    def start(self, name, entry, image):
        """By QEMU's -kernel."""
        return vm.run(vm.command(entry, image), self.limit, self.log(name))

    def booti(self, name, entry, image, address):
        """By U-Boot, which finds the Image in memory, and says its sum."""
        argv = vm.command(entry, image)
        at = argv.index("-kernel")
        argv[at:at + 2] = ["-bios", os.path.join(self.cache, UBOOT), "-device",
                           "loader,file=%s,addr=0x%x,force-raw=on"
                           % (image.replace(",", ",,"), address)]
        return talk(argv, self.limit, self.log(name), [
            ("Hit any key", "\n"),
            ("=> ", "crc32 0x%x 0x%x\n" % (address, os.path.getsize(image))),
            ("=> ", "booti 0x%x - ${fdtcontroladdr}\n" % address),
            ("witness: .* end", None)])

    def chain(self, name, version, entry, policy, call):
        """Linux, which starts U-Boot, which looks for disks."""
        initrd, _ = self.prepare(version, "bookworm")
        words = "console=ttyAMA0 panic=-1 loglevel=5 ks.run=chain " \
            "ks.policy=%s ks.call=%s" % (policy, call)
        argv = vm.command(entry, self.image(version), initrd, words,
                          self.disks)
        return talk(argv, self.limit, self.log(name), [
            ("Hit any key", "\n"), ("=> ", "nvme scan\n"),
            ("=> ", "nvme info\n"),
            ("=> ", "md.b ${fdtcontroladdr} 0x%x\n" % TREE_SHOWN),
            ("=> ", "echo over $?\n"), ("over [01]", None)])
