#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Comparing a listing of kexec-smmu with what others read in the same table.

  iort_read.py iasl LISTING.json TABLE.dsl      iasl's disassembly
  iort_read.py expected LISTING.json FILE NAME  NAME's part of an EXPECTED.txt
  iort_read.py bytes LISTING.json TABLE         the table itself, read here once more

EXPECTED.txt: `NAME  (...)`, then indented lines `v2 MMU-500 0x52e00000 0x10000
FLAGS   node at 0xc0`, with - for no span and `generic` for a plain SMMU, or
`no SMMU`. Flags are not compared: the listing has none."""

import json
import re
import struct
import sys

V2 = {0: ("v1", "smmu-v1"), 1: ("v2", "smmu-v2"), 2: ("v1", "mmu-400"),
      3: ("v2", "mmu-500"), 4: ("v1", "mmu-401"), 5: ("v2", "thunderx")}
V3 = {0: "smmu-v3", 1: "hisilicon-161x", 2: "cavium-cn99xx"}


def smmu(kind, at, base, span, model):
    """One SMMU as a tuple: offset, version, model, base, size."""
    if kind == 3:
        version, name = V2.get(model, ("v2", "unknown-%d" % model))
        return at, version, name, base, span or None
    return at, "v3", V3.get(model, "unknown-%d" % model), base, None


def from_json(listing):
    """What --smmu-list=json printed, parsed."""
    if listing["source"] != "iort":
        sys.exit("the source is %s" % listing["source"])
    return [(int(s["name"].replace("IORT@", ""), 16), s["version"],
             s["model"], int(s["base"], 16), s["size"])
            for s in listing["smmus"]]


def from_listing(path):
    with open(path, encoding="ascii") as file:
        return from_json(json.load(file))


def from_iasl(path):
    """The SMMUs, and whether iasl came to the end of the table."""
    found, node, whole = [], {}, True

    def flush():
        if node.get("Type") in (3, 4) and "Model" in node:
            found.append(smmu(node["Type"], node["at"], node["Base Address"],
                              node.get("Span"), node["Model"]))
        node.clear()

    with open(path, encoding="latin-1") as file:
        for line in file:
            if line.startswith("Raw Table Data"):
                break
            if line.startswith("****") or "Invalid" in line:
                whole = False
            match = re.match(r"\[([0-9A-F]+)h .*?\] +([^:]+?) : ([0-9A-F]+)\b",
                             line)
            if not match:
                continue
            at, name = int(match[1], 16), match[2]
            if name == "Type":
                flush()
                node["at"] = at
            node.setdefault(name, int(match[3], 16))
    flush()
    return found, whole


def from_expected(path, name):
    found, here = None, False
    with open(path, encoding="ascii") as file:
        for line in file:
            if not line.startswith(" "):
                here = line.split(None, 1)[:1] == [name]
                found = [] if here else found
                continue
            words = line.split()
            if not here or words[0] == "no":
                continue
            version, model, base, span = words[:4]
            if model == "generic":
                model = "smmu-" + version
            found.append((int(words[words.index("at") + 1], 16), version,
                          model.lower(), int(base, 16),
                          None if span == "-" else int(span, 16)))
    if found is None:
        sys.exit("%s: nothing about %s" % (path, name))
    return found


def from_bytes(table):
    """Nodes by the count alone, as firmware means them."""
    count, at = struct.unpack_from("<II", table, 36)
    found = []
    for _ in range(count):
        kind, length = struct.unpack_from("<BH", table, at)
        if kind == 3:
            base, span, model = struct.unpack_from("<QQI", table, at + 16)
            found.append(smmu(kind, at, base, span, model))
        elif kind == 4:
            base, model = struct.unpack_from("<Q16xI", table, at + 16)
            found.append(smmu(kind, at, base, None, model))
        at += length
    return found


def masters_from_bytes(table):
    """Named components, root complexes and RMR nodes with their ID mappings."""
    count, at = struct.unpack_from("<II", table, 36)
    nodes = []
    for _ in range(count):
        kind, length = struct.unpack_from("<BH", table, at)
        nodes.append((kind, at, table[at:at + length]))
        at += length
    smmus = {at for kind, at, _ in nodes if kind in (3, 4)}
    found = []
    for kind, at, node in nodes:
        if kind not in (1, 2, 6):
            continue
        name = node[29:].split(b"\0")[0].decode("latin-1") if kind == 1 else ""
        segment = None
        if kind == 2 and len(node) >= 32:
            segment, = struct.unpack_from("<H", node, 28)
        streams = []
        maps, offset = struct.unpack_from("<II", node, 8)
        for i in range(maps):
            start, rest, output, where, flags = struct.unpack_from(
                "<5I", table, at + offset + 20 * i)
            single = flags & 1 and kind != 6
            streams.append({
                "smmu": "IORT@0x%x" % where if where in smmus else None,
                "id": None if single or kind == 6 else hex(start),
                "stream": hex(output) if where in smmus else None,
                "count": 1 if single else rest + 1, "ignored": "0x0"})
        found.append({
            "name": name or "IORT@0x%x" % at,
            "kind": {1: "device", 2: "pci", 6: "region"}[kind],
            "enabled": True, "segment": segment, "id_mask": "0xffffffff",
            "streams": streams})
    return found


def main():
    how, listing = sys.argv[1], from_listing(sys.argv[2])
    if how == "iasl":
        wanted, whole = from_iasl(sys.argv[3])
        if not whole:
            listing = listing[:len(wanted)]
    elif how == "expected":
        wanted = from_expected(*sys.argv[3:5])
    else:
        with open(sys.argv[3], "rb") as file:
            table = file.read()
        wanted = from_bytes(table)
        with open(sys.argv[2], encoding="ascii") as file:
            masters = json.load(file)["masters"]
        for master in masters:
            if master.pop("device") or master.pop("driver"):
                sys.exit("a file, and devices of this machine")
        if masters != masters_from_bytes(table):
            sys.exit("masters: %s\nbytes: %s" % (
                masters, masters_from_bytes(table)))
        print("%d masters, " % len(masters), end="")
    if listing != wanted:
        sys.exit("listed %s\n%s: %s" % (listing, how, wanted))
    print("%d SMMUs%s" % (len(listing), "" if how != "iasl" or whole
                          else ", then iasl gives up"))


if __name__ == "__main__":
    main()
