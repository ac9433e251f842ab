# SPDX-License-Identifier: GPL-2.0-or-later
"""An IORT for QEMU's machine `virt` (Arm DEN 0049E.f), to replace its own: the
SMMUv3 is a CN99xx's, and behind it is, beside PCI, the first virtio-mmio
device, which has a reserved memory range."""

import struct

HEADER_SIZE = 48		# of the table, with its own fields
NODE_SIZE = 16

ITS_GROUP, NAMED_COMPONENT, ROOT_COMPLEX, SMMU_V3, RMR = 0, 1, 2, 4, 6

BASE = 0x9050000
CN99XX = 2
# Event queue, PRI queue, global errors, command sync.
GSIVS = 106, 107, 109, 108
COHERENT = 1

DEVICE = b"\\_SB_.VR00\0"
STREAM = 0x900
RANGE = 0x70000000, 0x100000
SINGLE = 1


def mapping(first, count, output, reference, flags=0):
    """IDs from `first` on become those from `output` on of that node."""
    return struct.pack("<5I", first, count - 1, output, reference, flags)


class Iort:
    """A table that grows by nodes."""

    def __init__(self):
        self.nodes = []

    def add(self, kind, revision, data, mappings=b"", behind=b""):
        """Returns the new node's offset. `behind`: what follows the
        mappings."""
        offset = HEADER_SIZE + sum(map(len, self.nodes))
        data += b"\0" * (-len(data) % 4)
        at = NODE_SIZE + len(data) if mappings else 0
        size = NODE_SIZE + len(data) + len(mappings) + len(behind)
        self.nodes.append(struct.pack(
            "<BHBIII", kind, size, revision, len(self.nodes),
            len(mappings) // 20, at) + data + mappings + behind)
        return offset

    def bytes(self):
        """With QEMU's names, so that a newer revision replaces its table."""
        nodes = b"".join(self.nodes)
        table = bytearray(struct.pack(
            "<4sIBB6s8sI4sI3I", b"IORT", HEADER_SIZE + len(nodes), 6, 0,
            b"BOCHS ", b"BXPC    ", 2, b"TEST", 1, len(self.nodes),
            HEADER_SIZE, 0) + nodes)
        table[9] = -sum(table) & 0xff
        return bytes(table)


def table():
    iort = Iort()
    its = iort.add(ITS_GROUP, 1, struct.pack("<2I", 1, 0))
    smmu = iort.add(SMMU_V3, 4, struct.pack(
        "<QIIQ7I", BASE, COHERENT, 0, 0, CN99XX, *GSIVS, 0, 0),
        mapping(0, 0x10000, 0, its))
    iort.add(ROOT_COMPLEX, 3, struct.pack("<QIIBxH", COHERENT | 3 << 56, 0, 0,
                                          64, 0) + b"\0" * 4,
             mapping(0, 0x10000, 0, smmu))
    iort.add(NAMED_COMPONENT, 4, struct.pack("<IQB", 0, COHERENT | 3 << 56, 64)
             + DEVICE, mapping(0, 1, STREAM, smmu, SINGLE))
    # Where the range is described: behind the one mapping.
    iort.add(RMR, 3, struct.pack("<3I", 0, 1, NODE_SIZE + 12 + 20),
             mapping(0, 1, STREAM, smmu, SINGLE),
             struct.pack("<QQI", *RANGE, 0))
    return iort.bytes()
