/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The distributor that a run may meet: an access counts as one to an SMMU. */
#include "model/cpu-engine.h"

#define GIC_SIZE	0x10000u

/* Where there is none, an access ends in a synchronous abort. */
static bool fails(uint64_t offset, bool write)
{
	if (cpu_access_faults(CPU_GIC + offset, write))
		return true;
	if (cpu_engine.cpu->gic_model)
		return false;
	return cpu_fault(CPU_GIC + offset, write);
}

static uint64_t gic_read(uc_engine *uc, uint64_t offset, unsigned int size,
			 void *opaque)
{
	(void)uc;
	(void)opaque;
	if (fails(offset, /* write= */ false))
		return 0;
	return gic_model_read(cpu_engine.cpu->gic_model, offset, size);
}

static void gic_write(uc_engine *uc, uint64_t offset, unsigned int size,
		      uint64_t value, void *opaque)
{
	(void)uc;
	(void)opaque;
	if (!fails(offset, /* write= */ true))
		gic_model_write(cpu_engine.cpu->gic_model, offset, size, value);
}

void cpu_gic_map(struct cpu_engine *engine)
{
	cpu_check(uc_mmio_map(engine->uc, CPU_GIC, GIC_SIZE, gic_read, NULL,
			      gic_write, NULL), "map GIC");
}
