# SPDX-License-Identifier: GPL-2.0-or-later
"""Machines with a source of DMA, for the rows of claims.py."""

import os

import claims
import vm
from bench import Bench
from score import log_name

# Its capture stream, once started, writes to memory until it is reset.
SOURCE = ["-audiodev", "none,id=a", "-device", "intel-hda,addr=5",
          "-device", "hda-duplex,audiodev=a"]


class ProofBench(Bench):
    """With the programs that start DMA and the payloads that watch it."""

    def extra(self):
        directory = self.make_dma()
        payloads = os.path.dirname(self.witness)
        return {**{name: os.path.join(directory, name)
                   for name in ("hda-dma", "vfio-map", "vmcore-watch")},
                **{name: os.path.join(payloads, name + ".bin")
                   for name in ("frame", "prober", "storm", "watcher")}}

    def boot_row(self, row, echo=None):
        entry = claims.ENTRIES[row.tables]
        initrd, files = self.prepare(row.kernel, "bookworm")
        words = ["console=ttyAMA0", "panic=-1", "loglevel=5",
                 claims.append(row)]
        words += ["ks.%s=%s" % item for item in claims.words(row).items()]
        disks = [("virtio", "ks-boot", files)] \
            if claims.SCENES[row.scene].payload in claims.LINUX else []
        argv = vm.command(entry, self.image(row.kernel), initrd,
                          " ".join(words), disks,
                          gic=claims.SCENES[row.scene].gic) + SOURCE
        log = os.path.join(self.work, log_name(claims.name(row)) + ".log")
        if row.scene != "aborted":
            return vm.run_begun(argv, self.limit, log, echo, panics=True)
        trace = log[:-len(".log")] + ".trace"
        argv += ["-trace", "enable=smmuv3_translate_abort", "-D", trace]
        result = vm.run_begun(argv, self.limit, log, echo, panics=True)
        with open(trace, encoding="utf-8", errors="replace") as lines:
            count = sum("smmuv3_translate_abort" in line for line in lines)
        result.text += "\nbench: %d transactions aborted\n" % count
        return result
