/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The masters of a StreamID, and the StreamIDs of a master. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "masters/lookup.h"
#include "unit/fixture.h"
#include "util/macros.h"

/* The groups of masters.dts, in its order. */
enum { V3, TWO_CELLS, MATCHED, OLD };

static size_t find_master(const struct smmu_machine *machine, const char *name)
{
	size_t i;

	for (i = 0; i < machine->master_count; i++) {
		if (!strcmp(machine->masters[i].name, name))
			return i;
	}
	fail_msg("no master %s", name);
	return 0;
}

static void expect_stream(const struct smmu_machine *machine, size_t master,
			  uint32_t id, uint32_t group, uint32_t stream)
{
	struct lookup_stream got = lookup_stream(machine, master, id);

	if (got.group != group || (group != MASTER_NO_SMMU &&
				   (!got.has_id || got.id != stream)))
		fail_msg("%s, 0x%" PRIx32 ": got 0x%" PRIx32 " at %" PRIu32
			 " instead of 0x%" PRIx32 " at %" PRIu32,
			 machine->masters[master].name, id, got.id, got.group,
			 stream, group);
}

static void test_tree_streams(void **state)
{
	struct smmu_machine machine;
	size_t host, old_host, several, i;
	const struct stream *streams;

	(void)state;
	fixture_machine("masters", &machine);
	host = find_master(&machine, "/pcie@10000000");
	assert_int_equal(machine.masters[host].segment, 2);
	assert_int_equal(machine.masters[host].kind, MASTER_PCI);
	expect_stream(&machine, host, 0x0000, V3, 0x4000);
	expect_stream(&machine, host, 0x0007, V3, 0x4007);
	expect_stream(&machine, host, 0x00ff, V3, 0x4007);
	expect_stream(&machine, host, 0x0102, V3, 0x4002);
	expect_stream(&machine, host, 0x0200, MATCHED, 0x20);
	expect_stream(&machine, host, 0x0301, MATCHED, 0x21);
	expect_stream(&machine, host, 0x0202, MASTER_NO_SMMU, 0);
	expect_stream(&machine, host, 0x0400, MASTER_NO_SMMU, 0);
	expect_stream(&machine, find_master(&machine, "/pcie@20000000"), 0,
		      MASTER_NO_SMMU, 0);
	old_host = find_master(&machine, "/pcie@30000000");
	expect_stream(&machine, old_host, 0x1234, OLD, 0x1234);
	expect_stream(&machine, old_host, 0x10000, MASTER_NO_SMMU, 0);

	several = find_master(&machine, "/dma@40000000");
	assert_int_equal(machine.masters[several].count, 5);
	streams = &machine.streams[machine.masters[several].first];
	assert_int_equal(streams[1].first, 0x12345);
	assert_int_equal(streams[2].first, 0x800);
	assert_int_equal(streams[2].ignored, 0x3f);
	assert_int_equal(streams[3].group, MASTER_NO_SMMU);
	assert_int_equal(streams[4].first, 0x3);
	assert_int_equal(streams[4].ignored, 0x7c00);

	assert_false(machine.masters[find_master(&machine,
					"/mmc@45000000")].enabled);
	assert_int_equal(machine.masters[find_master(&machine,
					"/usb@42000000")].count, 2);
	assert_int_equal(machine.masters[find_master(&machine,
					"/sata@44000000")].count, 0);
	/* Not SMMUs, not buses, and not what no table describes. */
	assert_int_equal(machine.master_count, 8);
	for (i = 0; i < machine.stream_count; i++)
		assert_in_range(machine.streams[i].master, 0, 7);
	smmu_machine_clear(&machine);
}

/* The names of all masters that may have a StreamID, with their IDs. */
static void expect_masters(const struct smmu_machine *machine, uint32_t group,
			   uint32_t id, const char *wanted)
{
	char text[256] = "";
	uint32_t input;
	size_t at = 0;

	while ((at = lookup_next(machine, at, group, id, &input)) <
	       machine->stream_count) {
		size_t used = strlen(text);

		snprintf(text + used, sizeof(text) - used, "%s:%" PRIx32 " ",
			 machine->masters[machine->streams[at].master].name,
			 input);
		at++;
	}
	assert_string_equal(text, wanted);
}

static void test_tree_masters(void **state)
{
	struct smmu_machine machine;

	(void)state;
	fixture_machine("masters", &machine);
	expect_masters(&machine, V3, 0x4003, "/pcie@10000000:3 ");
	expect_masters(&machine, V3, 0x4008, "");
	expect_masters(&machine, V3, 0x12345, "/dma@40000000:0 ");
	expect_masters(&machine, V3, 0x3, "/mmc@45000000:0 ");
	expect_masters(&machine, MATCHED, 0x21, "/pcie@10000000:201 ");
	expect_masters(&machine, MATCHED, 0x7c03, "/dma@40000000:0 ");
	expect_masters(&machine, TWO_CELLS, 0x83f, "/dma@40000000:0 ");
	expect_masters(&machine, TWO_CELLS, 0x840, "");
	/* A host bridge has all; the usb's old StreamID is one of them. */
	expect_masters(&machine, OLD, 0x12,
		       "/pcie@30000000:12 /eth@41000000:0 ");
	expect_masters(&machine, OLD, 0x21,
		       "/pcie@30000000:21 /usb@42000000:0 ");
	expect_masters(&machine, OLD, 0x99, "/pcie@30000000:99 ");
	expect_masters(&machine, OLD, 0x10000, "");
	expect_masters(&machine, MASTER_NO_SMMU, 0, "");
	smmu_machine_clear(&machine);
}

/* Mappings of an IORT: the first counts, except for an extra ID at its end. */
static void test_iort(void **state)
{
	static struct smmu smmus[] = { { .group = 0 }, { .group = 1 } };
	static struct stream streams[] = {
		{ .group = 0, .has_input = true, .inclusive_end = true,
		  .has_first = true, .count = 0x1001 },
		{ .group = 1, .has_input = true, .inclusive_end = true,
		  .has_first = true, .input = 0x1000, .first = 0x21000,
		  .count = 0x1000 },
		{ .group = MASTER_NO_SMMU, .has_input = true, .input = 0x3000,
		  .count = 0x100, .inclusive_end = true },
		{ .group = 1, .has_input = true, .inclusive_end = true,
		  .has_first = true, .first = 0x50000, .count = 0x100 },
		{ .group = 1, .has_input = true, .has_first = true,
		  .input = UINT32_MAX, .first = 7, .count = 1 },
		{ .master = 1, .group = 0, .has_first = true, .first = 0x42,
		  .count = 1 },
	};
	static char root[] = "root", single[] = "single";
	static struct master masters[] = {
		{ .name = root, .id_mask = UINT32_MAX, .count = 5 },
		{ .name = single, .id_mask = UINT32_MAX, .first = 5,
		  .count = 1 },
	};
	const struct smmu_machine machine = {
		.smmus = smmus, .smmu_count = ARRAY_SIZE(smmus),
		.masters = masters, .master_count = ARRAY_SIZE(masters),
		.streams = streams, .stream_count = ARRAY_SIZE(streams),
	};

	(void)state;
	expect_stream(&machine, 0, 0x0, 0, 0x0);
	expect_stream(&machine, 0, 0xff, 0, 0xff);
	expect_stream(&machine, 0, 0xfff, 0, 0xfff);
	expect_stream(&machine, 0, 0x1000, 1, 0x21000);
	expect_stream(&machine, 0, 0x1fff, 1, 0x21fff);
	expect_stream(&machine, 0, 0x2000, MASTER_NO_SMMU, 0);
	expect_stream(&machine, 0, 0x30ff, MASTER_NO_SMMU, 0);
	expect_stream(&machine, 0, UINT32_MAX, 1, 7);
	expect_stream(&machine, 1, 0x1234, 0, 0x42);
	expect_masters(&machine, 0, 0x42, "root:42 single:0 ");
	expect_masters(&machine, 1, 0x50001, "root:1 ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tree_streams),
		cmocka_unit_test(test_tree_masters),
		cmocka_unit_test(test_iort),
	};

	fixture_require_dtc();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
