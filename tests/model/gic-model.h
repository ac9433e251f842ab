/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A model of a GIC's distributor, limited to the pending state: written
 * from Arm IHI 0069 (GICv3) and IHI 0048 (GICv2), Non-secure view. Shared
 * interrupts are edges that are latched, or levels that the latch follows.
 */
#ifndef GIC_MODEL_H
#define GIC_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GIC_MODEL_INTIDS	5120

/* The source of an interrupt, by edges or by a level; one of both is NULL. */
struct gic_model_source {
	bool (*may_signal)(const void *device);	/* may an edge come now? */
	bool (*is_high)(const void *device);
	const void *device;
};

struct gic_model {
	unsigned int version;	/* of the architecture: 2, 3 or 4 */
	uint32_t pidr2;
	bool latch[GIC_MODEL_INTIDS];
	bool level[GIC_MODEL_INTIDS];	/* something else holds it high */
	struct gic_model_source source[GIC_MODEL_INTIDS];
	bool cleared[GIC_MODEL_INTIDS];	/* at any time */
	size_t reads, writes;
	char violation[160];	/* the first, "" if none */
};

/* Nothing is pending. */
void gic_model_reset(struct gic_model *gic, unsigned int version);

/* Everything is, that can be. */
void gic_model_latch_all(struct gic_model *gic);

bool gic_model_pending(const struct gic_model *gic, unsigned int intid);

uint64_t gic_model_read(struct gic_model *gic, uint64_t offset,
			unsigned int size);

/*
 * A write of GICD_ICPENDR<n>. An interrupt of a device that may still signal
 * it is latched again at once, the worst that can happen.
 */
void gic_model_write(struct gic_model *gic, uint64_t offset,
		     unsigned int size, uint64_t value);

#endif
