# SPDX-License-Identifier: GPL-2.0-or-later
"""Everything that the machines of one call share: what they boot, the disks
that they read, the directory of their logs."""

import glob
import gzip
import hashlib
import os
import random
import re
import subprocess
import threading

import initramfs
import vm

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOP = os.path.dirname(os.path.dirname(HERE))
PATTERN_SIZE = 4 << 20


class Bench:
    """Everything that the machines of one call share. What only some of them
    boot from is made on its first use."""

    def __init__(self, work, root=None, build=None, limit=240, items=()):
        self.root = root        # DESTDIR of an arm64 `make install`
        self.directories = [path for path in (build, TOP) if path]
        self.limit = limit
        # `items`: of the cache, without any all of them.
        self.cache = subprocess.run(
            [os.path.join(HERE, "fetch"), *items], check=True, text=True,
            stdout=subprocess.PIPE).stdout.strip()
        self.work = os.path.abspath(work)
        os.makedirs(self.work, exist_ok=True)
        self.witness = self.make_witness()
        # They and the files that they name come from a build.
        self.scripts = sorted(glob.glob(
            os.path.join(TOP, "tests/qemu/vm/vm-*.sh"))) if build else []
        self.lock = threading.Lock()
        self.prepared = {}
        self.dma = None
        self.sums, self.disks = {}, []
        for kind in ("virtio", "nvme"):
            self.make_pattern(kind)

    def make_witness(self):
        directory = os.path.join(self.work, "witness")
        os.makedirs(directory, exist_ok=True)
        subprocess.run(["make", "-s", "-C", directory, "-f",
                        os.path.join(HERE, "payloads/payloads.mk")], check=True)
        path = os.path.join(directory, "witness.bin")
        initramfs.write(path[:-len("bin")] + "gz",
                        gzip.compress(initramfs.read(path)))
        return path

    def image(self, version):
        return os.path.join(self.cache, "linux-" + version, "Image")

    def release(self, version):
        """What `uname -r` says in that kernel."""
        path = os.path.join(self.cache, "linux-" + version, "release")
        with open(path, encoding="ascii") as file:
            return file.read().strip()

    def version(self, tools):
        """What `kexec --version` says in that release."""
        path = os.path.join(self.cache, "tools-" + tools, "versions")
        with open(path, encoding="ascii") as file:
            return re.search(r"^kexec-tools (?:\d+:)?([0-9.]+)", file.read(),
                             re.M).group(1)

    def prepare(self, version, tools):
        """(initramfs, disk with the files of the second boot)"""
        with self.lock:
            if (version, tools) not in self.prepared:
                name = "%s-%s" % (version, tools)
                initrd = initramfs.write(
                    os.path.join(self.work, "initrd-" + name),
                    initramfs.initramfs(self.cache, "linux-" + version, tools,
                                        self.root, self.extra()))
                self.prepared[version, tools] = initrd, initramfs.boot_disk(
                    os.path.join(self.work, "boot-%s.tar" % name),
                    {"Image": self.image(version), "initrd": initrd,
                     "witness": self.witness,
                     "witness.gz": self.witness[:-len("bin")] + "gz",
                     "witness.elf": self.witness[:-len("bin")] + "elf"})
            return self.prepared[version, tools]

    def extra(self):
        """Files for /tests of the guest."""
        found = {}
        for script in self.scripts:
            found[os.path.basename(script)] = script
            with open(script, encoding="utf-8") as file:
                for line in re.findall(r"^# vm-files:(.*)$", file.read(),
                                       re.M):
                    for path in line.split():
                        found[os.path.basename(path)] = self.locate(path)
        return found

    def make_dma(self):
        """The directory with the programs that start DMA."""
        if not self.dma:
            directory = os.path.join(self.work, "dma")
            os.makedirs(directory, exist_ok=True)
            subprocess.run(["make", "-s", "-C", directory, "-f",
                            os.path.join(HERE, "dma/dma.mk")], check=True)
            self.dma = directory
        return self.dma

    def locate(self, path):
        if path.startswith("dma/"):
            return os.path.join(self.make_dma(), os.path.basename(path))
        for top in self.directories:
            if os.path.exists(os.path.join(top, path)):
                return os.path.join(top, path)
        raise SystemExit("%s: neither in the build nor in the source"
                         % path)

    def make_pattern(self, kind):
        """A disk of noise, another one for each kind of disk."""
        data = random.Random(kind).randbytes(PATTERN_SIZE)
        path = initramfs.write(os.path.join(self.work, kind + ".img"), data)
        self.disks.append((kind, "ks-" + kind, path))
        self.sums["ks-" + kind] = hashlib.md5(data).hexdigest()

    def command(self, *args, **kwargs):
        """The command line of QEMU."""
        return vm.command(*args, **kwargs)

    def boot(self, version, entry, words, log, echo=None,
             tools="bookworm", append="", memory="2G", cpus=1, devices=()):
        """Run a machine. `words`: see guest/init; `log`: name of its log;
        `tools`: see rows; `append`: further words for the kernel; `devices`:
        further ones for QEMU."""
        initrd, disk = self.prepare(version, tools)
        words = ["console=ttyAMA0", "panic=-1",
                 "loglevel=%d" % (7 if echo else 5), *append.split(),
                 *("ks.%s=%s" % item for item in words.items())]
        argv = self.command(
            entry, self.image(version), initrd, " ".join(words),
            [("virtio", "ks-boot", disk)] + self.disks, memory,
            cpus=cpus, its=bool(devices)) + list(devices)
        panics = "crashkernel=" in append
        return vm.run_begun(argv, self.limit,
                            os.path.join(self.work, log + ".log"), echo,
                            panics)
