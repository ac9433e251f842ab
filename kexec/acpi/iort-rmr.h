/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reserved memory ranges (RMR nodes) of an IORT. */
#ifndef ACPI_IORT_RMR_H
#define ACPI_IORT_RMR_H

#include "acpi/iort-walk.h"
#include "util/macros.h"

/*
 * Add the reserved regions of an RMR node with these ID mappings, when all SMMUs
 * are known. Returns 0, or -1 with *walk->why set.
 */
int iort_rmr_read(struct iort_walk *walk, const struct iort_node *node,
		  const struct iort_maps *maps) _must_check_;

#endif
