# SPDX-License-Identifier: GPL-2.0-or-later
"""What the virtual machines boot from: an initramfs for each kernel, and a
disk with the files of the second boot. Made from the cache that `fetch` fills
and from an arm64 `make install DESTDIR=...` of the project."""

import io
import lzma
import os
import re
import stat
import subprocess
import tarfile

GUEST = os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), "guest")

# Lists in the guest's /etc: loaded in this order, each after what it depends
# on; those of `modules` at the start.
MODULES = {
    "modules": ["virtio_pci", "virtio_blk", "nvme"],
    "modules-nvme": ["nvme"],
    "modules-vfio": ["vfio_pci", "vfio_iommu_type1"],
}


class Cpio:
    """A cpio archive in the format "newc", as the kernel unpacks it."""

    def __init__(self):
        self.out = io.BytesIO()
        self.names = set()

    def add(self, name, mode, data=b"", device=(0, 0)):
        name = name.strip("/")
        if name in self.names:
            return
        parent = os.path.dirname(name)
        if parent:
            self.add(parent, stat.S_IFDIR | 0o755)
        self.names.add(name)
        self._entry(name, mode, data, device)

    def _entry(self, name, mode, data, device):
        fields = [len(self.names), mode, 0, 0, 1, 0, len(data), 0, 0,
                  device[0], device[1], len(name) + 1, 0]
        self.out.write(b"070701" + b"".join(b"%08X" % f for f in fields))
        self._padded(name.encode() + b"\0", 110)
        self._padded(data, 0)

    def _padded(self, data, before):
        self.out.write(data + b"\0" * (-(before + len(data)) % 4))

    def file(self, name, data, mode=0o755):
        self.add(name, stat.S_IFREG | mode, data)

    def link(self, name, target):
        self.add(name, stat.S_IFLNK | 0o777, target.encode())

    def tree(self, top, prefix=""):
        """Everything below the directory `top`."""
        for directory, _, files in os.walk(top):
            for name in sorted(files):
                path = os.path.join(directory, name)
                inside = os.path.join(prefix, os.path.relpath(path, top))
                if os.path.islink(path):
                    self.link(inside, os.readlink(path))
                else:
                    self.file(inside, read(path),
                              os.stat(path).st_mode & 0o777)

    def bytes(self):
        self._entry("TRAILER!!!", 0, b"", (0, 0))
        return self.out.getvalue()


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, data):
    """Replace the file at once: other runs may be reading it."""
    temporary = "%s.%d" % (path, os.getpid())
    with open(temporary, "wb") as file:
        file.write(data)
    os.rename(temporary, path)
    return path


def needed(path):
    """The libraries that an ELF file asks for."""
    result = subprocess.run(["readelf", "-dW", path], check=True, text=True,
                            stdout=subprocess.PIPE)
    return re.findall(r"\(NEEDED\).*\[(.*)\]", result.stdout)


def is_elf(path):
    return os.path.isfile(path) and read(path)[:4] == b"\x7fELF"


def index(tops):
    """Names of shared objects -> path; the first directory wins."""
    found = {}
    for top in tops:
        for directory, _, files in os.walk(top):
            for name in files:
                if ".so" in name and "/gconv" not in directory:
                    found.setdefault(name, os.path.join(directory, name))
    return found


def libraries(programs, tops):
    """Name -> path of everything that `programs` are linked to, all the way;
    from the first of the directories that has it."""
    available = index(tops)
    todo = ["ld-linux-aarch64.so.1"]
    for program in programs:
        todo += needed(program)
    found = {}
    while todo:
        name = todo.pop()
        if name in found:
            continue
        if name not in available:
            raise SystemExit("initramfs: %s: in no package of the cache"
                             % name)
        found[name] = os.path.realpath(available[name])
        todo += needed(found[name])
    return found


def module(directory, name):
    """Contents of a module, None where the kernel has it built in."""
    for base in (name, name.replace("_", "-"), name.replace("-", "_")):
        path = os.path.join(directory, base + ".ko")
        if os.path.exists(path):
            return read(path)
        if os.path.exists(path + ".xz"):
            return lzma.decompress(read(path + ".xz"))
    return None


def ordered_modules(directory, names):
    """(name, contents) of these and of what they depend on, in load order."""
    done = []

    def visit(name):
        if name in [n for n, _ in done]:
            return
        data = module(directory, name)
        if data is None:
            return
        match = re.search(rb"\0depends=([^\0]*)\0", data)
        for other in (match.group(1).decode() if match else "").split(","):
            visit(other)
        done.append((name, data))

    for name in names:
        visit(name)
    return done


def initramfs(cache, kernel, tools, root, extra):
    """The archive. `tools`: the release whose kexec-tools, makedumpfile and
    libraries are in it; `root`: the project's arm64 installation, may be None;
    `extra`: name -> path of further files for the top directory /tests."""
    cpio = Cpio()
    cpio.add("dev/console", stat.S_IFCHR | 0o600, device=(5, 1))
    for name in ("proc", "sys", "tmp", "run", "etc"):
        cpio.add(name, stat.S_IFDIR | 0o755)
    cpio.file("bin/busybox", read(os.path.join(cache, "busybox/busybox")))
    cpio.link("bin/sh", "busybox")

    tools = os.path.join(cache, "tools-" + tools)
    programs = []
    for name in ("sbin/kexec", "bin/makedumpfile"):
        programs.append(os.path.join(tools, os.path.basename(name)))
        cpio.file(name, read(programs[-1]))
    for top in (root, GUEST):
        if top:
            cpio.tree(top)
            programs += elf_files(top)
    for name, path in sorted(extra.items()):
        cpio.file("tests/" + name, read(path), os.stat(path).st_mode & 0o777)

    tops = [tools, os.path.join(cache, "sysroot-bookworm")]
    for name, path in sorted(libraries(programs, tops).items()):
        cpio.file("lib/" + name, read(path))
    add_modules(cpio, os.path.join(cache, kernel, "modules"))
    return cpio.bytes()


def add_modules(cpio, directory):
    for where, names in MODULES.items():
        modules = ordered_modules(directory, names)
        for name, data in modules:
            cpio.file("modules/%s.ko" % name, data, 0o644)
        cpio.file("etc/" + where, "".join("%s\n" % name for name, _ in modules)
                  .encode(), 0o644)


def elf_files(top):
    return [path for directory, _, files in os.walk(top) for path in
            (os.path.join(directory, name) for name in files)
            if not os.path.islink(path) and is_elf(path)]


def boot_disk(path, files):
    """A disk that is a tar archive: the guest needs no file system for it."""
    temporary = "%s.%d" % (path, os.getpid())
    with tarfile.open(temporary, "w", format=tarfile.USTAR_FORMAT) as tar:
        for name, source in sorted(files.items()):
            tar.add(source, name)
    with open(temporary, "ab") as file:
        file.truncate((file.tell() + 0xfffff) & ~0xfffff)
    os.rename(temporary, path)
    return path
