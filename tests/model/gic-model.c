/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/gic-model.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Offsets from IHI 0069; none is shared with loader or stage. */
#define A_GICD_ICPENDR		0x0280u		/* n = 0 to 31 */
#define A_GICD_ICPENDRE		0x1800u		/* n = 0 to 31 */
#define A_GICV2_ICPIDR2		0x0fe8u		/* IHI 0048 */
#define A_GICV3_PIDR2		0xffe8u
#define R_PIDR2_ARCHREV_SHIFT	4

#define FIRST_ESPI		4096u

static void __attribute__((format(printf, 2, 3)))
violate(struct gic_model *gic, const char *format, ...)
{
	va_list ap;

	if (gic->violation[0])
		return;
	va_start(ap, format);
	vsnprintf(gic->violation, sizeof(gic->violation), format, ap);
	va_end(ap);
}

void gic_model_reset(struct gic_model *gic, unsigned int version)
{
	memset(gic, 0, sizeof(*gic));
	gic->version = version;
	/* Around ArchRev: a JEP106 code, and bits that tell nothing. */
	gic->pidr2 = version << R_PIDR2_ARCHREV_SHIFT | 0xb;
}

static bool exists(const struct gic_model *gic, unsigned int intid)
{
	return (intid >= 32 && intid < 1020) ||
	       (gic->version >= 3 && intid >= FIRST_ESPI &&
		intid < GIC_MODEL_INTIDS);
}

void gic_model_latch_all(struct gic_model *gic)
{
	unsigned int intid;

	for (intid = 0; intid < GIC_MODEL_INTIDS; intid++)
		gic->latch[intid] = exists(gic, intid);
}

bool gic_model_pending(const struct gic_model *gic, unsigned int intid)
{
	const struct gic_model_source *source = &gic->source[intid];

	return gic->latch[intid] || gic->level[intid] ||
	       (source->is_high && source->is_high(source->device));
}

uint64_t gic_model_read(struct gic_model *gic, uint64_t offset,
			unsigned int size)
{
	uint64_t id = gic->version == 2 ? A_GICV2_ICPIDR2 : A_GICV3_PIDR2;

	gic->reads++;
	if (offset == id && size == 4)
		return gic->pidr2;
	violate(gic, "read of %u bytes at 0x%llx", size,
		(unsigned long long)offset);
	return 0;
}

static void clear(struct gic_model *gic, unsigned int intid)
{
	const struct gic_model_source *source;

	/* Of what is not there, or not to be seen, bits are RAZ/WI. */
	if (!exists(gic, intid))
		return;
	gic->cleared[intid] = true;
	source = &gic->source[intid];
	gic->latch[intid] = source->may_signal &&
			    source->may_signal(source->device);
}

void gic_model_write(struct gic_model *gic, uint64_t offset,
		     unsigned int size, uint64_t value)
{
	unsigned int intid, bit;

	gic->writes++;
	if (offset > A_GICD_ICPENDR && offset < A_GICD_ICPENDR + 0x80) {
		intid = (unsigned int)(offset - A_GICD_ICPENDR) * 8;
	} else if (gic->version >= 3 && offset >= A_GICD_ICPENDRE &&
		   offset < A_GICD_ICPENDRE + 0x80) {
		intid = FIRST_ESPI + (unsigned int)(offset - A_GICD_ICPENDRE) * 8;
	} else {
		violate(gic, "write of 0x%llx at 0x%llx",
			(unsigned long long)value, (unsigned long long)offset);
		return;
	}
	if (size != 4 || offset % 4 || !value) {
		violate(gic, "write of %u bytes, 0x%llx, at 0x%llx", size,
			(unsigned long long)value, (unsigned long long)offset);
		return;
	}
	for (bit = 0; bit < 32; bit++) {
		if (value >> bit & 1)
			clear(gic, intid + bit);
	}
}
