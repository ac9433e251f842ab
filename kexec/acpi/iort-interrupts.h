/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Wired interrupts of the SMMUs of an IORT. A global system interrupt number
 * (GSIV) of a machine with a GIC is the INTID; 0 says that there is none.
 */
#ifndef ACPI_IORT_INTERRUPTS_H
#define ACPI_IORT_INTERRUPTS_H

#include "acpi/iort-walk.h"
#include "util/macros.h"

/*
 * Add the interrupts of the last SMMU, whose node this is. Return 0, or -1 with
 * *walk->why set.
 */
int iort_interrupts_v2(struct iort_walk *walk, const struct iort_node *node)
	_must_check_;
int iort_interrupts_v3(struct iort_walk *walk, const struct iort_node *node)
	_must_check_;

#endif
