/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is read from valid IORT tables, and from plausible invalid ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "make/table.h"
#include "acpi/table.h"
#include "acpi/iort.h"

#define TEXT_MAX	4096
#define SKIP		77

/* tests/fixtures/iort/NAME.asl; its expected result stands beside it. */
static const char *const fixtures[] = {
	"models-v2", "models-v3", "unaligned", "rmr-e", "rmr-eb", "rmr-ed",
	"rev-6", "masters",
};

static void in_iort(char *path, size_t size, const char *name,
		    const char *extension)
{
	const char *top = getenv("top_srcdir");

	snprintf(path, size, "%s/tests/fixtures/iort/%s%s", top ? top : ".", name,
		 extension);
}

/* Compile a fixture into a heap block of exactly its size. */
static uint8_t *compile(const char *name, size_t *ret_size)
{
	const char *top = getenv("top_srcdir");
	char source[512], command[1200];
	uint8_t *room = malloc(65536), *exact;
	FILE *pipe;
	int status;

	assert_non_null(room);
	in_iort(source, sizeof(source), name, ".asl");
	snprintf(command, sizeof(command),
		 "sh '%s/tests/make/compile-table.sh' '%s'", top ? top : ".",
		 source);
	pipe = popen(command, "r");
	assert_non_null(pipe);
	*ret_size = fread(room, 1, 65536, pipe);
	status = pclose(pipe);
	if (WIFEXITED(status) && WEXITSTATUS(status) == SKIP)
		exit(SKIP);
	assert_int_equal(status, 0);
	assert_in_range(*ret_size, 48, 65535);
	exact = malloc(*ret_size);
	assert_non_null(exact);
	memcpy(exact, room, *ret_size);
	free(room);
	return exact;
}

static void parse(const void *bytes, size_t size,
		  struct smmu_machine *ret_machine)
{
	struct message why = { "" };

	if (iort_parse(bytes, size, ret_machine, &why))
		fail_msg("%s", why.text);
	assert_int_equal(ret_machine->source, SMMU_SOURCE_IORT);
	assert_int_equal(ret_machine->unsupported_count, 0);
}

static void add(char *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void add(char *text, const char *format, ...)
{
	size_t used = strlen(text);
	va_list ap;

	va_start(ap, format);
	vsnprintf(text + used, TEXT_MAX - used, format, ap);
	va_end(ap);
}

/* A machine in the form of the files with the expected results. */
static void describe(const struct smmu_machine *machine, char *text)
{
	size_t i;

	text[0] = '\0';
	for (i = 0; i < machine->smmu_count; i++) {
		const struct smmu *smmu = &machine->smmus[i];

		add(text, "%s %s 0x%" PRIx64, smmu_version_name(smmu->version),
		    smmu->model, smmu->base);
		if (smmu->has_size)
			add(text, " 0x%" PRIx64, smmu->size);
		else
			add(text, " -");
		add(text, " %s %s%s%s\n", smmu->name,
		    smmu_status_name(smmu->status),
		    smmu->page0_only ? " page0" : "",
		    smmu->owns_region ? " owner" : "");
		assert_true(smmu->has_base);
		assert_false(smmu->power_managed);
		assert_int_equal(smmu->group, i);
		assert_int_equal(smmu->action, SMMU_KEEP);
	}
	for (i = 0; i < machine->region_count; i++) {
		const struct reserved_region *region = &machine->regions[i];

		add(text, "region 0x%" PRIx64 " 0x%" PRIx64 " %s\n",
		    region->base, region->size,
		    region->smmu ? region->smmu : "-");
	}
	for (i = 0; i < machine->stream_count; i++) {
		const struct stream *stream = &machine->streams[i];
		const struct master *master = &machine->masters[stream->master];

		assert_in_range(i, master->first,
				master->first + master->count - 1);
		add(text, "%s %s", master_kind_name(master->kind),
		    master->name);
		if (master->segment != MASTER_NO_SEGMENT)
			add(text, " segment %" PRIu32, master->segment);
		if (stream->has_input)
			add(text, " 0x%" PRIx32, stream->input);
		add(text, "+0x%" PRIx64, stream->count);
		if (stream->group == MASTER_NO_SMMU)
			add(text, " nowhere\n");
		else
			add(text, " %s 0x%" PRIx32 "\n",
			    machine->smmus[stream->group].name, stream->first);
	}
	for (i = 0; i < machine->interrupts.count; i++) {
		const struct gic_interrupts *range =
			&machine->interrupts.ranges[i];

		add(text, "interrupts %s %u+%u\n",
		    machine->smmus[range->group].name, range->first,
		    range->count);
	}
	assert_int_equal(machine->gic.version, GIC_NONE);
	if (machine->warning)
		add(text, "warning %s\n", machine->warning);
}

/* The lines of NAME.txt that are not comments. */
static void expectations(const char *name, char *text)
{
	char path[512], line[256];
	FILE *file;

	in_iort(path, sizeof(path), name, ".txt");
	file = fopen(path, "r");
	assert_non_null(file);
	text[0] = '\0';
	while (fgets(line, sizeof(line), file)) {
		if (line[0] != '#')
			add(text, "%s", line);
	}
	fclose(file);
}

static void test_fixtures(void **state)
{
	char got[TEXT_MAX], wanted[TEXT_MAX];
	struct smmu_machine machine;
	uint8_t *bytes;
	size_t size, i;

	(void)state;
	for (i = 0; i < sizeof(fixtures) / sizeof(*fixtures); i++) {
		bytes = compile(fixtures[i], &size);
		parse(bytes, size, &machine);
		free(bytes);
		describe(&machine, got);
		smmu_machine_clear(&machine);
		expectations(fixtures[i], wanted);
		if (strcmp(got, wanted))
			fail_msg("%s: got\n%sinstead of\n%s", fixtures[i], got,
				 wanted);
	}
}

static void expect_text(struct table *table, const char *wanted)
{
	char got[TEXT_MAX];
	struct smmu_machine machine;

	table_end(table);
	parse(table->bytes, table->size, &machine);
	describe(&machine, got);
	smmu_machine_clear(&machine);
	table_free(table);
	assert_string_equal(got, wanted);
}

/* The parser reads what the tests' table builder makes. */
static void test_whole(void **state)
{
	struct table table;

	(void)state;
	table_whole(&table);
	expect_text(&table,
		    "v3 smmu-v3 0x9050000 - IORT@0x48 okay owner\n"
		    "v2 mmu-500 0xe0600000 0x10000 IORT@0x8c okay owner\n"
		    "v3 cavium-cn99xx 0x402300000 - IORT@0x101 okay page0\n"
		    "region 0x84800000 0x800000 IORT@0x48\n"
		    "region 0x84800000 0x800000 IORT@0x8c\n"
		    "region 0x2080000000 0x10000 IORT@0x48\n"
		    "region 0x2080000000 0x10000 IORT@0x8c\n"
		    "region 0x39ba0000 0x10000 IORT@0x48\n"
		    "pci IORT@0x145 segment 0 0x0+0x100 IORT@0x48 0x0\n"
		    "region IORT@0x181+0x100 IORT@0x48 0x0\n"
		    "region IORT@0x181+0x100 IORT@0x8c 0x0\n"
		    "region IORT@0x1ed+0x100 IORT@0x48 0x0\n");
}

/* At address 0 there is flash or memory, never SMMU registers. */
static void test_base_zero(void **state)
{
	struct table table;

	(void)state;
	table_begin(&table, 0);
	table_smmu_v3(&table, 0, 0);
	table_smmu_v2(&table, 0, 0, 1);
	expect_text(&table, "v3 smmu-v3 0x0 - IORT@0x30 unreachable\n"
			    "v2 smmu-v2 0x0 - IORT@0x74 unreachable\n");
}

/* 44 to 56: event queue, PRI queue, GERROR, CMD_SYNC; 0 for none. */
static void test_interrupts_v3(void **state)
{
	static const uint32_t gsivs[] = { 106, 0, 109, 107, 110 };
	struct table table;
	size_t at, i, size;

	(void)state;
	/* The node ends within them, which one of the first revision cannot. */
	for (size = 44; size <= 68; size++) {
		table_begin(&table, 0);
		table_smmu_v3(&table, 0x1000, 0);
		at = table_node(&table, 4, 0, size);
		table_put64(&table, at + 16, 0x9050000);
		for (i = 0; i < 5 && at + 48 + 4 * i <= table.size; i++)
			table_put32(&table, at + 44 + 4 * i, gsivs[i]);
		expect_text(&table, size < 48 ?
			    "v3 smmu-v3 0x1000 - IORT@0x30 okay\n"
			    "v3 smmu-v3 0x9050000 - IORT@0x74 okay\n" :
			    size < 56 ?
			    "v3 smmu-v3 0x1000 - IORT@0x30 okay\n"
			    "v3 smmu-v3 0x9050000 - IORT@0x74 okay\n"
			    "interrupts IORT@0x74 106+1\n" :
			    size < 60 ?
			    "v3 smmu-v3 0x1000 - IORT@0x30 okay\n"
			    "v3 smmu-v3 0x9050000 - IORT@0x74 okay\n"
			    "interrupts IORT@0x74 106+1\n"
			    "interrupts IORT@0x74 109+1\n" :
			    "v3 smmu-v3 0x1000 - IORT@0x30 okay\n"
			    "v3 smmu-v3 0x9050000 - IORT@0x74 okay\n"
			    "interrupts IORT@0x74 106+1\n"
			    "interrupts IORT@0x74 109+1\n"
			    "interrupts IORT@0x74 107+1\n");
	}
}

/* Arrays that begin or end outside the node. */
static void test_interrupts_v2(void **state)
{
	static const struct {
		uint32_t global, count, context;
		const char *wanted;	/* after the SMMU's line */
	} cases[] = {
		{ 60, 2, 76, "interrupts IORT@0x30 200+2\n"
			     "interrupts IORT@0x30 4096+1\n"
			     "interrupts IORT@0x30 203+1\n" },
		{ 60, 0, 76, "interrupts IORT@0x30 200+2\n" },
		{ 60, 1, 76, "interrupts IORT@0x30 200+2\n"
			     "interrupts IORT@0x30 4096+1\n" },
		{ 92, 3, 84, "interrupts IORT@0x30 203+1\n" },
		{ 60, UINT32_MAX, 84, "interrupts IORT@0x30 200+2\n"
				      "interrupts IORT@0x30 203+1\n" },
		{ 93, UINT32_MAX, UINT32_MAX, "" },
		{ UINT32_MAX, UINT32_MAX, 92, "" },
		{ UINT32_MAX - 7, 1, UINT32_MAX - 3, "" },
		{ 0, 0, 0, "" },
	};
	char wanted[TEXT_MAX];
	struct table table;
	size_t at, i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		table_begin(&table, 0);
		at = table_node(&table, 3, 0, 92);
		table_put64(&table, at + 16, 0x9050000);
		table_put32(&table, at + 40, cases[i].global);
		table_put32(&table, at + 44, cases[i].count);
		table_put32(&table, at + 48, cases[i].context);
		/* GSIV and flags; private interrupts and 0 are none. */
		table_put64(&table, at + 60, UINT64_C(0x100000000) + 200);
		table_put64(&table, at + 68, 201);
		table_put64(&table, at + 76, UINT64_C(0x100000000) + 4096);
		table_put64(&table, at + 84, 203);
		snprintf(wanted, sizeof(wanted),
			 "v1 smmu-v1 0x9050000 - IORT@0x30 okay\n%s",
			 cases[i].wanted);
		expect_text(&table, wanted);
	}
}

/*
 * RMR nodes that fit both layouts. First in the later one: 30 ranges, and a
 * flags word that the earlier one takes for a count of ranges at byte 30.
 */
static void test_rmr_later(void **state)
{
	static const uint32_t flags = 1;
	struct range ranges[30];
	struct smmu_machine machine;
	struct table table;
	size_t i;

	(void)state;
	for (i = 0; i < 30; i++) {
		ranges[i].base = 0x80000000 + 0x10000 * i;
		ranges[i].size = 0x10000;
	}
	table_begin(&table, 0);
	table_rmr(&table, &flags, ranges, 30, NULL, 0);
	table_end(&table);
	parse(table.bytes, table.size, &machine);
	assert_int_equal(machine.region_count, 30);
	for (i = 0; i < 30; i++)
		assert_int_equal(machine.regions[i].base, ranges[i].base);
	assert_null(machine.warning);
	smmu_machine_clear(&machine);
	table_free(&table);
}

/*
 * Then in the earlier: 60 ranges from byte 28; the word at 24 is padding, which
 * the later one takes for the offset of 28 ranges. These would be empty, or,
 * if reserved words are not zero, have odd bases.
 */
static void check_rmr_draft(uint64_t base, uint32_t reserved)
{
	struct smmu_machine machine;
	struct table table;
	size_t at, i;

	table_begin(&table, 5);
	at = table_node(&table, 6, 3, 28 + 60 * 20);
	table_put32(&table, at + 16, 60);
	table_put32(&table, at + 20, 28);
	table_put32(&table, at + 24, 32);
	for (i = 0; i < 60; i++) {
		table_put64(&table, at + 28 + 20 * i, base + 0x10000 * i);
		table_put64(&table, at + 28 + 20 * i + 8, 0x10000);
		table_put32(&table, at + 28 + 20 * i + 16, reserved);
	}
	table_end(&table);
	parse(table.bytes, table.size, &machine);
	assert_int_equal(machine.region_count, 60);
	assert_int_equal(machine.regions[59].base, base + 0x10000 * 59);
	smmu_machine_clear(&machine);
	table_free(&table);
}

static void test_rmr_draft(void **state)
{
	(void)state;
	check_rmr_draft(0x80000000, 0);
	check_rmr_draft(0x2080000000, 1);
}

/* What the parser's bounds depend on. */
static void test_has(void **state)
{
	const struct acpi_table table = { .size = 100 };

	(void)state;
	assert_true(acpi_has(&table, 0, 100));
	assert_true(acpi_has(&table, 100, 0));
	assert_true(acpi_has(&table, 99, 1));
	assert_false(acpi_has(&table, 99, 2));
	assert_false(acpi_has(&table, 0, 101));
	assert_false(acpi_has(&table, 101, 0));
	assert_false(acpi_has(&table, 101, SIZE_MAX));
	assert_false(acpi_has(&table, SIZE_MAX, 1));
}

/* An RMR may refer to an SMMU that follows it; its mappings may be there. */
static void test_rmr_elsewhere(void **state)
{
	static const uint32_t flags = 0;
	static const struct range range = { 0x84800000, 0x10000 };
	struct table table;
	size_t rmr, smmu;

	(void)state;
	table_begin(&table, 5);
	rmr = table_rmr(&table, &flags, &range, 1, NULL, 0);
	smmu = table_smmu_v3(&table, 0x9050000, 0);
	table_put32(&table, rmr + 8, 1);
	table_put32(&table, rmr + 12, (uint32_t)(table.size - rmr));
	table_map(&table, table_node(&table, 200, 0, 20 + 16) + 16, 0);
	table_put32(&table, rmr + 12, (uint32_t)(table.nodes[2] + 16 - rmr));
	table_put32(&table, table.nodes[2] + 16 + 12, (uint32_t)smmu);
	expect_text(&table, "v3 smmu-v3 0x9050000 - IORT@0x60 okay owner\n"
			    "region 0x84800000 0x10000 IORT@0x60\n"
			    "region IORT@0x30+0x100 IORT@0x60 0x0\n");
}

/* The OEM IDs in a table's header. */
static void test_maker(void **state)
{
	static const struct {
		size_t at, size;
		const char *text;
		bool qualcomm;
	} cases[] = {
		{ 10, 6, "QCOM  ", true }, { 10, 6, "QCOMM\0", true },
		{ 28, 4, "QCOM", true }, { 10, 6, "AQCOM ", false },
		{ 10, 6, "QCO M ", false }, { 28, 4, "QCO ", false },
		{ 16, 8, "QCOMEDK2", false }, { 10, 6, "qcom  ", false },
	};
	struct smmu_machine machine;
	struct table table;
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		table_whole(&table);
		for (n = 0; n < cases[i].size; n++)
			table_put8(&table, cases[i].at + n,
				   (uint8_t)cases[i].text[n]);
		table_sum(&table);
		parse(table.bytes, table.size, &machine);
		for (n = 0; n < machine.smmu_count; n++)
			if (machine.smmus[n].qualcomm != cases[i].qualcomm)
				fail_msg("case %zu", i);
		smmu_machine_clear(&machine);
		table_free(&table);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_has),
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_base_zero),
		cmocka_unit_test(test_interrupts_v3),
		cmocka_unit_test(test_interrupts_v2),
		cmocka_unit_test(test_rmr_later),
		cmocka_unit_test(test_rmr_draft),
		cmocka_unit_test(test_rmr_elsewhere),
		cmocka_unit_test(test_maker),
		cmocka_unit_test(test_fixtures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
