# SPDX-License-Identifier: GPL-2.0-or-later
"""EDK2 as the firmware of a machine: Secure Boot with the keys that Debian's
qemu-efi-aarch64 has for tests, and a boot entry of one's own in its variables
(UEFI 2.10, 3.1.3; EDK2, VariableFormat.h)."""

import os
import struct
import subprocess
import uuid

import initramfs

# No secret: it is in the package's README.
PASSPHRASE = "pass:snakeoil"

GLOBAL = uuid.UUID("8be4df61-93ca-11d2-aa0d-00e098032b8c")
# Non-volatile, for boot services and the system.
ATTRIBUTES = 7
STORE_HEADER = 28
VARIABLE = struct.Struct("<HBBIQ16sIII16s")
VARIABLE_START = 0x55aa
VARIABLE_ADDED = 0x3f


def padded(size):
    return -size % 4


def variable(name, value):
    """As the firmware stores it; padded."""
    name = name.encode("utf-16-le") + b"\0\0"
    data = VARIABLE.pack(VARIABLE_START, VARIABLE_ADDED, 0, ATTRIBUTES, 0,
                         bytes(16), 0, len(name), len(value),
                         GLOBAL.bytes_le) + name + value
    return data + b"\xff" * padded(len(data))


def boot_entry(path, words):
    """An EFI_LOAD_OPTION: that file, on whatever has it, with these words."""
    name = path.encode("utf-16-le") + b"\0\0"
    node = struct.pack("<BBH", 4, 4, 4 + len(name)) + name
    node += struct.pack("<BBH", 0x7f, 0xff, 4)
    return struct.pack("<IH", 1, len(node)) + \
        "test\0".encode("utf-16-le") + node + \
        (words + "\0").encode("utf-16-le")


def with_boot_entry(store, path, words):
    """A variable store that has this boot entry, and starts it first."""
    data = bytearray(store)
    at = struct.unpack_from("<H", data, 48)[0] + STORE_HEADER
    while struct.unpack_from("<H", data, at)[0] == VARIABLE_START:
        fields = VARIABLE.unpack_from(data, at)
        size = VARIABLE.size + fields[7] + fields[8]
        at += size + padded(size)
    new = variable("Boot0007", boot_entry(path, words)) + \
        variable("BootOrder", struct.pack("<H", 7))
    data[at:at + len(new)] = new
    return bytes(data)


class Firmware:
    """Debian's qemu-efi-aarch64, each version with a test key of its own:
    this machine's, or one that was unpacked to the directory `root`."""

    def __init__(self, root="/"):
        share = os.path.join(root, "usr/share")
        self.name = os.path.basename(os.path.normpath(root)) or "snakeoil"
        self.directory = os.path.join(share, "AAVMF")
        self.keys = os.path.join(share, "qemu-efi-aarch64/PkKek-1-snakeoil")
        self.certificate = self.keys + ".pem"

    def arguments(self, work, name, secure, path=None, words=None):
        """QEMU's, with variables of this machine's own in the directory
        work."""
        # Debian 13's firmware without a suffix has no Secure Boot.
        kind = ".snakeoil.fd" if secure else ".fd"
        store = initramfs.read(os.path.join(self.directory,
                                            "AAVMF_VARS" + kind))
        if path:
            store = with_boot_entry(store, path, words)
        variables = initramfs.write(os.path.join(work, name + ".vars"), store)
        drive = "if=pflash,format=raw,file="
        code = os.path.join(self.directory, "AAVMF_CODE" + kind)
        return ["-drive", drive + code.replace(",", ",,") + ",readonly=on",
                "-drive", drive + variables.replace(",", ",,")]

    def signer(self, work):
        """(key, certificate) that it trusts, the key without a passphrase"""
        path = os.path.join(work, self.name + ".key")
        subprocess.run(["openssl", "rsa", "-in", self.keys + ".key", "-passin",
                        PASSPHRASE, "-out", path], check=True,
                       stderr=subprocess.DEVNULL)
        return path, self.certificate


HERE = Firmware()


def stranger(work):
    """(key, certificate) that nobody trusts"""
    key = os.path.join(work, "stranger.key")
    certificate = os.path.join(work, "stranger.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
                    "-subj", "/CN=stranger/", "-days", "2", "-keyout", key,
                    "-out", certificate], check=True,
                   stderr=subprocess.DEVNULL)
    return key, certificate


def sign(image, key, certificate, to):
    subprocess.run(["sbsign", "--key", key, "--cert", certificate, "--output",
                    to, image], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    return to
