/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stage that is no more than what the loader has to know of it. */
#ifndef UNIT_STUB_STAGE_H
#define UNIT_STUB_STAGE_H

#include <stdint.h>
#include <string.h>

#include "smmu-plan.h"

/* Whose plan goes behind plan_at; sizes of one byte. */
static inline void stub_stage(uint8_t *stage, size_t size, uint8_t plan_at)
{
	memset(stage, 0, size);
	memcpy(stage + SMMU_STAGE_INFO_OFFSET, "SMMUSTAG\1\0\0\0", 12);
	stage[20] = (uint8_t)size;
	stage[24] = plan_at;
	stage[28] = 64;
}

#endif
