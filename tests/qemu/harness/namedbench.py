# SPDX-License-Identifier: GPL-2.0-or-later
"""Machines with five sound controllers, for the rows of named.py."""

import os
import subprocess

import named
import vm
from proofbench import ProofBench
from score import log_name

# Behind a root port, a PCI bridge (two), a further root bus, and a switch.
PORTS = ["pcie-root-port,id=first,bus=pcie.0,addr=5,chassis=1",
         "intel-hda,id=one,bus=first",
         "pcie-pci-bridge,id=bridge,bus=pcie.0,addr=6",
         "intel-hda,id=two,bus=bridge,addr=1",
         "intel-hda,id=three,bus=bridge,addr=2",
         "pxb-pcie,id=root,bus_nr=%d,bus=pcie.0,addr=7" % named.ROOT,
         "pcie-root-port,id=further,bus=root,addr=0,chassis=2",
         "intel-hda,id=four,bus=further",
         "pcie-root-port,id=last,bus=pcie.0,addr=8,chassis=3",
         "x3130-upstream,id=up,bus=last",
         "xio3130-downstream,id=down,bus=up,addr=0,chassis=4",
         "intel-hda,id=five,bus=down"]
CODECS = ["hda-duplex,bus=%s.0,audiodev=a" % name
          for name in ("one", "two", "three", "four", "five")]
DEVICES = ["-audiodev", "none,id=a"]
for device in PORTS + CODECS:
    DEVICES += ["-device", device]

# QEMU's tree has one host bridge, for all buses; Linux looks for no further root
# bus behind that. So there are two: the second with what is above that bus.
HOST, SECOND = "/pcie@10000000", "/pcie@30000000"
ECAM, ECAM_BUS = 0x4010000000, 1 << 20
WINDOW, SECOND_WINDOW, WINDOW_END = 0x10000000, 0x30000000, 0x3eff0000
MEMORY = 0x02000000     # in the first cell of a range: 32 bits


def cells(address):
    return [address >> 32, address & 0xffffffff]


def window(first, end):
    return [MEMORY, *cells(first), *cells(first), *cells(end - first)]


def second_host(tree):
    """Change the file."""
    def put(node, name, values, kind="x"):
        subprocess.run(["fdtput", "-t", kind, tree, node, name, *(
            value if kind == "s" else "0x%x" % value for value in values)],
            check=True)

    def get(node, name):
        return subprocess.run(["fdtget", "-t", "x", tree, node, name],
                              check=True, text=True, stdout=subprocess.PIPE
                              ).stdout.split()

    buses = named.ROOT * ECAM_BUS
    smmu = int(get(HOST, "iommu-map")[1], 16)
    put(HOST, "reg", cells(ECAM) + cells(buses))
    put(HOST, "bus-range", [0, named.ROOT - 1])
    put(HOST, "ranges", window(WINDOW, SECOND_WINDOW))
    subprocess.run(["fdtput", "-c", tree, SECOND], check=True)
    put(SECOND, "compatible", ["pci-host-ecam-generic"], "s")
    put(SECOND, "device_type", ["pci"], "s")
    for name, values in (
            ("reg", cells(ECAM + buses) + cells(16 * ECAM_BUS)),
            ("bus-range", [named.ROOT, named.ROOT + 15]),
            ("ranges", window(SECOND_WINDOW, WINDOW_END)),
            ("#address-cells", [3]), ("#size-cells", [2]),
            ("linux,pci-domain", [1]),
            ("iommu-map", [0, smmu, 0, 0x10000])):
        put(SECOND, name, values)
    put(SECOND, "dma-coherent", [])


class NamedBench(ProofBench):
    """With a tree for Linux that shows it all root buses."""

    def argv(self, row, initrd, words, disks):
        if row in named.ROUNDS:
            return vm.command(named.ENTRIES[row.tables],
                              self.image(named.KERNEL), initrd, words, disks)
        # Beside a GICv2 no ITS disturbs `kexec -e`, and ports have their MSI-X.
        return vm.command(named.ENTRIES[row.tables], self.image(named.KERNEL),
                          initrd, words, disks,
                          gic=2 if row.tables == "DT" else 3) + DEVICES

    def tree(self, row, argv):
        path = os.path.join(self.work, "%s.dtb" % log_name(named.name(row)))
        argv = list(argv)
        argv[argv.index("-machine") + 1] += ",dumpdtb=" + path
        subprocess.run(argv, check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        second_host(path)
        return path

    def boot_row(self, row, echo=None):
        initrd, files = self.prepare(named.KERNEL, row.tools)
        words = ["console=ttyAMA0", "panic=-1", "loglevel=5",
                 named.append(row)]
        words += ["ks.%s=%s" % item for item in named.words(row).items()]
        argv = self.argv(row, initrd, " ".join(words),
                         [("virtio", "ks-boot", files)])
        if row.tables == "DT" and row not in named.ROUNDS:
            argv += ["-dtb", self.tree(row, argv)]
        log = os.path.join(self.work, log_name(named.name(row)) + ".log")
        return vm.run_begun(argv, self.limit, log, echo,
                            panics=row.path == "panic")
