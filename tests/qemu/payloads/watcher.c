// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A payload that knows nothing of SMMUs: it thinks that a page of memory is
 * its own, fills it with a canary, and looks for 1.5 s what becomes of it.
 *
 * Only then it shows the SMMU's registers, whether the SMMU's interrupts are
 * pending in the GIC, and whether the source of DMA was running all the time.
 */
#include "bare.h"

#define TARGET		0x68000000ul
#define PAGE_WORDS	1024
#define CANARY		0xc0ffee42u
#define WATCH_MS	1500

/* The HDA controller 00:05.0: its configuration space in the ECAM, and the
 * position of its first stream (SD0LPIB). */
#define SOURCE		(0x4010000000ul + (5 << 15))
#define SOURCE_ID	0x26688086u
#define BAR0		0x10
#define BAR_MASK	0xfffffff0u
#define SD0LPIB		0x84

static void fill(void)
{
	for (unsigned int i = 0; i < PAGE_WORDS; i++)
		write32(TARGET + 4 * i, CANARY);
}

static unsigned int count_changed(void)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < PAGE_WORDS; i++)
		count += read32(TARGET + 4 * i) != CANARY;
	return count;
}

static void watch(void)
{
	uint64_t start = ticks();

	while (ticks() - start < ticks_of(WATCH_MS))
		;
}

/* Whether the stream goes on: two different positions within 1 s. */
static unsigned int source_runs(void)
{
	uint64_t start = ticks();
	uint64_t registers;
	uint32_t position;

	if (read32(SOURCE) != SOURCE_ID)
		return 0;
	registers = read32(SOURCE + BAR0) & BAR_MASK;
	position = read32(registers + SD0LPIB);
	while (ticks() - start < ticks_of(1000))
		if (read32(registers + SD0LPIB) != position)
			return 1;
	return 0;
}

void payload(uint64_t x0, uint64_t daif)
{
	unsigned int changed;

	(void)x0;
	(void)daif;
	console_open();
	put_text("\r\nwatcher: up\r\n");
	fill();
	watch();
	changed = count_changed();
	put_text("watcher:");
	put_value(" changed=", changed);
	put_value(" words=", PAGE_WORDS);
	put_value(" running=", source_runs());
	put_value(" CR0=", read32(SMMU + SMMU_CR0));
	put_value(" GBPA=", read32(SMMU + SMMU_GBPA));
	put_value(" IRQ_CTRL=", read32(SMMU + SMMU_IRQ_CTRL));
	put_value(" GERROR=", read32(SMMU + SMMU_GERROR));
	put_value(" GERRORN=", read32(SMMU + SMMU_GERRORN));
	put_value(" EVENTQ_PROD=", read32(SMMU + SMMU_EVENTQ_PROD));
	put_value(" pending=", read32(GICD + GICD_ISPENDR(SMMU_SPIS)) &
			       SMMU_SPIS_MASK);
	put_text(" end\r\n");
	system_off();
}
