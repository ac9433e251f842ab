// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A payload that shows what tests/kmod/modules/stand_in.c left in the memory of
 * QEMU's ivshmem device: the registers of an SMMUv2, all ones if clock or power
 * were off; sCR0 also of its second frame.
 */
#include "bare.h"

#define ECAM		0x4010000000ul
#define IVSHMEM_ID	0x11101af4u
#define BAR2		0x18
#define BAR_MASK	0xfffffff0u

#define SMMU_sCR0	0x000
#define SMMU_NS_ALIAS	0x400
#define SECOND_FRAME	0x10000
#define SMMU_SMR(n)	(0x800 + 4 * (n))
#define SMMU_S2CR(n)	(0xc00 + 4 * (n))
#define SMMU_SCTLR(n)	(0x8000 + 0x1000 * (n))
#define GROUPS		8

static uint64_t find(void)
{
	for (unsigned int slot = 0; slot < 32; slot++) {
		uint64_t config = ECAM + (slot << 15);

		if (bare_read32(config) == IVSHMEM_ID)
			return (bare_read32(config + BAR2) & BAR_MASK) |
			       (uint64_t)bare_read32(config + BAR2 + 4) << 32;
	}
	return 0;
}

void bare_payload(uint64_t x0, uint64_t daif)
{
	uint64_t smmu = find();
	unsigned int faults = 0, valid = 0;

	(void)x0;
	(void)daif;
	bare_console_open();
	for (unsigned int n = 0; n < GROUPS && smmu; n++) {
		faults += (bare_read32(smmu + SMMU_S2CR(n)) >> 16 & 3) == 2;
		valid += bare_read32(smmu + SMMU_SMR(n)) >> 31;
	}
	bare_put_text("\r\nframe:");
	bare_put_value(" at=", smmu);
	bare_put_value(" sCR0=", smmu ? bare_read32(smmu + SMMU_sCR0) : 0);
	bare_put_value(" faults=", faults);
	bare_put_value(" valid=", valid);
	bare_put_value(" SCTLR=", smmu ? bare_read32(smmu + SMMU_SCTLR(0)) : 0);
	bare_put_value(" alias=", smmu ? bare_read32(smmu + SMMU_NS_ALIAS +
						     SMMU_sCR0) : 0);
	bare_put_value(" second=", smmu ? bare_read32(smmu + SECOND_FRAME +
						      SMMU_sCR0) : 0);
	bare_put_text(" end\r\n");
	bare_system_off();
}
