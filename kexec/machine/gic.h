/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The interrupt controller that SMMUs signal, and the interrupts that they
 * signal: Arm Generic Interrupt Controller (GIC), IHI 0048 (version 2) and
 * IHI 0069 (3 and 4). Plain data, filled in by the parsers. Pure.
 */
#ifndef MACHINE_GIC_H
#define MACHINE_GIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/macros.h"

/* INTIDs of shared peripheral interrupts (IHI 0069, 2.2). */
#define GIC_SPI_FIRST	32u
#define GIC_SPI_LAST	1019u
#define GIC_ESPI_FIRST	4096u	/* extended range: GICv3.1 */
#define GIC_ESPI_LAST	5119u

enum gic_version {
	GIC_NONE = 0,		/* none, or not known */
	GIC_V2 = 2,
	GIC_V3 = 3,		/* GICv4 as well */
};

struct gic {
	enum gic_version version;
	uint64_t distributor;	/* CPU physical address of GICD_CTLR */
};

/* INTIDs [first, first + count) of the SMMU that has that group. */
struct gic_interrupts {
	unsigned int group;
	uint16_t first;
	uint16_t count;
};

struct gic_list {
	struct gic_interrupts *ranges;	/* owned by the list */
	size_t count;
};

/* Is it a shared peripheral interrupt, of the extended range or not? */
bool gic_is_shared(uint64_t intid);

/*
 * Add an interrupt, unless it is not a shared one. Neighbours of one group
 * that are added one after the other become one range. Returns 0, or -1 where
 * memory ran out.
 */
int gic_list_add(struct gic_list *list, unsigned int group, uint64_t intid)
	_must_check_;

void gic_list_clear(struct gic_list *list);

#endif
