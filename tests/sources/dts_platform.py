# SPDX-License-Identifier: GPL-2.0-or-later
"""What a device tree tells of a machine's console and of PSCI, read again, for
dts_compare.py: as print-platform prints it."""

PL011, BYTES, MMIO32 = "1", "2", "3"

# Of a 16550: reg-shift where the node has none; None: it never has.
SHIFT = {
    "brcm,bcm2835-aux-uart": None, "mediatek,mt6577-uart": None,
    "socionext,uniphier-uart": None, "ti,am654-uart": None,
    "mrvl,mmp-uart": 2,
}
SHIFT.update((name, 0) for name in (
    "ns8250", "ns16450", "ns16550", "ns16550a", "ns16750", "ns16850",
    "snps,dw-apb-uart", "nvidia,tegra20-uart", "intel,xscale-uart"))


def find(nodes, path):
    """The node of a path, whose parts may leave out their unit address."""
    node = nodes[0]
    for name in filter(None, path.split("/")):
        node = next((child for child in node.children
                     if name in (own(child), own(child).split("@")[0])), None)
        if not node:
            break
    return node


def own(node):
    return node.path.rsplit("/", 1)[1]


def stdout(nodes):
    """The node that is the console, or None."""
    chosen, aliases = find(nodes, "/chosen"), find(nodes, "/aliases")
    names = chosen and (chosen.strings("stdout-path") or
                        chosen.strings("linux,stdout-path"))
    if not names:
        return None
    path = names[0].split(":")[0]
    if not path.startswith("/"):
        alias, _, rest = path.partition("/")
        known = aliases.strings(alias) if aliases else []
        if not known:
            return None
        path = known[0] + "/" + rest
    return find(nodes, path)


def kind(node):
    compatible = node.strings("compatible")
    if "arm,pl011" in compatible or "arm,sbsa-uart" in compatible:
        return PL011
    rows = [SHIFT[name] for name in compatible if name in SHIFT]
    if not rows or "big-endian" in node.props:
        return None
    if None in rows:
        return MMIO32
    shift = node.cell("reg-shift", max(rows))
    width = node.cell("reg-io-width", 1)
    if shift == 2 and width in (1, 4):
        return MMIO32
    return BYTES if (shift, width) == (0, 1) else None


def conduit(nodes, status):
    for node in nodes:
        if {"arm,psci-1.0", "arm,psci-0.2"} & set(node.strings("compatible")) \
                and status(node) == "okay":
            return node.strings("method")[0]
    return "none"


def expected(nodes, frames, status):
    """What print-platform has to print."""
    node = stdout(nodes)
    console = "none"
    if node and status(node) == "okay" and kind(node) and frames(node):
        base = frames(node)[0][0]
        if base is not None:
            console = "%s 0x%x" % (kind(node),
                                   base + node.cell("reg-offset", 0))
    return "%s %s" % (console, conduit(nodes, status))
