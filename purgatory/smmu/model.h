/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* What an IORT's model of an SMMU says (Arm DEN 0049). */
#ifndef SMMU_MODEL_H
#define SMMU_MODEL_H

#include <stdint.h>

#include "smmu-plan.h"

/* Models of version 1: SMMUv1, MMU-400, MMU-401; a bit for each number. */
#define MODELS_V1	(1u << 0 | 1u << 2 | 1u << 4)

/* Of an SMMUv1 or SMMUv2: SMMU_PLAN_V1 or SMMU_PLAN_V2. */
static inline unsigned int model_version(uint32_t model)
{
	return model < 32 && MODELS_V1 >> model & 1 ? SMMU_PLAN_V1 :
						      SMMU_PLAN_V2;
}

/* Of an SMMUv3: SMMU_PLAN_* flags. */
static inline unsigned int model_flags(uint32_t model)
{
	return model == 2 /* Cavium CN99xx */ ? SMMU_PLAN_PAGE0_ONLY : 0;
}

#endif
