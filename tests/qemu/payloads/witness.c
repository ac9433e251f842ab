// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A payload that is started in place of Linux, prints in what state it found
 * QEMU's SMMUv3, and switches the machine off. If a Linux was put behind it, and
 * the device tree has words for guest/init, it starts that instead.
 *
 * It is the second opinion on what the stage reports, so nothing is shared
 * with the stage.
 */
#include <stdbool.h>

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

static bool begins(const char *at, const char *text)
{
	while (*text && *at == *text) {
		at++;
		text++;
	}
	return !*text;
}

/* Its size is the second word, big-endian. */
static bool has_words(const char *tree)
{
	const char *at = tree;

	if (!tree)
		return false;
	while (at < tree + __builtin_bswap32(((const uint32_t *)tree)[1]))
		if (begins(at++, "ks.run="))
			return true;
	return false;
}

void bare_payload(uint64_t x0, uint64_t daif)
{
	uint64_t el = bare_exception_level();

	bare_console_open();
	bare_put_text("\r\nwitness: EL=");
	bare_put_text(el == 2 ? "2" : "1");
	bare_put_value(" CR0=", bare_read32(SMMU + SMMU_CR0));
	bare_put_value(" CR0ACK=", bare_read32(SMMU + SMMU_CR0ACK));
	bare_put_value(" GBPA=", bare_read32(SMMU + SMMU_GBPA));
	bare_put_value(" IRQ_CTRL=", bare_read32(SMMU + SMMU_IRQ_CTRL));
	bare_put_value(" IRQ_CTRLACK=", bare_read32(SMMU + SMMU_IRQ_CTRLACK));
	bare_put_value(" GERROR=", bare_read32(SMMU + SMMU_GERROR));
	bare_put_value(" GERRORN=", bare_read32(SMMU + SMMU_GERRORN));
	bare_put_value(" x0=", x0);
	bare_put_value(" SCTLR=", system_control(el));
	bare_put_value(" VBAR=", vector_base(el));
	bare_put_value(" HCR=", hypervisor_configuration(el));
	bare_put_value(" DAIF=", daif);
	bare_put_text(" end\r\n");
	if (bare_next && has_words((const char *)x0))
		((void (*)(uint64_t, uint64_t, uint64_t, uint64_t))
		 (bare_start + bare_next))(x0, 0, 0, 0);
	bare_system_off();
}
