// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A payload that knows nothing of SMMUs. It thinks that some pages are its own,
 * and fills them with a canary; reads its NVMe disk, with registers where they
 * were left: it gives no addresses; then makes every function of PCI a master, as
 * bootloaders do; and looks for a while what becomes of its pages.
 */
#include <stddef.h>

#include "bare.h"
#include "nvme.h"

#define PAGES		0x68000000ul
#define PAGES_COUNT	8
#define PAGE_WORDS	1024
#define CANARY		0xc0ffee42u
#define WATCH_MS	2000

#define QUEUES		0x6a000000ul
#define BUFFER		0x6a100000ul
#define BUFFER_PAGES	64

#define ECAM		0x4010000000ul
#define FUNCTIONS	0x10000u
#define COMMAND		0x04
#define COMMAND_ON	0x6u		/* memory, master */
#define CLASS		0x08
#define CLASS_NVME	0x010802u
#define HEADER		0x0c
#define HEADER_MULTI	(0x80u << 16)
#define BAR0		0x10

static uint64_t config(uint32_t function, uint32_t offset)
{
	return ECAM + ((uint64_t)function << 12) + offset;
}

/* After this one, FUNCTIONS without one. All 256 buses: nothing is asked for
 * what lies behind it. */
static uint32_t next_function(uint32_t function)
{
	if (function % 8 == 0 &&
	    (bare_read32(config(function, 0)) == ~0u ||
	     !(bare_read32(config(function, HEADER)) & HEADER_MULTI)))
		function += 7;
	for (function++; function < FUNCTIONS; function++) {
		if (bare_read32(config(function, 0)) != ~0u)
			return function;
		if (function % 8 == 0)
			function += 7;
	}
	return FUNCTIONS;
}

static void make_master(uint32_t function)
{
	uint32_t command = bare_read32(config(function, COMMAND)) & 0xffff;

	bare_write32(config(function, COMMAND), command | COMMAND_ON);
}

/* ISO-HDLC, as zlib's. */
static uint32_t crc32(uint64_t address, uint32_t size)
{
	uint32_t crc = ~0u;

	for (uint32_t i = 0; i < size; i += 4) {
		crc ^= bare_read32(address + i);
		for (int bit = 0; bit < 32; bit++)
			crc = crc >> 1 ^ (0xedb88320u & -(crc & 1));
	}
	return ~crc;
}

static void read_disk(uint32_t function)
{
	uint64_t registers = bare_read32(config(function, BAR0)) & ~0xful;
	const char *error;

	registers |= (uint64_t)bare_read32(config(function, BAR0 + 4)) << 32;
	bare_put_value("masters: disk=", function);
	bare_put_value(" registers=", registers);
	make_master(function);
	error = registers ? nvme_read(registers, QUEUES, BUFFER, BUFFER_PAGES)
			  : "has no address";
	if (error) {
		bare_put_text(" ");
		bare_put_text(error);
	} else {
		bare_put_value(" crc=",
			       crc32(BUFFER, BUFFER_PAGES * NVME_PAGE));
	}
	bare_put_text(" end\r\n");
}

static void watch(void)
{
	uint64_t start = bare_ticks();

	while (bare_ticks() - start < bare_ticks_of(WATCH_MS))
		;
}

static unsigned int count_changed(uint64_t page)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < PAGE_WORDS; i++)
		count += bare_read32(page + 4 * i) != CANARY;
	return count;
}

void bare_payload(uint64_t x0, uint64_t daif)
{
	unsigned int count = 0;
	uint32_t function;

	(void)x0;
	(void)daif;
	bare_console_open();
	bare_put_text("\r\nmasters: up\r\n");
	for (unsigned int i = 0; i < PAGES_COUNT * PAGE_WORDS; i++)
		bare_write32(PAGES + 4 * i, CANARY);
	for (function = 0; function < FUNCTIONS;
	     function = next_function(function))
		if (bare_read32(config(function, CLASS)) >> 8 == CLASS_NVME)
			read_disk(function);
	for (function = 0; function < FUNCTIONS;
	     function = next_function(function), count++)
		make_master(function);
	bare_put_value("masters: all ", count);
	bare_put_text("\r\n");
	watch();
	for (unsigned int i = 0; i < PAGES_COUNT; i++) {
		bare_put_value("masters: page=", PAGES + 4096 * i);
		bare_put_value(" changed=",
			       count_changed(PAGES + 4096 * i));
		bare_put_text(" end\r\n");
	}
	bare_put_value("masters: CR0=", bare_read32(SMMU + SMMU_CR0));
	bare_put_value(" GBPA=", bare_read32(SMMU + SMMU_GBPA));
	bare_put_text(" end\r\n");
	bare_system_off();
}
