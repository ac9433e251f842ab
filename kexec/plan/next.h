/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the stage continues, and where the next image's device tree is: all
 * that the plugin changes in a plan. Pure.
 */
#ifndef PLAN_NEXT_H
#define PLAN_NEXT_H

#include <stdint.h>

/*
 * next is an entry address or, with bit 0 set (SMMU_PLAN_NEXT_RELATIVE), an
 * offset from the segment's first byte. plan points at the header. The
 * checksums stay valid.
 */
void plan_next_set(uint8_t *plan, uint64_t next);

/*
 * Where the log goes, if the plan has one: word and tree_size are those of
 * struct smmu_plan_log. segment has the bytes up to body_size, and its plan at
 * plan. The checksums are computed again. Returns how much memory the segment
 * needs.
 */
uint32_t plan_next_log(uint8_t *segment, uint8_t *plan, uint64_t word,
		       uint32_t tree_size);

#endif
