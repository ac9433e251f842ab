/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Corruptions that take more than numbers at fixed places. */
#ifndef CORRUPT_IORT_MAKE_H
#define CORRUPT_IORT_MAKE_H

#include "make/table.h"

void make_empty(struct table *table);
void make_three_bytes(struct table *table);
void make_lower_case(struct table *table);
void make_wrong_order(struct table *table);
void make_signature_alone(struct table *table);
void make_header_cut(struct table *table);
void make_text(struct table *table);
void make_length_one_more(struct table *table);
void make_length_other_endian(struct table *table);
void make_length_one_less(struct table *table);
void make_length_in_node_head(struct table *table);
void make_length_at_node(struct table *table);
void make_length_at_second_node(struct table *table);
void make_count_more_and_zeros(struct table *table);
void make_count_more_and_few_zeros(struct table *table);
void make_count_more_and_rest(struct table *table);
void make_count_more_and_words(struct table *table);
void make_trailing_zeros(struct table *table);
void make_trailing_bytes(struct table *table);
void make_bytes_after_length(struct table *table);
void make_offset_second_node(struct table *table);
void make_offset_end(struct table *table);
void make_offset_last_byte(struct table *table);
void make_checksum(struct table *table);
void make_oem_text(struct table *table);
void make_v3_shortest(struct table *table);
void make_v2_shortest(struct table *table);
void make_no_nodes(struct table *table);
void make_no_nodes_no_offset(struct table *table);
void make_zeros_for_nodes(struct table *table);
void make_zeros_from_second_node(struct table *table);
void make_ones_for_nodes(struct table *table);
void make_types_unknown(struct table *table);
void make_root_refers_to_itself(struct table *table);
void make_rmr_head_alone(struct table *table);
void make_rmr_23_bytes(struct table *table);
void make_rmr_map_offset_at_end(struct table *table);
void make_rmr_maps_elsewhere(struct table *table);
void make_rmr_refers_to_itself(struct table *table);
void make_rmr_refers_into_smmu(struct table *table);
void make_rmr_refers_twice(struct table *table);
void make_rmr_too_many_pairs(struct table *table);
void make_rmr_shared_mappings(struct table *table);
void make_many_nodes(struct table *table);
void make_many_smmus_of_one_base(struct table *table);
void make_many_heads(struct table *table);
void make_many_damaged_rmrs(struct table *table);
void make_table_in_table(struct table *table);

#endif
