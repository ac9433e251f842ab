/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Making IORT tables in memory, for tests. Offsets are written as numbers, as
 * in the specification's tables: nothing is shared with the parser.
 */
#ifndef TABLE_H
#define TABLE_H

#include <stddef.h>
#include <stdint.h>

/* Nodes whose offsets are kept; a table may have more. */
#define TABLE_NODES	16

struct table {
	uint8_t *bytes;			/* owned; a little larger than size */
	size_t size;
	size_t room;
	uint32_t count;
	size_t nodes[TABLE_NODES];	/* offset of each node */
};

/* A memory range of an RMR node. */
struct range {
	uint64_t base;
	uint64_t size;
};

/* All of these end the program if memory runs out. */
void table_begin(struct table *table, uint8_t revision);
void table_free(struct table *table);

/* Make it size bytes long; new bytes are zero. */
void table_resize(struct table *table, size_t size);

void table_put8(struct table *table, size_t at, unsigned int value);
void table_put16(struct table *table, size_t at, unsigned int value);
void table_put32(struct table *table, size_t at, uint32_t value);
void table_put64(struct table *table, size_t at, uint64_t value);

/* Append a node that is zero after its header; returns its offset. */
size_t table_node(struct table *table, unsigned int type,
		  unsigned int revision, size_t size);
size_t table_smmu_v2(struct table *table, uint64_t base, uint64_t span,
		     uint32_t model);
size_t table_smmu_v3(struct table *table, uint64_t base, uint32_t model);

/* An ID mapping to the node at output, at that offset of the table. */
void table_map(struct table *table, size_t at, uint32_t output);

/*
 * Append an RMR node: ranges, then mappings to outputs. Without flags it has
 * the first layout.
 */
size_t table_rmr(struct table *table, const uint32_t *flags,
		 const struct range *ranges, size_t range_count,
		 const size_t *outputs, size_t output_count);

/* Write count, length and checksum. */
void table_end(struct table *table);

/* Set the checksum alone. */
void table_sum(struct table *table);

/*
 * A table with one or more of everything: ITS group, SMMUv3, SMMUv2 (MMU-500),
 * named component of an odd length, SMMUv3, root complex, RMR, RMR of the first
 * layout, PMCG: nodes[0] to nodes[8].
 */
enum {
	WHOLE_ITS, WHOLE_V3, WHOLE_V2, WHOLE_NAMED, WHOLE_V3_ODD, WHOLE_ROOT,
	WHOLE_RMR, WHOLE_RMR_DRAFT, WHOLE_PMCG, WHOLE_NODES
};
void table_whole(struct table *table);

/* A table of count nodes of all types, every second of them an SMMU. */
void table_many(struct table *table, uint32_t count);

#endif
