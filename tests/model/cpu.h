/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An arm64 processor (Unicorn, EL1) that runs the shipped stage binary with a
 * plan made by the loader's own code, against models of its SMMUs. One engine
 * serves all runs of a process: memory that the plan does not set keeps what
 * the run before left in it.
 */
#ifndef MODEL_CPU_H
#define MODEL_CPU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/gic-model.h"
#include "model/pci-model.h"
#include "plan/plan.h"
#include "model/smmu-v2-model.h"
#include "model/smmu-v3-model.h"

#define CPU_SEGMENT	UINT64_C(0x40100000)
#define CPU_NEXT	UINT64_C(0x40200000)
/* Where no machine has an SMMU. */
#define CPU_PL011	UINT64_C(0xff0009000000)
#define CPU_UART8250	UINT64_C(0xff0009010000)	/* registers 1 byte apart */
#define CPU_UART8250_MMIO32 UINT64_C(0xff0009020000)	/* 4, of 32 bits */
#define CPU_GIC		UINT64_C(0xff0008000000)	/* the distributor */
#define CPU_ECAM	UINT64_C(0xff000a000000)	/* of pci_model */
#define CPU_ECAM_SIZE	(1028 * PCI_MODEL_CONFIG)
#define CPU_SMMUS_MAX	256
#define CPU_INTIDS_MAX	8
#define CPU_SERRORS_FOR_EVER	SIZE_MAX

/* How a model takes an access of size bytes. */
struct cpu_model {
	unsigned int (*fates)(const void *model);
	uint64_t (*read)(void *model, uint64_t offset, unsigned int size);
	void (*write)(void *model, uint64_t offset, unsigned int size,
		      uint64_t value);
};

/* One register frame: what the plan says of it, and what answers there. */
struct cpu_smmu {
	uint64_t base;
	uint64_t size;		/* bytes, 0: not said */
	enum smmu_version version;
	bool named;		/* by a rule: its address or path */
	bool mirror;		/* one more frame of the SMMU before it */
	bool has_action;	/* else it is that of the run */
	enum smmu_action action;
	uint16_t intids[CPU_INTIDS_MAX];	/* as the loader knows them */
	void *model;		/* NULL: nothing answers there */
	uint64_t mapped;	/* bytes that the model answers to */
	const struct cpu_model *kind;
};

/* What becomes of a call of PSCI's SYSTEM_RESET. */
enum cpu_psci {
	CPU_PSCI_NONE,		/* no firmware: UNDEFINED */
	CPU_PSCI_REFUSES,	/* NOT_SUPPORTED */
	CPU_PSCI_RESETS,
};

/* Memory outside of the segment, with these bytes in it, for Unicorn alone. */
struct cpu_part {
	uint64_t address;
	const void *bytes;
	size_t size;
};

#define CPU_PARTS_MAX	4

struct cpu {
	/* Set before the run. */
	const uint8_t *stage;
	size_t stage_size;
	struct cpu_smmu smmus[CPU_SMMUS_MAX];
	size_t smmu_count;
	enum smmu_action action;
	const struct smmu_machine *machine;	/* NULL: made of the frames */
	struct gic gic;			/* as the loader knows it */
	struct gic_model *gic_model;	/* at CPU_GIC; NULL: nothing answers */
	struct pci_model *pci;		/* at CPU_ECAM; NULL: nothing answers */
	bool drains_rest;		/* what is behind no SMMU, too */
	struct plan_settings settings;
	const uint8_t *tree;		/* in x0, if not NULL */
	size_t tree_size;
	struct cpu_part parts[CPU_PARTS_MAX];	/* no two on a page */
	size_t part_count;
	uint64_t counter_step;		/* ticks for each read of the counter */
	uint64_t counter_frequency;	/* CNTFRQ_EL0 */
	uint64_t access_ticks;		/* and for each access to an SMMU */
	size_t counter_jump_at;		/* this read of the counter jumps ahead */
	uint64_t entry_daif;		/* PSTATE.DAIF, in its place */
	bool entry_sp0;			/* PSTATE.SP is 0 */
	bool entry_big_endian;		/* SCTLR_EL1.EE is 1 */
	bool entry_icache;		/* SCTLR_EL1.I is 1 */
	void (*damage)(uint8_t *segment, const struct plan_image *image);
	bool count_instructions;	/* slows the run down */
	uint32_t uart_busy;		/* polls for which a UART is still full */
	uint32_t uart_slow;		/* and is so again after a character */
	size_t uart_abort_at;		/* access to it that is aborted; 0: none */
	size_t uart_serror_at;		/* and that an SError comes of */
	enum cpu_psci psci;

	/* Misbehaviour, by the number of the access to SMMU or GIC; 0: never. */
	size_t abort_at;		/* answered by a synchronous abort */
	uint64_t abort_esr;		/* of another kind; 0: external */
	size_t serror_at;		/* an SError comes of it, */
	bool serror_late;		/* but not before the next DSB */
	size_t serror_every;		/* of each so many-th access, too */
	uint64_t serror_address;	/* and of each access to this one */
	/*
	 * SErrors from outside: by chance at one of so many moments, which are
	 * accesses, barriers, and looks at the counter; 0: none. The seed is
	 * not 0.
	 */
	unsigned int serror_mean;
	uint64_t serror_seed;
	size_t serror_more;		/* each taken is followed by one; so many */
	size_t ones_from;		/* reads are all ones from then on */
	size_t ram_abort_at;		/* offset in the segment; 0: none */

	/* What came of it. */
	bool arrived;			/* at CPU_NEXT */
	uint64_t registers[4];		/* x0-x3 there */
	uint64_t vbar;
	uint64_t daif;
	bool sp0;			/* as entry_sp0 */
	bool big_endian;
	bool icache;
	bool icache_at_access;		/* the first one to SMMU or GIC */
	uint64_t sp[2];			/* SP_EL0, SP_EL1 */
	uint64_t counter;
	size_t counter_reads;
	size_t instructions;
	size_t accesses;		/* to SMMUs and GIC */
	size_t exceptions;
	size_t barriers;
	size_t ram_changes;		/* outside the stage's own memory */
	size_t unfenced_writes;		/* to these, since the last DSB */
	size_t uart_accesses;
	size_t uart_polls;
	size_t uart_violations;		/* of what a UART wants */
	uint32_t calls[2];		/* function IDs: of HVC #0, of SMC #0 */
	size_t call_count;
	bool reset;			/* by PSCI */
	uint64_t segment;		/* the address of it */
	size_t segment_size;		/* of the whole segment, in bytes */
	bool serror_pending;
	bool serror_coming;		/* with the next DSB */
	char console[65536];
	size_t console_length;
	char error[128];		/* why it did not arrive */
};

/* Where that is. */
#define CPU_TREE	UINT64_C(0x40310000)
#define CPU_TREE_MAX	0xe0000u

/* What the processor has in registers before the run. */
#define CPU_ARGUMENT(n)	(UINT64_C(0x1122334455667700) + (n))
#define CPU_SP(n)	(UINT64_C(0x40008000) + 0x1008 * (n))
#define CPU_VBAR	UINT64_C(0x40300000)
#define CPU_DAIF_ALL	UINT64_C(0x3c0)

void cpu_init(struct cpu *cpu, const uint8_t *stage, size_t stage_size);

/* Add an SMMUv3, or, with NULL, a place where none answers; returns model. */
struct smmu_v3_model *cpu_add(struct cpu *cpu, struct smmu_v3_model *model,
			      uint64_t base);

/*
 * Add an SMMUv1 or v2, of which the plan says the size; returns what was added,
 * valid until the next run is set up.
 */
struct cpu_smmu *cpu_add_v2(struct cpu *cpu, struct smmu_v2_model *model,
			    uint64_t base);

/* What the loader would know of the SMMUs of this run. */
void cpu_machine_make(const struct cpu *cpu, struct smmu_machine *ret_machine);

/* The segment of this run, damage done; ends the process with 99 if it cannot. */
void cpu_segment_make(const struct cpu *cpu, struct plan_image *ret_image);

/*
 * What devices do to memory of this run: copy from it, or to it, if it is of the
 * segment.
 */
bool cpu_memory(uint64_t address, void *bytes, size_t size, bool write);

/* By Unicorn, with the shipped stage; or hosted, if linked with the host's. */
void cpu_run(struct cpu *cpu);

/*
 * Read the stage that the build made, or the one that $STAGE_BIN names; exits
 * with 99 where it cannot.
 */
uint8_t *cpu_stage_load(size_t *ret_size);

#endif
