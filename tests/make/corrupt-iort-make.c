/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "make/corrupt-iort-make.h"

#include <endian.h>
#include <string.h>

void make_empty(struct table *table)
{
	table_resize(table, 0);
}

void make_three_bytes(struct table *table)
{
	table_resize(table, 3);
}

void make_lower_case(struct table *table)
{
	memcpy(table->bytes, "iort", 4);
}

void make_wrong_order(struct table *table)
{
	memcpy(table->bytes, "TROI", 4);
}

void make_signature_alone(struct table *table)
{
	table_resize(table, 4);
}

void make_header_cut(struct table *table)
{
	table_resize(table, 47);
}

void make_text(struct table *table)
{
	table_resize(table, 4096);
	memset(table->bytes + 4, ' ', 4092);
}

void make_length_one_more(struct table *table)
{
	table_put32(table, 4, (uint32_t)table->size + 1);
}

void make_length_other_endian(struct table *table)
{
	table_put32(table, 4, htobe32((uint32_t)table->size));
}

void make_length_one_less(struct table *table)
{
	table_put32(table, 4, (uint32_t)table->size - 1);
}

void make_length_in_node_head(struct table *table)
{
	table_put32(table, 4, (uint32_t)table->nodes[WHOLE_PMCG] + 15);
}

void make_length_at_node(struct table *table)
{
	table_put32(table, 4, (uint32_t)table->nodes[WHOLE_PMCG]);
	table_resize(table, table->nodes[WHOLE_PMCG]);
	table_sum(table);
}

void make_length_at_second_node(struct table *table)
{
	table_put32(table, 4, (uint32_t)table->nodes[WHOLE_V3]);
}

void make_count_more_and_zeros(struct table *table)
{
	table_resize(table, table->size + 300);
	table->count += 2;
	table_end(table);
}

void make_count_more_and_few_zeros(struct table *table)
{
	table_resize(table, table->size + 3);
	table->count += 2;
	table_end(table);
}

void make_count_more_and_rest(struct table *table)
{
	table_resize(table, table->size + 5);
	table_put8(table, table->size - 1, 1);
	table->count += 2;
	table_end(table);
}

void make_count_more_and_words(struct table *table)
{
	table_resize(table, table->size + 64);
	table_put8(table, table->size - 1, 1);
	table->count += 2;
	table_end(table);
}

void make_trailing_zeros(struct table *table)
{
	table_resize(table, table->size + 300);
	table_end(table);
}

void make_trailing_bytes(struct table *table)
{
	table_resize(table, table->size + 7);
	table_put8(table, table->size - 1, 1);
	table_end(table);
}

void make_bytes_after_length(struct table *table)
{
	table_resize(table, table->size + 64);
	memset(table->bytes + table->size - 64, 0xff, 64);
}

void make_offset_second_node(struct table *table)
{
	table_put32(table, 40, (uint32_t)table->nodes[WHOLE_V3]);
	table_sum(table);
}

void make_offset_end(struct table *table)
{
	table_put32(table, 40, (uint32_t)table->size);
}

void make_offset_last_byte(struct table *table)
{
	table_put32(table, 40, (uint32_t)table->size - 1);
	table_put8(table, table->size - 1, 1);
}

void make_checksum(struct table *table)
{
	table_put8(table, 9, table->bytes[9] + 1u);
}

void make_oem_text(struct table *table)
{
	memset(table->bytes + 10, 0x1b, 26);
	table_sum(table);
}

void make_v3_shortest(struct table *table)
{
	table_free(table);
	table_begin(table, 0);
	table_node(table, 4, 0, 44);
	table_put64(table, 48 + 16, 0x1000);
	table_end(table);
}

void make_v2_shortest(struct table *table)
{
	table_free(table);
	table_begin(table, 0);
	table_node(table, 3, 0, 36);
	table_put64(table, 48 + 16, 0x1000);
	table_end(table);
}

void make_no_nodes(struct table *table)
{
	table_free(table);
	table_begin(table, 0);
	table_end(table);
}

void make_no_nodes_no_offset(struct table *table)
{
	table_free(table);
	table_begin(table, 0);
	table_end(table);
	table_put32(table, 40, 0);
	table_sum(table);
}

void make_zeros_for_nodes(struct table *table)
{
	memset(table->bytes + 48, 0, table->size - 48);
}

void make_zeros_from_second_node(struct table *table)
{
	memset(table->bytes + 72, 0, table->size - 72);
}

void make_ones_for_nodes(struct table *table)
{
	memset(table->bytes + 48, 0xff, table->size - 48);
}

void make_types_unknown(struct table *table)
{
	size_t i;

	for (i = 0; i < WHOLE_NODES; i++)
		table_put8(table, table->nodes[i], 255 - (unsigned int)i);
	table_sum(table);
}

void make_root_refers_to_itself(struct table *table)
{
	table_put32(table, table->nodes[WHOLE_ROOT] + 40 + 12,
		    (uint32_t)table->nodes[WHOLE_ROOT]);
	table_sum(table);
}

void make_rmr_head_alone(struct table *table)
{
	table->count = 0;
	table->size = 48;
	table_node(table, 6, 3, 16);
	table_end(table);
}

void make_rmr_23_bytes(struct table *table)
{
	table->count = 0;
	table->size = 48;
	table_node(table, 6, 3, 23);
	table_end(table);
}

void make_rmr_map_offset_at_end(struct table *table)
{
	table_put32(table, table->nodes[WHOLE_RMR] + 12,
		    (uint32_t)(table->size - table->nodes[WHOLE_RMR]) - 39);
	table_sum(table);
}

void make_rmr_maps_elsewhere(struct table *table)
{
	table_put32(table, table->nodes[WHOLE_RMR] + 8, 1);
	table_put32(table, table->nodes[WHOLE_RMR] + 12,
		    (uint32_t)(table->nodes[WHOLE_RMR_DRAFT] + 24 + 20 -
			       table->nodes[WHOLE_RMR]));
	table_sum(table);
}

void make_rmr_refers_to_itself(struct table *table)
{
	table_put32(table, table->nodes[WHOLE_RMR] + 68 + 12,
		    (uint32_t)table->nodes[WHOLE_RMR]);
	table_sum(table);
}

void make_rmr_refers_into_smmu(struct table *table)
{
	table_put32(table, table->nodes[WHOLE_RMR] + 68 + 12,
		    (uint32_t)table->nodes[WHOLE_V3] + 1);
	table_sum(table);
}

void make_rmr_refers_twice(struct table *table)
{
	table_put32(table, table->nodes[WHOLE_RMR] + 88 + 12,
		    (uint32_t)table->nodes[WHOLE_V3]);
	table_sum(table);
}

void make_rmr_too_many_pairs(struct table *table)
{
	static const uint32_t flags = 1;
	struct range ranges[300] = { { 0x10000, 0x10000 } };
	size_t outputs[300], i;

	table_free(table);
	table_begin(table, 5);
	for (i = 0; i < 300; i++)
		outputs[i] = table_smmu_v3(table, 0x100000 + 0x20000 * i, 0);
	table_rmr(table, &flags, ranges, 300, outputs, 300);
	table_end(table);
}

void make_rmr_shared_mappings(struct table *table)
{
	size_t at, i;

	table_free(table);
	table_begin(table, 5);
	table_smmu_v3(table, 0x9050000, 0);
	for (i = 0; i < 2000; i++) {
		at = table_node(table, 6, 3, 48);
		table_put32(table, at + 8, 4000);
		table_put32(table, at + 12, 16);
		table_put32(table, at + 20, 1);
		table_put32(table, at + 24, 28);
	}
	table_resize(table, table->size + 80000);
	table_end(table);
}

void make_many_nodes(struct table *table)
{
	table_free(table);
	table_many(table, 100000);
}

void make_many_smmus_of_one_base(struct table *table)
{
	uint32_t i;

	table_free(table);
	table_begin(table, 6);
	for (i = 0; i < 100000; i++)
		table_smmu_v3(table, 0x9050000, 0);
	table_end(table);
}

void make_many_heads(struct table *table)
{
	uint32_t i;

	table_free(table);
	table_begin(table, 6);
	for (i = 0; i < 100000; i++)
		table_node(table, i % 3 ? 0 : 5, 0, 16);
	table_end(table);
}

void make_many_damaged_rmrs(struct table *table)
{
	uint32_t i;

	table_free(table);
	table_begin(table, 6);
	for (i = 0; i < 60000; i++)
		table_node(table, 6, 0, 16);
	table_end(table);
}

void make_table_in_table(struct table *table)
{
	size_t size = table->size;

	table_resize(table, 2 * size);
	memcpy(table->bytes + size, table->bytes, size);
	table->count++;
	table_end(table);
}
