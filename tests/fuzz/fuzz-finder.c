/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The stage's finder, by libFuzzer: it reads what it may and no more, ends, and
 * touches nothing that the loader would not have touched, and prints where it
 * would have printed or not at all; what it believes takes a log, and is
 * otherwise as it was. The first byte of an input says what follows: a device tree; an IORT, to be given good sums; or
 * bytes to be changed in a machine with ACPI, as triples of offset and value.
 *
 * fuzz-sources: purgatory/finder/acpi.c purgatory/finder/devices.c purgatory/finder/efi.c
 * fuzz-sources: purgatory/finder/finder.c purgatory/finder/found.c purgatory/finder/iort.c
 * fuzz-sources: purgatory/finder/memory.c purgatory/finder/serial.c purgatory/finder/tree.c
 * fuzz-sources: purgatory/job/cache.c purgatory/job/crc32.c purgatory/platform/chosen.c
 * fuzz-sources: purgatory/platform/log.c tests/stage/tree-walk.c
 * fuzz-sources: tests/stage/finder-compare.c tests/stage/finder-console.c
 * fuzz-sources: tests/stage/finder-memory.c tests/stage/finder-world.c
 * fuzz-sources: tests/make/table.c tests/make/tree.c
 * fuzz-sources: kexec/devtree/address.c kexec/devtree/blob.c kexec/devtree/console.c kexec/devtree/devtree.c
 * fuzz-sources: kexec/devtree/interrupts.c kexec/devtree/iommu.c kexec/devtree/node.c
 * fuzz-sources: kexec/devtree/regions.c
 * fuzz-sources: kexec/devtree/walk.c kexec/acpi/table.c kexec/acpi/iort.c kexec/acpi/iort-walk.c
 * fuzz-sources: kexec/acpi/iort-interrupts.c kexec/acpi/iort-rmr.c kexec/acpi/iort-masters.c kexec/util/array.c
 * fuzz-sources: kexec/util/message.c kexec/util/number.c kexec/machine/gic.c kexec/machine/serial.c kexec/machine/smmu.c kexec/machine/master.c
 * fuzz-sources: kexec/machine/pci.c kexec/masters/join.c kexec/masters/lookup.c kexec/masters/resets.c
 * fuzz-sources: kexec/plan/blocks.c kexec/plan/functions.c
 * fuzz-sources: kexec/plan/interrupts.c kexec/plan/plan.c kexec/plan/policy.c
 * fuzz-libs: -lfdt -lz
 */
#include <stdlib.h>
#include <string.h>

#include "acpi/iort.h"
#include "devtree/console.h"
#include "devtree/devtree.h"
#include "finder/finder.h"
#include "io.h"
#include "make/table.h"
#include "platform/log.h"
#include "stage/finder-compare.h"
#include "stage/finder-console.h"
#include "stage/finder-memory.h"
#include "stage/finder-world.h"
#include "stage/tree-walk.h"
#include "util/little-endian.h"

#define TREE		0u
#define IORT		1u
#define CHANGES		2u
#define KINDS		3u
#define TREE_SIZE_MAX	0x200000u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct finder_world world;
static size_t tree_size;

static void demand(bool condition)
{
	if (!condition)
		abort();
}

static bool is_in(uint64_t address, size_t size, uint64_t from, uint64_t room)
{
	return address >= from && address - from < room &&
	       size <= room - (address - from);
}

/* The tree, the map, and what the map keeps for tables. */
static bool may(uint64_t address, size_t size)
{
	size_t i;

	if (is_in(address, size, FINDER_WORLD_TREE, tree_size) ||
	    is_in(address, size, finder.map,
		  finder.map_end - finder.map))
		return true;
	for (i = 0; i < sizeof(world.map); i += FINDER_WORLD_STEP) {
		const uint8_t *descriptor = world.map + i;
		uint32_t type = le32_ld(descriptor);

		if ((type == 5 || type == 6 || type == 9 || type == 10) &&
		    is_in(address, size, le64_ld(descriptor + 8),
			  le64_ld(descriptor + 24) << 12))
			return true;
	}
	return false;
}

static bool look(uint8_t action)
{
	static struct smmu_plan_entry entries[SMMU_PLAN_ENTRIES_MAX];
	uint32_t i;

	finder_memory_may = may;
	finder.entries = entries;
	finder.room = SMMU_PLAN_ENTRIES_MAX;
	finder.action = action;
	finder.find_console = true;
	if (!finder_memory_look(FINDER_WORLD_TREE)) {
		demand(finder.failure);
		return false;
	}
	demand(!finder.failure);
	/* A command line can ask for abort only. */
	demand(finder.action == action || finder.action == SMMU_PLAN_ABORT);
	action = finder.action;
	demand(finder.count <= SMMU_PLAN_ENTRIES_MAX);
	for (i = 0; i < finder.count; i++)
		demand(entries[i].action == action ||
		       (entries[i].action == SMMU_PLAN_KEEP &&
			entries[i].flags & SMMU_PLAN_UNTOUCHED));
	return true;
}

/* The machine is NULL if the loader has refused. */
static void compare(bool looked, struct smmu_machine *machine,
		    enum smmu_action action)
{
	struct message why;

	demand(finder_compare(looked, machine, action, &why) !=
	       FINDER_COMPARE_MORE);
	if (machine)
		smmu_machine_clear(machine);
}

/* The log, in a copy of the tree that the finder believed. */
static void try_log(const uint8_t *tree)
{
	static const char text[8] = "a log\n";
	struct tree_walk from, to;
	struct chosen chosen;
	uint64_t at = FINDER_WORLD_MAP & ~UINT64_C(7);
	size_t room = tree_size + 64;
	uint8_t *copy = calloc(1, room);

	demand(copy);
	finder_memory_may = NULL;
	finder_memory_add(at, text, sizeof(text));
	io_cache_invalidate(at, false);
	io_barrier();
	if (log_find(&chosen) && tree_walk(tree, tree_size, &from)) {
		demand(chosen_insert(&chosen, (uintptr_t)copy, room, at, 6));
		demand(tree_walk(copy, room, &to));
		demand(to.size == from.size);
		demand(!memcmp(to.bytes, from.bytes, to.size));
		demand(to.logs == from.logs + !chosen.old);
		demand(to.logs > 1 ||
		       (to.log_size == 7 && !memcmp(to.log, text, 7)));
		tree_walk_clear(&from);
		tree_walk_clear(&to);
	}
	free(copy);
}

static void try_tree(const uint8_t *data, size_t size, bool bypass)
{
	struct smmu_machine machine;
	struct serial serial;
	struct message why;
	uint8_t *memory;
	bool looked, parsed;

	tree_size = size < 8 ? 0 : (size_t)data[4] << 24 | data[5] << 16 |
				   data[6] << 8 | data[7];
	if (tree_size > TREE_SIZE_MAX || tree_size < 40)
		tree_size = 40;
	memory = calloc(1, tree_size);
	demand(memory);
	memcpy(memory, data, size < tree_size ? size : tree_size);
	memset(world.map, 0, sizeof(world.map));
	finder_memory_clear();
	finder_memory_add(FINDER_WORLD_TREE, memory, tree_size);
	looked = look(bypass ? SMMU_PLAN_BYPASS : SMMU_PLAN_ABORT);
	demand(!looked || !finder.by_acpi);
	parsed = !devtree_parse(memory, tree_size, &machine, &why);
	bypass = looked ? finder.action == SMMU_PLAN_BYPASS : bypass;
	compare(looked, parsed ? &machine : NULL,
		bypass ? SMMU_BYPASS : SMMU_ABORT);
	if (looked) {
		parsed = !devtree_console(memory, tree_size, &serial, &why);
		demand(finder_console_compare(parsed ? &serial : NULL, &why) !=
		       FINDER_COMPARE_MORE);
		try_log(memory);
	}
	finder_memory_clear();
	free(memory);
}

static void try_world(void)
{
	uint64_t at;
	struct smmu_machine machine;
	struct message why;
	bool looked, parsed;
	size_t i;

	tree_size = world.tree_size;
	finder_memory_show(&world);
	looked = look(SMMU_PLAN_ABORT);
	at = finder.iort - FINDER_WORLD_ACPI;
	if (looked && finder.by_acpi && finder.iort &&
	    is_in(at, finder.iort_size, 0, sizeof(world.acpi))) {
		parsed = !iort_parse(world.acpi + at, finder.iort_size,
				     &machine, &why);
		for (i = 0; parsed && i < machine.smmu_count; i++)
			machine.smmus[i].qualcomm |= finder.qualcomm;
		compare(looked, parsed ? &machine : NULL, SMMU_ABORT);
	}
	finder_world_clear(&world);
}

/* The sum that makes all of it zero, where a table has its own. */
static void sum(uint8_t *table, size_t size)
{
	size_t i;

	for (table[9] = 0, i = 0; i < size; i++) {
		if (i != 9)
			table[9] = (uint8_t)(table[9] - table[i]);
	}
}

static void try_iort(const uint8_t *data, size_t size)
{
	uint8_t *iort = world.acpi + FINDER_WORLD_IORT;

	if (size < 36 || size > sizeof(world.acpi) - FINDER_WORLD_IORT)
		return;
	finder_world_make(&world, data, size);
	memcpy(iort, "IORT", 4);
	le32_st(iort + 4, (uint32_t)size);
	sum(iort, size);
	try_world();
}

/* All parts that are read and may be changed, in turn; NULL: no more. */
static uint8_t *byte_at(size_t at)
{
	struct {
		uint8_t *bytes;
		size_t size;
	} parts[] = {
		{ world.map + FINDER_WORLD_AT_LOADER, 4 * FINDER_WORLD_STEP },
		{ world.tree, world.tree_size },
		{ world.runtime + FINDER_WORLD_SYSTEM, 0x240 },
		{ world.acpi, 0x600 },
	};
	size_t i;

	for (i = 0; i < 4; at -= parts[i++].size) {
		if (at < parts[i].size)
			return parts[i].bytes + at;
	}
	return NULL;
}

static void try_changes(const uint8_t *data, size_t size, bool sums)
{
	struct table table;
	uint8_t *byte;

	table_whole(&table);
	finder_world_make(&world, table.bytes, table.size);
	for (; size >= 3; size -= 3, data += 3) {
		byte = byte_at(data[0] | (size_t)data[1] << 8);
		if (byte)
			*byte = data[2];
	}
	if (sums) {
		finder_world_sum(&world);
		sum(world.acpi + FINDER_WORLD_IORT, table.size);
	}
	table_free(&table);
	try_world();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t kind;

	if (!size)
		return 0;
	kind = *data++;
	size--;
	if (kind % KINDS == TREE)
		try_tree(data, size, kind >= KINDS);
	else if (kind % KINDS == IORT)
		try_iort(data, size);
	else
		try_changes(data, size, kind >= KINDS);
	return 0;
}
