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

static void fill(void)
{
	for (unsigned int i = 0; i < PAGE_WORDS; i++)
		bare_write32(TARGET + 4 * i, CANARY);
}

static unsigned int count_changed(void)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < PAGE_WORDS; i++)
		count += bare_read32(TARGET + 4 * i) != CANARY;
	return count;
}

static void watch(void)
{
	uint64_t start = bare_ticks();

	while (bare_ticks() - start < bare_ticks_of(WATCH_MS))
		;
}

/* Whether the stream goes on: two different positions within 1 s. */
static unsigned int source_runs(void)
{
	uint64_t start = bare_ticks(), source = bare_source();
	uint32_t position;

	if (!source)
		return 0;
	position = bare_source_position(source);
	while (bare_ticks() - start < bare_ticks_of(1000))
		if (bare_source_position(source) != position)
			return 1;
	return 0;
}

void bare_payload(uint64_t x0, uint64_t daif)
{
	uint64_t up = bare_ticks();
	unsigned int changed;

	(void)x0;
	(void)daif;
	bare_console_open();
	bare_put_value("\r\nwatcher: up at=", up);
	bare_put_text("\r\n");
	fill();
	watch();
	changed = count_changed();
	bare_put_text("watcher:");
	bare_put_value(" changed=", changed);
	bare_put_value(" words=", PAGE_WORDS);
	bare_put_value(" running=", source_runs());
	bare_put_value(" CR0=", bare_read32(SMMU + SMMU_CR0));
	bare_put_value(" GBPA=", bare_read32(SMMU + SMMU_GBPA));
	bare_put_value(" IRQ_CTRL=", bare_read32(SMMU + SMMU_IRQ_CTRL));
	bare_put_value(" GERROR=", bare_read32(SMMU + SMMU_GERROR));
	bare_put_value(" GERRORN=", bare_read32(SMMU + SMMU_GERRORN));
	bare_put_value(" EVENTQ_PROD=", bare_read32(SMMU + SMMU_EVENTQ_PROD));
	bare_put_value(" pending=",
		       bare_read32(GICD + GICD_ISPENDR(SMMU_SPIS)) &
		       SMMU_SPIS_MASK);
	bare_put_text(" end\r\n");
	bare_system_off();
}
