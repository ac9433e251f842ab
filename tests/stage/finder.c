/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * finder FILE…: the finder and the loader on device trees and IORTs, with each
 * class default in turn. Prints a line for each file on which the finder leaves
 * more alone; fails if it ever leaves less. The last line is a count.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acpi/spcr.h"
#include "devtree/console.h"
#include "finder/finder.h"
#include "host/source.h"
#include "stage/finder-compare.h"
#include "stage/finder-console.h"
#include "stage/finder-memory.h"
#include "stage/finder-world.h"
#include "util/little-endian.h"

/* The most that the finder takes for a tree. */
#define TREE_SIZE_MAX	0x200000u

static struct finder_world world;
static size_t files, smmus, consoles, most_reads, most_bytes;

/* A file has an end, memory goes on; zeros, up to what the header says. */
static bool look_at_tree(const uint8_t *bytes, size_t size)
{
	size_t whole = size < 8 ? 0 : (size_t)bytes[4] << 24 | bytes[5] << 16 |
				      bytes[6] << 8 | bytes[7];
	uint8_t *memory;
	bool looked;

	if (whole > TREE_SIZE_MAX || whole < 40)
		whole = 40;
	memory = calloc(1, whole);
	if (!memory)
		exit(99);
	memcpy(memory, bytes, size < whole ? size : whole);
	finder_memory_clear();
	finder_memory_add(FINDER_WORLD_TREE, memory, whole);
	looked = finder_memory_look(FINDER_WORLD_TREE);
	if (finder_memory_reads() > most_reads) {
		most_reads = finder_memory_reads();
		most_bytes = whole;
	}
	finder_memory_clear();
	free(memory);
	return looked;
}

static bool look_at_iort(const uint8_t *bytes, size_t size)
{
	bool looked;

	finder_world_make(&world, bytes, size);
	finder_memory_show(&world);
	looked = finder_memory_look(FINDER_WORLD_TREE);
	finder_world_clear(&world);
	return looked;
}

/* Of a tree, or of the machine around an IORT. */
static enum finder_compare_result
try_console(const uint8_t *bytes, size_t size, bool is_tree, struct message *why)
{
	struct serial serial;
	bool found = is_tree ? !devtree_console(bytes, size, &serial, why) :
			       !spcr_parse(world.acpi + FINDER_WORLD_SPCR,
					   FINDER_WORLD_SPCR_SIZE, &serial, why);

	consoles += found;
	return finder_console_compare(found ? &serial : NULL, why);
}

static int try_action(const char *file, enum smmu_action action,
		      uint8_t plan_action)
{
	static struct smmu_plan_entry entries[SMMU_PLAN_ENTRIES_MAX];
	enum finder_compare_result result;
	struct smmu_machine machine;
	struct message why = { "" };
	uint8_t *bytes;
	size_t size;
	bool looked, parsed, is_tree;

	if (source_read_file(file, &bytes, &size, &why)) {
		printf("%s: %s\n", file, why.text);
		exit(99);
	}
	finder.entries = entries;
	finder.room = SMMU_PLAN_ENTRIES_MAX;
	finder.action = plan_action;
	finder.find_console = true;
	parsed = !source_read_table(file, NULL, &machine, &why);
	is_tree = size < 4 || memcmp(bytes, "IORT", 4);
	looked = is_tree ? look_at_tree(bytes, size) : look_at_iort(bytes, size);
	result = finder_compare(looked, parsed ? &machine : NULL,
				action, &why);
	if (looked)
		smmus += finder.count;
	if (looked && result == FINDER_COMPARE_SAME)
		result = try_console(bytes, size, is_tree, &why);
	free(bytes);
	if (parsed)
		smmu_machine_clear(&machine);
	if (result != FINDER_COMPARE_SAME)
		printf("%s%s: %s: %s\n", result == FINDER_COMPARE_LESS ? "" :
		       "FAIL: ", file, smmu_action_name(action), why.text);
	return result == FINDER_COMPARE_MORE;
}

int main(int argc, char **argv)
{
	int status = 0, i;

	for (i = 1; i < argc; i++) {
		status |= try_action(argv[i], SMMU_ABORT, SMMU_PLAN_ABORT);
		status |= try_action(argv[i], SMMU_BYPASS, SMMU_PLAN_BYPASS);
		status |= try_action(argv[i], SMMU_KEEP, SMMU_PLAN_KEEP);
		files++;
	}
	printf("%zu files, %zu frames, %zu consoles, at most %zu reads (%zu bytes)\n",
	       files, smmus / 3, consoles / 3, most_reads, most_bytes);
	return status;
}
