/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A register model of one SMMUv3, Non-secure view, written from Arm IHI 0070
 * G.b. It answers, after each access, what would become of a transaction that
 * arrives now, and it holds against the stage every access that the
 * architecture does not allow.
 */
#ifndef SMMU_V3_MODEL_H
#define SMMU_V3_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/fate.h"

/* Transactions that are tried, in thought, after every access. */
enum probe {
	PROBE_TRANSLATED,	/* of a stream that is translated */
	PROBE_BYPASS_STE,	/* of one whose STE says bypass */
	PROBE_ABORT_STE,	/* of one whose STE says abort, or is invalid */
	PROBE_ATS_TRANSLATED,	/* a PCIe Translated transaction */
	PROBE_ATS_REQUEST,	/* a PCIe Translation Request */
	PROBE_PRI,		/* a PCIe Page Request */
	PROBES
};

#define MODEL_ECMDQS	4
#define MODEL_TRACE_MAX	512

struct trace {
	uint32_t offset;
	uint64_t value;
	uint8_t size;
	bool write;
	uint8_t fates[PROBES];	/* after the access */
	uint8_t lines;		/* raised after it */
};

/* A register whose change is acknowledged some reads later. */
struct update {
	uint32_t target;	/* what was written */
	uint32_t effective;	/* what its acknowledgement shows */
	uint32_t polls;		/* reads until then */
	uint64_t deadline;	/* or, where there is a clock, when */
};

struct smmu_v3_model {
	/* Configuration: to be set before the run. */
	uint32_t idr0, idr1, aidr, idr6;
	bool page0_only;
	bool closing;		/* hold every opening against the stage */
	bool gbpa_sticks;	/* GBPA writes are ignored, but for Update */
	bool cr0_sticks;	/* CR0 writes are ignored */
	bool irq_sticks;	/* IRQ_CTRL writes are ignored */
	uint32_t cr0_delay, gbpa_delay, irq_delay, ecmdq_delay;
	const uint64_t *clock;	/* if set, updates take time, not polls */
	uint64_t clock_delay;

	/* State. */
	struct update cr0, irq_ctrl, gbpa;
	struct update ecmdq[MODEL_ECMDQS];
	bool gbpa_update;
	uint32_t gerror, gerrorn;
	uint64_t msi_address[3];	/* GERROR, EVENTQ, PRIQ */
	uint32_t msi_data[3], msi_attributes[3];
	uint32_t eventq_prod, eventq_cons, priq_prod, priq_cons;

	/* What came of it. */
	struct trace trace[MODEL_TRACE_MAX];
	size_t accesses;	/* may exceed MODEL_TRACE_MAX */
	size_t reads, writes;
	char violation[160];	/* the first, "" if none */
	uint8_t fates_start[PROBES];	/* before the first access */
	uint8_t fates_last[PROBES];
	uint8_t fates_seen;	/* of PROBE_TRANSLATED, over the run */
};

/* As Linux leaves it: a QEMU-like SMMUv3.2, translating or shut down. */
void smmu_v3_model_reset(struct smmu_v3_model *model);
void smmu_v3_model_translating(struct smmu_v3_model *model);
void smmu_v3_model_shut_down(struct smmu_v3_model *model);

uint64_t smmu_v3_model_read(struct smmu_v3_model *model, uint64_t offset,
			    unsigned int size);
void smmu_v3_model_write(struct smmu_v3_model *model, uint64_t offset,
			 unsigned int size, uint64_t value);

/* Note the start state: called once it is set, before the run. */
void smmu_v3_model_begin(struct smmu_v3_model *model);

/* FATE_*: what could become now of such a transaction. */
unsigned int smmu_v3_model_fate(const struct smmu_v3_model *model,
				enum probe probe);

/* smmu_v3_model_fate() of PROBE_TRANSLATED */
unsigned int smmu_v3_model_fates(const struct smmu_v3_model *model);

/* Whether an interrupt is enabled, or may be by an update in flight. */
bool smmu_v3_model_irq_possible(const struct smmu_v3_model *model);

/*
 * Wired interrupts that are raised now, bits of IRQ_CTRL: an active error, a
 * record in a queue or its overflow, while the source is enabled (3.18).
 */
unsigned int smmu_v3_model_lines(const struct smmu_v3_model *model);

#endif
