/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The SMMUs of a flattened device tree (Devicetree Specification v0.4). Pure:
 * no I/O, no printing.
 */
#ifndef DEVTREE_DEVTREE_H
#define DEVTREE_DEVTREE_H

#include <stddef.h>

#include "machine/smmu.h"
#include "util/message.h"

/*
 * Read the tree in blob[0, size). The blob starts 8-byte aligned; bytes after
 * the totalsize of its header are ignored. The cost is linear in size, memory
 * included: a tree made to break that is refused.
 *
 * Every node with a compatible string of an SMMU (bindings arm,smmu-v3.yaml,
 * arm,smmu.yaml) gives one struct smmu for each entry of its reg, or one
 * without an address where it has none; other IOMMUs become unsupported. In
 * the order of the tree; names are node paths.
 *
 * Every node that has iommus, an iommu-map or #stream-id-cells, that is a PCI
 * host bridge (device_type), or that is not the root and says that it does DMA
 * (dma-coherent without ranges, #dma-cells) becomes a master of the machine, in
 * the order of the tree. Its streams are the entries of iommus and of iommu-map
 * (Linux: pci-iommu.txt), and those of the mmu-masters of an SMMU, the binding
 * before them, where PCI functions have their requester IDs as StreamIDs. One
 * that leads to anything but an SMMU has no SMMU; a truncated one has no
 * StreamID. StreamIDs of SMMUv1 and v2 have 16 bits, and bits that are not
 * compared by the second cell, or by the SMMU's stream-match-mask
 * (arm,smmu.yaml).
 *
 * A host bridge whose first compatible string is pci-host-ecam-generic has a
 * window: the buses of its bus-range, or all, from the first entry of its reg
 * (host-generic-pci.yaml).
 *
 * An address is translated through the ranges of every parent but the root
 * (section 2.3.8). A frame that cannot be has has_base false, and is
 * SMMU_UNREACHABLE unless it is disabled or reserved anyway: parents without
 * ranges, addresses outside of them, #address-cells or #size-cells other than
 * 1 to 4, a reg without one whole entry. An incomplete entry after complete
 * ones in reg or ranges is ignored, as Linux does.
 *
 * Returns 0, or -1 with the reason in *why (without the name of the source)
 * and *ret_machine untouched. Free with smmu_machine_clear().
 */
int devtree_parse(const void *blob, size_t size,
		  struct smmu_machine *ret_machine, struct message *why)
	_must_check_ _nonnull_(1, 3, 4);

#endif
