# SPDX-License-Identifier: GPL-2.0-or-later
"""One file for all machines, by each way of starting it. It is signed, and its
payload is the witness, with a Linux behind it. Each row looks at the file's
sum."""

import os
import re
import shutil
import subprocess
import zlib

import carriers
import console
import initramfs
import judge
import rows
import severalbench
import vm
from judge import demand
from talk import talk

SMMU = "/smmuv3@9050000"
UART = "/pl011@9000000"
LOOKED = "kexec-smmu: SMMUs: by the tables"
IGNORED = "kexec-smmu: ignored a word of the command line"
RESETTING = "kexec-smmu: failed, resetting the machine"
ADDRESS = 0x52200000
CRASH = "crashkernel=400M@0x50000000"

# Where QEMU's machine has its RAM; a byte of a table that only its sum is of.
RAM = 0x40000000
OEM_ID = 10

FILE = re.compile(r"^row: file (?P<sum>[0-9a-f]{64})$", re.M)
IORT_AT = r"row: devices by ACPI, IORT at (0x[0-9A-F]+)\n"
# For people; the scripts of a chain do not wait for it.
POLICY = re.compile("^kexec-smmu: .*, nothing is loaded: .*for any machine: its "
                    "stage looks for the SMMUs itself", re.M)


def check_file(bench, text="", guests=0):
    """It is the same, for this machine and for its guests."""
    sums = FILE.findall(text) + [bench.sum_any()]
    demand(len(sums) == guests + 1, "%d guests have looked at the file"
           % (len(sums) - 1))
    demand(set(sums) == {bench.any_sum}, "it is another file")


def check_looked(text):
    demand(LOOKED in text, "the stage did not look, or could not")
    demand("no tree takes the log" not in text, "the log got into no tree")


def check_loads(text, count):
    loads = [match.group("status", "loaded")
             for match in console.LOAD.finditer(text)]
    demand(loads == count * [("0", "1")], "it was not loaded")


def check_silent(result, resets):
    """What names no console, and is malformed."""
    demand("kexec-smmu: " not in result.text, "the stage believed it")
    demand(("witness: " in result.text) != resets, "the witness ran, or did not")
    demand(result.ended, "the machine is not off")


def check_failed(text, what, resets):
    """The stage could not look: it has touched nothing, and done what it is to
    do then."""
    demand("kexec-smmu: SMMUs: %s\n" % what in text, "the stage believed it")
    demand(not console.SMMU.search(text), "it touched an SMMU")
    demand((RESETTING in text) == resets,
           "the stage did not do what is configured")
    demand(("witness: " in text) != resets, "the witness ran, or did not")


def found(bench, name, entry):
    result = bench.start(name, entry, bench.any)

    def check():
        check_file(bench)
        check_looked(result.text)
        carriers.check_bare(result.text, entry, "abort")
    return result, check


def edited(bench, name, started_by_kexec):
    """The machine's tree, for a row of its own."""
    path = shutil.copy(bench.tree("EL1"), bench.log(name) + ".dtb")
    if started_by_kexec:
        subprocess.run(["fdtput", path, "/chosen", "linux,booted-from-kexec"],
                       check=True)
    return path


def with_tree(bench, name, path, image=None):
    argv = vm.command("EL1", image or bench.any) + ["-dtb", path]
    return vm.run(argv, bench.limit, bench.log(name))


def in_ram(bench, name, started_by_kexec, nodes=(SMMU,)):
    """The tree has the SMMU where there is RAM, or the UART as well."""
    path = edited(bench, name, started_by_kexec)
    for node in nodes:
        subprocess.run(["fdtput", "-t", "x", path, node, "reg", "0",
                        "48000000", "0", "20000"], check=True)
    result = with_tree(bench, name, path)

    def check():
        check_file(bench)
        if nodes == (SMMU,):
            check_failed(result.text, "one in RAM", started_by_kexec)
        else:
            check_silent(result, started_by_kexec)
    return result, check


def bad_tree(bench, name, started_by_kexec, told=False):
    """Behind what /chosen says of kexec is a property with a name that is
    nowhere. Nothing else asks for it. Only a file that is told the console
    can say so."""
    path = edited(bench, name, started_by_kexec)
    subprocess.run(["fdtput", "-c", path, "/chosen/zzz"], check=True)
    subprocess.run(["fdtput", "-t", "s", path, "/chosen/zzz", "model",
                    "corrupt"], check=True)
    data = bytearray(initramfs.read(path))
    at = data.index(b"corrupt\0")
    data[at - 4:at] = b"\0\xff\xff\xff"
    result = with_tree(bench, name, initramfs.write(path, data),
                       bench.any_told if told else bench.any)

    def check():
        check_file(bench)
        if told:
            check_failed(result.text, "bad tree", started_by_kexec)
        else:
            check_silent(result, started_by_kexec)
    return result, check


def no_smmu(bench, name):
    argv = vm.command("EL1", bench.any, smmu=False)
    # It hangs where it reads the SMMU.
    result = talk(argv, bench.limit, bench.log(name),
                  [("witness: EL=1", None)])

    def check():
        check_file(bench)
        check_looked(result.text)
        stage = console.STAGE.search(result.text)
        demand(stage and stage.group("count") == "0", "it found an SMMU")
        demand(console.ONWARD.search(result.text), "it did not go on")
    return result, check


def command_line(bench, name):
    argv = vm.command("EL1", bench.any,
                      append="quiet kexec_smmu_stage.policy=bypass")
    result = vm.run(argv, bench.limit, bench.log(name))

    def check():
        check_file(bench)
        check_looked(result.text)
        demand(IGNORED in result.text, "the stage does not say so")
        carriers.check_bare(result.text, "EL1", "abort")
    return result, check


def booti(bench, name):
    result = bench.booti(name, "EL2-VHE", bench.any, ADDRESS)

    def check():
        check_file(bench)
        check_looked(result.text)
        demand("==> %08x" % zlib.crc32(initramfs.read(bench.any))
               in result.text, "U-Boot has another file")
        carriers.check_bare(result.text, "EL2-VHE", "abort", ADDRESS)
    return result, check


def machine(bench, entry, kernel, initrd, words, disk, append=""):
    """QEMU's command line, with the file on a disk."""
    line = "console=ttyAMA0 panic=-1 loglevel=5 %s ks.run=any " % append + \
        " ".join("ks.%s=%s" % item for item in words.items())
    return vm.command(entry, kernel, initrd, line,
                      [("virtio", "ks-boot", disk)])


def in_a_row(bench, name, entry):
    """QEMU starts it, its Linux starts it again, and so on. Each of them wants
    signatures; the last one panics, and it is the crash kernel."""
    initrd, disk = bench.any_disk()
    argv = machine(bench, entry, bench.any, initrd,
                   {"call": "file", "path": "panic", "left": 2}, disk,
                   "lockdown=integrity " + CRASH)
    result = vm.run(argv, bench.limit, bench.log(name), panics=True)

    def check():
        text = result.text
        check_file(bench, text, 3)
        check_looked(text)
        check_loads(text, 3)
        demand(text.count("row: lockdown none [integrity]") == 3,
               "not all are locked down")
        demand(len(POLICY.findall(text)) == 3,
               "the command took it for a policy")
        # Each Linux has the log of the stage in front of it.
        parts = re.split(r"^kexec-smmu: SMMUs: ", text, flags=re.M)[1:]
        demand(len(parts) == 4, "%d stages" % len(parts))
        for number, part in enumerate(parts):
            # Linux leaves it as it was before, if it does not panic.
            carriers.check_bare(part, entry, "abort", None,
                                ["bypass", "abort", "abort",
                                 "translate"][number])
            if number < 3:
                judge.check_report(
                    rows.Row("small", entry, "abort", "linux"), part)
    return result, check


def corrupt_iort(ram):
    """Change the IORT, where the guest says it is; then the guest goes on."""
    def answer(match):
        with open(ram, "r+b") as file:
            file.seek(int(match.group(1), 16) - RAM)
            if file.read(4) != b"IORT":
                return ""
            file.seek(OEM_ID - 4, os.SEEK_CUR)
            file.write(b"?")
        return "\n"
    return answer


def by_acpi(bench, name, entry, path, corrupt):
    """EDK2 starts Debian's Linux; that starts it by kexec_load. The tree says
    that of a crash kernel."""
    _, disk = bench.any_disk()
    initrd, _ = bench.prepare("6.12", "bookworm")
    argv = machine(bench, entry, bench.image("6.12"), initrd,
                   {"call": "load", "path": path,
                    "wait": "yes" if corrupt else "no"}, disk,
                   CRASH if path == "panic" else "")
    if corrupt:
        ram = bench.log(name) + ".ram"
        argv[argv.index("-machine") + 1] += ",memory-backend=ram"
        argv += ["-object", "memory-backend-file,id=ram,share=on,size=2G,"
                 "mem-path=" + ram]
        result = talk(argv, bench.limit, bench.log(name),
                      [(IORT_AT, corrupt_iort(ram))])
        os.remove(ram)
    else:
        result = vm.run_begun(argv, bench.limit, bench.log(name),
                              panics=path == "panic")

    def check():
        check_file(bench, result.text, 1)
        check_loads(result.text, 1)
        demand("row: devices by ACPI" in result.text,
               "there was a device tree")
        if corrupt:
            check_failed(result.text, "bad ACPI", path == "panic")
        else:
            check_looked(result.text)
            carriers.check_bare(result.text, entry, "abort", None,
                                judge.BEFORE[path])
    return result, check


def three(bench, name):
    """QEMU 11.1 has them with ACPI alone."""
    _, disk = bench.any_disk()
    initrd, _ = bench.prepare("6.12", "bookworm")
    words = "console=ttyAMA0 panic=-1 loglevel=5 ks.run=any ks.call=load"
    argv = ["EL1-ACPI", bench.image("6.12"), initrd, words]
    bare = vm.command(*argv, smmu=False)
    disks = vm.command(*argv, [("virtio", "ks-boot", disk)],
                       smmu=False)[len(bare):]
    # The places that those ask for are not to be taken.
    argv = severalbench.SeveralBench.qemu(bench) + bare[1:] + \
        severalbench.SMMUS + [word.replace(",drive=", ",bus=pcie.0,drive=")
                              for word in disks]
    # The witness hangs: none of them is where it looks for one.
    result = talk(argv, bench.limit, bench.log(name),
                  [("witness: EL=1", None)])

    def check():
        check_file(bench, result.text, 1)
        check_looked(result.text)
        stage = console.STAGE.search(result.text)
        demand(stage and stage.group("count") == "3", "it did not find three")
        done = [match for match in console.SMMU.finditer(result.text)
                if match.group("after", "outcome") == ("abort", "done")]
        demand(len(done) == 3, "%d are fenced" % len(done))
    return result, check


def tests():
    """(name, function, its arguments)"""
    what = "one file for all, "
    for entry in ("EL1", "EL2-VHE"):
        yield what + entry, found, (entry,)
    yield what + "no SMMU", no_smmu, ()
    for how, kexec in (("", False), (", started by kexec", True)):
        yield what + "one in RAM" + how, in_ram, (kexec,)
        yield what + "malformed tree" + how, bad_tree, (kexec,)
        yield "another file, malformed tree" + how, bad_tree, (kexec, True)
    yield what + "SMMU and console in RAM", in_ram, (False, (SMMU, UART))
    yield what + "a word of the command line", command_line, ()
    yield what + "booti", booti, ()
    yield what + "three in a row, locked down", in_a_row, ("EL2-VHE",)
    for path in ("exec", "panic"):
        yield what + "EL1, ACPI, %s" % path, by_acpi, ("EL1-ACPI", path, False)
        yield what + "EL2, corrupt IORT, %s" % path, by_acpi, \
            ("EL2-VHE-ACPI", path, True)
    yield what + "EL2, ACPI, exec", by_acpi, ("EL2-VHE-ACPI", "exec", False)
    yield what + "three SMMUs", three, ()
