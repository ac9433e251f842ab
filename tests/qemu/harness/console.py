# SPDX-License-Identifier: GPL-2.0-or-later
"""Reading the console: what the stage, the witness and the guest's scripts
print. Nowhere else is their form known."""

import base64
import json
import re

# kexec-smmu: stage at 0x..., EL1, 1 SMMU
STAGE = re.compile(
    r"^kexec-smmu: stage at (?P<at>0x[0-9a-f]+),? +EL(?P<el>[12]),? +"
    r"(?P<count>\d+) SMMUs?\b", re.M)

# kexec-smmu: 0x9050000 v3 bypass -> abort: done, 14 us (CR0 0x0 -> 0x0, ...)
SMMU = re.compile(
    r"^kexec-smmu: (?P<base>0x[0-9a-f]+) v(?P<version>[123]) "
    r"(?P<before>translate|bypass|abort|unknown) -> "
    r"(?P<after>translate|bypass|abort|unknown): "
    r"(?P<outcome>(?:not fenced: )?\w+)(?: at \w+)?"
    r"(?:, (?P<us>\d+) us)?(?:,? *\((?P<registers>.*)\))?", re.M)

# CR0 0x0 -> 0x0
REGISTER = re.compile(r"(\w+) (0x[0-9a-f]+) -> (0x[0-9a-f]+)")

# kexec-smmu: on to 0x...
ONWARD = re.compile(r"^kexec-smmu: on to (?P<to>0x[0-9a-f]+)", re.M)

# kexec-smmu: 5 PCI functions listed at load, 5 stopped
FUNCTIONS = re.compile(r"^kexec-smmu: (?P<listed>\d+) PCI functions? listed "
                       r"at load, (?P<stopped>\d+) stopped"
                       r"(?:, (?P<reset>\d+) reset)?$", re.M)

# kexec-smmu: warning: reset-unbound: 0000:03:01.0: cannot be reset: ...
NOT_RESET = re.compile(r"^kexec-smmu: warning: reset-unbound: "
                       r"(?P<function>\S+): ", re.M)

# kexec-smmu: 0x9050000 not opened: 0000:00:05.0
HELD = re.compile(r"^kexec-smmu: (?P<base>0x[0-9a-f]+) not opened: "
                  r"(?P<why>.+)$", re.M)

# kexec-smmu: 0x9050000 StreamID 0x28 0000:00:05.0 8086:2668 vfio_pci: wrote ...
OFFENDER = re.compile(
    r"^kexec-smmu: (?P<base>0x[0-9a-f]+) StreamID (?P<stream>0x[0-9a-f]+)"
    r"(?: (?P<names>.*))?: (?P<verb>wrote|read|used) (?P<first>0x[0-9a-f]+)\.\."
    r"(?P<last>0x[0-9a-f]+), at least (?P<count>\d+) times? "
    r"in (?P<ms>\d+) ms$", re.M)

# What --smmu-report says of it, in the next Linux, for people.
WENT_ON = re.compile(
    r"^(?P<name>0000:\S+) \[(?P<ids>\S+)\], (?P<driver>.*), went on writing to "
    r"(?P<first>0x[0-9a-f]+)\.\.(?P<last>0x[0-9a-f]+), at least "
    r"(?P<count>[0-9,]+) times? in (?P<ms>\d+) ms$", re.M)
SUMMARY = re.compile(r"^previous kernel: (?P<summary>.*)$", re.M)

# What QEMU traced, by proofbench.py.
ABORTED = re.compile(r"^bench: (?P<count>\d+) transactions aborted$", re.M)

# And instead of that, the last that a machine says that the stage resets:
RESET = re.compile(r"^kexec-smmu: failed, resetting the machine\Z", re.M)

WITNESS = re.compile(r"^witness: EL=(?P<el>\d) (?P<values>.*) end$", re.M)

DISK = re.compile(r"^row: disk (?P<serial>\S+) \S+ group (?P<group>\S+) "
                  r"md5 (?P<md5>[0-9a-f]{32})$", re.M)

LOAD = re.compile(r"^row: load end (?P<status>\d+) loaded (?P<loaded>\d)",
                  re.M)
JSON = re.compile(r"^row: json begin\n(?P<json>.*?)^row: json end (\d+)$",
                  re.M | re.S)
STATUS = re.compile(r"^row: status begin\n(?P<json>.*?)^row: status end 0$",
                    re.M | re.S)
REPORT = re.compile(r"^row: report begin\n(?P<json>.*?)"
                    r"^row: report end (?P<status>\d+)$", re.M | re.S)
IORT = re.compile(r"^row: iort begin\n(?P<base64>[A-Za-z0-9+/=\n]+)"
                  r"^row: iort end 0$", re.M)
FIRST = re.compile(r"^row: first (?P<release>\S+), up", re.M)
TOOLS = re.compile(r"^row: tools (?P<version>[0-9.]+)$", re.M)
SECOND = re.compile(r"^row: second (?P<release>\S+), up", re.M)
CRASH = re.compile(r"^row: crash (?P<release>\S+), up", re.M)
REGION = re.compile(r"^row: crash region (?P<first>[0-9a-f]+)-"
                    r"(?P<last>[0-9a-f]+)$", re.M)
VMCORE = re.compile(r"^row: vmcore (?P<bytes>\d+)$", re.M)
DUMP = re.compile(r"^row: dump end (?P<status>\d+) bytes (?P<bytes>\d+)",
                  re.M)
# row: dumped: [   12.345678] [      T1] Kernel panic - not syncing: ...
DUMPED = re.compile(r"^row: dumped: \[ *[0-9.]+\] (?:\[ *\w+\] )?(?P<line>.*)$",
                    re.M)
EVENTS = re.compile(r"^row: smmu events (?P<count>\d+)$", re.M)

# Those of tests/qemu/proof: the payloads, the source of DMA, and the dump.
WATCHER = re.compile(r"^watcher: (?P<values>changed=.*) end$", re.M)
STORM = re.compile(r"^storm: (?P<values>taken=.*) end$", re.M)
SOURCE = re.compile(r"^row: source end (?P<status>\d+)$", re.M)
SOURCE_PAGE = re.compile(r"^dma: page at (?P<at>0x[0-9a-f]+), (?P<bytes>\d+) "
                         r"bytes changed$", re.M)
DUMP_PAGE = re.compile(r"^dump: page \S+, (?P<written>\d+) words written, "
                       r"(?P<changed>\d+) words changed in \d+ reads$", re.M)

# Those of tests/qemu/quiesce: the payload `masters`, and U-Boot.
MASTERS_DISK = re.compile(
    r"^masters: disk=(?P<disk>\S+) registers=(?P<registers>\S+) "
    r"(?:crc=(?P<crc>0x[0-9a-f]+)|(?P<why>[a-z ]+)) end$", re.M)
MASTERS_PAGE = re.compile(r"^masters: page=(?P<page>\S+) "
                          r"changed=(?P<changed>\S+) end$", re.M)
MASTERS_END = re.compile(r"^masters: (?P<values>CR0=.*) end$", re.M)
UBOOT_CRC = re.compile(r"^crc32 for ([0-9a-f]+) \.\.\. [0-9a-f]+ ==> "
                       r"([0-9a-f]{8})", re.M)

# Those of tests/qemu/several: the payload, and what each device had before.
PROBER = re.compile(r"^prober: (?P<values>bus=.*) end$", re.M)
MAPPED = re.compile(r"^dma: (?P<function>\S+) has page (?P<page>0x[0-9a-f]+)$",
                    re.M)
# row: function 0000:09:00.0 behind smmu3.0x000000000c020000
BEHIND = re.compile(r"^row: function (\S+) behind smmu3\.(0x[0-9a-f]+)$",
                    re.M)

# What the scripts of a run say: see run-scripts.
OK = re.compile(r"^ok (?P<name>\S.*)$")
NOT_OK = re.compile(r"^not ok (?P<name>\S.*)$")


def stage_registers(match):
    """name -> (before, after) of a match of SMMU"""
    return {name: (int(before, 16), int(after, 16)) for name, before, after
            in REGISTER.findall(match.group("registers") or "")}


def witness_values(match):
    return {name: int(value, 16) for name, value in
            (word.split("=") for word in match.group("values").split())}


def uboot_crcs(text):
    """address -> what U-Boot's crc32 said of it"""
    return {int(at, 16): int(crc, 16) for at, crc in UBOOT_CRC.findall(text)}


def uboot_memory(text):
    """What U-Boot has shown of memory, by `md.b`."""
    lines = re.findall(r"^[0-9a-f]+: ((?:[0-9a-f]{2} )+)", text, re.M)
    return bytes.fromhex("".join(lines))


def report(text):
    """The status of --smmu-report=json, and what it printed; None without."""
    match = REPORT.search(text)
    return (match.group("status"), parsed(match)) if match else (None, None)


def iort(text):
    """The IORT that the first Linux showed, as bytes; None without one."""
    match = IORT.search(text)
    return base64.b64decode(match.group("base64")) if match else None


def parsed(match):
    """The object that a match found; None without one."""
    if not match:
        return None
    try:
        return json.loads(match.group("json"))
    except ValueError:
        return None


def machine(text):
    """The object that --smmu-list=json printed; None without one."""
    return parsed(JSON.search(text))


def status(text):
    """What --smmu-status=json printed, if it ended with 0; else None."""
    return parsed(STATUS.search(text))
