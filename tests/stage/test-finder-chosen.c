/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a tree's /chosen tells the finder, and what the stage that has one leaves
 * there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libfdt.h>

#include "finder/finder.h"
#include "io.h"
#include "make/tree.h"
#include "platform/log.h"
#include "stage/finder-look.h"
#include "stage/finder-memory.h"
#include "stage/finder-world.h"
#include "util/macros.h"

static struct smmu_plan_entry *const entries = finder_look_entries;

/* What the command line says, to a plan of an action that may be loosened or not. */
static const struct choice {
	const char *line;	/* NULL: there is none */
	uint8_t action;
	bool may_loosen;
	uint8_t chosen;
	bool ignored;
} choices[] = {
	{ NULL, SMMU_PLAN_BYPASS, false, SMMU_PLAN_BYPASS, false },
	{ "", SMMU_PLAN_ABORT, true, SMMU_PLAN_ABORT, false },
	{ "kexec_smmu_stage.policy=abort", SMMU_PLAN_KEEP, false,
	  SMMU_PLAN_ABORT, false },
	{ "quiet\nkexec_smmu_stage.policy=abort\tro", SMMU_PLAN_BYPASS, false,
	  SMMU_PLAN_ABORT, false },
	{ "kexec_smmu_stage.policy=bypass", SMMU_PLAN_ABORT, false,
	  SMMU_PLAN_ABORT, true },
	{ "kexec_smmu_stage.policy=keep", SMMU_PLAN_ABORT, false,
	  SMMU_PLAN_ABORT, true },
	{ "kexec_smmu_stage.policy=bypass", SMMU_PLAN_ABORT, true,
	  SMMU_PLAN_BYPASS, false },
	{ " kexec_smmu_stage.policy=keep ", SMMU_PLAN_ABORT, true,
	  SMMU_PLAN_KEEP, false },
	{ "kexec_smmu_stage.policy=drain", SMMU_PLAN_ABORT, true,
	  SMMU_PLAN_ABORT, true },
	{ "kexec_smmu_stage.policy=", SMMU_PLAN_BYPASS, true,
	  SMMU_PLAN_BYPASS, true },
	{ "kexec_smmu_stage.policy=aborted", SMMU_PLAN_BYPASS, false,
	  SMMU_PLAN_BYPASS, true },
	/* The last one holds that may. */
	{ "kexec_smmu_stage.policy=abort kexec_smmu_stage.policy=bypass",
	  SMMU_PLAN_KEEP, false, SMMU_PLAN_ABORT, true },
	{ "kexec_smmu_stage.policy=abort kexec_smmu_stage.policy=bypass",
	  SMMU_PLAN_KEEP, true, SMMU_PLAN_BYPASS, false },
	/* Another's. */
	{ "kexec_smmu.policy=keep xkexec_smmu_stage.policy=keep "
	  "kexec_smmu_stage",
	  SMMU_PLAN_ABORT, true, SMMU_PLAN_ABORT, false },
	/* What only a plan says, and what is no word of ours. */
	{ "kexec_smmu_stage.add=v3@0x9070000", SMMU_PLAN_ABORT, true,
	  SMMU_PLAN_ABORT, true },
	{ "kexec_smmu_stage.console=pl011@0x9000000", SMMU_PLAN_ABORT, true,
	  SMMU_PLAN_ABORT, true },
	{ "kexec_smmu_stage.copy-dtb=0x40000000", SMMU_PLAN_ABORT, true,
	  SMMU_PLAN_ABORT, true },
	{ "kexec_smmu_stage.polcy=abort", SMMU_PLAN_BYPASS, true,
	  SMMU_PLAN_BYPASS, true },
	{ "kexec_smmu_stage.policy", SMMU_PLAN_ABORT, true, SMMU_PLAN_ABORT,
	  true },
	{ "kexec_smmu_stage.policyx=keep", SMMU_PLAN_ABORT, true,
	  SMMU_PLAN_ABORT, true },
};

static void command_line(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < 2 * ARRAY_SIZE(choices); i++) {
		const struct choice *row = &choices[i / 2];
		void *tree = tree_begin(4096, 2, 2);

		/* It may stand behind the SMMU, and have a NUL or not. */
		tree_smmu(tree, "smmu@0", "arm,smmu-v3", 0x9050000);
		tree_end_node(tree);
		tree_node(tree, "chosen");
		if (row->line)
			tree_bytes(tree, "bootargs", row->line,
				   strlen(row->line) + i % 2);
		tree_end_node(tree);
		finder.may_loosen = row->may_loosen;
		finder.settle_us = 7;
		finder_look_action = row->action;
		assert_true(finder_look_at_tree(tree));
		if (entries[0].action != row->chosen ||
		    finder.ignored != row->ignored)
			print_error("row %zu\n", i / 2);
		assert_int_equal(entries[0].action, row->chosen);
		assert_int_equal(entries[0].settle_us,
				 row->chosen == SMMU_PLAN_ABORT ? 7 : 0);
		assert_int_equal(finder.ignored, row->ignored);
		assert_int_equal(finder.count, 1);
	}
}

/* Who has started it, and how PSCI is called. */
static void reset_by_tree(void **state)
{
	static const char *const names[] = {
		"linux,booted-from-kexec", "linux,elfcorehdr", "linux,initrd-start",
	};
	static const char *const methods[] = { "hvc", "smc", "hvcx" };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		void *tree = tree_begin(4096, 2, 2);

		tree_node(tree, "psci");
		tree_string(tree, "method", methods[i]);
		tree_end_node(tree);
		tree_node(tree, "chosen");
		TREE_CELLS(tree, names[i], 0, 0);
		tree_end_node(tree);
		assert_true(finder_look_at_tree(tree));
		assert_int_equal(finder.is_kexec, i < 2);
		assert_int_equal(finder.conduit, i ? SMMU_PLAN_CONDUIT_SMC :
						     SMMU_PLAN_CONDUIT_HVC);
	}
}

/* Twice: the second one is in place of the first. */
static void log_in_tree(void **state)
{
	static const char *const texts[] = { "first line\n", "another\n" };
	_Alignas(8) char text[16];
	size_t size, round;
	void *tree = tree_begin(4096, 2, 2);
	uint8_t *blob, *copy;
	int length;

	(void)state;
	tree_smmu(tree, "smmu@0", "arm,smmu-v3", 0x9050000);
	tree_end_node(tree);
	tree_node(tree, "chosen");
	tree_string(tree, "bootargs", "quiet");
	tree_end_node(tree);
	blob = tree_end(tree, &size);
	for (round = 0; round < 2; round++) {
		/* Token, size, name; the text; the name itself. */
		size_t needed = size + (round ? 0 : 12 + 12 + 15);
		struct chosen chosen;

		memset(text, 0, sizeof(text));
		strcpy(text, texts[round]);
		finder_memory_clear();
		finder_memory_add(FINDER_WORLD_TREE, blob, size);
		finder_memory_add(FINDER_WORLD_MAP & ~UINT64_C(7), text,
				  sizeof(text));
		assert_true(finder_look_from(FINDER_WORLD_TREE));
		copy = calloc(1, needed);
		assert_non_null(copy);
		io_cache_invalidate(FINDER_WORLD_MAP & ~UINT64_C(7), false);
		io_barrier();
		assert_true(log_find(&chosen));
		assert_false(chosen_insert(&chosen, (uintptr_t)copy, needed - 1,
					   FINDER_WORLD_MAP & ~UINT64_C(7),
					   (uint32_t)strlen(text)));
		assert_true(chosen_insert(&chosen, (uintptr_t)copy, needed,
					  FINDER_WORLD_MAP & ~UINT64_C(7),
					  (uint32_t)strlen(text)));
		assert_int_equal(fdt_check_full(copy, needed), 0);
		assert_string_equal(fdt_getprop(copy,
				fdt_path_offset(copy, "/chosen"),
				"kexec-smmu,log", &length), text);
		assert_int_equal(length, strlen(text) + 1);
		assert_string_equal(fdt_getprop(copy,
				fdt_path_offset(copy, "/chosen"), "bootargs",
				&length), "quiet");
		assert_non_null(fdt_getprop(copy, fdt_path_offset(copy,
				"/smmu@0"), "compatible", &length));
		finder.failure = FINDER_BAD_TREE;
		assert_false(log_find(&chosen));
		free(blob);
		blob = copy;
		size = fdt_totalsize(copy);
	}
	finder_memory_clear();
	free(blob);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(command_line),
		cmocka_unit_test(reset_by_tree),
		cmocka_unit_test(log_in_tree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
