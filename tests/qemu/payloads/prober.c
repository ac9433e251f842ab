// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A payload that tries each SMMU: it makes every iommu-testdev of QEMU's write
 * one page to the same address, and looks for the page that it wrote to.
 *
 * The device (QEMU, docs/specs/iommu-testdev.rst) writes when it is told to,
 * and says whether the write went through, and whether it can be read back at
 * a physical address. It has no driver and heeds no Bus Master Enable.
 */
#include "bare.h"

#define TARGET		0x68000000ul
#define PAGE		4096
#define MEMORY		0x40000000ul
#define MEMORY_END	0xc0000000ul	/* 2 GiB */

#define ECAM		0x4010000000ul
#define BUSES		32
#define FUNCTION(bus, device)	(ECAM + ((bus) << 20) + ((device) << 15))
#define COMMAND		0x04
#define COMMAND_MEMORY	(1u << 1)
#define HEADER_TYPE	0x0c
#define HEADER_BRIDGE	(1u << 16)
#define BAR0		0x10
#define BAR_MASK	0xfffffff0u

#define TESTDEV		0x00051b36u
#define TESTDEV_TRIGGER	0x00
#define TESTDEV_IOVA	0x04
#define TESTDEV_LENGTH	0x0c
#define TESTDEV_RESULT	0x10
#define TESTDEV_ARM	0x14
#define TESTDEV_BACK	0x1c		/* where it reads back */
#define PATTERN		0x12345678u	/* what it writes */

static int is_written(uint64_t page)
{
	for (unsigned int i = 0; i < PAGE; i += 4)
		if (bare_read32(page + i) != PATTERN)
			return 0;
	return 1;
}

static uint32_t probe(uint64_t registers)
{
	bare_write32(registers + TESTDEV_IOVA, (uint32_t)TARGET);
	bare_write32(registers + TESTDEV_IOVA + 4, 0);
	bare_write32(registers + TESTDEV_BACK, (uint32_t)TARGET);
	bare_write32(registers + TESTDEV_BACK + 4, 0);
	bare_write32(registers + TESTDEV_LENGTH, PAGE);
	bare_write32(registers + TESTDEV_ARM, 1);
	bare_read32(registers + TESTDEV_TRIGGER);
	return bare_read32(registers + TESTDEV_RESULT);
}

/* Pages that were written to: how many, and the last; wiped for the next. */
static void show_pages(void)
{
	uint64_t last = 0;
	unsigned int count = 0;

	for (uint64_t page = MEMORY; page < MEMORY_END; page += PAGE) {
		if (bare_read32(page) != PATTERN || !is_written(page))
			continue;
		last = page;
		count++;
		bare_write32(page, 0);
	}
	bare_put_value(" pages=", count);
	bare_put_value(" page=", last);
}

static void visit(uint64_t bus, uint64_t device)
{
	uint64_t function = FUNCTION(bus, device);
	uint32_t id = bare_read32(function);
	uint32_t command = bare_read32(function + COMMAND) & 0xffff;
	uint32_t type = bare_read32(function + HEADER_TYPE);

	if (id != TESTDEV && !(type & HEADER_BRIDGE))
		return;
	bare_write32(function + COMMAND, command | COMMAND_MEMORY);
	if (id != TESTDEV)
		return;
	bare_put_value("prober: bus=", bus);
	bare_put_value(" device=", device);
	bare_put_value(" command=", command);
	bare_put_value(" result=",
		       probe(bare_read32(function + BAR0) & BAR_MASK));
	show_pages();
	bare_put_text(" end\r\n");
}

/* A bus comes after the bridges that lead to it. */
void bare_payload(uint64_t x0, uint64_t daif)
{
	(void)x0;
	(void)daif;
	bare_console_open();
	bare_put_text("\r\nprober: up\r\n");
	for (uint64_t bus = 0; bus < BUSES; bus++)
		for (uint64_t device = 0; device < 32; device++)
			if (bare_read32(FUNCTION(bus, device)) != ~0u)
				visit(bus, device);
	bare_put_text("prober: done\r\n");
	bare_system_off();
}
