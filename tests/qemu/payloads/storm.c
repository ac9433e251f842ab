// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A payload that takes interrupts, as any operating system does that finds the
 * SMMU's in its tables and does not know who left them on: it enables these
 * four in the GIC, and takes what comes. For how long is not a matter of time,
 * which passes faster on a busy host, but of what the source of DMA does: every
 * step of it is a write, and without a fence a fault.
 */
#include "bare.h"

#define STEPS		200
/* It stands still. */
#define GIVE_UP_MS	60000

#define GICD_ICACTIVER(n)	(0x380 + 4 * (n))
#define GICD_IPRIORITYR(n)	(0x400 + 4 * (n))
#define GICD_LAST		30	/* of those for 32 INTIDs each */
#define GICR_ICENABLER0		(0x080a0000ul + 0x10000 + 0x180)
#define FIRST_SPECIAL		1020	/* no INTID, from here on */
#define PRIORITIES		0x80808080u

#define ICC_PMR_EL1	"S3_0_C4_C6_0"
#define ICC_IAR1_EL1	"S3_0_C12_C12_0"
#define ICC_EOIR1_EL1	"S3_0_C12_C12_1"
#define ICC_BPR1_EL1	"S3_0_C12_C12_3"
#define ICC_CTLR_EL1	"S3_0_C12_C12_4"
#define ICC_IGRPEN1_EL1	"S3_0_C12_C12_7"

#define WRITE(name, value) \
	__asm__ volatile("msr " name ", %0\n\tisb" : : "r"((uint64_t)(value)))

static uint64_t acknowledge(void)
{
	uint64_t value;

	__asm__ volatile("mrs %0, " ICC_IAR1_EL1 "\n\tdsb sy" : "=r"(value));
	return value;
}

/* Only the SMMU's SPIs can come. What is pending is left as it is. */
static void set_up(void)
{
	bare_write32(GICR_ICENABLER0, ~0u);
	for (unsigned int i = 1; i <= GICD_LAST; i++)
		bare_write32(GICD + GICD_ICENABLER(i), ~0u);
	bare_write32(GICD + GICD_ICACTIVER(SMMU_SPIS), SMMU_SPIS_MASK);
	for (unsigned int i = 26; i < 28; i++)
		bare_write32(GICD + GICD_IPRIORITYR(i), PRIORITIES);
	WRITE(ICC_CTLR_EL1, 0);
	WRITE(ICC_BPR1_EL1, 0);
	WRITE(ICC_PMR_EL1, 0xff);
	WRITE(ICC_IGRPEN1_EL1, 1);
	bare_write32(GICD + GICD_ISENABLER(SMMU_SPIS), SMMU_SPIS_MASK);
}

/* Returns how many came, and how many steps of the source were seen. */
static unsigned int take(unsigned int *ret_steps)
{
	uint64_t start = bare_ticks(), source = bare_source();
	uint32_t last = bare_source_position(source);
	unsigned int count = 0, steps = 0;

	while (steps < STEPS &&
	       bare_ticks() - start < bare_ticks_of(GIVE_UP_MS)) {
		uint64_t intid = acknowledge();
		uint32_t position = bare_source_position(source);

		steps += position != last;
		last = position;
		if (intid >= FIRST_SPECIAL)
			continue;
		count++;
		WRITE(ICC_EOIR1_EL1, intid);
	}
	*ret_steps = steps;
	return count;
}

void bare_payload(uint64_t x0, uint64_t daif)
{
	uint32_t pending = bare_read32(GICD + GICD_ISPENDR(SMMU_SPIS));
	uint32_t produced = bare_read32(SMMU + SMMU_EVENTQ_PROD);
	unsigned int count, steps;

	(void)x0;
	(void)daif;
	bare_console_open();
	bare_put_text("\r\nstorm: up\r\n");
	set_up();
	count = take(&steps);
	produced = bare_read32(SMMU + SMMU_EVENTQ_PROD) - produced;
	bare_put_text("storm:");
	bare_put_value(" taken=", count);
	bare_put_value(" steps=", steps);
	bare_put_value(" pending=", pending & SMMU_SPIS_MASK);
	bare_put_value(" events=", produced);
	bare_put_value(" CR0=", bare_read32(SMMU + SMMU_CR0));
	bare_put_value(" IRQ_CTRL=", bare_read32(SMMU + SMMU_IRQ_CTRL));
	bare_put_text(" end\r\n");
	bare_system_off();
}
