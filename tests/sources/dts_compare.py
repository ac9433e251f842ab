#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compare what kexec-smmu lists for device trees with an independent reading.

Usage: dts_compare.py COMMAND FOLDER...

Reads every .dtb below the directories by way of dtc's text output; nothing is
shared with the command's parser. The same for the console and PSCI, which the
program tests/sources/print-platform of the command's build prints. Ends with the
line "N passed, N failed".
"""

import json
import multiprocessing
import os
import re
import subprocess
import sys

import dts_masters
import dts_platform

# Devicetree bindings arm,smmu.yaml and arm,smmu-v3.yaml. ".*" stands for the
# name of a chip.
V1 = r"arm,smmu-v1|arm,mmu-40[01]"
V2 = (r"arm,smmu-v2|arm,mmu-500|cavium,smmu-v2|marvell,ap806-smmu-500"
      r"|nvidia,smmu-500|nvidia,tegra(186|194|234)-smmu"
      r"|qcom,(.*-)?smmu-(500|v2)|qcom,adreno-smmu")
V3 = r"arm,smmu-v3|nvidia,tegra264-smmu"
# Other IOMMUs, known by name. What has #iommu-cells is one as well.
OTHER = (r"apple,.*-dart|rockchip,.*iommu|samsung,exynos-sysmmu|mediatek,.*-m4u"
         r"|mediatek,.*-iommu-(infra|vdo|vpp)|renesas,ipmmu-.*|sprd,iommu-v1"
         r"|allwinner,.*-iommu|nvidia,tegra.*-smmu|qcom,msm-iommu-v[12]"
         r"|qcom,.*-iommu|riscv,(pci-)?iommu|virtio,pci-iommu|pci1af4,1057")

WANTED = {
    "compatible", "status", "reg", "ranges", "#address-cells", "#size-cells",
    "clocks", "power-domains", "#iommu-cells", "phandle", "iommus",
    "iommu-map", "iommu-addresses", "linux,phandle", "stdout-path",
    "linux,stdout-path", "reg-shift", "reg-io-width", "reg-offset",
    "big-endian", "method", "iommu-map-mask", "stream-match-mask",
    "mmu-masters", "#stream-id-cells", "device_type", "linux,pci-domain",
    "dma-coherent", "#dma-cells",
}
VALUE = re.compile(r'"((?:[^"\\]|\\.)*)"|<([^>]*)>|\[([^\]]*)\]')
PROPERTY = re.compile(r"([^\s=]+)(?: = (.*))?;$")


class Node:
    def __init__(self, name, parent):
        self.parent = parent
        self.props = {}
        self.children = []
        self.path = name
        if parent:
            self.path = parent.path.rstrip("/") + "/" + name
            parent.children.append(self)

    def cells(self, name):
        value = self.props.get(name, b"")
        return [int.from_bytes(value[i:i + 4], "big")
                for i in range(0, len(value) - 3, 4)]

    def cell(self, name, missing):
        cells = self.cells(name)
        return cells[0] if cells else missing

    def strings(self, name):
        value = self.props.get(name, b"")
        return [x.decode("latin-1") for x in value.split(b"\0")[:-1]]

    def up(self):
        node = self
        while node:
            yield node
            node = node.parent


def value_bytes(text):
    out = b""
    for string, cells, octets in VALUE.findall(text):
        if cells:
            out += b"".join(int(x, 0).to_bytes(4, "big") for x in cells.split())
        elif octets:
            out += bytes.fromhex(octets.replace(" ", ""))
        else:
            out += string.encode().decode("unicode_escape").encode("latin-1")
            out += b"\0"
    return out


def read_dts(text):
    """All nodes of dtc's output, in its order."""
    nodes, node = [], None
    for line in text.splitlines():
        line = line.strip()
        if line.endswith("{"):
            node = Node(line[:-1].strip(), node)
            nodes.append(node)
        elif line == "};":
            node = node.parent
        elif node:
            match = PROPERTY.match(line)
            if match and (match[1] in WANTED or node.path == "/aliases"):
                node.props.setdefault(match[1], value_bytes(match[2] or ""))
    return nodes


def status(node):
    result = "okay"
    for each in node.up():
        if "status" not in each.props:
            continue
        own = (each.strings("status") + [""])[0]
        if own == "reserved" and result == "okay":
            result = "reserved"
        elif own not in ("okay", "ok", "reserved"):
            return "disabled"
    return result


def number(cells):
    value = 0
    for cell in cells:
        value = value << 32 | cell
    return value


def translate(bus, address):
    """The CPU's address of one that children of bus see, or None."""
    while bus.parent:
        if "ranges" not in bus.props:
            return None
        ranges = bus.cells("ranges")
        child = bus.cell("#address-cells", 2)
        parent = bus.parent.cell("#address-cells", 2)
        step = child + parent + bus.cell("#size-cells", 1)
        for i in range(0, len(ranges) - step + 1, step):
            start = number(ranges[i:i + child])
            size = number(ranges[i + child + parent:i + step])
            if start <= address < start + size:
                address += number(ranges[i + child:i + child + parent]) - start
                break
        else:
            if ranges:
                return None
        bus = bus.parent
    return address


def frames(node):
    """Base and size of every entry of reg."""
    if not node.parent:
        return []
    width = node.parent.cell("#address-cells", 2)
    step = width + node.parent.cell("#size-cells", 1)
    reg = node.cells("reg")
    return [(translate(node.parent, number(reg[i:i + width])),
             number(reg[i + width:i + step]))
            for i in range(0, len(reg) - step + 1, step)]


def first(pattern, strings):
    for string in strings:
        if re.fullmatch(pattern, string):
            return string
    return None


def version(compatible):
    """v1, v2 or v3 and the string that says so, or None twice."""
    model = first("|".join((V1, V2, V3)), compatible)
    for name, pattern in ("v1", V1), ("v2", V2), ("v3", V3):
        if model and re.fullmatch(pattern, model):
            return name, model
    return None, None


def regions(nodes):
    """(region, size, SMMU's node or None), one for each pair."""
    by_phandle = {}
    for node in nodes:
        for name in "phandle", "linux,phandle":
            by_phandle.setdefault(node.cell(name, None), node)
    for node in nodes:
        if (not node.parent or node.parent.path != "/reserved-memory"
                or "iommu-addresses" not in node.props
                or status(node) != "okay"):
            continue
        found = []
        cells = node.cells("iommu-addresses")
        while cells:
            device = by_phandle.get(cells[0])
            # Nobody knows what follows a phandle that no node has.
            bus = device.parent if device else node.parent
            cells = cells[1 + bus.cell("#address-cells", 2)
                          + bus.cell("#size-cells", 1):]
            if not device:
                continue
            iommus = device.cells("iommus")
            while iommus:
                target = by_phandle[iommus[0]]
                found.append(target)
                if "#iommu-cells" not in target.props:
                    break
                iommus = iommus[1 + target.cell("#iommu-cells", 0):]
            for each in device.up():
                if "iommu-map" in each.props:
                    found += [by_phandle[x]
                              for x in each.cells("iommu-map")[1::4]]
                    break
        owners = []
        for smmu in found:
            if version(smmu.strings("compatible"))[0] and smmu not in owners:
                owners.append(smmu)
        for base, size in frames(node):
            for owner in owners or [None]:
                yield base, size, owner


def expected(nodes):
    """What the listing for the policy abort has to be, without the reasons."""
    smmus, unsupported = [], []
    owned = list(regions(nodes))
    owners = [owner for base, size, owner in owned if owner and size]
    for node in nodes:
        compatible = node.strings("compatible")
        name, model = version(compatible)
        if not name:
            model = first(OTHER, compatible)
            if model or "#iommu-cells" in node.props:
                unsupported.append({
                    "name": node.path,
                    "model": model or (compatible + ["unknown"])[0]})
            continue
        power = bool(node.props.get("clocks") or node.props.get("power-domains"))
        for base, size in frames(node) or [(None, None)]:
            state = status(node)
            if state == "okay" and base is None:
                state = "unreachable"
            kept = (state != "okay" or power or node in owners
                    or any(x.startswith("qcom,") for x in compatible))
            smmus.append({
                "base": None if base is None else hex(base), "size": size,
                "version": name, "model": model, "name": node.path,
                "status": state, "power_managed": power, "policy": "abort",
                "action": "keep" if kept else "abort", "reason": kept})
    return {
        "source": "fdt", "smmus": smmus, "unsupported": unsupported,
        "reserved_regions": [{"base": hex(base), "size": size,
                              "smmu": owner and owner.path}
                             for base, size, owner in owned],
        "masters": dts_masters.expected(nodes, status, version)}


def compare_platform(command, path, nodes):
    """What is wrong with what is found beside SMMUs, or None."""
    program = os.path.join(os.path.dirname(command),
                           "../tests/sources/print-platform")
    got = subprocess.run([program, path], stdout=subprocess.PIPE, check=True,
                         text=True, timeout=60).stdout.strip()
    wanted = dts_platform.expected(nodes, frames, status)
    return None if got == wanted else f"got {got} instead of {wanted}"


def compare(job):
    """(frames, other IOMMUs, streams) of a file, or what is wrong."""
    command, path = job
    text = subprocess.run(["dtc", "-q", "-q", "-q", "-f", "-I", "dtb", "-O",
                           "dts", path], stdout=subprocess.PIPE, check=True,
                          timeout=60).stdout.decode("latin-1")
    nodes = read_dts(text)
    wrong = compare_platform(command, path, nodes)
    if wrong:
        return wrong
    wanted = expected(nodes)
    listing = subprocess.run(
        [command, "--smmu-list=json", "--smmu-policy=abort",
         "--smmu-source=" + path], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, timeout=60)
    got = json.loads(listing.stdout)
    odd = any(int(smmu["base"], 16) % 0x1000 for smmu in got["smmus"]
              if smmu["action"] == "abort")
    # Where a load would fail, so does the listing, and says why.
    if odd or listing.returncode or listing.stderr:
        if listing.returncode != 1 or not re.fullmatch(
                rb"kexec-smmu: \S+: its (address cannot be used|frame is too "
                rb"small)[^\n]*\n", listing.stderr):
            return "status %d: %s" % (listing.returncode, listing.stderr)
    crash = got.pop("crash")
    # Of one source, masters and functions are there once.
    if {key: got[key] for key in got if key not in
            ("schema", "masters", "functions")} != crash:
        return f"crash: got {crash} instead of {got}"
    got.pop("not_fenced")
    # Of a file nobody knows what a kernel shows.
    shown = [got.pop("functions")] + [
        one.pop(key) for where, keys in (("smmus", ("kernel_name", "devices")),
                                         ("masters", ("device", "driver")))
        for one in got[where] for key in keys]
    if any(value is not None for value in shown):
        return "a file, and devices of this machine"
    counts = got.pop("counts")
    none = [x for x in got["masters"] if x["enabled"] and
            not any(y["smmu"] for y in x["streams"])]
    if got.pop("schema") != 2 or counts["frames"] != len(got["smmus"]) or \
       counts["masters"] != len(got["masters"]) or \
       counts["masters_behind_none"] != len(none):
        return f"counts: {counts}"
    for smmu in got["smmus"]:
        smmu["reason"] = smmu["reason"] is not None
    if got == wanted:
        return (len(got["smmus"]), len(got["unsupported"]),
                sum(len(x["streams"]) for x in got["masters"]))
    for key in wanted:
        for one, other in zip(got[key], wanted[key]):
            if one != other:
                return f"{key}: got {one} instead of {other}"
    return "got %d entries instead of %d" % (
        sum(map(len, got.values())), sum(map(len, wanted.values())))


def find(directories):
    for directory in directories:
        for place, _, names in os.walk(directory):
            for name in names:
                if name.endswith(".dtb"):
                    yield os.path.join(place, name)


def compared(work):
    """Results of compare(), in order. Where /dev/shm is missing or read-only, as
    in a sandbox of a build, there are no semaphores: one process does it all."""
    try:
        pool = multiprocessing.Pool()
    except OSError:
        yield from map(compare, work)
        return
    with pool:
        yield from pool.imap(compare, work, chunksize=8)


def main():
    command, directories = sys.argv[1], sys.argv[2:]
    paths = sorted(find(directories))
    passed = failed = smmus = others = streams = 0
    for path, result in zip(paths, compared([(command, x) for x in paths])):
        if isinstance(result, str):
            failed += 1
            print(f"not ok {path}: {result}")
        else:
            passed += 1
            smmus += result[0]
            others += result[1]
            streams += result[2]
    print(f"{smmus} frames of SMMUs, {others} other IOMMUs, "
          f"{streams} mappings of masters")
    print(f"{passed} passed, {failed} failed")
    return bool(failed or not passed)


if __name__ == "__main__":
    sys.exit(main())
