/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* Section numbers are those of Arm IHI 0070 G.b. */
#include "smmu/v3.h"

#include "smmu/v3-regs.h"
#include "work/field.h"
#include "work/job.h"
#include "work/reg.h"

/* job->step, in the order in which they are taken */
enum step {
	STEP_IDENTIFY,		/* is it an SMMUv3, and in what state */
	STEP_IRQ_SETTLE,	/* an update of IRQ_CTRL may be under way */
	STEP_IRQ_OFF,		/* IRQ_CTRL = 0 is written */
	STEP_GBPA_SETTLE,	/* an update of GBPA may be under way */
	STEP_GBPA,		/* GBPA is written */
	STEP_CR0_SETTLE,	/* an update of CR0 may be under way */
	STEP_SMMUEN_OFF,	/* CR0.SMMUEN = 0 is written */
	STEP_ECMDQ,		/* an ECMDQ_PROD.EN = 0 is written */
	STEP_CR0_OFF,		/* CR0 = 0 is written */
};

/* job->flags */
#define JOB_MSI		JOB_DRIVER(0)
#define JOB_PRI		JOB_DRIVER(1)
#define JOB_ECMDQ	JOB_DRIVER(2)
#define JOB_IRQS_OFF	JOB_DRIVER(3)

static uint32_t wanted_abort(const struct smmu_plan_entry *entry)
{
	return entry->action == SMMU_PLAN_ABORT ? GBPA_ABORT : 0;
}

/* Read back what counts, and say how it ended. gerror: errors still active. */
static void finish_with(struct job *job, const struct smmu_plan_entry *entry,
			uint32_t gerror)
{
	struct v3_registers after = {
		.cr0 = reg32_read(entry->base, SMMU_CR0ACK),
		.gbpa = reg32_read(entry->base, SMMU_GBPA),
		.irq_ctrl = reg32_read(entry->base, SMMU_IRQ_CTRLACK),
		.gerror = gerror,
	};

	job->after.v3 = after;
	job->flags |= JOB_AFTER;
	if ((after.gbpa & (GBPA_ABORT | GBPA_UPDATE)) != wanted_abort(entry))
		job_fail(job, OUTCOME_CANNOT, AT_GBPA);
	if (after.cr0 & CR0_FIELDS)
		job_fail(job, OUTCOME_CANNOT, AT_CR0);
	if (after.irq_ctrl & IRQ_CTRL_FIELDS)
		job_fail(job, OUTCOME_CANNOT, AT_IRQ_CTRL);
	job_end(job);
}

static void finish(struct job *job, const struct smmu_plan_entry *entry)
{
	finish_with(job, entry, 0);
}

/* AIDR 0 is SMMUv3.0 (6.3.8); a block that is off reads as all ones or zero. */
static bool is_smmu_v3(uint32_t idr0, uint32_t idr1, uint32_t aidr)
{
	return !job_is_off(idr0) && !job_is_off(idr1) && !(aidr & AIDR_RES0);
}

static void identify(struct job *job, const struct smmu_plan_entry *entry)
{
	uint32_t idr0 = reg32_read(entry->base, SMMU_IDR0);
	uint32_t idr1 = reg32_read(entry->base, SMMU_IDR1);
	uint32_t aidr = reg32_read(entry->base, SMMU_AIDR);
	struct v3_registers *before = &job->before.v3;

	if (!is_smmu_v3(idr0, idr1, aidr)) {
		job_fail(job, OUTCOME_REFUSED, AT_NONE);
		job_end(job);
		return;
	}
	if (idr0 & IDR0_MSI)
		job->flags |= JOB_MSI;
	if (idr0 & IDR0_PRI)
		job->flags |= JOB_PRI;
	if (idr1 & IDR1_ECMDQ)
		job->flags |= JOB_ECMDQ;

	before->cr0 = reg32_read(entry->base, SMMU_CR0) & CR0_FIELDS;
	before->gbpa = reg32_read(entry->base, SMMU_GBPA);
	before->irq_ctrl = reg32_read(entry->base, SMMU_IRQ_CTRL) &
			   IRQ_CTRL_FIELDS;
	job->flags |= JOB_BEFORE;

	if (entry->action == SMMU_PLAN_KEEP)
		job_keep(job);
	else
		job_begin(job, STEP_IRQ_SETTLE);
}

/*
 * Interrupts are not part of the fence: where they cannot be switched off this
 * is reported, their MSI registers are left alone, and the fence goes on.
 */
static void irq_settle(struct job *job, const struct smmu_plan_entry *entry,
		       const struct wait_clock *clock)
{
	uint32_t ack = reg32_read(entry->base, SMMU_IRQ_CTRLACK);

	if ((ack ^ job->before.v3.irq_ctrl) & IRQ_CTRL_FIELDS) {
		if (job_gave_up(job, clock, AT_IRQ_CTRL))
			job_begin(job, STEP_GBPA_SETTLE);
		return;
	}
	reg32_write(entry->base, SMMU_IRQ_CTRL, 0);
	job_begin(job, STEP_IRQ_OFF);
}

/*
 * One 32-bit write with Update, every other field as it was found: reset
 * values are IMPLEMENTATION DEFINED and non-coherent masters may depend on
 * them (6.3.14, 6.3.14.1).
 */
static void gbpa_write(struct job *job, const struct smmu_plan_entry *entry)
{
	reg32_write(entry->base, SMMU_GBPA,
		    (job->before.v3.gbpa & GBPA_ATTRIBUTES) |
		    wanted_abort(entry) | GBPA_UPDATE);
	job_begin(job, STEP_GBPA);
}

static void gbpa_begin(struct job *job, const struct smmu_plan_entry *entry)
{
	if (job->before.v3.gbpa & GBPA_UPDATE)
		job_begin(job, STEP_GBPA_SETTLE);
	else
		gbpa_write(job, entry);
}

static void irq_off(struct job *job, const struct smmu_plan_entry *entry,
		    const struct wait_clock *clock)
{
	uint32_t ack = reg32_read(entry->base, SMMU_IRQ_CTRLACK);

	if (ack & IRQ_CTRL_FIELDS) {
		if (job_gave_up(job, clock, AT_IRQ_CTRL))
			gbpa_begin(job, entry);
		return;
	}
	job->flags |= JOB_IRQS_OFF;
	gbpa_begin(job, entry);
}

static void gbpa_settle(struct job *job, const struct smmu_plan_entry *entry,
			const struct wait_clock *clock)
{
	job->before.v3.gbpa = reg32_read(entry->base, SMMU_GBPA);
	if ((job->before.v3.gbpa & GBPA_UPDATE) == 0)
		gbpa_write(job, entry);
	else if (job_gave_up(job, clock, AT_GBPA))
		finish(job, entry);
}

static void gbpa_wait(struct job *job, const struct smmu_plan_entry *entry,
		      const struct wait_clock *clock)
{
	uint32_t gbpa = reg32_read(entry->base, SMMU_GBPA);

	if (gbpa & GBPA_UPDATE) {
		if (job_gave_up(job, clock, AT_GBPA))
			finish(job, entry);
		return;
	}
	if ((gbpa & GBPA_ABORT) != wanted_abort(entry)) {
		job_fail(job, OUTCOME_CANNOT, AT_GBPA);
		finish(job, entry);
		return;
	}
	job_begin(job, STEP_CR0_SETTLE);
}

/* Without an MSI address there is no MSI (6.3.21); guarded by IRQ_CTRL. */
static void clear_msis(const struct job *job,
		       const struct smmu_plan_entry *entry)
{
	uint64_t base = entry->base;

	if (!(job->flags & JOB_IRQS_OFF) || !(job->flags & JOB_MSI))
		return;
	reg64_write(base, SMMU_GERROR_IRQ_CFG0, 0);
	reg32_write(base, SMMU_GERROR_IRQ_CFG1, 0);
	reg32_write(base, SMMU_GERROR_IRQ_CFG2, 0);
	reg64_write(base, SMMU_EVENTQ_IRQ_CFG0, 0);
	reg32_write(base, SMMU_EVENTQ_IRQ_CFG1, 0);
	reg32_write(base, SMMU_EVENTQ_IRQ_CFG2, 0);
	if (!(job->flags & JOB_PRI))
		return;
	reg64_write(base, SMMU_PRIQ_IRQ_CFG0, 0);
	reg32_write(base, SMMU_PRIQ_IRQ_CFG1, 0);
	reg32_write(base, SMMU_PRIQ_IRQ_CFG2, 0);
}

/*
 * An error is active while its bits differ; only those are toggled (6.3.20).
 * Returns those that stay active.
 */
static uint32_t acknowledge_errors(struct job *job,
				   const struct smmu_plan_entry *entry)
{
	uint32_t gerror = reg32_read(entry->base, SMMU_GERROR);
	uint32_t gerrorn = reg32_read(entry->base, SMMU_GERRORN);
	uint32_t active = (gerror ^ gerrorn) & GERROR_FIELDS;

	job->before.v3.gerror = active;
	if (!active)
		return 0;
	reg32_write(entry->base, SMMU_GERRORN,
		    (gerrorn ^ active) & GERROR_FIELDS);
	gerrorn = reg32_read(entry->base, SMMU_GERRORN);
	return (gerror ^ gerrorn) & GERROR_FIELDS;
}

/* Consumer = producer, overflow acknowledged: nothing is left to report. */
static void drop_records(const struct job *job,
			 const struct smmu_plan_entry *entry)
{
	uint32_t page = SMMU_PAGE1;
	uint32_t prod;

	if (entry->flags & SMMU_PLAN_PAGE0_ONLY)
		page = 0;
	else if (entry->size != 0 && entry->size < 2 * (uint64_t)SMMU_PAGE1)
		return;

	prod = reg32_read(entry->base, SMMU_EVENTQ_PROD(page));
	reg32_write(entry->base, SMMU_EVENTQ_CONS(page),
		    prod & (QUEUE_OVFLG | QUEUE_INDEX));
	if (!(job->flags & JOB_PRI))
		return;
	prod = reg32_read(entry->base, SMMU_PRIQ_PROD(page));
	reg32_write(entry->base, SMMU_PRIQ_CONS(page),
		    prod & (QUEUE_OVFLG | QUEUE_INDEX));
}

static void tidy(struct job *job, const struct smmu_plan_entry *entry)
{
	uint32_t gerror;

	clear_msis(job, entry);
	gerror = acknowledge_errors(job, entry);
	drop_records(job, entry);
	finish_with(job, entry, gerror);
}

static void cr0_begin(struct job *job, const struct smmu_plan_entry *entry)
{
	if ((job->before.v3.cr0 & CR0_FIELDS & ~CR0_SMMUEN) == 0) {
		tidy(job, entry);
		return;
	}
	reg32_write(entry->base, SMMU_CR0, 0);
	job_begin(job, STEP_CR0_OFF);
}

/* The address of ECMDQ number job->note, or 0 behind the last (6.2.5). */
static uint64_t ecmdq_address(const struct job *job,
			      const struct smmu_plan_entry *entry)
{
	uint32_t idr6 = reg32_read(entry->base, SMMU_IDR6);
	uint32_t log2_pages = FIELD_GET(IDR6_CMDQ_CONTROL_PAGE_LOG2NUMP, idr6);
	uint32_t log2_queues = FIELD_GET(IDR6_CMDQ_CONTROL_PAGE_LOG2NUMQ, idr6);
	uint64_t pages;

	if (log2_pages > IDR6_LOG2_MAX || log2_queues > IDR6_LOG2_MAX ||
	    job->note >> (log2_pages + log2_queues))
		return 0;
	pages = reg32_read(entry->base, SMMU_CMDQ_CONTROL_PAGE_BASE_LO(0)) &
		CMDQ_CONTROL_PAGE_ADDR_LO;
	pages |= (uint64_t)(reg32_read(entry->base,
				       SMMU_CMDQ_CONTROL_PAGE_BASE_HI(0)) &
			    CMDQ_CONTROL_PAGE_ADDR_HI) << 32;
	return entry->base + pages +
	       ((uint64_t)job->note << (CMDQ_CONTROL_PAGE_SIZE_LOG2 -
					 log2_queues));
}

/*
 * Stop the enhanced command queues one by one, before CMDQEN. They carry no
 * transactions, so one that does not stop is reported and the fence goes on.
 */
static void ecmdq_begin(struct job *job, const struct smmu_plan_entry *entry)
{
	uint64_t address = 0;
	uint32_t prod;

	if (job->flags & JOB_ECMDQ)
		address = ecmdq_address(job, entry);
	if (!address) {
		cr0_begin(job, entry);
		return;
	}
	prod = reg32_read(address, ECMDQ_PROD);
	if (prod & ECMDQ_PROD_EN)
		reg32_write(address, ECMDQ_PROD, prod & ~ECMDQ_PROD_EN);
	job_begin(job, STEP_ECMDQ);
}

static void ecmdq_wait(struct job *job, const struct smmu_plan_entry *entry,
		       const struct wait_clock *clock)
{
	uint64_t address = ecmdq_address(job, entry);

	if (address && (reg32_read(address, ECMDQ_CONS) & ECMDQ_CONS_ENACK) &&
	    !job_gave_up(job, clock, AT_ECMDQ))
		return;
	job->note++;
	ecmdq_begin(job, entry);
}

static void cr0_settle(struct job *job, const struct smmu_plan_entry *entry,
		       const struct wait_clock *clock)
{
	uint32_t ack = reg32_read(entry->base, SMMU_CR0ACK);
	uint32_t cr0 = job->before.v3.cr0 & CR0_FIELDS;

	if ((ack ^ cr0) & CR0_FIELDS) {
		if (job_gave_up(job, clock, AT_CR0))
			finish(job, entry);
		return;
	}
	if (!(cr0 & CR0_SMMUEN)) {
		ecmdq_begin(job, entry);
		return;
	}
	/* ATSCHK stays for now: 6.3.9.2 forbids clearing it under traffic. */
	reg32_write(entry->base, SMMU_CR0, cr0 & ~CR0_SMMUEN);
	job_begin(job, STEP_SMMUEN_OFF);
}

static void smmuen_wait(struct job *job, const struct smmu_plan_entry *entry,
			const struct wait_clock *clock)
{
	if (!(reg32_read(entry->base, SMMU_CR0ACK) & CR0_SMMUEN))
		ecmdq_begin(job, entry);
	else if (job_gave_up(job, clock, AT_CR0))
		finish(job, entry);
}

static void cr0_wait(struct job *job, const struct smmu_plan_entry *entry,
		     const struct wait_clock *clock)
{
	if (!(reg32_read(entry->base, SMMU_CR0ACK) & CR0_FIELDS))
		tidy(job, entry);
	else if (job_gave_up(job, clock, AT_CR0))
		finish(job, entry);
}

void smmu_v3_step(struct job *job, const struct smmu_plan_entry *entry,
		  const struct wait_clock *clock)
{
	switch ((enum step)job->step) {
	case STEP_IDENTIFY:
		identify(job, entry);
		break;
	case STEP_IRQ_SETTLE:
		irq_settle(job, entry, clock);
		break;
	case STEP_IRQ_OFF:
		irq_off(job, entry, clock);
		break;
	case STEP_GBPA_SETTLE:
		gbpa_settle(job, entry, clock);
		break;
	case STEP_GBPA:
		gbpa_wait(job, entry, clock);
		break;
	case STEP_CR0_SETTLE:
		cr0_settle(job, entry, clock);
		break;
	case STEP_SMMUEN_OFF:
		smmuen_wait(job, entry, clock);
		break;
	case STEP_ECMDQ:
		ecmdq_wait(job, entry, clock);
		break;
	case STEP_CR0_OFF:
		cr0_wait(job, entry, clock);
		break;
	}
}
