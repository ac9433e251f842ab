/* SPDX-License-Identifier: GPL-2.0-or-later */
/* PCI functions: capabilities, configuration spaces, requester IDs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <inttypes.h>
#include <string.h>

#include "acpi/mcfg.h"
#include "masters/capabilities.h"
#include "masters/join.h"
#include "masters/resets.h"
#include "util/little-endian.h"
#include "util/macros.h"

/* A configuration space, of which this much can be read. */
struct space {
	uint8_t bytes[4096];
	size_t size;
	unsigned int reads;
};

static bool read_space(void *context, uint16_t offset, uint32_t *ret_value)
{
	struct space *space = context;

	assert_int_equal(offset % 4, 0);
	space->reads++;
	if (offset + 4u > space->size)
		return false;
	*ret_value = le32_ld(space->bytes + offset);
	return true;
}

static void put32(struct space *space, size_t at, uint32_t value)
{
	le32_st(space->bytes + at, value);
}

/* An endpoint: PM at 0x40, MSI at 0x50, MSI-X at 0x60, PCIe at 0x70. */
static void endpoint(struct space *space)
{
	memset(space, 0, sizeof(*space));
	space->size = sizeof(space->bytes);
	put32(space, 0x04, 1u << 20);
	put32(space, 0x34, 0x40);
	put32(space, 0x40, 0x5001);
	put32(space, 0x44, 1u << 3);
	put32(space, 0x50, 0x6005);
	put32(space, 0x60, 0x7011);
	put32(space, 0x70, 0x20010);
	put32(space, 0x74, 1u << 28);
}

static struct pci_function decode(struct space *space)
{
	struct pci_function function = { .id = 0 };

	capabilities_decode(read_space, space, &function);
	return function;
}

static void test_endpoint(void **state)
{
	struct pci_function function;
	struct space space;

	(void)state;
	endpoint(&space);
	function = decode(&space);
	assert_int_equal(function.header_type, 0);
	assert_int_equal(function.at_pm, 0x40);
	assert_int_equal(function.at_msi, 0x50);
	assert_int_equal(function.at_msix, 0x60);
	assert_int_equal(function.at_pcie, 0x70);
	assert_int_equal(function.pcie, PCI_YES);
	assert_true(function.has_port_type);
	assert_int_equal(function.port_type, 0);
	assert_int_equal(function.flr, PCI_YES);
	assert_int_equal(function.af_flr, PCI_NO);
	assert_int_equal(function.d3hot_reset, PCI_NO);
	assert_int_equal(function.cxl, PCI_NO);

	put32(&space, 0x44, 0);
	put32(&space, 0x74, ~(1u << 28));
	function = decode(&space);
	assert_int_equal(function.d3hot_reset, PCI_YES);
	assert_int_equal(function.flr, PCI_NO);
}

/* Other users than root see only the header: nothing is "no". */
static void test_hidden(void **state)
{
	struct pci_function function;
	struct space space;

	(void)state;
	endpoint(&space);
	space.bytes[0x0e] = 0x81;
	space.size = 64;
	function = decode(&space);
	assert_int_equal(function.header_type, 1);
	assert_int_equal(function.pcie, PCI_UNKNOWN);
	assert_int_equal(function.flr, PCI_UNKNOWN);
	assert_int_equal(function.af_flr, PCI_UNKNOWN);
	assert_int_equal(function.d3hot_reset, PCI_UNKNOWN);
	assert_int_equal(function.cxl, PCI_UNKNOWN);
	/* Without extended capabilities, that is all that stays unknown. */
	space.size = 256;
	function = decode(&space);
	assert_int_equal(function.flr, PCI_YES);
	assert_int_equal(function.cxl, PCI_UNKNOWN);
	space.size = 0;
	function = decode(&space);
	assert_int_equal(function.pcie, PCI_UNKNOWN);
}

static void test_conventional(void **state)
{
	struct pci_function function;
	struct space space;

	(void)state;
	endpoint(&space);
	put32(&space, 0x40, 0x5001);
	put32(&space, 0x50, 0x03060013 & 0xffff00ff);
	function = decode(&space);
	assert_int_equal(function.at_af, 0x50);
	assert_int_equal(function.af_flr, PCI_YES);
	assert_int_equal(function.pcie, PCI_NO);
	assert_int_equal(function.flr, PCI_NO);
	assert_int_equal(function.cxl, PCI_NO);
	/* FLR without Transactions Pending does not count for Linux. */
	put32(&space, 0x50, 0x02060013 & 0xffff00ff);
	assert_int_equal(decode(&space).af_flr, PCI_NO);
	/* No list, whatever the pointer says. */
	put32(&space, 0x04, 0);
	function = decode(&space);
	assert_int_equal(function.at_pm, 0);
	assert_int_equal(function.d3hot_reset, PCI_NO);
}

static void test_cxl(void **state)
{
	struct space space;

	(void)state;
	endpoint(&space);
	put32(&space, 0x100, 0x20010001);
	put32(&space, 0x200, 0x00010023);
	put32(&space, 0x204, 0x8086);
	assert_int_equal(decode(&space).cxl, PCI_NO);
	put32(&space, 0x204, 0x00c11e98);
	assert_int_equal(decode(&space).cxl, PCI_YES);
	/* The vendor's DVSEC after another vendor's. */
	put32(&space, 0x204, 0x8086);
	put32(&space, 0x200, 0x30010023);
	put32(&space, 0x300, 0x00010023);
	put32(&space, 0x304, 0x1e98);
	assert_int_equal(decode(&space).cxl, PCI_YES);
	put32(&space, 0x100, UINT32_MAX);
	assert_int_equal(decode(&space).cxl, PCI_NO);
}

/* A PF, and whether Bus Master is on. */
static void test_sriov(void **state)
{
	struct space space;

	(void)state;
	endpoint(&space);
	put32(&space, 0x100, 0x20010001);
	put32(&space, 0x200, 0x30010010);
	put32(&space, 0x300, 0x00010023);
	put32(&space, 0x304, 0x1e98);
	assert_int_equal(decode(&space).at_sriov, 0x200);
	assert_int_equal(decode(&space).cxl, PCI_YES);
	assert_false(decode(&space).is_master);
	put32(&space, 0x04, 1u << 20 | 1u << 2);
	put32(&space, 0x200, 0x00010003);
	assert_int_equal(decode(&space).at_sriov, 0);
	assert_true(decode(&space).is_master);
}

/* Words of sysfs, as kernels since 5.15 show them. */
static void test_resets(void **state)
{
	static const struct {
		const char *text;	/* NULL: no such file */
		enum pci_known flr, af_flr, cxl;
		unsigned int first;
	} cases[] = {
		{ "flr bus", PCI_YES, PCI_NO, PCI_NO, PCI_RESET_FLR },
		{ "flr", PCI_YES, PCI_YES, PCI_NO, PCI_RESET_FLR },
		{ "flr bus", PCI_NO, PCI_NO, PCI_NO, PCI_RESET_BUS },
		{ "flr", PCI_UNKNOWN, PCI_NO, PCI_NO, 0 },
		{ "af_flr pm bus", PCI_NO, PCI_YES, PCI_NO, PCI_RESET_AF_FLR },
		{ "af_flr pm", PCI_NO, PCI_NO, PCI_NO, 0 },
		{ "pm bus", PCI_NO, PCI_NO, PCI_NO, PCI_RESET_BUS },
		{ "pm", PCI_NO, PCI_NO, PCI_NO, 0 },
		{ "bus", PCI_YES, PCI_YES, PCI_NO, PCI_RESET_BUS },
		{ "device_specific flr bus", PCI_YES, PCI_NO, PCI_NO,
		  PCI_RESET_BUS },
		{ "device_specific flr", PCI_YES, PCI_NO, PCI_NO, 0 },
		{ "acpi flr bus", PCI_YES, PCI_NO, PCI_NO, PCI_RESET_BUS },
		{ "acpi", PCI_NO, PCI_NO, PCI_NO, 0 },
		{ "new flr", PCI_YES, PCI_NO, PCI_NO, 0 },
		{ "busy flrs", PCI_YES, PCI_NO, PCI_NO, 0 },
		{ "flr bus", PCI_YES, PCI_NO, PCI_YES, 0 },
		{ "flr bus", PCI_YES, PCI_NO, PCI_UNKNOWN, 0 },
		{ "flr bus cxl_bus", PCI_YES, PCI_NO, PCI_NO, 0 },
		{ "", PCI_YES, PCI_YES, PCI_NO, 0 },
		{ NULL, PCI_YES, PCI_YES, PCI_NO, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct pci_function function = {
			.flr = cases[i].flr, .af_flr = cases[i].af_flr,
			.cxl = cases[i].cxl,
		};

		if (cases[i].text) {
			function.has_resets = PCI_YES;
			resets_parse(cases[i].text, &function);
		}
		if (resets_first(&function) != cases[i].first)
			fail_msg("%zu: \"%s\": %u", i, cases[i].text,
				 resets_first(&function));
	}
}

/* Lists that never end. */
static void test_loops(void **state)
{
	struct space space;

	(void)state;
	endpoint(&space);
	put32(&space, 0x70, 0x24010);
	put32(&space, 0x100, 0x10010001);
	decode(&space);
	assert_in_range(space.reads, 50, 2000);
}

static void put_mcfg(uint8_t *table, size_t size, const char *oem)
{
	memset(table, 0, size);
	memcpy(table, "MCFG", 4);
	le32_st(table + 4, (uint32_t)size);
	memcpy(table + 10, oem, 14);
	le64_st(table + 44, 0x4010000000);
	table[55] = 0xff;
	le64_st(table + 60, 0x5000000000);
	le16_st(table + 68, 7);
	table[70] = 0x10;
	table[71] = 0x1f;
}

static void test_mcfg(void **state)
{
	static const char *const quirks[] = {
		"AMAZONGRAVITON", "QCOM  QDF2432 ", "HISI  HIP07   ",
		"CAVIUMTHUNDERX", "APM   XGENE   ", "AmpereAltra   ",
	};
	struct smmu_machine machine = { .source = SMMU_SOURCE_IORT };
	struct message why = { "" };
	uint8_t table[76];
	size_t i;

	(void)state;
	put_mcfg(table, sizeof(table), "BOCHS BXPC    ");
	assert_int_equal(mcfg_parse(table, sizeof(table), &machine, &why), 0);
	assert_int_equal(machine.window_count, 2);
	assert_int_equal(machine.windows[0].base, 0x4010000000);
	assert_int_equal(machine.windows[0].last_bus, 0xff);
	assert_int_equal(machine.windows[1].segment, 7);
	assert_int_equal(machine.windows[1].base, 0x5001000000);
	smmu_machine_clear(&machine);

	for (i = 0; i < ARRAY_SIZE(quirks); i++) {
		put_mcfg(table, sizeof(table), quirks[i]);
		assert_int_equal(mcfg_parse(table, sizeof(table), &machine,
					    &why), 0);
		if (machine.window_count)
			fail_msg("%s has windows", quirks[i]);
	}
	/* Half an allocation is not allocated. */
	put_mcfg(table, sizeof(table) - 4, "BOCHS BXPC    ");
	assert_int_equal(mcfg_parse(table, sizeof(table) - 4, &machine, &why),
			 0);
	assert_int_equal(machine.window_count, 1);
	smmu_machine_clear(&machine);
	assert_int_equal(mcfg_parse(table, 43, &machine, &why), -1);
}

/* Requester IDs are StreamIDs here, with 0x10000 added. */
static struct stream all = {
	.has_input = true, .has_first = true, .first = 0x10000,
	.count = 0x10000,
};
static char host_bridge[] = "/pcie@0";
static struct master host = {
	.name = host_bridge, .kind = MASTER_PCI, .enabled = true,
	.id_mask = UINT32_MAX, .count = 1,
};
static struct pci_window window = {
	.master = PCI_NONE, .last_bus = 0xff, .base = 0x4010000000,
};

#define PORT(own, above, type, below) { .id = (own), .class = 0x060400, \
	.header_type = 1, .secondary = (below), .pcie = PCI_YES, \
	.has_port_type = true, .port_type = (type), \
	.has_parent = (above) != 0, .parent_id = (above) }
#define DEVICE(own, above) { .id = (own), .has_parent = (above) != 0, \
	.parent_id = (above) }

/* Not in their order. */
static const struct pci_function unordered[] = {
	DEVICE(0x0310, 0x0200),		/* behind PCIe to PCI */
	DEVICE(0x0320, 0x0200),		/* and another one */
	DEVICE(0x0100, 0x0008),		/* behind a root port */
	PORT(0x0008, 0, 4, 1),
	PORT(0x0010, 0, 4, 2),
	PORT(0x0200, 0x0010, PCI_PORT_TO_PCI, 3),
	{ .id = 0x0020, .class = 0x060400, .pcie = PCI_NO,
	  .secondary = 4 },		/* conventional, at the root */
	DEVICE(0x0408, 0x0020),
	{ .id = 0x0028, .class = 0x060400, .pcie = PCI_YES,
	  .secondary = 5 },		/* whose type is hidden */
	DEVICE(0x0500, 0x0028),
};
static struct pci_function joined[ARRAY_SIZE(unordered)];
static struct smmu smmu = { .version = SMMU_VERSION_V3 };
static const char memory[] =
	"09000000-09000fff : pl011@9000000\n"
	"4010000000-40103fffff : PCI ECAM\n";
static struct smmu_machine machine = {
	.smmus = &smmu, .smmu_count = 1,
	.masters = &host, .master_count = 1,
	.streams = &all, .stream_count = 1,
	.functions = joined, .function_count = ARRAY_SIZE(joined),
	.windows = &window, .window_count = 1,
};

static void join(void)
{
	memcpy(joined, unordered, sizeof(joined));
	join_functions(&machine, memory, sizeof(memory) - 1);
}

static void test_join(void **state)
{
	static const struct { uint16_t id; uint32_t requester; } wanted[] = {
		{ 0x0008, 0x0008 }, { 0x0010, 0x0010 }, { 0x0020, 0x0020 },
		{ 0x0028, 0x0028 }, { 0x0100, 0x0100 }, { 0x0200, 0x0200 },
		{ 0x0310, 0x0300 }, { 0x0320, 0x0300 }, { 0x0408, 0x0020 },
		{ 0x0500, UINT32_MAX },
	};
	size_t i;

	(void)state;
	join();
	for (i = 0; i < ARRAY_SIZE(wanted); i++) {
		const struct pci_function *got = &joined[i];
		bool is_known = wanted[i].requester != UINT32_MAX;

		assert_int_equal(got->id, wanted[i].id);
		assert_int_equal(got->has_requester, is_known);
		assert_int_equal(got->has_stream, is_known);
		assert_int_equal(got->group, 0);
		if (is_known && got->stream != 0x10000 + wanted[i].requester)
			fail_msg("%04x: StreamID 0x%" PRIx32, got->id,
				 got->stream);
		/* The kernel's window has four buses. */
		assert_int_equal(got->has_config, got->id < 0x400);
		if (got->has_config)
			assert_int_equal(got->config, 0x4010000000 +
					 ((uint64_t)got->id << 12));
	}

	/* For users other than root all addresses are zero. */
	join_functions(&machine, "00000000-00000000 : PCI ECAM\n", 29);
	assert_false(joined[0].has_config);
	window.segment = 3;
	join_functions(&machine, memory, sizeof(memory) - 1);
	assert_false(joined[0].has_config);
	window.segment = 0;
}

/* From a function to its address, and from a StreamID to all that have it. */
static void test_join_back(void **state)
{
	(void)state;
	join();
	assert_int_equal(join_find(&machine, 0, 0x0310), 6);
	assert_int_equal(join_find(&machine, 1, 0x0310), PCI_NONE);
	assert_int_equal(joined[6].parent, 5);
	/* A StreamID of two functions, of a bridge and its bus, of none. */
	assert_int_equal(join_next(&machine, 0, 0, 0x10300), 6);
	assert_int_equal(join_next(&machine, 7, 0, 0x10300), 7);
	assert_int_equal(join_next(&machine, 8, 0, 0x10300), PCI_NONE);
	assert_int_equal(join_next(&machine, 0, 0, 0x10020), 2);
	assert_int_equal(join_next(&machine, 3, 0, 0x10020), 8);
	assert_int_equal(join_next(&machine, 0, 1, 0x10300), PCI_NONE);
	assert_int_equal(join_next(&machine, 0, 0, 0x10310), PCI_NONE);
}

static void test_names(void **state)
{
	char name[PCI_NAME_SIZE];

	(void)state;
	assert_string_equal(pci_name(0, 0x05a7, name), "0000:05:14.7");
	assert_string_equal(pci_name(0x10000, 0, name), "10000:00:00.0");
	assert_string_equal(pci_class_name(0x020000), "Ethernet controller");
	assert_string_equal(pci_class_name(0x018000),
			    "Mass storage controller");
	assert_string_equal(pci_class_name(0xff0000), "Unclassified device");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_endpoint),
		cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_conventional),
		cmocka_unit_test(test_cxl),
		cmocka_unit_test(test_sriov),
		cmocka_unit_test(test_resets),
		cmocka_unit_test(test_loops),
		cmocka_unit_test(test_mcfg),
		cmocka_unit_test(test_join),
		cmocka_unit_test(test_join_back),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
