# SPDX-License-Identifier: GPL-2.0-or-later
"""The rows: one machine each, a combination of values of PARAMETERS. What a
row has to show is in judge.py."""

import collections
import itertools

# kernel:	6.12-16k has pages of 16 KiB
# entry:	see ENTRIES of vm.py
# payload:	what is loaded
# path:		kexec -e, or a panic into a crash kernel
# tools:	the Debian release of kexec-tools and its libraries
# call:		-c, -a or neither, by which kexec-tools chooses its system call;
#		or -f, which loads and starts in one
PARAMETERS = collections.OrderedDict([
    ("kernel", ["6.1", "6.12", "6.12-16k"]),
    ("entry", ["EL1", "EL2-VHE", "EL2-nVHE", "EL1-ACPI", "EL2-VHE-ACPI"]),
    ("policy", ["abort", "bypass", "keep", "none"]),
    ("payload", ["linux", "witness"]),
    ("path", ["exec", "panic"]),
    ("tools", ["bookworm", "trixie", "forky"]),
    ("call", ["default", "load", "auto", "force"]),
])

Row = collections.namedtuple("Row", list(PARAMETERS),
                             defaults=["exec", "bookworm", "default"])

# What is printed of a value, where that is not the value itself.
LABELS = {"exec": "", "bookworm": "", "default": "", "load": "-c",
          "auto": "-a", "force": "-f", "file": "-s"}


# SMMUs that are not there, beside the real one, at each exception level.
ABSENT = [Row("6.12", entry, "abort", "witness", call="absent")
          for entry in ("EL1", "EL2-VHE", "EL2-nVHE")]

# One that is not there, too, and a reset for that: by PSCI as a device tree and
# ACPI tell of it, the console of which is taken from there as well.
RESET = [Row("6.12", entry, "abort", "witness", call="reset")
         for entry in ("EL1", "EL1-ACPI", "EL2-VHE-ACPI")]

# The witness in other formats; kexec-tools takes ELF with -c alone.
FORMATS = [Row("6.12", "EL1", "abort", "witness.gz"),
           Row("6.12", "EL1", "abort", "witness.elf", call="load")]

# What a crash kernel is for, where the covering set may leave it out.
CRASH = [Row("6.12", "EL1", "abort", "linux", "panic", "trixie"),
         Row("6.12", "EL1-ACPI", "abort", "linux", "panic"),
         Row("6.12-16k", "EL2-VHE", "abort", "linux", "panic", "forky")]

# A crash region above 4 GiB, and one below for what needs it.
HIGH = [Row("6.1", "EL1", "abort", "linux", "panic-high"),
        Row("6.12", "EL2-VHE", "abort", "witness", "panic-high", "forky")]

FURTHER = ABSENT + RESET + FORMATS + CRASH + HIGH

# What machines of a path are: (memory, words for the kernel). Of those that
# panic little is to be dumped: they have little memory, and what is free is
# zero, as makedumpfile 1.7.6 does not see what 6.12 has free.
MACHINES = {
    "exec": ("2G", ""),
    "panic": ("1280M", "crashkernel=400M@0x50000000 init_on_free=1"),
    "panic-high": ("4G", "crashkernel=400M,high crashkernel=64M,low "
                         "init_on_free=1"),
}


def is_witness(row):
    return row.payload != "linux"


def panics(row):
    return row.path != "exec"


def end(row):
    """How the first Linux ends."""
    return "panic" if panics(row) else "exec"


def possible(row):
    """That CPU without VHE has no pages of 16 KiB either; -f does not wait for
    a panic."""
    return not (row.kernel.endswith("-16k") and row.entry == "EL2-nVHE" or
                row.call == "force" and panics(row))


def product():
    return list(filter(possible, itertools.starmap(
        Row, itertools.product(*PARAMETERS.values()))))


def full():
    """Every combination of the first five parameters; the other two take
    turns."""
    further = itertools.cycle(itertools.product(PARAMETERS["tools"],
                                                PARAMETERS["call"]))
    several = list(PARAMETERS.values())[:5]
    return [Row(*values, *next(further))
            for values in itertools.product(*several)
            if possible(Row(*values))]


def combinations_of(row):
    """Every pair of values, and every value together with payload and path."""
    values = list(zip(PARAMETERS, row))
    return (set(itertools.combinations(values, 2)) |
            {(value, row.payload, row.path) for value in values})


def covering(rows, combinations):
    """Few of the rows that hold all combinations(row) of all: always the row
    with the most still missing, the first of equals."""
    left = [(row, combinations(row)) for row in rows]
    missing = set().union(*(found for _, found in left))
    chosen = []
    while missing:
        row, found = max(left, key=lambda item: len(item[1] & missing))
        chosen.append(row)
        missing -= found
    return chosen


def some():
    """covering(), and for each of its rows with Linux the same with the
    witness: what the stage reports is never the only evidence."""
    chosen = covering(product(), combinations_of)
    chosen += [row._replace(payload="witness") for row in chosen]
    return sorted(set(chosen), key=product().index)


def name(row):
    return " ".join(filter(None, (LABELS.get(value, value) for value in row)))


def words(row, mark):
    """What guest/run-first is told. `mark` is for the dump to show."""
    # The digest of a large image takes its time.
    checks = is_witness(row) or \
        row.policy == "abort" and not panics(row)
    return {"run": "first", "policy": row.policy, "payload": row.payload,
            "path": end(row), "call": row.call,
            "checks": "yes" if checks else "no", "mark": mark}
