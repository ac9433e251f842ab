/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* Section numbers are those of Arm IHI 0070 G.b. */
#include "smmu/v3.h"

#include "smmu/v3-regs.h"
#include "job/field.h"
#include "job/job.h"
#include "job/reg.h"

/* job->step, in the order in which they are taken */
enum step {
	STEP_IDENTIFY,		/* is it an SMMUv3, and in what state */
	STEP_IRQ_SETTLE,	/* an update of IRQ_CTRL may be under way */
	STEP_IRQ_OFF,		/* IRQ_CTRL = 0 is written */
	STEP_GBPA_SETTLE,	/* an update of GBPA may be under way */
	STEP_GBPA,		/* GBPA is written */
	STEP_SMMUEN_SETTLE,	/* an update of CR0.SMMUEN may be under way */
	STEP_SMMUEN_OFF,	/* CR0.SMMUEN = 0 is written */
	STEP_CR0_SETTLE,	/* an update of the rest may be under way */
	STEP_ECMDQ,		/* enhanced command queues are told to stop */
	STEP_CR0_STOP,		/* the rest of CR0 can go */
	STEP_CR0_OFF,		/* CR0 = 0 is written */
	STEP_TIDY,		/* nothing is left to report */
	STEP_READ_BACK,		/* is it in the state that was asked for */
};

/*
 * What each step waits for, and which step follows if that does not come in
 * time: these fields equal to what was found, or zero once that was written.
 *
 * GBPA, SMMUEN is the chain that must not open a window: it is waited for as long
 * as Linux does, and where it breaks, which is a failure at that place, nothing
 * more is written. Interrupts and queues are
 * no part of the fence, which goes on without them; read_back() tells of those
 * that are left.
 */
static const struct {
	struct reg32 ack;
	uint32_t fields;
	uint8_t place;		/* of the chain; else AT_NONE */
	uint8_t otherwise;
} waits[] = {
	[STEP_IRQ_SETTLE] = { SMMU_IRQ_CTRLACK, IRQ_CTRL_FIELDS,
			      AT_NONE, STEP_GBPA_SETTLE },
	[STEP_IRQ_OFF] = { SMMU_IRQ_CTRLACK, IRQ_CTRL_FIELDS,
			   AT_NONE, STEP_GBPA_SETTLE },
	[STEP_GBPA_SETTLE] = { SMMU_GBPA, GBPA_UPDATE,
			       AT_GBPA, STEP_READ_BACK },
	[STEP_GBPA] = { SMMU_GBPA, GBPA_UPDATE,
			AT_GBPA, STEP_READ_BACK },
	[STEP_SMMUEN_SETTLE] = { SMMU_CR0ACK, CR0_SMMUEN,
				 AT_CR0, STEP_READ_BACK },
	[STEP_SMMUEN_OFF] = { SMMU_CR0ACK, CR0_SMMUEN,
			      AT_CR0, STEP_READ_BACK },
	[STEP_CR0_SETTLE] = { SMMU_CR0ACK, CR0_REST,
			      AT_NONE, STEP_ECMDQ },
	/* ecmdqs_stopped() */
	[STEP_ECMDQ] = { .place = AT_NONE, .otherwise = STEP_CR0_STOP },
	[STEP_CR0_OFF] = { SMMU_CR0ACK, CR0_REST,
			   AT_NONE, STEP_TIDY },
};

/* job->flags */
#define JOB_MSI		JOB_DRIVER(0)
#define JOB_PRI		JOB_DRIVER(1)
#define JOB_ECMDQ	JOB_DRIVER(2)
#define JOB_IRQS_OFF	JOB_DRIVER(3)

_Static_assert(NOISE_PRIQEN == CR0_PRIQEN && NOISE_EVENTQEN == CR0_EVENTQEN &&
	       NOISE_CMDQEN == CR0_CMDQEN, "job/job.h");

static uint32_t wanted_abort(const struct smmu_plan_entry *entry)
{
	return smmu_plan_fences(entry->action) ? GBPA_ABORT : 0;
}

/* AIDR 0 is SMMUv3.0 (6.3.8); a block that is off reads as all ones or zero. */
static bool is_smmu_v3(uint32_t idr0, uint32_t idr1, uint32_t aidr)
{
	return !job_is_off(idr0) && !job_is_off(idr1) && !(aidr & AIDR_RES0);
}

/* Those whose bits differ (6.3.20). In the module noinline is a macro. */
static __attribute__((__noinline__)) uint32_t
active_errors(const struct smmu_plan_entry *entry)
{
	return (reg32_read(entry->base, SMMU_GERROR) ^
		reg32_read(entry->base, SMMU_GERRORN)) & GERROR_FIELDS;
}

static void identify(struct job *job, const struct smmu_plan_entry *entry)
{
	uint64_t base = entry->base;
	uint32_t idr0 = reg32_read(base, SMMU_IDR0);
	uint32_t idr1 = reg32_read(base, SMMU_IDR1);
	uint32_t aidr = reg32_read(base, SMMU_AIDR);
	struct v3_registers *found = &job->found.v3;

	if (!is_smmu_v3(idr0, idr1, aidr)) {
		job_fail(job, OUTCOME_REFUSED, AT_NONE);
		job_end(job);
		return;
	}
	job->flags |= (idr0 & IDR0_MSI ? JOB_MSI : 0) |
		      (idr0 & IDR0_PRI ? JOB_PRI : 0) |
		      (idr1 & IDR1_ECMDQ ? JOB_ECMDQ : 0);
	found->cr0 = reg32_read(base, SMMU_CR0) &
		     (CR0_REST | CR0_SMMUEN);
	found->gbpa = reg32_read(base, SMMU_GBPA);
	found->irq_ctrl = reg32_read(base, SMMU_IRQ_CTRL) &
			   IRQ_CTRL_FIELDS;
	if (entry->action == SMMU_PLAN_KEEP)
		found->gerror = active_errors(entry);
	if (job_identified(job, entry->action, found->cr0 & CR0_SMMUEN))
		job_begin(job, STEP_IRQ_SETTLE);
}

/*
 * One 32-bit write with Update, every other field as it was found: reset
 * values are IMPLEMENTATION DEFINED and non-coherent masters may depend on
 * them (6.3.14, 6.3.14.1).
 */
static enum step gbpa_write(const struct job *job,
			    const struct smmu_plan_entry *entry)
{
	reg32_write(entry->base, SMMU_GBPA,
		    (job->found.v3.gbpa & GBPA_ATTRIBUTES) |
		    wanted_abort(entry) | GBPA_UPDATE);
	return STEP_GBPA;
}

/* What the step waited for has come: do what is next, and return that step. */
static enum step proceed(struct job *job, const struct smmu_plan_entry *entry,
			 uint32_t ack)
{
	struct v3_registers *found = &job->found.v3;

	switch ((enum step)job->step) {
	case STEP_IRQ_SETTLE:
		reg32_write(entry->base, SMMU_IRQ_CTRL, 0);
		return STEP_IRQ_OFF;
	case STEP_IRQ_OFF:
		job->flags |= JOB_IRQS_OFF;
		if (found->gbpa & GBPA_UPDATE)
			return STEP_GBPA_SETTLE;
		return gbpa_write(job, entry);
	case STEP_GBPA_SETTLE:
		found->gbpa = ack;
		return gbpa_write(job, entry);
	case STEP_GBPA:
		if ((ack & GBPA_ABORT) == wanted_abort(entry))
			return STEP_SMMUEN_SETTLE;
		job_fail(job, OUTCOME_CANNOT, AT_GBPA);
		return STEP_READ_BACK;
	case STEP_SMMUEN_SETTLE:
		if (!(found->cr0 & CR0_SMMUEN))
			return STEP_CR0_SETTLE;
		/* ATSCHK stays: 6.3.9.2 forbids clearing it under traffic. */
		reg32_write(entry->base, SMMU_CR0, found->cr0 & ~CR0_SMMUEN);
		return STEP_SMMUEN_OFF;
	case STEP_SMMUEN_OFF:
		return STEP_CR0_SETTLE;
	case STEP_CR0_SETTLE:
		return STEP_ECMDQ;
	case STEP_ECMDQ:
		return STEP_CR0_STOP;
	default:	/* STEP_CR0_OFF */
		return STEP_TIDY;
	}
}

/*
 * Tell every enhanced command queue to stop that is not at it; whether all have
 * stopped (3.5.6.2, 6.2.5). An update that is under way comes first.
 */
static bool ecmdqs_stopped(const struct job *job,
			   const struct smmu_plan_entry *entry)
{
	uint64_t base = entry->base;
	uint32_t idr6, log2_pages, log2_queues, n;
	bool stopped = true;
	uint64_t pages;

	if (!(job->flags & JOB_ECMDQ))
		return true;
	idr6 = reg32_read(base, SMMU_IDR6);
	log2_pages = FIELD_GET(IDR6_CMDQ_CONTROL_PAGE_LOG2NUMP, idr6);
	log2_queues = FIELD_GET(IDR6_CMDQ_CONTROL_PAGE_LOG2NUMQ, idr6);
	if (log2_pages > IDR6_LOG2_MAX || log2_queues > IDR6_LOG2_MAX)
		return true;
	pages = reg32_read(base, SMMU_CMDQ_CONTROL_PAGE_BASE_LO(0)) &
		CMDQ_CONTROL_PAGE_ADDR_LO;
	pages |= (uint64_t)(reg32_read(base, SMMU_CMDQ_CONTROL_PAGE_BASE_HI(0)) &
			    CMDQ_CONTROL_PAGE_ADDR_HI) << 32;
	pages += base;
	for (n = 0; n >> (log2_pages + log2_queues) == 0; n++) {
		uint64_t queue = pages + ((uint64_t)n <<
			(CMDQ_CONTROL_PAGE_SIZE_LOG2 - log2_queues));
		uint32_t prod = reg32_read(queue, ECMDQ_PROD);
		uint32_t cons = reg32_read(queue, ECMDQ_CONS);

		if (!(prod & ECMDQ_PROD_EN) && !(cons & ECMDQ_CONS_ENACK))
			continue;
		stopped = false;
		if ((prod & ECMDQ_PROD_EN) && (cons & ECMDQ_CONS_ENACK))
			reg32_write(queue, ECMDQ_PROD, prod & ~ECMDQ_PROD_EN);
	}
	return stopped;
}

/*
 * Switch off what is left of CR0, but for fields whose updates did not settle:
 * they stay as they were written (6.3.9).
 */
static enum step cr0_off(const struct job *job,
			 const struct smmu_plan_entry *entry)
{
	uint32_t cr0 = job->found.v3.cr0 & CR0_REST;

	if (!(cr0 & ~job->note))
		return STEP_TIDY;
	reg32_write(entry->base, SMMU_CR0, cr0 & job->note);
	return STEP_CR0_OFF;
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
	uint64_t base = entry->base;
	uint32_t gerror = reg32_read(base, SMMU_GERROR);
	uint32_t gerrorn = reg32_read(base, SMMU_GERRORN);
	uint32_t active = (gerror ^ gerrorn) & GERROR_FIELDS;

	job->before.v3.gerror |= active;
	if (!active)
		return 0;
	reg32_write(base, SMMU_GERRORN,
		    (gerrorn ^ active) & GERROR_FIELDS);
	gerrorn = reg32_read(base, SMMU_GERRORN);
	return (gerror ^ gerrorn) & GERROR_FIELDS;
}

/* Consumer = producer, overflow acknowledged: nothing is left to report. */
static void drop_records(const struct job *job,
			 const struct smmu_plan_entry *entry)
{
	uint64_t page = entry->base + SMMU_PAGE1;

	if (entry->flags & SMMU_PLAN_PAGE0_ONLY)
		page = entry->base;
	else if (entry->size != 0 && entry->size < 2 * (uint64_t)SMMU_PAGE1)
		return;

	reg32_write(page, SMMU_EVENTQ_CONS(0),
		    reg32_read(page, SMMU_EVENTQ_PROD(0)) &
		    (QUEUE_OVFLG | QUEUE_INDEX));
	if (job->flags & JOB_PRI)
		reg32_write(page, SMMU_PRIQ_CONS(0),
			    reg32_read(page, SMMU_PRIQ_PROD(0)) &
			    (QUEUE_OVFLG | QUEUE_INDEX));
}

/*
 * Read back what counts, and say how it ended. gerror: errors still active. A
 * queue that may still be on was not stopped by clearing its field of CR0: a
 * command may wait for ever for a device (4.7.3, 6.3.9.3).
 */
static void read_back(struct job *job, const struct smmu_plan_entry *entry,
		      uint32_t gerror)
{
	struct v3_registers after = {
		.cr0 = reg32_read(entry->base, SMMU_CR0ACK),
		.gbpa = reg32_read(entry->base, SMMU_GBPA),
		.irq_ctrl = reg32_read(entry->base, SMMU_IRQ_CTRLACK),
		.gerror = gerror,
	};
	/* What stayed 1 because its update had not settled may still come. */
	uint32_t cr0 = after.cr0 | (job->found.v3.cr0 & job->note);

	job->after.v3 = after;
	job->flags |= JOB_AFTER;
	if ((after.gbpa & (GBPA_ABORT | GBPA_UPDATE)) != wanted_abort(entry))
		job_fail(job, OUTCOME_CANNOT, AT_GBPA);
	if (after.cr0 & CR0_SMMUEN)
		job_fail(job, OUTCOME_CANNOT, AT_CR0);
	job->noise |= cr0 & CR0_QUEUES;
	if (cr0 & CR0_REST & ~CR0_QUEUES)
		job->noise |= NOISE_CR0;
	if ((after.irq_ctrl & IRQ_CTRL_FIELDS) || !(job->flags & JOB_IRQS_OFF))
		job->noise |= NOISE_IRQ_CTRL;
	job_end(job);
}

/* Whether what the step waits for has come; *ret_ack is where that was read. */
static bool has_come(const struct job *job,
		     const struct smmu_plan_entry *entry, uint32_t *ret_ack)
{
	uint32_t expected = 0;

	if (job->step == STEP_ECMDQ)
		return ecmdqs_stopped(job, entry);
	if (job->step == STEP_IRQ_SETTLE)
		expected = job->found.v3.irq_ctrl;
	else if (job->step == STEP_SMMUEN_SETTLE ||
		 job->step == STEP_CR0_SETTLE)
		expected = job->found.v3.cr0;
	*ret_ack = reg32_read(entry->base, waits[job->step].ack);
	return ((*ret_ack ^ expected) & waits[job->step].fields) == 0;
}

/* Something may have passed it. */
static bool was_open(const struct job *job)
{
	return (job->before.v3.cr0 & CR0_SMMUEN) ||
	       !(job->before.v3.gbpa & GBPA_ABORT);
}

static bool is_over(struct job *job, const struct wait_clock *clock)
{
	return waits[job->step].place != AT_NONE ?
	       wait_over_fence(&job->wait, clock) :
	       wait_over(&job->wait, clock);
}

/* The step that the wait was for did not end in time. */
static enum step give_up(struct job *job, uint32_t ack)
{
	if (waits[job->step].place != AT_NONE)
		job_fail(job, OUTCOME_TIMEOUT, waits[job->step].place);
	if (job->step == STEP_CR0_SETTLE)
		job->note = (ack ^ job->found.v3.cr0) & CR0_REST;
	if (job->step == STEP_ECMDQ)
		job->noise |= NOISE_ECMDQ;
	return waits[job->step].otherwise;
}

void smmu_v3_step(struct job *job, const struct smmu_plan_entry *entry,
		  const struct wait_clock *clock)
{
	uint32_t ack = 0, gerror = 0;
	enum step next;

	if (job->step == STEP_IDENTIFY) {
		identify(job, entry);
		return;
	}
	if (job->step == STEP_TIDY)
		next = STEP_TIDY;
	else if (has_come(job, entry, &ack))
		next = proceed(job, entry, ack);
	else if (is_over(job, clock))
		next = give_up(job, ack);
	else
		return;
	/* One register acknowledges them all. */
	if (next == STEP_CR0_SETTLE && !((ack ^ job->found.v3.cr0) & CR0_REST))
		next = STEP_ECMDQ;
	if (next == STEP_ECMDQ && ecmdqs_stopped(job, entry))
		next = STEP_CR0_STOP;
	if (next == STEP_CR0_STOP)
		next = cr0_off(job, entry);
	if (next == STEP_TIDY) {
		if (wanted_abort(entry) && was_open(job) &&
		    job_settles(job, entry->settle_us, STEP_TIDY))
			return;
		clear_msis(job, entry);
		gerror = acknowledge_errors(job, entry);
		drop_records(job, entry);
		read_back(job, entry, gerror);
	} else if (next == STEP_READ_BACK) {
		gerror = active_errors(entry);
		job->before.v3.gerror |= gerror;
		read_back(job, entry, gerror);
	} else {
		job_begin(job, next);
	}
}
