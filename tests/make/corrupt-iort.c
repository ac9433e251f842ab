/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "make/corrupt-iort.h"

#include <string.h>

#include "make/corrupt-iort-make.h"

/* The listing has so many SMMUs and reserved regions. */
#define LISTS(n, m)	.smmus = (n), .regions = (m)

const struct damage corrupt_iort_list[] = {
	{ "empty", .make = make_empty, .error = "not an IORT" },
	{ "three-bytes", .make = make_three_bytes, .error = "not an IORT" },
	{ "other-signature", .patches = { { 1, TABLE, 0, 'X' } },
	  .error = "not an IORT" },
	{ "lower-case", .make = make_lower_case, .error = "not an IORT" },
	{ "wrong-order", .make = make_wrong_order, .error = "not an IORT" },
	{ "signature-alone", .make = make_signature_alone,
	  .error = "truncated: 4 bytes" },
	{ "header-cut", .make = make_header_cut, .error = "truncated: 47 bytes" },
	{ "text", .make = make_text, .error = "truncated: 4096 of 538976288" },
	{ "length-0", .patches = { { 4, TABLE, 4, 0 } },
	  .error = "its length is 0" },
	{ "length-47", .patches = { { 4, TABLE, 4, 47 } },
	  .error = "its length is 47" },
	{ "length-48", .patches = { { 4, TABLE, 4, 48 } },
	  .error = "first node cannot be at 0x30" },
	{ "length-one-more", .make = make_length_one_more, .error = "truncated" },
	{ "length-all-ones", .patches = { { 4, TABLE, 4, UINT32_MAX } },
	  .error = "truncated" },
	{ "length-other-endian", .make = make_length_other_endian,
	  .error = "truncated" },
	{ "length-one-less", .make = make_length_one_less,
	  .error = "past the end" },
	{ "length-in-node-head", .make = make_length_in_node_head,
	  .error = "is truncated" },
	{ "length-at-node", .make = make_length_at_node, LISTS(3, 5),
	  .warning = "counts 9 nodes, but there are 8" },
	{ "length-at-second-node", .make = make_length_at_second_node,
	  LISTS(0, 0), .warning = "counts 9 nodes, but there are 1" },
	{ "count-0", .patches = { { 4, TABLE, 36, 0 } }, LISTS(0, 0),
	  .warning = "bytes after the last node" },
	{ "count-1", .patches = { { 4, TABLE, 36, 1 } }, LISTS(0, 0),
	  .warning = "bytes after the last node" },
	{ "count-two-more", .patches = { { 4, TABLE, 36, 11 } }, LISTS(3, 5),
	  .warning = "its header counts 11 nodes, but there are 9" },
	{ "count-all-ones", .patches = { { 4, TABLE, 36, UINT32_MAX } },
	  LISTS(3, 5), .warning = "counts 4294967295 nodes, but there are 9" },
	{ "count-more-and-zeros", .make = make_count_more_and_zeros, LISTS(3, 5),
	  .warning = "counts 11 nodes, but there are 9" },
	{ "count-more-and-few-zeros", .make = make_count_more_and_few_zeros,
	  LISTS(3, 5), .warning = "counts 11 nodes, but there are 9" },
	{ "count-more-and-rest", .make = make_count_more_and_rest,
	  .error = "is truncated" },
	{ "count-more-and-words", .make = make_count_more_and_words,
	  .error = "has a length of 0" },
	{ "trailing-zeros", .make = make_trailing_zeros, LISTS(3, 5) },
	{ "trailing-bytes", .make = make_trailing_bytes, LISTS(3, 5),
	  .warning = "the 7 bytes after the last node are ignored" },
	{ "bytes-after-length", .make = make_bytes_after_length, LISTS(3, 5) },
	{ "offset-0", .patches = { { 4, TABLE, 40, 0 } },
	  .error = "first node cannot be at 0x0" },
	{ "offset-in-header", .patches = { { 4, TABLE, 40, 47 } },
	  .error = "first node cannot be at 0x2f" },
	{ "offset-one-more", .patches = { { 4, TABLE, 40, 49 } },
	  .error = "corrupt IORT: the node at" },
	{ "offset-second-node", .make = make_offset_second_node, LISTS(3, 5),
	  .warning = "counts 9 nodes, but there are 8" },
	{ "offset-end", .make = make_offset_end,
	  .error = "first node cannot be at" },
	{ "offset-last-byte", .make = make_offset_last_byte,
	  .error = "is truncated" },
	{ "offset-all-ones", .patches = { { 4, TABLE, 40, UINT32_MAX } },
	  .error = "first node cannot be at 0xffffffff" },
	{ "checksum", .make = make_checksum, LISTS(3, 5),
	  .warning = "wrong checksum" },
	{ "checksum-and-count", .patches = { { 4, TABLE, 36, 99 } },
	  LISTS(3, 5),
	  .warning = "wrong checksum; its header counts 99 nodes, but there are 9",
	  .keep_sum = true },
	{ "revision-255", .patches = { { 1, TABLE, 8, 255 } }, LISTS(3, 5) },
	{ "oem-text", .make = make_oem_text, LISTS(3, 5) },
	{ "node-length-0", .patches = { { 2, WHOLE_NAMED, 1, 0 } },
	  .error = "has a length of 0" },
	{ "node-length-1", .patches = { { 2, WHOLE_NAMED, 1, 1 } },
	  .error = "has a length of 1" },
	{ "node-length-15", .patches = { { 2, WHOLE_ROOT, 1, 15 } },
	  .error = "has a length of 15" },
	{ "node-length-all-ones", .patches = { { 2, WHOLE_ITS, 1, 0xffff } },
	  .error = "at 0x30 of 65535 bytes extends past" },
	{ "node-length-4-less", .patches = { { 2, WHOLE_V3, 1, 64 } },
	  .error = "corrupt IORT" },
	{ "node-length-4-more", .patches = { { 2, WHOLE_V3, 1, 72 } },
	  .error = "corrupt IORT" },
	{ "node-length-endian", .patches = { { 2, WHOLE_V3, 1, 0x4400 } },
	  .error = "extends past" },
	{ "node-swallows-next", .patches = { { 2, WHOLE_ITS, 1, 24 + 68 } },
	  LISTS(2, 3), .warning = "counts 9 nodes, but there are 8" },
	{ "last-node-one-more", .patches = { { 2, WHOLE_PMCG, 1, 41 } },
	  .error = "extends past" },
	{ "v3-head-alone", .patches = { { 2, WHOLE_V3, 1, 16 } },
	  .error = "the SMMU at 0x48 has only 16 bytes" },
	{ "v3-43-bytes", .patches = { { 2, WHOLE_V3, 1, 43 } },
	  .error = "has only 43 bytes" },
	{ "v2-35-bytes", .patches = { { 2, WHOLE_V2, 1, 35 } },
	  .error = "has only 35 bytes" },
	{ "v3-shortest", .make = make_v3_shortest, LISTS(1, 0) },
	{ "v2-shortest", .make = make_v2_shortest, LISTS(1, 0) },
	{ "no-nodes", .make = make_no_nodes, LISTS(0, 0) },
	{ "no-nodes-no-offset", .make = make_no_nodes_no_offset, LISTS(0, 0) },
	{ "zeros-for-nodes", .make = make_zeros_for_nodes,
	  .error = "no node at 0x30, where the first of 9 should be" },
	{ "zeros-from-second-node", .make = make_zeros_from_second_node,
	  LISTS(0, 0), .warning = "counts 9 nodes, but there are 1" },
	{ "ones-for-nodes", .make = make_ones_for_nodes,
	  .error = "of 65535 bytes extends past" },
	{ "types-unknown", .make = make_types_unknown, LISTS(0, 0) },
	{ "base-0", .patches = { { 8, WHOLE_V3, 16, 0 } }, LISTS(3, 5) },
	{ "all-bases-0",
	  .patches = { { 8, WHOLE_V3, 16, 0 },
		       { 8, WHOLE_V2, 16, 0 },
		       { 8, WHOLE_V3_ODD, 16, 0 } },
	  LISTS(3, 5) },
	{ "base-unaligned", .patches = { { 8, WHOLE_V3, 16, 0x9050001 } },
	  LISTS(3, 5) },
	{ "base-all-ones", .patches = { { 8, WHOLE_V3, 16, UINT64_MAX } },
	  LISTS(3, 5) },
	{ "bases-equal", .patches = { { 8, WHOLE_V3_ODD, 16, 0x9050000 } },
	  LISTS(3, 5),
	  .warning = "IORT@0x48 and IORT@0x101 have the same base 0x9050000" },
	{ "span-0", .patches = { { 8, WHOLE_V2, 24, 0 } }, LISTS(3, 5) },
	{ "span-all-ones", .patches = { { 8, WHOLE_V2, 24, UINT64_MAX } },
	  LISTS(3, 5) },
	{ "model-next",
	  .patches = { { 4, WHOLE_V3, 40, 3 }, { 4, WHOLE_V2, 32, 6 } },
	  LISTS(3, 5) },
	{ "model-all-ones",
	  .patches = { { 4, WHOLE_V3, 40, UINT32_MAX },
		       { 4, WHOLE_V2, 32, UINT32_MAX } },
	  LISTS(3, 5) },
	{ "root-maps-lie",
	  .patches = { { 4, WHOLE_ROOT, 8, UINT32_MAX },
		       { 4, WHOLE_ROOT, 12, UINT32_MAX } },
	  LISTS(3, 5), .warning = "the ID mappings of the node at 0x" },
	{ "root-refers-to-itself", .make = make_root_refers_to_itself,
	  LISTS(3, 5) },
	{ "rmr-no-ranges", .patches = { { 4, WHOLE_RMR, 20, 0 } },
	  LISTS(3, 1) },
	{ "rmr-count-all-ones",
	  .patches = { { 4, WHOLE_RMR, 20, UINT32_MAX } }, LISTS(3, 3),
	  .warning = "the memory ranges of the node at" },
	{ "rmr-count-one-more", .patches = { { 4, WHOLE_RMR, 20, 5 } },
	  LISTS(3, 3), .warning = "the memory ranges of the node at" },
	{ "rmr-count-like-an-offset",
	  .patches = { { 4, WHOLE_RMR, 16, 0 }, { 4, WHOLE_RMR, 20, 24 } },
	  LISTS(3, 3), .warning = "the memory ranges of the node at" },
	{ "rmr-offset-0", .patches = { { 4, WHOLE_RMR, 24, 0 } },
	  LISTS(3, 3), .warning = "the memory ranges of the node at" },
	{ "rmr-offset-all-ones",
	  .patches = { { 4, WHOLE_RMR, 24, UINT32_MAX } }, LISTS(3, 3),
	  .warning = "the memory ranges of the node at" },
	{ "rmr-draft-count-all-ones",
	  .patches = { { 4, WHOLE_RMR_DRAFT, 16, UINT32_MAX } }, LISTS(3, 5),
	  .warning = "the memory ranges of the node at" },
	{ "rmr-head-alone", .make = make_rmr_head_alone, LISTS(0, 1),
	  .warning = "the memory ranges of the node at 0x30" },
	{ "rmr-23-bytes", .make = make_rmr_23_bytes, LISTS(0, 1),
	  .warning = "the memory ranges of the node at 0x30" },
	{ "rmr-maps-all-ones",
	  .patches = { { 4, WHOLE_RMR, 8, UINT32_MAX } }, LISTS(3, 3),
	  .warning = "the ID mappings of the node at" },
	{ "rmr-map-offset-0", .patches = { { 4, WHOLE_RMR, 12, 0 } },
	  LISTS(3, 3), .warning = "the ID mappings of the node at" },
	{ "rmr-map-offset-all-ones",
	  .patches = { { 4, WHOLE_RMR, 12, UINT32_MAX } }, LISTS(3, 3),
	  .warning = "the ID mappings of the node at" },
	{ "rmr-map-offset-at-end", .make = make_rmr_map_offset_at_end,
	  LISTS(3, 3), .warning = "the ID mappings of the node at" },
	{ "rmr-maps-elsewhere", .make = make_rmr_maps_elsewhere, LISTS(3, 3) },
	{ "rmr-refers-to-nowhere",
	  .patches = { { 4, WHOLE_RMR, 68 + 12, 0x7ffffff0 },
		       { 4, WHOLE_RMR, 88 + 12, 0 } },
	  LISTS(3, 3) },
	{ "rmr-refers-to-itself", .make = make_rmr_refers_to_itself, LISTS(3, 3) },
	{ "rmr-refers-into-smmu", .make = make_rmr_refers_into_smmu, LISTS(3, 3) },
	{ "rmr-refers-twice", .make = make_rmr_refers_twice, LISTS(3, 3) },
	{ "rmr-range-wraps",
	  .patches = { { 8, WHOLE_RMR, 28, UINT64_MAX },
		       { 8, WHOLE_RMR, 36, UINT64_MAX } },
	  LISTS(3, 5) },
	{ "rmr-range-empty", .patches = { { 8, WHOLE_RMR, 36, 0 } },
	  LISTS(3, 5) },
	{ "rmr-too-many-pairs", .make = make_rmr_too_many_pairs,
	  .error = "more than 65536 reserved regions" },
	{ "rmr-shared-mappings", .make = make_rmr_shared_mappings, LISTS(1, 2000),
	  .warning = "the ID mappings of the node at" },
	{ "many-nodes", .make = make_many_nodes, LISTS(50000, 782) },
	{ "many-smmus-of-one-base", .make = make_many_smmus_of_one_base,
	  LISTS(100000, 0),
	  .warning = "IORT@0x30 and IORT@0x74 have the same base" },
	{ "many-heads", .make = make_many_heads, LISTS(0, 0) },
	{ "many-damaged-rmrs", .make = make_many_damaged_rmrs, LISTS(0, 60000),
	  .warning = "the memory ranges of the node at 0x30 are malformed; " },
	{ "table-in-table", .make = make_table_in_table,
	  .error = "extends past" },
	{ .name = NULL },
};

static void apply(struct table *table, const struct patch *patch)
{
	size_t at = patch->at;

	if (patch->node != TABLE)
		at += table->nodes[patch->node];
	switch (patch->bytes) {
	case 1:
		table_put8(table, at, (unsigned int)patch->value);
		break;
	case 2:
		table_put16(table, at, (unsigned int)patch->value);
		break;
	case 4:
		table_put32(table, at, (uint32_t)patch->value);
		break;
	default:
		table_put64(table, at, patch->value);
	}
}

void corrupt_iort_table(const struct damage *damage, struct table *table)
{
	size_t i;

	table_whole(table);
	if (damage->make)
		damage->make(table);
	for (i = 0; i < DAMAGE_PATCHES && damage->patches[i].bytes; i++)
		apply(table, &damage->patches[i]);
	if (i && !damage->keep_sum)
		table_sum(table);
}

const struct damage *corrupt_iort_find(const char *name)
{
	const struct damage *damage;

	for (damage = corrupt_iort_list; damage->name; damage++) {
		if (!strcmp(damage->name, name))
			return damage;
	}
	return NULL;
}
