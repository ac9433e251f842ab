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

/* What can become of a transaction; a set, since updates take effect late. */
enum {
	FATE_TRANSLATE = 1 << 0,
	FATE_BYPASS = 1 << 1,
	FATE_ABORT = 1 << 2,
};

#define ACK_NEVER	UINT32_MAX
#define MODEL_ECMDQS	4
#define MODEL_TRACE_MAX	512

struct trace {
	uint32_t offset;
	uint64_t value;
	uint8_t size;
	bool write;
	uint8_t fates;		/* after the access */
};

/* A register whose change is acknowledged some reads later. */
struct update {
	uint32_t target;	/* what was written */
	uint32_t effective;	/* what its acknowledgement shows */
	uint32_t polls;		/* reads until then */
};

struct smmu_v3_model {
	/* Configuration: to be set before the run. */
	uint32_t idr0, idr1, aidr, idr6;
	bool page0_only;
	bool abort_sticks;	/* GBPA.ABORT cannot be changed */
	bool cr0_sticks;	/* CR0 writes are ignored */
	uint32_t cr0_delay, gbpa_delay, irq_delay, ecmdq_delay;

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
	uint8_t fates_seen;	/* over the run, from the start state on */
};

/* As Linux leaves it: a QEMU-like SMMUv3.2, translating or shut down. */
void smmu_v3_model_reset(struct smmu_v3_model *model);
void smmu_v3_model_translating(struct smmu_v3_model *model);
void smmu_v3_model_shut_down(struct smmu_v3_model *model);

uint64_t smmu_v3_model_read(struct smmu_v3_model *model, uint64_t offset,
			    unsigned int size);
void smmu_v3_model_write(struct smmu_v3_model *model, uint64_t offset,
			 unsigned int size, uint64_t value);

/* FATE_*: what could happen now to a transaction of a translated stream. */
unsigned int smmu_v3_model_fates(const struct smmu_v3_model *model);

/* Whether an interrupt is enabled or a wired one could still be raised. */
bool smmu_v3_model_irq_possible(const struct smmu_v3_model *model);

#endif
