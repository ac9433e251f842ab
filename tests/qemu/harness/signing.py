# SPDX-License-Identifier: GPL-2.0-or-later
"""Wrapped Images that are signed, and kernels that look at that: what the runs
are, and what each has to show."""

import os
import re

import console
import firmware
import initramfs
import judge
import vm
from carriers import check_place, tried
from judge import demand
from wrapbench import WrapBench

# Where a byte of the signed file is changed: its version, the stage, the zeros
# behind the plan, the payload's code; and, by the file's size, the .sbat.
PLACES = [0x420, 0x10200, 0x100000, 0x300000]

# What kexec-tools says for what the kernel says.
ERRORS = {
    "EPERM": "Operation not permitted",
    "EACCES": "Permission denied",
    "ENODATA": "No data available",
    "ELIBBAD": "Accessing a corrupted shared library",
    "ENOKEY": "Required key not available",
    "EKEYREJECTED": "Key was rejected by service",
}

# By what enforces signatures: the answer to each image.
REFUSED = {
    "lockdown": {"plain": "EPERM", "flat": "EPERM", "unsigned": "EPERM",
                 "stranger": "EPERM", "changed": "EPERM", "load": "EPERM"},
    "IMA": {"plain": "ENODATA", "flat": "ELIBBAD", "unsigned": "ENODATA",
            "stranger": "ENOKEY", "changed": "EKEYREJECTED",
            "load": "EACCES"},
}

# What the command says, where a load of its own is refused.
EXPLAINED = {
    "lockdown": "kernel: is locked down",
    "IMA": "accepts only signed images",
}

# What --smmu-check says of these kernels.
CHECKED = {
    "lockdown": "loading: kernel: is locked down",
    "IMA": r"signatures: .*\(IMA\)",
}

MEMORY = "1280M"
CRASH = "crashkernel=400M@0x50000000"
SECURE = "row: said secureboot: Secure boot enabled"


def flat(image):
    """The same without a PE header: code0 is the branch then."""
    data = bytearray(image)
    data[0:4] = (0x14000000 | 0x10000 // 4).to_bytes(4, "little")
    data[4:8] = data[60:64] = bytes(4)
    return bytes(data)


class SigningBench(WrapBench):
    """With a disk of wrapped Images: signed, by a stranger, and not."""

    def signed_files(self, trusting):
        """(unsigned, signed) by what this firmware trusts, or for None by the
        kernel's own key."""
        own = os.path.join(self.cache, "linux-small/key.pem")
        key, certificate = trusting.signer(self.work) if trusting else (own, own)
        name = trusting.name if trusting else "own"
        image = self.wrap("sign-" + name, "EL1", self.image("small"),
                          "--policy=abort")
        return image, firmware.sign(image, key, certificate,
                                    os.path.join(self.work, name + ".signed"))

    def signed_disk(self, secure):
        """(initramfs, disk, the signed file, places to change it at)"""
        initrd, _ = self.prepare("small", "bookworm")
        with self.building:
            name = firmware.HERE.name if secure else "own"
            image, signed = self.signed_files(firmware.HERE if secure else None)
            strange = firmware.sign(image, *firmware.stranger(self.work),
                                    os.path.join(self.work, "strange"))
            plain = initramfs.write(os.path.join(self.work, name + ".flat"),
                                    flat(initramfs.read(image)))
            disk = initramfs.boot_disk(
                os.path.join(self.work, "boot-%s.tar" % name),
                {"Image": self.image("small"), "initrd": initrd,
                 "config": os.path.join(self.cache, "linux-small/config"),
                 "unsigned": image, "signed": signed, "stranger": strange,
                 "flat": plain})
        return initrd, disk, signed, PLACES + [os.path.getsize(image) - 16]

    def lockdown(self, name, path):
        """By QEMU's -kernel: what looks at signatures is a word."""
        initrd, disk, _, places = self.signed_disk(secure=False)
        words = "console=ttyAMA0 panic=-1 loglevel=5 lockdown=integrity " \
            "ks.run=signed ks.path=%s ks.places=%s" \
            % (path, ",".join("%d" % at for at in places))
        memory = "2G"
        if path == "panic":
            words = "%s %s" % (CRASH, words)
            memory = MEMORY
        argv = vm.command("EL1", self.image("small"), initrd, words,
                          [("virtio", "ks-boot", disk)] + self.disks, memory)
        return vm.run_begun(argv, self.limit, self.log(name),
                            panics=path == "panic")

    def system_partition(self, name, files):
        """QEMU's argument for a disk that firmware can read."""
        directory = os.path.join(self.work, name + ".esp")
        for inside, path in files.items():
            to = os.path.join(directory, inside)
            os.makedirs(os.path.dirname(to), exist_ok=True)
            initramfs.write(to, initramfs.read(path))
        return ["-drive", "if=none,id=esp,format=raw,readonly=on,file=fat:"
                + directory, "-device", "virtio-blk-pci,drive=esp,"
                "iommu_platform=on,disable-legacy=on,romfile="]

    def secure_boot(self, name):
        """From power-on: EDK2, whose boot entry is the signed file."""
        initrd, disk, signed, places = self.signed_disk(secure=True)
        words = "console=ttyAMA0 panic=-1 loglevel=5 initrd=\\initrd " \
            "ks.run=signed ks.path=exec ks.places=%s" \
            % ",".join("%d" % at for at in places)
        argv = self.firmware_command("EL1", [("virtio", "ks-boot", disk)] +
                                     self.disks)
        argv += firmware.HERE.arguments(self.work, name, True, "\\linux.efi",
                                        words)
        argv += self.system_partition(name, {"linux.efi": signed,
                                             "initrd": initrd})
        return vm.run_begun(argv, self.limit, self.log(name))

    def unsigned_boot(self, name):
        """The same firmware with the file that nobody signed."""
        image, _ = self.signed_files(firmware.HERE)
        argv = self.firmware_command("EL1", [])
        argv += firmware.HERE.arguments(self.work, name, True, "\\linux.efi", "")
        argv += self.system_partition(name, {"linux.efi": image})
        return self.watch(argv, name, "BdsDxe: .*(denied|Denied|Violation)|"
                          "BdsDxe: No bootable option")

    def firmware_boot(self, name, entry):
        """EDK2 without Secure Boot, and Debian's own kernel in the file."""
        initrd, _ = self.prepare("6.12", "bookworm")
        image = self.wrap(name, "EL1", self.image("6.12"), "--policy=abort")
        argv = vm.command(entry, image, initrd,
                          "console=ttyAMA0 panic=-1 loglevel=7 ks.run=second",
                          self.disks)
        return vm.run(argv, self.limit, self.log(name))

    def no_efi_boot(self, name):
        """A payload that firmware cannot start, as the boot entry of one that
        keeps to it: the firmware says what it returns."""
        image = self.wrap(name, "EL1", self.witness, "--policy=abort")
        signed = firmware.sign(image, *firmware.HERE.signer(self.work),
                               image + ".signed")
        argv = self.firmware_command("EL1", [])
        argv += firmware.HERE.arguments(self.work, name, True, "\\linux.efi", "")
        argv += self.system_partition(name, {"linux.efi": signed})
        return self.watch(argv, name, "BdsDxe: failed to (load|start) "
                          "Boot0007.*\n|BdsDxe: No bootable option")

    def watch(self, argv, name, pattern):
        """Until the console shows it."""
        from talk import talk
        return talk(argv, self.limit, self.log(name), [(pattern, None)])

    @staticmethod
    def firmware_command(entry, disks):
        """A machine with a device tree, and no kernel of QEMU's."""
        argv = vm.command(entry, "", disks=disks)
        at = argv.index("-kernel")
        del argv[at:at + 2]
        argv[argv.index("-machine") + 1] += ",acpi=off"
        return argv


def check_refused(text, name, error):
    output, status, loaded = tried(text, name)
    demand(status != "0" and loaded == "0", "%s: was loaded" % name)
    demand(ERRORS[error] in output, "%s: not %s but %r" % (name, error,
                                                          output))


def check_second(text, bench):
    """The one that was loaded is fenced, and up with its disks."""
    match = console.SECOND.search(text)
    demand(match, "the second Linux did not come up")
    check_place(text, None)
    smmu = console.SMMU.search(text)
    demand(smmu and smmu.group("after", "outcome") == ("abort", "done"),
           "no abort by the stage")
    judge.check_disks(text, match, bench.release("small"), bench.sums)


def check_answers(text, bench, enforcer):
    """Every image but the signed one is refused as it is to be, and
    --smmu-check has said so."""
    refused = REFUSED[enforcer]
    demand(re.search("^warn " + CHECKED[enforcer], text, re.M),
           "--smmu-check does not know")
    for name in ("plain", "flat", "unsigned", "stranger", "load"):
        check_refused(text, name, refused[name])
    changed = set(re.findall(r"^row: (changed-\d+) begin", text, re.M))
    demand(len(changed) == len(PLACES) + 1, "changed at %d places"
           % len(changed))
    for name in changed:
        check_refused(text, name, refused["changed"])
    for name in ("fenced", "auto"):
        output, status, loaded = tried(text, name)
        demand(status != "0" and loaded == "0", "%s: was loaded" % name)
        ours = re.findall(r"^kexec-smmu: .*", output, re.M)
        demand(len(ours) == 1 and EXPLAINED[enforcer] in ours[0],
               "%s: says %r" % (name, ours))
    demand(tried(text, "signed")[1:] == ("0", "1"), "was not loaded")
    demand(", a wrapped image\n" in text, "the record does not say what it is")
    check_second(text, bench)


def check_lockdown(text, bench, path):
    demand("row: lockdown none [integrity]" in text, "is not locked down")
    if path == "exec":
        check_answers(text, bench, "lockdown")
        return
    demand(tried(text, "signed")[1:] == ("0", "1"), "was not loaded")
    demand("crash kernel: fenced, loaded" in text and
           ", a wrapped image\n" in text, "the record does not say so")
    demand(judge.console.FIRST.search(text), "no first Linux")
    check_second(text, bench)


def check_secure_boot(text, bench):
    demand("BdsDxe: starting Boot0007" in text, "not by the boot entry")
    demand(SECURE in text, "Secure Boot is off")
    demand("FIRMWARE BUG" not in text, "Linux's stub complains")
    check_answers(text, bench, "IMA")


def check_unsigned_boot(text):
    demand("BdsDxe: starting Boot0007" not in text and
           "EFI stub" not in text, "was started")
    demand(re.search("BdsDxe: failed to load Boot0007.*", text),
           "the firmware did not look at it")


def check_firmware_boot(text, bench):
    demand("EFI stub: Booting Linux" in text, "no EFI stub")
    demand("FIRMWARE BUG" not in text, "Linux's stub complains")
    match = console.SECOND.search(text)
    demand(match, "Linux did not come up")
    judge.check_disks(text, match, bench.release("6.12"), bench.sums)


def check_no_efi_boot(text):
    demand("kexec-smmu: the payload is not an EFI program: use kexec "
           "or booti" in text, "does not say what it is")
    demand(re.search("BdsDxe: failed to start Boot0007.*: Unsupported", text),
           "does not return EFI_UNSUPPORTED")
