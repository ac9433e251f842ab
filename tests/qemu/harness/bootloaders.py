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

    def loader(self, folder, name, secure):
        """Debian's, signed again where firmware is to take it."""
        path = os.path.join(self.cache, folder, name + ".efi")
        if not secure:
            return path
        return firmware.sign(path, firmware.snakeoil_key(self.work),
                             firmware.CERTIFICATE, os.path.join(
                                 self.work, "%s-%s.signed" % (folder, name)))

    def partition_of(self, loader, secure, image, initrd, folder):
        """Paths in it, and the files."""
        files = {"linux.efi": image, "initrd": initrd}
        if loader == "systemd-boot":
            files[DEFAULT] = self.loader(folder, "systemd-boot", secure)
            files["loader/entries/test.conf"] = self.text("entry", ENTRY)
        elif loader == "shim":
            files = {DEFAULT: self.loader(folder, "shim", secure), SECOND: image}
        else:
            grub = self.loader(folder, "grub", False)
            files["EFI/debian/grub.cfg"] = self.text("grub.cfg", GRUB)
            # GRUB is signed by Debian, which shim knows.
            files.update({DEFAULT: self.loader(folder, "shim", True), SECOND: grub}
                         if secure else {DEFAULT: grub})
        return files

    def text(self, name, text):
        return initramfs.write(os.path.join(self.work, name), text.encode())

    def by_loader(self, name, loader, secure, kind, folder):
        """`kind`: signed, unsigned, or plain, bare: the kernel alone, signed.
        `folder`: of the cache, with the loaders of a release."""
        initrd, _ = self.prepare("small", "bookworm")
        with self.building:
            image, signed = self.signed_files(secure=True)
            if kind in ("plain", "bare"):
                signed = firmware.sign(self.image("small"),
                                       firmware.snakeoil_key(self.work),
                                       firmware.CERTIFICATE,
                                       os.path.join(self.work, "plain.signed"))
            files = self.partition_of(loader, secure,
                                      image if kind == "unsigned" else signed,
                                      initrd, folder)
        argv = self.firmware_command("EL1", self.disks)
        argv += firmware.arguments(self.work, name, secure)
        argv += self.system_partition(name, files)
        if loader == "shim" or kind not in ("signed", "bare"):
            return self.watch(argv, name, "EFI stub: |" + REFUSED[loader])
        return vm.run(argv, self.limit, self.log(name))


# GRUB 2.06 loads a kernel itself then, to memory of its file's size, and the
# stub says so: of the bare kernel, too.
TIGHT = ("GRUB", True, "boot-loaders-bookworm")


def check_loader(text, bench, loader, secure, kind, folder):
    if kind not in ("signed", "bare"):
        demand("EFI stub" not in text, "was started")
        demand(re.search(REFUSED[loader], text), "does not say why not")
        return
    demand("EFI stub: Booting Linux" in text or loader == "shim" and
           "EFI stub: " in text, "was not started")
    demand(("FIRMWARE BUG" in text) == ((loader, secure, folder) == TIGHT),
           "Linux's stub complains, or not")
    if loader == "shim":
        return
    demand(("UEFI Secure Boot is enabled" in text) == secure,
           "Secure Boot is not %s" % secure)
    match = console.SECOND.search(text)
    demand(match, "Linux did not come up")
    judge.check_disks(text, match, bench.release("small"), bench.sums)
