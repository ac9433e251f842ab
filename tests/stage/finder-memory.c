/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/finder-memory.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io.h"

#define RANGES_MAX	8
#define LINE		64u

static struct range {
	uint64_t address;
	const uint8_t *bytes;
	size_t size;
	bool *clean;		/* for each line, from the first's beginning */
} ranges[RANGES_MAX];
static size_t range_count, reads;
static bool cleaning;		/* no barrier has followed yet */
struct finder finder;
static jmp_buf stopped;
bool (*finder_memory_may)(uint64_t address, size_t size);

static void refuse(const char *what, uint64_t address)
{
	fprintf(stderr, "finder: %s at 0x%" PRIx64 "\n", what, address);
	abort();
}

void finder_memory_clear(void)
{
	while (range_count)
		free(ranges[--range_count].clean);
	reads = 0;
	cleaning = false;
	finder_memory_may = NULL;
}

void finder_memory_add(uint64_t address, const void *bytes, size_t size)
{
	struct range *range = &ranges[range_count++];

	if (range_count > RANGES_MAX)
		exit(99);
	*range = (struct range){ address, bytes, size, NULL };
	range->clean = calloc(size / LINE + 2, sizeof(*range->clean));
	if (!range->clean)
		exit(99);
}

void finder_memory_show(const struct finder_world *world)
{
	finder_memory_clear();
	finder_memory_add(FINDER_WORLD_TREE, world->tree, world->tree_size);
	finder_memory_add(FINDER_WORLD_MAP, world->map, sizeof(world->map));
	finder_memory_add(FINDER_WORLD_RUNTIME, world->runtime,
			  sizeof(world->runtime));
	finder_memory_add(FINDER_WORLD_ACPI, world->acpi, sizeof(world->acpi));
}

void io_stop(void)
{
	longjmp(stopped, 1);
}

bool finder_memory_look(uint64_t tree)
{
	if (setjmp(stopped))
		return false;
	finder_look(tree);
	return true;
}

size_t finder_memory_reads(void)
{
	return reads;
}

static uint64_t read(uint64_t address, size_t size)
{
	uint64_t value = 0;
	size_t i;

	reads++;
	if (address % size)
		refuse("an access that is not aligned", address);
	if (cleaning)
		refuse("no barrier between cleaning and a read", address);
	if (finder_memory_may && !finder_memory_may(address, size))
		refuse("a read of what may not be read", address);
	for (i = 0; i < range_count; i++) {
		const struct range *range = &ranges[i];

		if (address < range->address ||
		    address - range->address >= range->size ||
		    size > range->size - (address - range->address))
			continue;
		if (!range->clean[address / LINE - range->address / LINE])
			refuse("a read of what was not cleaned", address);
		memcpy(&value, range->bytes + (address - range->address), size);
		return value;
	}
	if (!finder_memory_may)
		refuse("a read where there is nothing", address);
	return 0;
}

uint32_t io_read8(uint64_t address)
{
	return (uint32_t)read(address, 1);
}

uint32_t io_read32(uint64_t address)
{
	return (uint32_t)read(address, 4);
}

uint64_t io_read64(uint64_t address)
{
	return read(address, 8);
}

/* What is written is the host's memory. */
void io_write8(uint64_t address, uint32_t value)
{
	*(uint8_t *)(uintptr_t)address = (uint8_t)value;
}

void io_write32(uint64_t address, uint32_t value)
{
	memcpy((void *)(uintptr_t)address, &value, sizeof(value));
}

bool io_has_crc32(void)
{
	return false;
}

uint32_t io_crc32x(uint32_t remainder, uint64_t bytes)
{
	(void)bytes;
	return remainder;
}

/* As many words as a line has, as a power of two: CTR_EL0.DminLine. */
uint64_t io_cache_type(void)
{
	return UINT64_C(4) << 16;
}

void io_cache_invalidate(uint64_t address, bool drop)
{
	size_t i;

	for (i = 0; i < range_count; i++) {
		uint64_t line = address / LINE - ranges[i].address / LINE;

		if (line > ranges[i].size / LINE + 1)
			continue;
		if (drop)
			refuse("what caches have is dropped", address);
		ranges[i].clean[line] = true;
	}
	cleaning = true;
}

void io_barrier(void)
{
	cleaning = false;
}
