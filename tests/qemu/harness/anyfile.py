# SPDX-License-Identifier: GPL-2.0-or-later
"""One file for all machines, by each way of starting it. It is signed, and its
payload is the witness."""

import re
import shutil
import subprocess

import carriers
import console
import severalbench
import vm
from judge import demand
from talk import talk

SMMU = "/smmuv3@9050000"
LOOKED = "kexec-smmu: SMMUs: by the tables"
IGNORED = "kexec-smmu: policy of the command line: ignored"
ADDRESS = 0x52200000


def tree(bench, name, entry, started_by_kexec):
    """The machine's tree, in which the SMMU is where there is RAM."""
    path = shutil.copy(bench.tree(entry), bench.log(name) + ".dtb")
    subprocess.run(["fdtput", "-t", "x", path, SMMU, "reg", "0", "48000000",
                    "0", "20000"], check=True)
    if started_by_kexec:
        subprocess.run(["fdtput", path, "/chosen", "linux,booted-from-kexec"],
                       check=True)
    return path


def no_smmu(bench, name):
    argv = vm.command("EL1", bench.any, smmu=False)
    # It hangs where it reads the SMMU.
    result = talk(argv, bench.limit, bench.log(name),
                  [("witness: EL=1", None)])

    def check():
        demand(LOOKED in result.text, "the stage could not look")
        stage = console.STAGE.search(result.text)
        demand(stage and stage.group("count") == "0", "it found an SMMU")
        demand(console.ONWARD.search(result.text), "it did not go on")
        demand("witness: EL=1" in result.text, "the witness did not run")
    return result, check


def in_ram(bench, name, started_by_kexec):
    argv = vm.command("EL1", bench.any)
    argv += ["-dtb", tree(bench, name, "EL1", started_by_kexec)]
    result = vm.run(argv, bench.limit, bench.log(name))

    def check():
        demand("kexec-smmu: SMMUs: one in RAM" in result.text,
               "the stage believed it")
        demand(not console.SMMU.search(result.text), "it touched an SMMU")
        demand(("kexec-smmu: failed, resetting the machine" in result.text)
               == started_by_kexec, "the stage did not do what is configured")
        demand(("witness: " in result.text) != started_by_kexec,
               "the witness ran, or did not")
    return result, check


def command_line(bench, name):
    argv = vm.command("EL1", bench.any,
                      append="quiet kexec_smmu_stage.policy=bypass")
    result = vm.run(argv, bench.limit, bench.log(name))

    def check():
        demand(IGNORED in result.text, "the stage does not say so")
        carriers.check_any(result.text, "EL1")
    return result, check


def booti(bench, name):
    result = bench.booti(name, "EL2-VHE", bench.any, ADDRESS)

    def check():
        demand(LOOKED in result.text, "the stage could not look")
        carriers.check_bare(result.text, "EL2-VHE", "abort", ADDRESS)
    return result, check


def locked_down(bench, name, path):
    """By kexec_file_load(2) of a kernel that wants signatures."""
    append = "lockdown=integrity"
    if path == "panic":
        append += " crashkernel=400M@0x50000000"
    result = bench.boot("small", "EL1", {"run": "loader", "payload": "any",
                                         "call": "file", "path": path}, name,
                        memory="1280M" if path == "panic" else "2G",
                        append=append)

    def check():
        demand("row: lockdown none [integrity]" in result.text,
               "is not locked down")
        said = re.search("^kexec-smmu: .*, nothing is loaded: .*"
                         "for any machine: its stage looks for the SMMUs "
                         "itself",
                         result.text, re.M)
        demand(said, "the command took it for a policy")
        demand(LOOKED in result.text, "the stage could not look")
        carriers.check_bare(result.text, "EL1", "abort", None,
                            "translate" if path == "panic" else "bypass")
    return result, check


def three(bench, name):
    """QEMU 11.1 has them with ACPI alone."""
    initrd, disk = bench.prepare("6.12", "bookworm")
    words = "console=ttyAMA0 panic=-1 loglevel=5 ks.run=loader ks.payload=any"
    argv = ["EL1-ACPI", bench.image("6.12"), initrd, words]
    bare = vm.command(*argv, smmu=False)
    disks = vm.command(*argv, [("virtio", "ks-boot", disk)] + bench.disks,
                       smmu=False)[len(bare):]
    # The places that those ask for are not to be taken.
    argv = severalbench.SeveralBench.qemu(bench) + bare[1:] + \
        severalbench.SMMUS + [word.replace(",drive=", ",bus=pcie.0,drive=")
                              for word in disks]
    # The witness hangs: none of them is where it looks for one.
    result = talk(argv, bench.limit, bench.log(name),
                  [("witness: EL=1", None)])

    def check():
        demand(LOOKED in result.text, "the stage could not look")
        stage = console.STAGE.search(result.text)
        demand(stage and stage.group("count") == "3", "it did not find three")
        done = [match for match in console.SMMU.finditer(result.text)
                if match.group("after", "outcome") == ("abort", "done")]
        demand(len(done) == 3, "%d are fenced" % len(done))
        demand("witness: EL=1" in result.text, "the witness did not run")
    return result, check


def tests():
    """(name, function, its arguments)"""
    what = "one file for all, "
    yield what + "no SMMU", no_smmu, ()
    yield what + "one in RAM", in_ram, (False,)
    yield what + "one in RAM, started by kexec", in_ram, (True,)
    yield what + "a word of the command line", command_line, ()
    yield what + "booti", booti, ()
    yield what + "locked down", locked_down, ("exec",)
    yield what + "locked down, panic", locked_down, ("panic",)
    yield what + "three SMMUs", three, ()
