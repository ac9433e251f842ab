/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the stage prints reaches the next image, in its device tree. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "model/cpu.h"
#include "stage/dtb-trace.h"
#include "stage/tree-walk.h"

#define LINE_OF_LOAD	"1.2.3, load 0123456789abcdef, 2026-11-27T22:31:07Z"
#define FIRST_LINE	"kexec-smmu: " LINE_OF_LOAD
#define TREE_MAX	(FDT_LIMIT + 64)
#define FDT_LIMIT	(UINT32_C(2) << 20)	/* booting.rst */
/* Of kexec-tools' purgatory, beside its neighbours. */
#define WORD		(NEXT + 0x10068)
#define NEIGHBOUR	UINT64_C(0x5a5a5a5a5a5a5a5a)

static uint8_t tree[TREE_MAX], copy[TREE_MAX];
static size_t tree_size;

/* With or without /chosen, and an older log in it. */
static void make_tree(bool chosen, const char *log)
{
	assert_int_equal(fdt_create(tree, sizeof(tree)), 0);
	assert_int_equal(fdt_add_reservemap_entry(tree, 0x80000000, 0x1000), 0);
	assert_int_equal(fdt_finish_reservemap(tree), 0);
	assert_int_equal(fdt_begin_node(tree, ""), 0);
	assert_int_equal(fdt_property_string(tree, "model", "a board"), 0);
	assert_int_equal(fdt_begin_node(tree, "cpus"), 0);
	assert_int_equal(fdt_end_node(tree), 0);
	if (chosen) {
		assert_int_equal(fdt_begin_node(tree, "chosen"), 0);
		if (log)
			assert_int_equal(fdt_property_string(tree,
					 "kexec-smmu,log", log), 0);
		assert_int_equal(fdt_property_string(tree, "bootargs",
						     "quiet"), 0);
		assert_int_equal(fdt_end_node(tree), 0);
	}
	assert_int_equal(fdt_end_node(tree), 0);
	assert_int_equal(fdt_finish(tree), 0);
	tree_size = fdt_totalsize(tree);
}

static int set_up(void **state)
{
	(void)state;
	dtb_trace_start();
	dtb_trace.settings.copy_dtb = false;
	strcpy(dtb_trace.settings.blocks.log_line, LINE_OF_LOAD);
	dtb_trace.settings.blocks.log_tree_size = 1 << 20;
	make_tree(true, NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	dtb_trace_stop();
	return 0;
}

static void write_word(uint64_t address, uint64_t value)
{
	dtb_trace_check(uc_mem_write(dtb_trace.uc, address, &value, 8));
}

static uint64_t read_word(uint64_t address)
{
	uint64_t value;

	dtb_trace_check(uc_mem_read(dtb_trace.uc, address, &value, 8));
	return value;
}

/* Returns x0. */
static uint64_t run(void)
{
	dtb_trace_check(uc_mem_write(dtb_trace.uc, SOURCE, tree, tree_size));
	if (dtb_trace.word) {
		write_word(WORD - 8, NEIGHBOUR);
		write_word(WORD, SOURCE);
		write_word(WORD + 8, NEIGHBOUR);
	}
	/* All of the room is the stage's. */
	return dtb_trace_run(SOURCE, dtb_trace.word ? dtb_trace.room :
			     dtb_trace.settings.blocks.log_tree_size);
}

/* The console's lines, in the tree at that address, which has all it had. */
static void expect_log(uint64_t address)
{
	struct tree_walk before, after;
	char text[sizeof(dtb_trace.console)];
	size_t i, size = 0;

	dtb_trace_check(uc_mem_read(dtb_trace.uc, address, copy,
				    sizeof(copy)));
	assert_true(tree_walk(tree, tree_size, &before));
	assert_true(tree_walk(copy, sizeof(copy), &after));
	assert_int_equal(after.logs, 1);
	assert_int_equal(after.chosen, 1);
	assert_int_equal(after.reserved_size, before.reserved_size);
	if (before.chosen) {
		assert_int_equal(after.size, before.size);
		assert_memory_equal(after.bytes, before.bytes, after.size);
	}
	assert_int_equal(fdt_check_header(copy), 0);
	assert_true(fdt_totalsize(copy) <= tree_size + after.log_size + 64);
	for (i = 0; i <= dtb_trace.console_length; i++)
		if (dtb_trace.console[i] != '\r')
			text[size++] = dtb_trace.console[i];
	assert_int_equal(after.log_size, size);
	assert_string_equal((const char *)after.log, text);
	assert_memory_equal(text, FIRST_LINE "\nkexec-smmu: stage at ",
			    sizeof(FIRST_LINE) + 21);
	assert_non_null(strstr(text, "kexec-smmu: on to 0x40c00000, CNTVCT "));
	tree_walk_clear(&before);
	tree_walk_clear(&after);
}

static void in_x0(void **state)
{
	uint64_t x0 = run();

	(void)state;
	assert_int_equal(x0, dtb_trace.to);
	expect_log(x0);
	dtb_trace_expect_order(fdt_totalsize(copy), tree_size);
}

/* The one word is changed, when the copy is complete; x0 is not. */
static void in_a_word(void **state)
{
	(void)state;
	dtb_trace.word = WORD;
	dtb_trace.room = 40960;
	assert_int_equal(run(), SOURCE);
	assert_int_equal(read_word(WORD), dtb_trace.to);
	assert_int_equal(read_word(WORD - 8), NEIGHBOUR);
	assert_int_equal(read_word(WORD + 8), NEIGHBOUR);
	expect_log(dtb_trace.to);
	dtb_trace_expect_order(fdt_totalsize(copy), tree_size);
	assert_true(dtb_trace.word_store > dtb_trace.last_drop);
}

static void old_log_goes(void **state)
{
	size_t i, size = 0;

	(void)state;
	make_tree(true, "kexec-smmu: an older one\n");
	for (i = 0; i < 3; i++) {
		uint64_t x0 = run();

		assert_int_equal(x0, dtb_trace.to);
		expect_log(x0);
		/* A counter may have a digit more. */
		assert_true(!size || fdt_totalsize(copy) <= size + 8);
		size = fdt_totalsize(copy);
		memcpy(tree, copy, size);
		tree_size = size;
		tear_down(state);
		dtb_trace_start();
		dtb_trace.settings.copy_dtb = false;
		strcpy(dtb_trace.settings.blocks.log_line, LINE_OF_LOAD);
		dtb_trace.settings.blocks.log_tree_size = 1 << 20;
	}
}

/* The tree becomes smaller. */
static void longer_log_goes(void **state)
{
	static char old[4096];

	(void)state;
	memset(old, 'x', sizeof(old) - 1);
	make_tree(true, old);
	expect_log(run());
	assert_true(fdt_totalsize(copy) < tree_size);
}

static void chosen_is_made(void **state)
{
	uint64_t x0;

	(void)state;
	make_tree(false, NULL);
	x0 = run();
	assert_int_equal(x0, dtb_trace.to);
	expect_log(x0);
	assert_int_equal(fdt_path_offset(copy, "/chosen"),
			 fdt_subnode_offset(copy, 0, "chosen"));
	assert_true(fdt_path_offset(copy, "/chosen") > 0);
}

static void expect_original(void)
{
	dtb_trace_check(uc_mem_read(dtb_trace.uc, SOURCE, copy, tree_size));
	assert_memory_equal(copy, tree, tree_size);
	assert_non_null(strstr(dtb_trace.console,
			       "kexec-smmu: no tree takes the log\r\n"));
}

/* The tree stays the one that it was, and where it was. */
static void too_little_room(void **state)
{
	uint32_t rooms[] = { 0, 8, 40, 48, 0 };
	size_t i;

	run();
	expect_log(dtb_trace.to);
	rooms[4] = (fdt_totalsize(copy) - 16) & ~7u;
	for (i = 0; i < 2 * sizeof(rooms) / sizeof(rooms[0]); i++) {
		tear_down(state);
		set_up(state);
		dtb_trace.word = i % 2 ? WORD : 0;
		dtb_trace.room = rooms[i / 2];
		dtb_trace.settings.blocks.log_tree_size = rooms[i / 2];
		assert_int_equal(run(), SOURCE);
		assert_int_equal(dtb_trace.word_store, 0);
		if (dtb_trace.word)
			assert_int_equal(read_word(WORD), SOURCE);
		expect_original();
	}
}

/* More than an image can take is nothing that the stage reads. */
static void at_the_limit(void **state)
{
	uint32_t more;

	for (more = 0; more <= 4; more += 4) {
		size_t packed = tree_size;
		uint64_t x0;

		fdt_set_totalsize(tree, FDT_LIMIT + more);
		tree_size = FDT_LIMIT + more;
		x0 = run();
		assert_int_equal(x0, more ? SOURCE : dtb_trace.to);
		if (more) {
			expect_original();
		} else {
			fdt_set_totalsize(tree, (uint32_t)packed);
			tree_size = packed;
			expect_log(x0);
		}
		tear_down(state);
		set_up(state);
	}
}

static void no_tree(void **state)
{
	static const size_t at[] = { 0, 11, 24, 40 + 32 };
	size_t i;

	for (i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		tree[at[i]] ^= 0x40;
		assert_int_equal(run(), SOURCE);
		expect_original();
		tear_down(state);
		set_up(state);
	}
}

static size_t lines_of(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += *text == '\n';
	return count;
}

/* Of lines of more than 32 KiB, those that fit, how many did not, and the end. */
static void too_many_lines(void **state)
{
	struct tree_walk walk;
	const char *left_out;
	uint64_t x0;

	(void)state;
	dtb_trace.slow_smmu = true;
	dtb_trace.smmus = SMMUS_MAX;
	x0 = run();
	assert_int_equal(x0, dtb_trace.to);
	dtb_trace_check(uc_mem_read(dtb_trace.uc, x0, copy, sizeof(copy)));
	assert_true(tree_walk(copy, sizeof(copy), &walk));
	assert_int_equal(walk.logs, 1);
	assert_true(walk.log_size > 32768 - 512 && walk.log_size <= 32768);
	left_out = strstr((const char *)walk.log, " lines left out\n"
			  "kexec-smmu: on to 0x40c00000, CNTVCT ");
	assert_non_null(left_out);
	while (left_out[-1] != ' ')
		left_out--;
	assert_memory_equal(left_out - 13, "\nkexec-smmu: ", 13);
	/* Beside them: the first, the stage's, and these two. */
	assert_int_equal(strtoul(left_out, NULL, 10) +
			 lines_of((const char *)walk.log), SMMUS_MAX + 4);
	tree_walk_clear(&walk);
}

/* Where the tree is to be at an address, the one with the log is. */
static void copied_again(void **state)
{
	(void)state;
	dtb_trace.settings.copy_dtb = true;
	assert_int_equal(run(), RAM);
	assert_non_null(strstr(dtb_trace.console, "device tree: done"));
	expect_log(RAM);
}

static void without_a_log(void **state)
{
	(void)state;
	dtb_trace.settings.blocks.log_line[0] = '\0';
	assert_int_equal(run(), SOURCE);
	assert_null(strstr(dtb_trace.console, "log"));
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(in_x0),
		TEST(in_a_word),
		TEST(old_log_goes),
		TEST(longer_log_goes),
		TEST(chosen_is_made),
		TEST(too_little_room),
		TEST(at_the_limit),
		TEST(no_tree),
		TEST(too_many_lines),
		TEST(copied_again),
		TEST(without_a_log),
	};

	dtb_trace.stage = cpu_stage_load(&dtb_trace.stage_size);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
