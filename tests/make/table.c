/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "make/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void table_resize(struct table *table, size_t size)
{
	if (size > table->room) {
		table->room = 2 * size;
		table->bytes = realloc(table->bytes, table->room);
		if (!table->bytes) {
			perror("table");
			exit(99);
		}
	}
	if (size > table->size)
		memset(table->bytes + table->size, 0, size - table->size);
	table->size = size;
}

static void put(struct table *table, size_t at, uint64_t value, size_t bytes)
{
	size_t i;

	if (at + bytes > table->size) {
		fprintf(stderr, "table: %zu bytes at 0x%zx of 0x%zx\n", bytes,
			at, table->size);
		exit(99);
	}
	for (i = 0; i < bytes; i++)
		table->bytes[at + i] = (uint8_t)(value >> (8 * i));
}

void table_put8(struct table *table, size_t at, unsigned int value)
{
	put(table, at, value, 1);
}

void table_put16(struct table *table, size_t at, unsigned int value)
{
	put(table, at, value, 2);
}

void table_put32(struct table *table, size_t at, uint32_t value)
{
	put(table, at, value, 4);
}

void table_put64(struct table *table, size_t at, uint64_t value)
{
	put(table, at, value, 8);
}

void table_begin(struct table *table, uint8_t revision)
{
	static const char head[] = "IORT....\0\0KSMMU TESTS   ";

	memset(table, 0, sizeof(*table));
	table_resize(table, 48);
	memcpy(table->bytes, head, sizeof(head) - 1);
	table_put8(table, 8, revision);
	table_put32(table, 40, 48);
}

void table_free(struct table *table)
{
	free(table->bytes);
	memset(table, 0, sizeof(*table));
}

size_t table_node(struct table *table, unsigned int type,
		  unsigned int revision, size_t size)
{
	size_t at = table->size;

	if (table->count < TABLE_NODES)
		table->nodes[table->count] = at;
	table->count++;
	table_resize(table, at + size);
	table_put8(table, at, type);
	table_put16(table, at + 1, (unsigned int)size);
	table_put8(table, at + 3, revision);
	return at;
}

size_t table_smmu_v2(struct table *table, uint64_t base, uint64_t span,
		     uint32_t model)
{
	size_t at = table_node(table, 3, 1, 76);

	table_put64(table, at + 16, base);
	table_put64(table, at + 24, span);
	table_put32(table, at + 32, model);
	table_put32(table, at + 40, 60);
	table_put32(table, at + 48, 76);
	table_put32(table, at + 56, 76);
	return at;
}

size_t table_smmu_v3(struct table *table, uint64_t base, uint32_t model)
{
	size_t at = table_node(table, 4, 4, 68);

	table_put64(table, at + 16, base);
	table_put32(table, at + 24, 1);
	table_put32(table, at + 40, model);
	return at;
}

void table_map(struct table *table, size_t at, uint32_t output)
{
	table_put32(table, at, 0);
	table_put32(table, at + 4, 0xff);
	table_put32(table, at + 12, output);
}

size_t table_rmr(struct table *table, const uint32_t *flags,
		 const struct range *ranges, size_t range_count,
		 const size_t *outputs, size_t output_count)
{
	size_t head = flags ? 28 : 24;
	size_t maps = head + 20 * range_count;
	size_t at = table_node(table, 6, flags ? 3 : 0,
			       maps + 20 * output_count);
	size_t i;

	table_put32(table, at + 8, (uint32_t)output_count);
	table_put32(table, at + 12, (uint32_t)maps);
	if (flags)
		table_put32(table, at + 16, *flags);
	table_put32(table, at + head - 8, (uint32_t)range_count);
	table_put32(table, at + head - 4, (uint32_t)head);
	for (i = 0; i < range_count; i++) {
		table_put64(table, at + head + 20 * i, ranges[i].base);
		table_put64(table, at + head + 20 * i + 8, ranges[i].size);
	}
	for (i = 0; i < output_count; i++)
		table_map(table, at + maps + 20 * i, (uint32_t)outputs[i]);
	return at;
}

void table_sum(struct table *table)
{
	uint8_t sum = 0;
	size_t i;

	table->bytes[9] = 0;
	for (i = 0; i < table->size; i++)
		sum = (uint8_t)(sum + table->bytes[i]);
	table->bytes[9] = (uint8_t)-sum;
}

void table_end(struct table *table)
{
	table_put32(table, 36, table->count);
	table_put32(table, 4, (uint32_t)table->size);
	table_sum(table);
}

void table_whole(struct table *table)
{
	static const uint32_t flags = 0x17;
	static const struct range later[] = {
		{ 0x84800000, 0x800000 }, { 0x2080000000, 0x10000 },
	};
	static const struct range draft[] = { { 0x39ba0000, 0x10000 } };
	size_t outputs[2], at;

	table_begin(table, 5);
	table_put32(table, table_node(table, 0, 1, 24) + 16, 1);
	outputs[0] = table_smmu_v3(table, 0x9050000, 0);
	outputs[1] = table_smmu_v2(table, 0xe0600000, 0x10000, 3);
	at = table_node(table, 1, 4, 41);
	memcpy(table->bytes + at + 29, "\\_SB_.DEV0", 11);
	table_smmu_v3(table, 0x402300000, 2);
	at = table_node(table, 2, 4, 60);
	table_put32(table, at + 8, 1);
	table_put32(table, at + 12, 40);
	table_map(table, at + 40, (uint32_t)outputs[0]);
	table_rmr(table, &flags, later, 2, outputs, 2);
	table_rmr(table, NULL, draft, 1, outputs, 1);
	at = table_node(table, 5, 2, 40);
	table_put64(table, at + 16, 0x9070000);
	table_put32(table, at + 28, (uint32_t)outputs[0]);
	table_end(table);
}

void table_many(struct table *table, uint32_t count)
{
	static const uint32_t flags = 0;
	struct range range = { 0, 0x10000 };
	uint32_t i;
	size_t smmu = 0;

	table_begin(table, 6);
	for (i = 0; i < count; i++) {
		uint64_t base = 0x100000000 + (uint64_t)i * 0x20000;

		switch (i % 8) {
		case 0: case 4: case 6:
			smmu = table_smmu_v3(table, base, i % 3);
			break;
		case 2:
			smmu = table_smmu_v2(table, base, 0x20000, i / 8 % 6);
			break;
		case 7:
			range.base = base;
			if (i % 128 == 7)
				table_rmr(table, &flags, &range, 1, &smmu, 1);
			else
				table_node(table, 5, 2, 40);
			break;
		default:
			table_node(table, i % 8 / 2, 1, 44 + i % 4);
		}
	}
	table_end(table);
}
