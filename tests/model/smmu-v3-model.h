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
#include "machine/smmu.h"

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

#define MODEL_ECMDQS	256
#define MODEL_TRACE_MAX	512
#define V3_CR0_BITS	11

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

/* CR0: each field is acknowledged for itself (6.3.9). */
struct v3_cr0 {
	uint32_t target, effective;
	uint32_t polls[V3_CR0_BITS];	/* as of struct update, of each bit */
	uint64_t deadline[V3_CR0_BITS];
};

/*
 * An enhanced command queue. Told to stop, it still consumes the commands that
 * it has fetched, one for each look at it (3.5.6.2).
 */
struct v3_ecmdq {
	uint32_t prod;		/* EN, ERRACK, WR, as written */
	uint32_t cons;		/* ENACK, ERR, RD */
	uint32_t polls;
	uint64_t deadline;
};

/* A device that goes on, with every access to the SMMU's registers. */
struct v3_offender {
	uint32_t stream;
	bool reads;
	uint64_t address;	/* of an access, and the next ones 4 bytes on, */
	uint32_t size;		/* up to so many; 0: the same */
	uint32_t stream_step;	/* the next one's StreamID is so much higher */
	uint32_t burst;		/* accesses each time; 0: there is none */
	size_t accesses, records;	/* what came of it */
};

#define V3_OFFENDERS	8

/* What the stage's tables say of a stream. */
struct v3_config {
	bool is_valid, is_open, is_recorded;
	uint8_t event;
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
	uint32_t cr0_delays[V3_CR0_BITS];	/* of single fields, if longer */
	uint32_t unrest;	/* after so many accesses each, what may arise */
	const uint64_t *clock;	/* if set, updates take time, not polls */
	uint64_t clock_delay;
	/* Copy from memory, or to it; false: nothing is there. */
	bool (*memory)(uint64_t address, void *bytes, size_t size, bool write);
	struct v3_offender offenders[V3_OFFENDERS];
	uint32_t offender_period;	/* accesses between bursts; 0: each */
	bool full_is_gerror;	/* how a full event queue is told of; or OVFLG */
	uint32_t sync_delay;	/* looks until commands are done */

	/* State. */
	struct v3_cr0 cr0;
	struct update irq_ctrl, gbpa;
	struct v3_ecmdq ecmdq[MODEL_ECMDQS];
	bool gbpa_update;
	uint32_t gerror, gerrorn;
	uint64_t msi_address[3];	/* GERROR, EVENTQ, PRIQ */
	uint32_t msi_data[3], msi_attributes[3];
	uint32_t eventq_prod, eventq_cons, priq_prod, priq_cons;
	uint32_t cr1, cr2, strtab_cfg, cmdq_prod, cmdq_cons, sync_polls;
	uint64_t strtab_base, cmdq_base, eventq_base;
	bool own_tables;	/* the stage's */
	/* What was there before is still in the caches. */
	bool stale_config, stale_tlb;
	bool cfgi_asked, tlbi_asked;	/* to be done by the next SYNC */
	struct v3_config cached[V3_OFFENDERS];

	/* What came of it. */
	struct trace trace[MODEL_TRACE_MAX];
	size_t accesses;	/* may exceed MODEL_TRACE_MAX */
	size_t reads, writes;
	char violation[160];	/* the first, "" if none */
	uint8_t fates_start[PROBES];	/* before the first access */
	uint8_t fates_last[PROBES];
	uint8_t fates_seen;	/* of PROBE_TRANSLATED, over the run */
	uint64_t msi_start[3];	/* msi_address before the first access */
	size_t arisen;		/* events, requests, errors; since the start */
	size_t msis;		/* that were sent for them */
	size_t records_lost;	/* to full queues */
};

/* As Linux leaves it: a QEMU-like SMMUv3.2, translating or shut down. */
void smmu_v3_model_reset(struct smmu_v3_model *model);
void smmu_v3_model_translating(struct smmu_v3_model *model);
void smmu_v3_model_shut_down(struct smmu_v3_model *model);

/* Updates of these fields of CR0 take so many polls of CR0ACK. */
void smmu_v3_model_delay(struct smmu_v3_model *model, uint32_t fields,
			 uint32_t polls);

/* CR0 as it is, of an older value that is acknowledged for so many polls. */
void smmu_v3_model_in_flight(struct smmu_v3_model *model, uint32_t effective,
			     uint32_t polls);

/* An enhanced command queue that is on, with commands from index rd to wr. */
void smmu_v3_model_ecmdq(struct smmu_v3_model *model, size_t number,
			 uint32_t rd, uint32_t wr);

/* Whether any of them is on, or may be. */
bool smmu_v3_model_ecmdq_possible(const struct smmu_v3_model *model);

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

/* What is not as this action leaves it, or against the rules; else NULL. */
const char *smmu_v3_model_wrong(const struct smmu_v3_model *model,
				enum smmu_action action);

/* smmu-v3-oracle.c: an access has been made; hold against the stage what opens. */
void smmu_v3_judge(struct smmu_v3_model *model, uint8_t *fates);
void __attribute__((format(printf, 2, 3)))
smmu_v3_violate(struct smmu_v3_model *model, const char *format, ...);

/*
 * smmu-v3-watch.c: whether that was a register of tables and queues; what the
 * stage's tables make of any stream, as far as the caches let them; commands and
 * devices go on.
 */
bool smmu_v3_table_write(struct smmu_v3_model *model, uint64_t offset,
			 unsigned int size, uint64_t value);
unsigned int smmu_v3_table_fate(const struct smmu_v3_model *model);
void smmu_v3_consume(struct smmu_v3_model *model);
void smmu_v3_offend(struct smmu_v3_model *model);
void smmu_v3_last_records(struct smmu_v3_model *model);

/* smmu-v3-unrest.c: what can arise by itself now, does. */
void smmu_v3_arise(struct smmu_v3_model *model);

/* That bit of CR0 has gone off; what was under way becomes visible. */
void smmu_v3_settle(struct smmu_v3_model *model, uint32_t field);

#endif
