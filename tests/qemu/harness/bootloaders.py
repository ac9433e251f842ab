# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrapped Image in an EFI system partition, for what lies between firmware and
kernel: Debian's systemd-boot, GRUB and shim."""

import os
import re

import console
import firmware
import initramfs
import judge
import vm
from judge import demand
from signing import SigningBench

WORDS = "console=ttyAMA0 panic=-1 loglevel=7 ks.run=second"
ENTRY = "title test\nlinux /linux.efi\ninitrd /initrd\noptions %s\n" % WORDS
# No menu: it is run through.
GRUB = "linux /linux.efi %s\ninitrd /initrd\nboot\n" % WORDS

DEFAULT = "EFI/BOOT/BOOTAA64.EFI"
# What shim starts.
SECOND = "EFI/BOOT/grubaa64.efi"

# What each says of a file that it is not to start.
REFUSED = {
    "systemd-boot": "[Ee]rror loading .*linux.efi|Security Violation",
    "GRUB": "bad shim signature|verification failed|Security Violation",
    "shim": "Security Violation|SBAT|Verification failed",
}


class LoaderBench(SigningBench):
    """The rows of that; whoever verifies has the firmware's test key."""

    def firmware_for(self, directory):
        """Debian 12's GRUB starts a kernel in memory of EfiLoaderData. EDK2
        for QEMU executes nothing there since its commit 2997ae387397
        ("ArmVirtPkg: make EFI_LOADER_DATA non-executable"), and Debian since
        edk2 2025.02-5: under Secure Boot that GRUB ends in an exception with
        every kernel, and UninstallMemAttrProtocol in fw_cfg does not help. So
        Debian 12's loaders get its firmware."""
        if directory == "boot-loaders-bookworm":
            return firmware.Firmware(os.path.join(self.cache,
                                                  "firmware-bookworm"))
        return firmware.HERE

    def loader(self, directory, name, trusting):
        """Debian's; signed again where a firmware is to take it, or None."""
        path = os.path.join(self.cache, directory, name + ".efi")
        if not trusting:
            return path
        return firmware.sign(path, *trusting.signer(self.work), os.path.join(
            self.work, "%s-%s.signed" % (directory, name)))

    def partition_of(self, loader, trusting, image, initrd, directory):
        """Paths in it, and the files."""
        files = {"linux.efi": image, "initrd": initrd}
        if loader == "systemd-boot":
            files[DEFAULT] = self.loader(directory, "systemd-boot", trusting)
            files["loader/entries/test.conf"] = self.text("entry", ENTRY)
        elif loader == "shim":
            files = {DEFAULT: self.loader(directory, "shim", trusting),
                     SECOND: image}
        else:
            grub = self.loader(directory, "grub", None)
            files["EFI/debian/grub.cfg"] = self.text("grub.cfg", GRUB)
            # GRUB is signed by Debian, which shim knows.
            files.update({DEFAULT: self.loader(directory, "shim", trusting),
                          SECOND: grub} if trusting else {DEFAULT: grub})
        return files

    def text(self, name, text):
        return initramfs.write(os.path.join(self.work, name), text.encode())

    def by_loader(self, name, loader, secure, kind, directory):
        """`kind`: signed, unsigned, or plain, bare: the kernel alone, signed.
        `directory`: of the cache, with the loaders of a release."""
        initrd, _ = self.prepare("small", "bookworm")
        edk2 = self.firmware_for(directory)
        with self.building:
            image, signed = self.signed_files(edk2)
            if kind in ("plain", "bare"):
                signed = firmware.sign(self.image("small"),
                                       *edk2.signer(self.work),
                                       os.path.join(self.work, edk2.name +
                                                    "-plain.signed"))
            files = self.partition_of(loader, edk2 if secure else None,
                                      image if kind == "unsigned" else signed,
                                      initrd, directory)
        argv = self.firmware_command("EL1", self.disks)
        argv += edk2.arguments(self.work, name, secure)
        argv += self.system_partition(name, files)
        if loader == "shim" or kind not in ("signed", "bare"):
            return self.watch(argv, name, "EFI stub: |" + REFUSED[loader])
        return vm.run(argv, self.limit, self.log(name))


# GRUB 2.06 loads a kernel itself then, to memory of its file's size, and the
# stub says so: of the bare kernel, too.
TIGHT = ("GRUB", True, "boot-loaders-bookworm")


def check_loader(text, bench, loader, secure, kind, directory):
    if kind not in ("signed", "bare"):
        demand("EFI stub" not in text, "was started")
        demand(re.search(REFUSED[loader], text), "does not say why not")
        return
    demand("EFI stub: Booting Linux" in text or loader == "shim" and
           "EFI stub: " in text, "was not started")
    demand(("FIRMWARE BUG" in text) == ((loader, secure, directory) == TIGHT),
           "Linux's stub complains, or not")
    if loader == "shim":
        return
    demand(("UEFI Secure Boot is enabled" in text) == secure,
           "Secure Boot is not %s" % secure)
    match = console.SECOND.search(text)
    demand(match, "Linux did not come up")
    judge.check_disks(text, match, bench.release("small"), bench.sums)
