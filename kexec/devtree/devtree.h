/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The SMMUs of a flattened device tree (Devicetree Specification v0.4). Pure:
 * no I/O, no printing. Implemented in fdt.c; a header of that name would be
 * found by libfdt's own #include <fdt.h>.
 */
#ifndef DEVTREE_DEVTREE_H
#define DEVTREE_DEVTREE_H

#include <stddef.h>

#include "util/message.h"
#include "machine/smmu.h"

/* Levels of nodes, the root being one. What is deeper is ignored (as Linux). */
#define DEVTREE_DEPTH_MAX	64

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
 * An address is translated through the ranges of every parent but the root
 * (section 2.3.8). A frame that cannot be has has_base false, and is
 * SMMU_UNREACHABLE unless it is disabled or reserved anyway: parents without
 * ranges, addresses outside of them, #address-cells or #size-cells other than
 * 1 to 4, a reg without one whole entry. An incomplete entry behind whole
 * ones in reg or ranges is ignored, as Linux does.
 *
 * Returns 0, or -1 with the reason in *why (without the name of the source)
 * and *ret_machine untouched. Free with smmu_machine_clear().
 */
int devtree_parse(const void *blob, size_t size,
		  struct smmu_machine *ret_machine, struct message *why);

/* Its header alone: can libfdt read the blob? Returns as devtree_parse(). */
int devtree_check_header(const void *blob, size_t size, struct message *why);

#endif
