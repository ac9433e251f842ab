/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A register model of one SMMUv1 or SMMUv2 (one register frame), Non-secure
 * view. Like the SMMUv3's it answers, after each access, what would become of
 * a transaction of every stream, and holds against the stage what must not be.
 */
#ifndef SMMU_V2_MODEL_H
#define SMMU_V2_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/fate.h"
#include "machine/smmu.h"

#define V2_GROUPS_MAX	128
#define V2_BANKS_MAX	128
/* Each group's own stream, one that neighbours share, and one of nobody. */
#define V2_STREAMS_MAX	(2 * V2_GROUPS_MAX + 1)
#define V2_TRACE_MAX	256

/* How it was built. */
struct v2_shape {
	unsigned int groups;	/* of stream mapping; a power of two, if indexed */
	unsigned int banks;
	bool indexed;		/* by StreamID: there are no SMRs */
	bool extended;		/* StreamIDs of 16 bits: IDR0.EXIDS */
	bool pages_64k;
	unsigned int pages;	/* NUMPAGE, 2 to 256, a power of two */
};

/* TLB entries are of the hypervisor's banks, or of the others. */
enum { V2_NSNH, V2_HYP, V2_KINDS };

/* A translation context bank. */
struct v2_bank {
	uint32_t sctlr, fsr;
	bool hyp;		/* TLBIALLH is for it, not TLBIALLNSNH */
	uint32_t used;		/* moment at which a look-up may have led to it */
	bool stalled;		/* it holds a transaction back */
	uint8_t waiting;	/* more behind that one, which will fault, too */
	bool refilled;		/* they did, or a fault came by itself */
};

struct v2_stream {
	uint32_t id;
	uint8_t start, last;	/* fates: before the first access, and now */
};

struct v2_trace {
	uint32_t offset, value;
	uint8_t size;
	bool write;
};

struct smmu_v2_model {
	/* Configuration: to be set before the run. */
	struct v2_shape shape;
	uint32_t idr0, idr1;	/* as read; the shape's, unless changed */
	bool closing;		/* hold every opening against the stage */
	bool secure_alias;	/* seen by Secure software */
	bool raz_wi;		/* all of it is Secure */
	uint32_t cr0_fixed;	/* bits of sCR0 that writes do not change */
	bool s2crs_stick, smrs_stick, banks_stick;	/* writes ignored */
	bool first_sticks;	/* so are those to the first group's */
	bool firmware_filters;	/* FAULT to S2CR is dropped, BYPASS is FAULT */
	uint64_t gfar;		/* what they say: sGFAR, sGFSYNR0 and 1; */
	uint32_t gfsynr[2];	/* or 0x111 */
	uint32_t refill;	/* after so many accesses each, new faults */
	uint32_t sync_delay;	/* polls of sTLBGSTATUS until done */
	const size_t *barriers;	/* if set, how many there were */
	const uint64_t *clock;	/* if set, it takes time, not polls */
	uint64_t clock_delay;

	/* State. */
	uint32_t cr0, gfsr;
	uint32_t smr[V2_GROUPS_MAX], s2cr[V2_GROUPS_MAX];
	struct v2_bank bank[V2_BANKS_MAX];
	bool syncing;
	uint32_t sync_polls;
	uint64_t sync_deadline;

	/* What came of it. */
	/*
	 * Moments: the number of writes so far. What was looked up by then may
	 * be in use until an invalidation, and a sync after that, are done.
	 */
	uint32_t moment;
	uint32_t grouped;		/* the last change of an SMR or S2CR */
	uint32_t invalidated[V2_KINDS];
	uint32_t syncing_of[V2_KINDS];	/* what the sync under way covers */
	uint32_t covered[V2_KINDS];	/* what those cover that are done */
	size_t cr0_barriers;	/* there were before sCR0 was written */
	bool cr0_read_early;	/* and no more before it was read back */
	bool opened;		/* a stream that was closed */
	unsigned int refills;
	size_t accesses, reads, writes;
	size_t stream_count;
	struct v2_stream streams[V2_STREAMS_MAX];
	char violation[160];	/* the first, "" if none */
	struct v2_trace trace[V2_TRACE_MAX];
};

/* sCR0 bits that no software can change on an MMU-500, and its reset value. */
#define V2_MMU500_FIXED	0x00200330u
#define V2_MMU500_RESET	0x00200001u

/* Of this shape, after reset: transactions bypass it, SMRs are invalid. */
void smmu_v2_model_reset(struct smmu_v2_model *model,
			 const struct v2_shape *shape);

/* As Linux leaves it after a panic and after shutdown. */
void smmu_v2_model_translating(struct smmu_v2_model *model);
void smmu_v2_model_shut_down(struct smmu_v2_model *model);

/* Bytes of the register frame. */
uint64_t smmu_v2_model_size(const struct smmu_v2_model *model);

uint64_t smmu_v2_model_read(void *model, uint64_t offset, unsigned int size);
void smmu_v2_model_write(void *model, uint64_t offset, unsigned int size,
			 uint64_t value);

/* Note the start state: called once it is set, before the run. */
void smmu_v2_model_begin(struct smmu_v2_model *model);

/* FATE_*: what could become now of a transaction of this stream. */
unsigned int smmu_v2_model_fate(const struct smmu_v2_model *model,
				uint32_t stream);

/* The same, of all the streams and all held transactions together. */
unsigned int smmu_v2_model_fates(const struct smmu_v2_model *model);

/* Does the group take part in matching? */
bool smmu_v2_model_is_valid(const struct smmu_v2_model *model,
			    unsigned int group);

bool smmu_v2_model_irq_possible(const struct smmu_v2_model *model);

/* Interrupt lines that are high now, the global ones and the banks'. */
unsigned int smmu_v2_model_lines(const struct smmu_v2_model *model);

/* What is not as this action leaves it, or against the rules; else NULL. */
const char *smmu_v2_model_wrong(const struct smmu_v2_model *model,
				enum smmu_action action);

/* smmu-v2-oracle.c: the state has changed; hold against the stage what opens. */
void smmu_v2_judge(struct smmu_v2_model *model);

/* Whether transactions may still be on their way through that bank. */
bool smmu_v2_model_in_use(const struct smmu_v2_model *model,
			  unsigned int number);

/* And that it takes from a bank what may still be in use. */
void smmu_v2_judge_bank(struct smmu_v2_model *model, unsigned int number,
			uint32_t sctlr);
void __attribute__((format(printf, 2, 3)))
smmu_v2_violate(struct smmu_v2_model *model, const char *format, ...);

#endif
