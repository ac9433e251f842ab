// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A payload that is started in place of Linux, prints in what state it found
 * QEMU's SMMUv3, and switches the machine off.
 *
 * It is the second opinion on what the stage reports, so nothing is shared
 * with the stage.
 */
#include "bare.h"

static uint64_t system_control(uint64_t el)
{
	uint64_t value;

	if (el == 2)
		__asm__ volatile("mrs %0, SCTLR_EL2" : "=r"(value));
	else
		__asm__ volatile("mrs %0, SCTLR_EL1" : "=r"(value));
	return value;
}

static uint64_t vector_base(uint64_t el)
{
	uint64_t value;

	if (el == 2)
		__asm__ volatile("mrs %0, VBAR_EL2" : "=r"(value));
	else
		__asm__ volatile("mrs %0, VBAR_EL1" : "=r"(value));
	return value;
}

/* 0 at EL1, from where it cannot be read. */
static uint64_t hypervisor_configuration(uint64_t el)
{
	uint64_t value = 0;

	if (el == 2)
		__asm__ volatile("mrs %0, HCR_EL2" : "=r"(value));
	return value;
}

void payload(uint64_t x0, uint64_t daif)
{
	uint64_t el = exception_level();

	console_open();
	put_text("\r\nwitness: EL=");
	put_text(el == 2 ? "2" : "1");
	put_value(" CR0=", read32(SMMU + SMMU_CR0));
	put_value(" CR0ACK=", read32(SMMU + SMMU_CR0ACK));
	put_value(" GBPA=", read32(SMMU + SMMU_GBPA));
	put_value(" IRQ_CTRL=", read32(SMMU + SMMU_IRQ_CTRL));
	put_value(" IRQ_CTRLACK=", read32(SMMU + SMMU_IRQ_CTRLACK));
	put_value(" GERROR=", read32(SMMU + SMMU_GERROR));
	put_value(" GERRORN=", read32(SMMU + SMMU_GERRORN));
	put_value(" x0=", x0);
	put_value(" SCTLR=", system_control(el));
	put_value(" VBAR=", vector_base(el));
	put_value(" HCR=", hypervisor_configuration(el));
	put_value(" DAIF=", daif);
	put_text(" end\r\n");
	system_off();
}
