/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What --smmu-list prints. With the argument --json the program prints the
 * listing of its worst machine instead, for list-json.sh to read back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "list/json.h"
#include "list/list.h"
#include "list/tree.h"

/* The structs own their strings, so they are not const. */
#define TEXT(literal)	((char[]){ literal })

/* Every field at its worst: width, control characters, invalid UTF-8. */
static struct smmu worst_smmus[] = {
	{ .base = UINT64_MAX, .has_base = true, .size = UINT64_MAX,
	  .has_size = true, .power_managed = true, .version = SMMU_VERSION_V3,
	  .status = SMMU_UNREACHABLE, .group = 0, .has_policy = true,
	  .policy = SMMU_BYPASS, .action = SMMU_KEEP, .reason = "one",
	  .model = TEXT("\"back\\slash\""),
	  .name = TEXT("/very/long/path/that/does/not/fit/into/the/line/smmu@12345678") },
	{ .version = SMMU_VERSION_V2, .status = SMMU_DISABLED, .group = 1,
	  .model = TEXT("\033[31m\001\177\n\r\t"),
	  .name = TEXT("/\033]0;title\007/x") },
	{ .base = 0x9050000, .has_base = true, .size = 131072, .has_size = true,
	  .version = SMMU_VERSION_V3, .status = SMMU_OKAY, .group = 2,
	  .has_policy = true, .policy = SMMU_ABORT, .action = SMMU_ABORT,
	  .model = TEXT("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"),
	  .name = TEXT("\xff\xc3(\xe2\x82\xf0\x9f\x98\xc0\x80\xed\xa0\x80\xf4\x90\x80\x80") },
	{ .base = 0x9070000, .has_base = true, .version = SMMU_VERSION_V3,
	  .status = SMMU_OKAY, .group = 3, .has_policy = true,
	  .policy = SMMU_ABORT, .action = SMMU_KEEP, .reason = "two" },
};

static struct unsupported_iommu worst_unsupported[] = {
	{ .name = TEXT("/a/very/long/path/of/more/than/forty/characters@1"),
	  .model = TEXT("vendor,quite-a-long-model-of-iommu") },
	{ .name = TEXT("/short"), .model = TEXT("x\ny") },
};

static struct reserved_region worst_regions[] = {
	{ .base = 0x84800000, .size = 8388608, .smmu = TEXT("IORT@0x48") },
	{ .base = UINT64_MAX, .size = UINT64_MAX, .smmu = NULL },
};

static struct master worst_masters[] = {
	{ .name = TEXT("\"\033[31m"), .kind = MASTER_PCI, .enabled = true,
	  .segment = 65535, .id_mask = UINT32_MAX, .first = 0, .count = 2 },
	{ .name = TEXT("/lonely"), .enabled = true,
	  .segment = MASTER_NO_SEGMENT, .id_mask = UINT32_MAX, .first = 2 },
};

static struct stream worst_streams[] = {
	{ .group = 1, .has_input = true, .has_first = true,
	  .input = UINT32_MAX, .first = UINT32_MAX,
	  .count = UINT64_C(1) << 32, .ignored = UINT32_MAX },
	{ .group = MASTER_NO_SMMU, .count = 1 },
};

static const struct smmu_machine worst = {
	.source = SMMU_SOURCE_IORT,
	.smmus = worst_smmus,
	.smmu_count = 4,
	.unsupported = worst_unsupported,
	.unsupported_count = 2,
	.regions = worst_regions,
	.region_count = 2,
	.masters = worst_masters,
	.master_count = 2,
	.streams = worst_streams,
	.stream_count = 2,
};

static const struct smmu_machine nothing;

typedef void (*list_function)(FILE *out, const struct smmu_machine *machine);

static void json_one(FILE *out, const struct smmu_machine *machine)
{
	list_json(out, machine, NULL, /* same_source= */ false);
}

static void table_plain(FILE *out, const struct smmu_machine *machine)
{
	list_table(out, machine, false);
}

static void table_colour(FILE *out, const struct smmu_machine *machine)
{
	list_table(out, machine, true);
}

/* Usually there are none. */
static struct pci_ids names;

static void tree_plain(FILE *out, const struct smmu_machine *machine)
{
	assert_int_equal(list_tree(out, machine, &names, false), 0);
}

/* The output of a function, to be freed. */
static char *printed(list_function list, const struct smmu_machine *machine)
{
	size_t size;
	char *text;
	char *copy;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	list(out, machine);
	assert_int_equal(fclose(out), 0);
	/* Not text itself: gcc 12 takes that for a pointer to the variable. */
	copy = strdup(text);
	assert_non_null(copy);
	free(text);
	return copy;
}

static void expect(list_function list, const struct smmu_machine *machine,
		   const char *text)
{
	char *got = printed(list, machine);

	assert_string_equal(got, text);
	free(got);
}

static void test_json_nothing(void **state)
{
	(void)state;
	expect(json_one, &nothing,
	       "{ \"schema\": 2, \"source\": \"fdt\",\n"
	       "  \"smmus\": [],\n"
	       "  \"unsupported\": [],\n"
	       "  \"reserved_regions\": [],\n"
	       "  \"masters\": [],\n"
	       "  \"functions\": null,\n"
	       "  \"counts\": { \"smmus\": 0, \"frames\": 0, \"added\": 0, "
	       "\"abort\": 0, \"bypass\": 0, \"keep\": 0, \"drain\": 0, \"quiesce\": 0, "
	       "\"not_in_use\": 0, \"masters\": 0, "
	       "\"masters_behind_none\": 0 },\n"
	       "  \"not_fenced\": null,\n"
	       "  \"crash\": null }\n");
}

/* The manual's example, without its abbreviations. */
static const char example[] =
	 "{ \"schema\": 2, \"source\": \"fdt\",\n"
	 "  \"smmus\": [\n"
	 "    { \"base\": \"0x9050000\", \"size\": 131072, "
	 "\"version\": \"v3\", \"model\": \"arm,smmu-v3\", "
	 "\"name\": \"/smmuv3@9050000\", \"status\": \"okay\", "
	 "\"power_managed\": false, \"policy\": \"abort\", "
	 "\"action\": \"abort\", \"reason\": null, "
	 "\"kernel_name\": null, \"devices\": null } ],\n"
	 "  \"unsupported\": [\n"
	 "    { \"name\": \"/iommu@1\", \"model\": \"apple,t8103-dart\" } ],\n"
	 "  \"reserved_regions\": [\n"
	 "    { \"base\": \"0x84800000\", \"size\": 8388608, "
	 "\"smmu\": \"IORT@0x48\" } ],\n"
	 "  \"masters\": [\n"
	 "    { \"name\": \"/pcie@4010000000\", \"kind\": \"pci\", "
	 "\"enabled\": true, \"segment\": null, "
	 "\"device\": null, \"driver\": null, "
	 "\"id_mask\": \"0xffffffff\", \"streams\": [\n"
	 "      { \"smmu\": \"/smmuv3@9050000\", \"id\": \"0x0\", "
	 "\"stream\": \"0x0\", \"count\": 65536, "
	 "\"ignored\": \"0x0\" } ] } ],\n"
	 "  \"functions\": null,\n"
	 "  \"counts\": { \"smmus\": 1, \"frames\": 1, \"added\": 0, "
	 "\"abort\": 1, \"bypass\": 0, \"keep\": 0, \"drain\": 0, \"quiesce\": 0, "
	 "\"not_in_use\": 0, \"masters\": 1, "
	 "\"masters_behind_none\": 0 },\n"
	 "  \"not_fenced\": null,\n"
	 "  \"crash\": null }\n";

static void test_json(void **state)
{
	struct smmu smmu = {
		.base = 0x9050000, .has_base = true,
		.size = 131072, .has_size = true,
		.version = SMMU_VERSION_V3, .status = SMMU_OKAY,
		.model = TEXT("arm,smmu-v3"),
		.name = TEXT("/smmuv3@9050000"),
		.has_policy = true, .policy = SMMU_ABORT, .action = SMMU_ABORT,
	};
	struct unsupported_iommu dart = {
		TEXT("/iommu@1"), TEXT("apple,t8103-dart")
	};
	struct reserved_region region = {
		0x84800000, 8388608, TEXT("IORT@0x48")
	};
	struct master master = {
		.name = TEXT("/pcie@4010000000"), .kind = MASTER_PCI,
		.enabled = true, .segment = MASTER_NO_SEGMENT,
		.id_mask = UINT32_MAX, .count = 1,
	};
	struct stream stream = {
		.has_input = true, .has_first = true, .count = 65536,
	};
	const struct smmu_machine machine = {
		.source = SMMU_SOURCE_FDT, .smmus = &smmu, .smmu_count = 1,
		.unsupported = &dart, .unsupported_count = 1,
		.regions = &region, .region_count = 1,
		.masters = &master, .master_count = 1,
		.streams = &stream, .stream_count = 1,
	};

	(void)state;
	expect(json_one, &machine, example);
}

/* ASCII only, and no control characters except newlines. */
static void test_json_worst(void **state)
{
	char *text = printed(json_one, &worst);
	const char *at;

	(void)state;
	for (at = text; *at; at++) {
		if (*at != '\n')
			assert_in_range((unsigned char)*at, ' ', '~');
	}
	assert_non_null(strstr(text, "{ \"base\": null, \"size\": null, "));
	assert_non_null(strstr(text, "\"size\": 18446744073709551615, "));
	assert_non_null(strstr(text, "\"policy\": null, \"action\": \"keep\", \"reason\": null, "));
	assert_non_null(strstr(text, "\"model\": null, \"name\": null, "));
	assert_non_null(strstr(text, "\"\\\"back\\\\slash\\\"\""));
	assert_non_null(strstr(text, "\"\\u001b[31m\\u0001\\u007f\\u000a\\u000d\\u0009\""));
	assert_non_null(strstr(text, "\"\\u00e4\\u20ac\\ud83d\\ude00\""));
	assert_non_null(strstr(text, "\"smmu\": null } ],"));
	free(text);
}

static void test_table_nothing(void **state)
{
	(void)state;
	expect(table_plain, &nothing, "0 SMMUs in the device tree\n");
}

static void test_table(void **state)
{
	struct smmu smmus[] = {
		{ .base = 0x9050000, .has_base = true, .size = 131072,
		  .has_size = true, .version = SMMU_VERSION_V3,
		  .name = TEXT("/smmu@9050000"), .has_policy = true,
		  .policy = SMMU_ABORT, .action = SMMU_ABORT },
		{ .base = 0x12000000, .has_base = true, .size = 100,
		  .has_size = true, .version = SMMU_VERSION_V2, .group = 1,
		  .name = TEXT("/smmu@12000000"), .has_policy = true,
		  .policy = SMMU_ABORT, .reason = "power-managed" },
		{ .base = 0x10000000, .has_base = true,
		  .version = SMMU_VERSION_V2, .group = 1,
		  .name = TEXT("/smmu@12000000"), .has_policy = true,
		  .policy = SMMU_ABORT, .reason = "power-managed" },
	};
	const struct smmu_machine machine = { .smmus = smmus, .smmu_count = 3 };

	(void)state;
	expect(table_plain, &machine,
	       "      BASE SIZE VER STATUS POLICY ACTION   NAME\n"
	       " 0x9050000 128K v3  okay   abort  abort    /smmu@9050000\n"
	       "0x12000000  100 v2  okay   abort  keep [1] /smmu@12000000\n"
	       "0x10000000    - v2  okay   abort  keep [1] /smmu@12000000\n"
	       "[1] power-managed\n"
	       "2 SMMUs (3 frames) in the device tree: 1 abort, 0 bypass, 1 keep\n");
}

/* Added SMMUs have no name, and are counted separately. */
static void test_table_added(void **state)
{
	struct smmu smmus[] = {
		{ .base = 0x9050000, .has_base = true, .size = 65536,
		  .has_size = true, .version = SMMU_VERSION_V1,
		  .name = TEXT("/a") },
		{ .base = 0x9060000, .has_base = true, .size = 65536,
		  .has_size = true, .version = SMMU_VERSION_V1,
		  .name = TEXT("/a") },
		{ .base = 0x9070000, .has_base = true, .by_hand = true,
		  .version = SMMU_VERSION_V3, .group = 1, .has_policy = true,
		  .policy = SMMU_BYPASS, .action = SMMU_BYPASS },
	};
	const struct smmu_machine machine = {
		.source = SMMU_SOURCE_IORT, .smmus = smmus, .smmu_count = 3,
	};
	const struct smmu_machine alone = {
		.smmus = &smmus[2], .smmu_count = 1,
	};
	const char *const null_names = "\"model\": null, \"name\": null, ";
	char *text;

	(void)state;
	expect(table_plain, &machine,
	       "     BASE SIZE VER STATUS POLICY ACTION NAME\n"
	       "0x9050000  64K v1  okay   -      keep   /a\n"
	       "0x9060000  64K v1  okay   -      keep   /a\n"
	       "0x9070000    - v3  okay   bypass bypass (--smmu-add)\n"
	       "1 SMMU (2 frames) in the IORT, 1 added: 0 abort, 1 bypass, 1 keep\n");
	expect(table_plain, &alone,
	       "     BASE SIZE VER STATUS POLICY ACTION NAME\n"
	       "0x9070000    - v3  okay   bypass bypass (--smmu-add)\n"
	       "0 SMMUs in the device tree, 1 added: 0 abort, 1 bypass, 0 keep\n");
	text = printed(json_one, &alone);
	assert_non_null(strstr(text, null_names));
	free(text);
}

/* Lines of at most 80 columns, of printable ASCII. */
static void test_table_worst(void **state)
{
	char *text = printed(table_plain, &worst);
	const char *line, *end, *at;

	(void)state;
	for (line = text; *line; line = end + 1) {
		end = strchr(line, '\n');
		assert_non_null(end);
		if (end - line > 80)
			fail_msg("%d columns: %.*s", (int)(end - line),
				 (int)(end - line), line);
		for (at = line; at < end; at++)
			assert_in_range((unsigned char)*at, ' ', '~');
	}
	/* A path is shortened at its start. */
	assert_non_null(strstr(text, " ~2345678\n"));
	assert_non_null(strstr(text, "not handled: 2 IOMMUs of other kinds: ~"));
	assert_non_null(strstr(text, "reserved region 0x84800000 8M, used through IORT@0x48\n"));
	assert_non_null(strstr(text, "[1] one\n[2] two\n"));
	free(text);
}

/* Names cannot send control sequences to a terminal. */
static void test_tree(void **state)
{
	char *text = printed(tree_plain, &worst);
	const char *at;

	(void)state;
	for (at = text; *at; at++) {
		if (*at != '\n')
			assert_in_range((unsigned char)*at, ' ', '~');
	}
	assert_non_null(strstr(text, "\n  0xffffffff-0x1fffffffe PCI ffff:ff:1f.7 to ff:1f.6 \"\\x1b[31m\n"));
	assert_non_null(strstr(text, "behind no SMMU, so no fence stops their DMA:\n  -"));
	assert_non_null(strstr(text, "  -              /lonely\n"));
	free(text);
	expect(tree_plain, &nothing,
	       "  STREAM ID      DEVICE       ID        RESET  DRIVER\n"
	       "0 SMMUs in the device tree\n");
}

/* Escape codes only if asked for, and columns as wide as without them. */
static void test_table_colour(void **state)
{
	char *plain = printed(table_plain, &worst);
	char *colour = printed(table_colour, &worst);
	char *from = colour, *to = colour;

	(void)state;
	assert_null(strchr(plain, '\033'));
	assert_non_null(strstr(colour, "\033[32mabort"));
	while (*from) {
		if (*from == '\033')
			from = strchr(from, 'm') + 1;
		else
			*to++ = *from++;
	}
	*to = '\0';
	assert_string_equal(colour, plain);
	free(plain);
	free(colour);
}

/* Sizes are shown in the largest unit that is exact. */
static void test_sizes(void **state)
{
	static const struct {
		uint64_t size;
		const char *text;
	} cases[] = {
		{ 0, "   0 " }, { 1, "   1 " }, { 1023, "1023 " },
		{ 1024, "  1K " }, { 65536, " 64K " }, { 131073, "131073 " },
		{ 1048576, "  1M " }, { 1536, "1536 " },
		{ UINT64_C(1) << 63, "  8E " },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct smmu smmu = {
			.base = 0x1000, .has_base = true,
			.size = cases[i].size, .has_size = true,
			.version = SMMU_VERSION_V3,
		};
		const struct smmu_machine machine = {
			.smmus = &smmu, .smmu_count = 1
		};
		char *text = printed(table_plain, &machine);
		const char *row = strstr(text, "0x1000 ");

		assert_non_null(row);
		assert_memory_equal(row + strlen("0x1000 "), cases[i].text,
				    strlen(cases[i].text));
		free(text);
	}
}

int main(int argc, char *argv[])
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json_nothing),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_json_worst),
		cmocka_unit_test(test_table_nothing),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_table_added),
		cmocka_unit_test(test_table_worst),
		cmocka_unit_test(test_table_colour),
		cmocka_unit_test(test_tree),
		cmocka_unit_test(test_sizes),
	};

	if (argc > 1 && !strcmp(argv[1], "--json")) {
		list_json(stdout, &worst, NULL, /* same_source= */ false);
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
