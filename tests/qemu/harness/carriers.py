# SPDX-License-Identifier: GPL-2.0-or-later
"""What the runs of tests/qemu/wrap are, and what each has to show."""

import re

import claims
import console
import dtc
import judge
from judge import demand
from rows import Row

# A wrapped Image: the stage's place in it, and its payload's.
STAGE = 0x10000
PAYLOAD = 0x200000
COPY = 0x60000000
# Nothing answers there.
NOTHING = 0xb000000

TREE = re.compile(r"^kexec-smmu: (?P<at>0x[0-9a-f]+) device tree: "
                  r"(?P<outcome>\w+)$", re.M)

# guest/run-loader asks for it.
RAW = 0x60000000

# QEMU puts Images there, unless they want to be elsewhere.
KERNEL = 0x40200000

# As QEMU starts a machine: nothing has touched the SMMU.
RESET = {"CR0": 0, "GBPA": 0x1000, "IRQ_CTRL": 0}


def registers(policy):
    return judge.EXPECTED.get(policy, RESET)


def check_place(text, base):
    """The stage and its payload lie in one Image; None: anywhere."""
    stage = console.STAGE.search(text)
    demand(stage, "no line of the stage")
    at = int(stage.group("at"), 16) - STAGE
    demand(at % PAYLOAD == 0 and base in (None, at),
           "the Image is at 0x%x" % at)
    onward = console.ONWARD.search(text)
    demand(onward and int(onward.group("to"), 16) == at + PAYLOAD,
           "the stage went on to elsewhere")


def check_bare(text, entry, policy, base=KERNEL, before="bypass"):
    """Started by firmware or an emulator: the stage, then the witness."""
    check_place(text, base)
    stage = console.STAGE.search(text)
    demand(stage.group("el") == entry[2], "the stage ran at EL"
           + stage.group("el"))
    demand(stage.group("count") == "1", "SMMUs: " + stage.group("count"))
    smmu = console.SMMU.search(text)
    want = (before, before, "kept") if policy == "keep" else \
        (before, policy, "done")
    demand(smmu and smmu.group("before", "after", "outcome") == want,
           "the stage did not say %s -> %s: %s" % want)
    match = console.WITNESS.search(text)
    demand(match, "the witness did not run")
    values = console.witness_values(match)
    wrong = judge.differing(values, registers(policy))
    demand(not wrong, "witness: " + wrong)
    demand(match.group("el") == entry[2], "the witness ran elsewhere")
    return values


def check_copy(text, entry, to, outcome):
    """The tree was copied, or the payload has it where it was."""
    values = check_bare(text, entry, "abort")
    tree = TREE.search(text)
    demand(tree, "no line of the device tree")
    demand(int(tree.group("at"), 16) == to, "the copy is at "
           + tree.group("at"))
    demand(tree.group("outcome") == outcome, "the copy: "
           + tree.group("outcome"))
    demand((values["x0"] == to) == (outcome == "done"),
           "x0 is 0x%x" % values["x0"])
    demand(values["x0"], "the payload has not a device tree")


def check_file(row, text, bench, mark, wrapped):
    """A row of the other kind of loads, and how the stage got in."""
    judge.check(row, text, bench, mark)
    if wrapped:
        check_place(text, None)
    else:
        stage = console.STAGE.search(text)
        demand(int(stage.group("at"), 16) % PAYLOAD != STAGE,
               "by a wrapped Image")


def check_tree(text, before):
    """U-Boot has the tree with the log, about which dtc says nothing new."""
    tree = console.uboot_memory(text)
    demand(tree[:4] == b"\xd0\x0d\xfe\xed" and
           int.from_bytes(tree[4:8], "big") <= len(tree),
           "U-Boot showed no tree, or not all of it")
    logs = dtc.logs(tree)
    demand(len(logs) == 1 and "stage at" in logs[0], "%d logs" % len(logs))
    dtc.check_warnings([before], tree, "U-Boot's tree")


def check_chain(text, policy, before):
    judge.check_load(Row("small", "EL1", policy, "u-boot"), text)
    check_place(text, None)
    smmu = console.SMMU.search(text)
    demand(smmu and smmu.group("after", "outcome") == (policy, "done"),
           "no %s by the stage" % policy)
    tree = TREE.search(text)
    demand(tree and tree.group("outcome") == "done", "not a device tree")
    demand(re.search(r"^U-Boot \d", text[tree.end():], re.M),
           "U-Boot did not start")
    demand("over" in text, "U-Boot has no prompt")
    found = re.search(r"^Device 0: Vendor: .* Prod: ks-nvme", text, re.M)
    demand(bool(found) == (policy == "bypass"), "the disk was %s by U-Boot"
           % ("found" if found else "not found"))
    check_tree(text, before)


def check_proof(row, result, release):
    claims.check(row, result, release)
    check_place(result.text, None)


def check_raw(text):
    """At the address that it was to have."""
    stage = console.STAGE.search(text)
    onward = console.ONWARD.search(text)
    demand(stage and int(stage.group("at"), 16) == RAW + STAGE and
           onward and int(onward.group("to"), 16) == RAW + 0x80000,
           "the payload is elsewhere")


def check_twice(text):
    """The added stage, then the image's own, then the payload."""
    judge.check_load(Row("small", "EL1", "abort", "witness"), text)
    demand("with two stages: the image has one, too" in text,
           "the status does not name both")
    stages = [int(match.group("at"), 16)
              for match in console.STAGE.finditer(text)]
    demand(len(stages) == 2, "%d stages ran" % len(stages))
    demand(stages[0] % PAYLOAD != STAGE and stages[1] % PAYLOAD == STAGE,
           "they are not where they are to be")
    match = console.WITNESS.search(text)
    demand(match, "the witness did not run")
    wrong = judge.differing(console.witness_values(match), registers("abort"))
    demand(not wrong, "witness: " + wrong)


def check_loader(text, payload, bench):
    demand("row: wrap end 0" in text, "kexec-smmu-wrap failed")
    if payload == "twice":
        check_twice(text)
        return
    row = Row("small", "EL1", "abort", payload)
    judge.check_load(row, text)
    judge.check_stage(row, text)
    if payload == "raw":
        check_raw(text)
    else:
        check_place(text, None)
    if payload != "linux":
        judge.check_witness(row, text)
    else:
        match = console.SECOND.search(text)
        demand(match, "the second Linux did not come up")
        judge.check_disks(text, match, bench.release("small"), bench.sums)


def tried(text, name):
    """(output, status, loaded) of a load in guest/run-signed."""
    match = re.search(r"^row: %s begin\n(.*?)^row: %s end (\d+) loaded (\d)$"
                      % (name, name), text, re.M | re.S)
    demand(match, "%s: was not tried" % name)
    return match.group(1), match.group(2), match.group(3)
