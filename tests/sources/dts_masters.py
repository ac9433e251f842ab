# SPDX-License-Identifier: GPL-2.0-or-later
"""The masters of a device tree and their StreamIDs, as its bindings have them:
arm,smmu.yaml, arm,smmu-v3.yaml, Linux's iommu.txt and pci-iommu.txt; read by way
of dtc, for dts_compare.py."""


def targets(nodes):
    found = {}
    for node in nodes:
        for name in "phandle", "linux,phandle":
            found.setdefault(node.cell(name, None), node)
    found.pop(None, None)
    return found


def stream(smmu, first=None, ignored=0, ident=None, count=1):
    """A mapping; of an SMMU that is (node, version), or of none."""
    node, version = smmu or (None, None)
    if not node:
        first = None
    if first is None:
        ignored = 0
    elif version == "v3":
        ignored = 0
    else:
        first &= 0xffff
        ignored &= 0xffff
    return {"smmu": node and node.path,
            "id": None if ident is None else hex(ident),
            "stream": None if first is None else hex(first),
            "count": count, "ignored": hex(ignored)}


def is_master(node, version):
    if {"iommus", "iommu-map", "#stream-id-cells"} & node.props.keys():
        return True
    if node.strings("device_type")[:1] == ["pci"]:
        return True
    if "#iommu-cells" in node.props or version(node.strings("compatible"))[0]:
        return False
    return node.path != "/" and ("#dma-cells" in node.props or (
        "dma-coherent" in node.props and "ranges" not in node.props))


def of_iommus(node, by_phandle, as_smmu):
    cells = node.cells("iommus")
    while cells:
        target = by_phandle.get(cells[0])
        width = target.cell("#iommu-cells", None) if target else None
        words = cells[1:1 + (width or 0)]
        ignored = target.cell("stream-match-mask", 0) if target else 0
        if len(words) > 1:
            ignored = words[1]
        whole = width and len(words) >= min(width, 2)
        yield stream(as_smmu(target), words[0] if whole else None, ignored)
        if width is None or len(words) < width:
            break
        cells = cells[1 + width:]


def of_map(node, by_phandle, as_smmu):
    cells = node.cells("iommu-map")
    for i in range(0, len(cells) - 1, 4):
        rid, phandle, *rest = cells[i:i + 4]
        target = by_phandle.get(phandle)
        whole = len(rest) == 2
        yield stream(as_smmu(target), rest[0] if whole else None,
                     target.cell("stream-match-mask", 0) if target else 0,
                     rid, rest[1] if whole else 0)


def expected(nodes, status, version):
    """What the listing has as masters. status() and version() are those of
    dts_compare.py."""
    by_phandle = targets(nodes)

    def as_smmu(node):
        name = node and version(node.strings("compatible"))[0]
        return (node, name) if name else None

    found = {}
    for node in nodes:
        if not is_master(node, version):
            continue
        pci = node.strings("device_type")[:1] == ["pci"]
        found[node] = {
            "name": node.path, "kind": "pci" if pci else "device",
            "enabled": status(node) == "okay",
            "segment": node.cell("linux,pci-domain", None) if pci else None,
            "id_mask": hex(node.cell("iommu-map-mask", 0xffffffff)),
            "streams": [*of_iommus(node, by_phandle, as_smmu),
                        *of_map(node, by_phandle, as_smmu)]}
    for smmu in nodes:
        cells = smmu.cells("mmu-masters") if as_smmu(smmu) else []
        while cells:
            device = by_phandle.get(cells[0])
            width = device.cell("#stream-id-cells", None) if device else None
            if width is None:
                break
            words, cells = cells[1:1 + width], cells[1 + width:]
            if found[device]["kind"] == "pci":
                words = []
                found[device]["streams"].append(
                    stream(as_smmu(smmu), 0, ident=0, count=0x10000))
            found[device]["streams"] += [stream(as_smmu(smmu), word)
                                         for word in words]
    return list(found.values())
