/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the stage continues: all that the plugin changes in a plan. Pure. */
#ifndef PLAN_NEXT_H
#define PLAN_NEXT_H

#include <stdint.h>

/*
 * next is an entry address or, with bit 0 set (SMMU_PLAN_NEXT_RELATIVE), an
 * offset from the segment's first byte. plan points at the header. The
 * checksums stay valid.
 */
void plan_next_set(uint8_t *plan, uint64_t next);

#endif
