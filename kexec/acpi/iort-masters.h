/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The masters of an IORT, and their StreamIDs. */
#ifndef ACPI_IORT_MASTERS_H
#define ACPI_IORT_MASTERS_H

#include "acpi/iort-walk.h"
#include "util/macros.h"

/*
 * Add the master that a node of type 1, 2 or 6 with these ID mappings is, when
 * all SMMUs are known. Returns 0, or -1 with *walk->why set.
 */
int iort_masters_read(struct iort_walk *walk, const struct iort_node *node,
		      const struct iort_maps *maps) _must_check_;

#endif
