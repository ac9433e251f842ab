# SPDX-License-Identifier: GPL-2.0-or-later
"""Machines with several SMMUs, for the rows of several.py."""

import os

import several
import vm
from bench import TOP
from proofbench import ProofBench
from score import log_name

KERNEL = "6.12"

# An SMMU for each root bus; QEMU has them with ACPI alone. The devices of the
# two further ones are behind a root port each.
SMMUS = ["-device", "pxb-pcie,id=root1,bus=pcie.0,bus_nr=8",
         "-device", "pxb-pcie,id=root2,bus=pcie.0,bus_nr=16",
         "-device", "arm-smmuv3,primary-bus=pcie.0,id=smmu0",
         "-device", "arm-smmuv3,primary-bus=root1,id=smmu1",
         "-device", "arm-smmuv3,primary-bus=root2,id=smmu2",
         "-device", "pcie-root-port,id=port1,bus=root1,chassis=1",
         "-device", "pcie-root-port,id=port2,bus=root2,chassis=2",
         "-device", "iommu-testdev,bus=pcie.0,addr=5",
         "-device", "iommu-testdev,bus=port1",
         "-device", "iommu-testdev,bus=port2"]


class SeveralBench(ProofBench):
    """With the QEMU of the cache, started by its own dynamic linker."""

    def qemu(self):
        directory = os.path.join(self.cache, "qemu-11")
        return [os.path.join(directory, "lib/ld.so"), "--library-path",
                os.path.join(directory, "lib"),
                os.path.join(directory, "qemu-system-aarch64")]

    def command(self, *args, **kwargs):
        return self.qemu() + vm.command(*args, smmu=False, **kwargs)[1:]

    def extra(self):
        """With the script that compares masters."""
        directory = os.path.join(TOP, "tests/qemu/vm")
        return {**super().extra(), **{
            name: os.path.join(directory, name)
            for name in ("lib-vm.sh", several.MASTERS)}}

    def boot_row(self, row, echo=None):
        initrd, _ = self.prepare(KERNEL, "bookworm")
        words = ["console=ttyAMA0", "panic=-1", "loglevel=5",
                 "crashkernel=" + several.CRASHKERNEL]
        words += ["ks.%s=%s" % item for item in several.words(row).items()]
        argv = self.command("EL1-ACPI", self.image(KERNEL), initrd,
                            " ".join(words)) + SMMUS
        log = os.path.join(self.work, log_name(several.name(row)) + ".log")
        return vm.run_begun(argv, self.limit, log, echo, panics=True)
