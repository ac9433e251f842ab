# SPDX-License-Identifier: GPL-2.0-or-later
"""Everything that the machines of one call share: what they boot, the disks
that they read, the folder of their logs."""

import glob
import hashlib
import os
import random
import re
import subprocess

import initramfs
import rows
import vm

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
PATTERN_SIZE = 4 << 20


class Bench:
    """Everything that the machines of one call share."""

    def __init__(self, work, root=None, build=None, limit=240):
        self.root = root        # DESTDIR of an arm64 `make install`
        self.folders = [folder for folder in (build, TOP) if folder]
        self.limit = limit
        self.cache = subprocess.run(
            [os.path.join(HERE, "fetch")], check=True, text=True,
            stdout=subprocess.PIPE).stdout.strip()
        self.work = os.path.abspath(work)
        os.makedirs(self.work, exist_ok=True)
        self.witness = self.make_witness()
        # They and the files that they name come from a build.
        self.scripts = sorted(glob.glob(
            os.path.join(TOP, "tests/cli/vm-*.sh"))) if build else []
        self.releases, self.initrds, self.boots = {}, {}, {}
        for version in rows.PARAMETERS["kernel"]:
            self.prepare(version)
        self.sums, self.disks = {}, []
        for kind in ("virtio", "nvme"):
            self.make_pattern(kind)

    def make_witness(self):
        folder = os.path.join(self.work, "witness")
        os.makedirs(folder, exist_ok=True)
        subprocess.run(["make", "-s", "-C", folder, "-f",
                        os.path.join(HERE, "witness/witness.mk")], check=True)
        return os.path.join(folder, "witness.bin")

    def image(self, version):
        return os.path.join(self.cache, "linux-" + version, "Image")

    def prepare(self, version):
        folder = os.path.join(self.cache, "linux-" + version)
        with open(os.path.join(folder, "release"), encoding="ascii") as file:
            self.releases[version] = file.read().strip()
        archive = initramfs.initramfs(self.cache, "linux-" + version,
                                      self.root, self.extra())
        self.initrds[version] = initramfs.write(
            os.path.join(self.work, "initrd-" + version), archive)
        self.boots[version] = initramfs.boot_disk(
            os.path.join(self.work, "boot-%s.tar" % version),
            {"Image": self.image(version), "initrd": self.initrds[version],
             "witness": self.witness})

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

    def locate(self, path):
        for top in self.folders:
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

    def boot(self, version, entry, words, log, echo=None):
        """Run a machine. `words`: see guest/init; `log`: name of its log."""
        append = ["console=ttyAMA0", "panic=-1",
                  "loglevel=%d" % (7 if echo else 5)]
        append += ["ks.%s=%s" % item for item in words.items()]
        argv = vm.command(
            entry, self.image(version), self.initrds[version],
            " ".join(append),
            [("virtio", "ks-boot", self.boots[version])] + self.disks)
        return vm.run(argv, self.limit,
                      os.path.join(self.work, log + ".log"), echo)
