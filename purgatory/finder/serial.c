/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "finder/serial.h"

#include "finder/devices.h"
#include "finder/memory.h"
#include "finder/tree.h"
#include "io.h"

/* Microsoft, Serial Port Console Redirection Table, revision 4. */
#define AT_INTERFACE	36u
#define AT_REGISTERS	40u	/* of which four bytes say how to access them */
#define AT_ADDRESS	44u
#define SPACE_MEMORY	0u
#define ACCESS_BYTE	1u
#define ACCESS_DWORD	3u

/* Interface types, a bit for each: Debug Port Table 2, table 3. */
#define IS_PL011	(1u << 0x03 | 1u << 0x0d | 1u << 0x0e)
#define IS_16550	(1u << 0x00 | 1u << 0x01 | 1u << 0x05 | 1u << 0x12)

/*
 * The console's type, then a compatible string of it. Of a 16550 the distance of
 * the registers decides, if that is not always the same.
 */
static const char models[] =
	"1arm,pl011\0"
	"1arm,sbsa-uart\0"
	"2ns16*\0"
	"2snps,dw-apb-uart\0"
	"2nvidia,tegra20-uart\0"
	"3brcm,bcm2835-aux-uart\0"
	"3mediatek,mt6577-uart\0"
	"3ti,am654-uart\0";
_Static_assert(SMMU_PLAN_CONSOLE_PL011 == 1 && SMMU_PLAN_CONSOLE_UART8250 == 2 &&
	       SMMU_PLAN_CONSOLE_UART8250_MMIO32 == 3, "models");

/* What a name in /aliases may have, and a NUL: Devicetree Specification, 3.3. */
#define ALIAS_SIZE	32u

/* All registers are of 32 bits, and aligned, but a UART8250's of one byte. */
static void take(uint32_t type, uint64_t base, uint64_t stride, uint64_t width)
{
	if (type == SMMU_PLAN_CONSOLE_UART8250) {
		if (stride == 4 && (width == 4 || width == 1))
			type = SMMU_PLAN_CONSOLE_UART8250_MMIO32;
		else if (stride != 1 || width != 1)
			return;
	}
	if (type != SMMU_PLAN_CONSOLE_UART8250 && base & 3)
		return;
	finder.console = (uint8_t)type;
	finder.console_base = base;
}

void serial_by_spcr(uint64_t at)
{
	uint32_t interface = io_read8(at + AT_INTERFACE);
	uint32_t registers = memory_load32(at + AT_REGISTERS);
	uint32_t bits = (uint8_t)(registers >> 8), width = 1;
	uint32_t stride = bits ? bits / 8 : 1;
	uint32_t access = registers >> 24, type = SMMU_PLAN_CONSOLE_UART8250;
	uint64_t base = memory_load64(at + AT_ADDRESS);

	interface = interface < 32 ? 1u << interface : 0;
	if (interface & IS_PL011)
		type = SMMU_PLAN_CONSOLE_PL011;
	else if (!(interface & IS_16550))
		return;
	else if (access == ACCESS_DWORD)
		stride = width = 4;
	else if (access > ACCESS_BYTE)
		return;
	if (base && (uint8_t)registers == SPACE_MEMORY)
		take(type, base, stride, width);
}

/* What is behind the name, if a path begins with that; else 0. */
static uint64_t behind(uint64_t path, uint64_t name)
{
	uint32_t c;

	while ((c = io_read8(name++))) {
		if (c != io_read8(path++))
			return 0;
	}
	return path;
}

/* Walk to the node of that path, which ends with its NUL, or before a colon. */
static bool go_to(uint64_t path)
{
	uint32_t depth = 2, c;
	uint64_t rest;

	tree_rewind();
	/* The root has no name. */
	tree_next();
	while (tree_next() && finder.depth >= depth) {
		if (finder.depth > depth)
			continue;
		rest = behind(path + 1, finder.name);
		c = rest ? io_read8(rest) : ' ';
		if (!c || c == ':')
			return true;
		if (c == '/') {
			path = rest;
			depth++;
		}
	}
	return false;
}

/* What an alias, which ends as a path does, stands for. */
static struct finder_property alias_of(uint64_t alias)
{
	char name[ALIAS_SIZE];
	uint32_t i = 0, c;

	/* None has what memory_is() takes for more than it is. */
	while ((c = io_read8(alias++)) > '*' && c != ':' && i < ALIAS_SIZE - 1)
		name[i++] = (char)c;
	name[i] = '\0';
	tree_rewind();
	while ((!c || c == ':') && tree_next()) {
		if (finder.depth == 2 && tree_top_is("aliases"))
			return tree_own(name);
	}
	return (struct finder_property){ 0, 0 };
}

static uint64_t number(const char *name, uint64_t missing)
{
	struct finder_property value = tree_own(name);

	return value.at ? tree_number(value) : missing;
}

void serial_by_tree(void)
{
	struct finder_property text;
	uint64_t path, shift;
	uint32_t type, tries;
	bool qualcomm;

	text = tree_find(finder.chosen, "stdout-path");
	/* An alias stands for a path, not for another alias. */
	for (tries = 2; ; text = alias_of(path)) {
		path = finder.structure + text.at;
		if (!tries-- || !text.size || io_read8(path + text.size - 1))
			return;
		if (io_read8(path) == '/')
			break;
	}
	if (!go_to(path))
		return;
	type = devices_model(models, &qualcomm);
	finder.reg = tree_own("reg");
	if (finder.off || tree_own("big-endian").at ||
	    tree_reg(finder.depth - 1) != TREE_REG_READ)
		return;
	shift = number("reg-shift", 0);
	take(type, finder.base + number("reg-offset", 0),
	     shift == 2 ? 4 : !shift, number("reg-io-width", 1));
}
