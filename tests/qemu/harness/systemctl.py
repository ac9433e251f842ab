# SPDX-License-Identifier: GPL-2.0-or-later
"""One wrapped, signed file in an EFI system partition, under Secure Boot:
systemd-boot starts it, and `systemctl kexec` of the same entry does, by a
systemd that makes the system call itself (from 261 on)."""

import os
import re
import shutil
import subprocess

import firmware
import initramfs
import vm
from bootloaders import DEFAULT, LoaderBench
from judge import demand
from signing import SECURE, check_second

# ext4, without an initramfs; by the order on the bus, see disks().
ENTRY = """title test
linux /linux.efi
options console=ttyAMA0 panic=-1 loglevel=5 lockdown=integrity \
root=/dev/vdb rootwait rw init=/init ks.run=systemd systemd.show_status=no TERM=dumb
"""

UNIT = """[Unit]
Wants=sys-kernel-security.mount sys-firmware-efi-efivars.mount
[Service]
Type=oneshot
StandardOutput=tty
StandardError=tty
TTYPath=/dev/console
ExecStart=/bin/busybox sh -c ". /lib.sh; . /run-systemctl"
"""

FILES = {
    "etc/modules": "",
    "etc/passwd": "root:x:0:0::/root:/bin/sh\n",
    "etc/group": "root:x:0:\n",
    "etc/machine-id": "0123456789abcdef0123456789abcdef\n",
    "etc/systemd/system/row.service": UNIT,
    "etc/systemd/system/row.target": "[Unit]\nRequires=sysinit.target "
                                     "row.service\nAfter=sysinit.target\n",
}


class SystemBench(LoaderBench):
    """With a disk that has systemd, and one that firmware can read."""

    def system_disk(self, name):
        """Debian's systemd, busybox and the scripts of guest/."""
        top = os.path.join(self.work, name + ".root")
        shutil.rmtree(top, ignore_errors=True)
        shutil.copytree(os.path.join(self.cache, "systemd"), top,
                        symlinks=True)
        shutil.copytree(initramfs.GUEST, top, dirs_exist_ok=True)
        for directory in ("dev", "proc", "sys", "run", "tmp", "root", "efi",
                       "var/log"):
            os.makedirs(os.path.join(top, directory), exist_ok=True)
        shutil.copy(os.path.join(self.cache, "busybox/busybox"),
                    os.path.join(top, "usr/bin/busybox"))
        for path, text in FILES.items():
            os.makedirs(os.path.dirname(os.path.join(top, path)),
                        exist_ok=True)
            initramfs.write(os.path.join(top, path), text.encode())
        os.symlink("row.target",
                   os.path.join(top, "etc/systemd/system/default.target"))
        disk = os.path.join(self.work, name + ".ext4")
        subprocess.run(["mke2fs", "-q", "-F", "-t", "ext4", "-d", top, disk,
                        "128M"], check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(top)
        return disk

    def partition_disk(self, name, files):
        """As systemd wants it: with GPT, which QEMU's own has not."""
        disk = os.path.join(self.work, name + ".esp")
        with open(disk, "wb") as file:
            file.truncate(64 << 20)
        subprocess.run(["/sbin/sfdisk", "-q", "--label", "gpt", disk],
                       input="start=1MiB, size=62MiB, type=U\n", text=True,
                       check=True)
        at = ["-i", disk + "@@1M"]
        subprocess.run(["mformat", *at, "-F", "-T", str(62 * 2048), "::"],
                       check=True)
        directories = {os.path.dirname(path) for path in files}
        for directory in sorted({"/".join(path.split("/")[:depth])
                                 for path in directories if path
                                 for depth in (1, 2, 3)}):
            subprocess.run(["mmd", *at, "::" + directory], check=True)
        for path, source in files.items():
            subprocess.run(["mcopy", *at, source, "::" + path], check=True)
        return disk

    def systemctl(self, name):
        self.build_kernel("small")
        with self.building:
            _, signed = self.signed_files(firmware.HERE)
            esp = self.partition_disk(name, {
                "linux.efi": signed,
                DEFAULT: self.loader("boot-loaders", "systemd-boot",
                                     firmware.HERE),
                "loader/entries/test.conf": self.text("kexec-entry", ENTRY)})
            system = self.system_disk(name)
        argv = self.firmware_command("EL1", self.disks)
        argv += firmware.HERE.arguments(self.work, name, True)
        for drive, disk in (("system", system), ("esp", esp)):
            argv += ["-drive", "if=none,id=%s,file=%s,format=raw,snapshot=on"
                     % (drive, disk.replace(",", ",,")), "-device",
                     "virtio-blk-pci,drive=%s,iommu_platform=on,"
                     "disable-legacy=on,romfile=" % drive]
        return vm.run(argv, self.limit, self.log(name))


def check_systemctl(text, bench):
    demand("UEFI Secure Boot is enabled" in text and SECURE in text,
           "Secure Boot is off")
    demand("row: lockdown none [integrity]" in text, "is not locked down")
    match = re.search(r"^row: systemd (\d+)", text, re.M)
    demand(match and int(match.group(1)) >= 261, "the systemd of another time")
    demand("row: process 1: systemd\n" in text, "systemd is not in charge")
    demand(re.search(r"^row: started by systemd-boot.*, entry test.conf$",
                     text, re.M), "not by systemd-boot and the entry")
    demand("row: kexec-tools: none\n" in text and "row: loaded 0\n" in text,
           "something else may have loaded")
    demand('kexec_file_load() kernel="/efi/linux.efi"' in text,
           "systemctl does not load it")
    check_second(text, bench)
