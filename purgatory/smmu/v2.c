/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* doc/stage.md has the sequence, with reasons and sources. */
#include "smmu/v2.h"

#include "io.h"
#include "smmu/v2-regs.h"
#include "job/field.h"
#include "job/job.h"
#include "job/reg.h"

/* job->step, in the order in which they are taken */
enum step {
	STEP_SET_UP,		/* everything up to the TLB's invalidation */
	STEP_TLB_SYNC,		/* which is under way */
	STEP_READ_BACK,		/* is it in the state that was asked for */
};

/*
 * What does not stick, or does not come in time, on the way to abort, and what
 * that leads to. It is reported, and CLIENTPD is cleared in every case but the
 * last: the rest is closed. The first two leave a way through.
 *
 *	sCR0.USFCFG	SMRs stay valid: what matches nothing would pass
 *	an S2CR		its SMR is cleared first, which closes it; context banks
 *			stay on, which the group may use
 *	an SMR		nothing: its group faults, as two of them do if
 *			sCR0.SMCFCFG stuck
 *	FSR.SS		that bank stays on, with a transaction in it
 *	TLB sync	context banks stay on: what was looked up is in use
 *	SCTLR, sCR0	nothing: they are last
 *	all S2CRs, SMRs	CLIENTPD stays: without it old translations would be back
 */

#define INTERRUPTS	(sCR0_GFIE | sCR0_GCFGFIE)
/*
 * A stream that matches no group, or several, faults, and the sender gets an
 * error.
 */
#define ALL_FAULT	(sCR0_SMCFCFG | sCR0_USFCFG | sCR0_GCFGFRE | sCR0_GFRE)
/* An S2CR that makes what matches its group fault. */
#define FAULT		FIELD_PREP(S2CR_TYPE, S2CR_TYPE_FAULT)

/* Not all groups fault: a bank that one of them may use stays as it is. */
#define JOB_OPEN	JOB_DRIVER(0)
/* Not one that was open is closed. */
#define JOB_ALL_OPEN	JOB_DRIVER(1)

static bool is_abort(const struct smmu_plan_entry *entry)
{
	return smmu_plan_fences(entry->action);
}

/* Where sCR0, sGFSR and sGFSYNR1 of the Non-secure side are. */
static uint64_t ns_base(const struct smmu_plan_entry *entry)
{
	return entry->flags & SMMU_PLAN_SECURE_ALIAS ?
	       entry->base + SMMU_NS_ALIAS : entry->base;
}

static uint32_t group_count(uint32_t idr0)
{
	return idr0 & sIDR0_SMS ?
	       idr0 & sIDR0_NUMSMRG :
	       1u << FIELD_GET(sIDR0_NUMSIDB, idr0);
}

/* As many pages as there are global ones follow for the banks. */
static uint32_t page_count(uint32_t idr1)
{
	return 2u << FIELD_GET(sIDR1_NUMPAGENDXB, idr1);
}

/* Inlined it would take more, in each of three loops. */
static __attribute__((__noinline__)) uint64_t
bank_offset(uint32_t idr1, uint32_t n)
{
	return (uint64_t)(page_count(idr1) + n) <<
	       (idr1 & sIDR1_PAGESIZE ? 16 : 12);
}

/*
 * The banks in the frame, which are all where its size is not known. Firmware's
 * tables may have it too small; the global registers are in its first page.
 */
static uint32_t bank_count(const struct smmu_plan_entry *entry, uint32_t idr1)
{
	uint32_t count = idr1 & sIDR1_NUMCB;

	while (entry->size && count && bank_offset(idr1, count) > entry->size)
		count--;
	return count;
}

static bool is_smmu(uint32_t idr0, uint32_t idr1)
{
	uint32_t banks = idr1 & sIDR1_NUMCB;

	return !job_is_off(idr0) && !job_is_off(idr1) &&
	       group_count(idr0) <= SMMU_S2CR_MAX &&
	       FIELD_GET(sIDR1_NUMS2CB, idr1) <= banks &&
	       banks <= page_count(idr1);
}

static struct v2_registers read_state(const struct smmu_plan_entry *entry)
{
	uint64_t base = ns_base(entry);
	struct v2_registers state;

	state.gfsr = (uint16_t)reg32_read(base, SMMU_sGFSR);
	state.stream = (uint16_t)(reg32_read(base, SMMU_sGFSYNR1) &
				  sGFSYNR1_StreamID);
	/* Last: a block that is gone by then does not read as it should. */
	state.cr0 = reg32_read(base, SMMU_sCR0);
	return state;
}

/* Whether there is anything to do now. */
static bool identify(struct job *job, const struct smmu_plan_entry *entry,
		     uint32_t idr0)
{
	uint32_t idr1 = reg32_read(entry->base, SMMU_sIDR1);
	bool good = is_smmu(idr0, idr1);

	if (good) {
		job->found.v2 = read_state(entry);
		/* Written back, all ones would open it. */
		good = job->found.v2.cr0 != UINT32_MAX;
	}
	if (!good) {
		job_fail(job, OUTCOME_REFUSED, AT_NONE);
		job_end(job);
		return false;
	}
	job->note = idr1;
	if (!job_identified(job, entry->action,
			    !(job->found.v2.cr0 & sCR0_CLIENTPD)))
		return false;
	if (bank_count(entry, idr1) < (idr1 & sIDR1_NUMCB))
		job->noise |= NOISE_BANKS;
	return true;
}

static void clear_gfsr(const struct smmu_plan_entry *entry)
{
	uint64_t base = ns_base(entry);

	reg32_write(base, SMMU_sGFSR, reg32_read(base, SMMU_sGFSR));
}

/* S2CR decides the group's transactions. */
static bool is_fault(const struct smmu_plan_entry *entry, uint32_t n)
{
	return (reg32_read(entry->base, SMMU_S2CR(n)) & S2CR_TYPE) == FAULT;
}

/*
 * Whether anything can pass the group: its SMR says if something matches it, or
 * its S2CR with extended stream IDs; with stream indexing something does.
 */
static bool is_open(const struct smmu_plan_entry *entry, uint32_t n,
		    uint32_t idr0, bool extended)
{
	uint32_t s2cr = reg32_read(entry->base, SMMU_S2CR(n));

	if ((s2cr & S2CR_TYPE) == FAULT)
		return false;
	if (extended)
		return s2cr & S2CR_EXIDVALID;
	return !(idr0 & sIDR0_SMS) ||
	       (reg32_read(entry->base, SMMU_SMR(n)) & SMR_VALID);
}

/*
 * Make every group fault, then none match: what matches nothing faults, too
 * (where that stuck; else the groups stay). All stay valid until all fault: a
 * stream that two of them match, a conflict, would follow the other one. For
 * the same reason a group that keeps its type is invalidated first. With
 * extended stream IDs it is their S2CR that makes groups valid.
 */
static void close_groups(struct job *job, const struct smmu_plan_entry *entry,
			 uint32_t idr0, uint32_t cr0)
{
	bool extended = (idr0 & sIDR0_EXIDS) && (cr0 & sCR0_EXIDENABLE);
	bool invalidate = (idr0 & sIDR0_SMS) && (cr0 & sCR0_USFCFG);
	uint32_t count = group_count(idr0), open = 0, found_open = 0;
	uint64_t base = entry->base;
	uint32_t n;

	/* Behind CLIENTPD: which it is that clearing it would bring back. */
	for (n = 0; n < count && (cr0 & sCR0_CLIENTPD); n++)
		found_open += is_open(entry, n, idr0, extended);
	for (n = 0; n < count; n++) {
		uint32_t s2cr = FAULT;

		if (extended)
			s2cr |= reg32_read(base, SMMU_S2CR(n)) &
				S2CR_EXIDVALID;
		reg32_write(base, SMMU_S2CR(n), s2cr);
	}
	for (n = 0; n < count; n++) {
		if (is_fault(entry, n))
			continue;
		job->noise |= NOISE_S2CR;
		job->flags |= JOB_OPEN;
		if (extended)
			invalidate = false;
		if (invalidate)
			reg32_write(base, SMMU_SMR(n), 0);
	}
	for (n = 0; n < count; n++) {
		if (invalidate && extended) {
			reg32_write(base, SMMU_S2CR(n), FAULT);
		} else if (invalidate) {
			reg32_write(base, SMMU_SMR(n), 0);
			if (reg32_read(base, SMMU_SMR(n)) & SMR_VALID)
				job->noise |= NOISE_SMR;
		}
		if (job->flags & JOB_OPEN)
			open += is_open(entry, n, idr0, extended);
	}
	/* Two that stay valid may match the same stream. */
	if ((job->noise & NOISE_SMR) && !(cr0 & sCR0_SMCFCFG))
		job_fail(job, OUTCOME_CANNOT, AT_CR0);
	if (open)
		job_fail(job, OUTCOME_CANNOT, AT_S2CR);
	if (open && open == found_open)
		job->flags |= JOB_ALL_OPEN;
}

/*
 * No interrupt, no new stall, and what is stalled is terminated: the fault is
 * cleared first. Translation stays on, since transactions may be on their way
 * through the bank.
 */
static void quiet_banks(const struct smmu_plan_entry *entry, uint32_t idr1)
{
	uint32_t count = bank_count(entry, idr1);
	uint32_t n;

	for (n = 0; n < count; n++) {
		uint64_t bank = entry->base + bank_offset(idr1, n);
		uint32_t sctlr = reg32_read(bank, SMMU_CB_SCTLR);
		uint32_t fsr;

		if (sctlr & (SCTLR_CFIE | SCTLR_CFCFG))
			reg32_write(bank, SMMU_CB_SCTLR,
				    sctlr & ~(SCTLR_CFIE | SCTLR_CFCFG));
		fsr = reg32_read(bank, SMMU_CB_FSR);
		if (fsr)
			reg32_write(bank, SMMU_CB_FSR, fsr);
		if (fsr & FSR_SS)
			reg32_write(bank, SMMU_CB_RESUME, RESUME_TnR);
	}
}

/* To the TLB's invalidation; nothing can be switched off before that ends. */
static void abort_begin(struct job *job, const struct smmu_plan_entry *entry,
			uint32_t idr0)
{
	uint64_t base = ns_base(entry);
	uint32_t cr0;

	/* CLIENTPD as it was found: what bypasses does so until the end. */
	reg32_write(base, SMMU_sCR0,
		    (job->found.v2.cr0 & ~INTERRUPTS) | ALL_FAULT);
	cr0 = reg32_read(base, SMMU_sCR0);
	if ((idr0 & sIDR0_SMS) && !(cr0 & sCR0_USFCFG))
		job_fail(job, OUTCOME_CANNOT, AT_CR0);
	close_groups(job, entry, idr0, cr0);
	quiet_banks(entry, job->note);
	clear_gfsr(entry);

	/* There are no hypervisor contexts without stage 1. */
	if (idr0 & sIDR0_S1TS)
		reg32_write(entry->base, SMMU_TLBIALLH, 0);
	reg32_write(entry->base, SMMU_TLBIALLNSNH, 0);
	reg32_write(entry->base, SMMU_sTLBGSYNC, 0);
	job_begin(job, STEP_TLB_SYNC);
}

/* Read the banks back, and switch them off if off says so. */
static void check_banks(struct job *job, const struct smmu_plan_entry *entry,
			bool off)
{
	uint32_t idr1 = job->note;
	uint32_t count = bank_count(entry, idr1);
	uint32_t n;

	for (n = 0; n < count; n++) {
		uint64_t bank = entry->base + bank_offset(idr1, n);
		uint32_t mask = SCTLR_CFIE;

		if (reg32_read(bank, SMMU_CB_FSR) & FSR_SS) {
			job->noise |= NOISE_FSR;
		} else if (off) {
			reg32_write(bank, SMMU_CB_SCTLR, 0);
			mask |= SCTLR_M;
		}
		if (reg32_read(bank, SMMU_CB_SCTLR) & mask)
			job->noise |= NOISE_SCTLR;
	}
}

/* The final value of CLIENTPD. */
static uint32_t wanted_clientpd(const struct job *job,
				const struct smmu_plan_entry *entry)
{
	if (!is_abort(entry))
		return sCR0_CLIENTPD;
	return job->flags & JOB_ALL_OPEN ? job->found.v2.cr0 & sCR0_CLIENTPD :
					   0;
}

/* GFSR may fill again at once: that is the fence at work. */
static void read_back(struct job *job, const struct smmu_plan_entry *entry)
{
	job->after.v2 = read_state(entry);
	job->flags |= JOB_AFTER;
	if ((job->after.v2.cr0 ^ wanted_clientpd(job, entry)) & sCR0_CLIENTPD)
		job_fail(job, OUTCOME_CANNOT, AT_CR0);
	if (job->after.v2.cr0 & INTERRUPTS)
		job->noise |= NOISE_sCR0;
	if (job->after.v2.gfsr)
		clear_gfsr(entry);
	job_end(job);
}

/* CLIENTPD last. */
static void finish(struct job *job, const struct smmu_plan_entry *entry)
{
	uint32_t cr0 = job->found.v2.cr0 & ~(INTERRUPTS | sCR0_CLIENTPD);

	if (is_abort(entry)) {
		cr0 &= ~sCR0_GSE;
		cr0 |= ALL_FAULT | sCR0_STALLD;
	}
	reg32_write(ns_base(entry), SMMU_sCR0,
		    cr0 | wanted_clientpd(job, entry));
	io_barrier();
	if (!is_abort(entry) ||
	    !job_settles(job, entry->settle_us, STEP_READ_BACK))
		read_back(job, entry);
}

/*
 * Only when it is complete is no earlier lookup in use any more, and the banks
 * can be switched off.
 */
static void tlb_sync(struct job *job, const struct smmu_plan_entry *entry,
		     const struct wait_clock *clock)
{
	bool active = reg32_read(entry->base, SMMU_sTLBGSTATUS) &
		      sTLBGSTATUS_GSACTIVE;

	if (active && !wait_over(&job->wait, clock))
		return;
	if (active)
		job->noise |= NOISE_TLBGSTATUS;
	check_banks(job, entry, !active && !(job->flags & JOB_OPEN));
	finish(job, entry);
}

static void bypass(struct job *job, const struct smmu_plan_entry *entry)
{
	reg32_write(ns_base(entry), SMMU_sCR0,
		    job->found.v2.cr0 & ~INTERRUPTS);
	quiet_banks(entry, job->note);
	check_banks(job, entry, false);
	clear_gfsr(entry);
	finish(job, entry);
}

void smmu_v2_step(struct job *job, const struct smmu_plan_entry *entry,
		  const struct wait_clock *clock)
{
	uint32_t idr0;

	if (job->step == STEP_READ_BACK) {
		read_back(job, entry);
		return;
	}
	if (job->step == STEP_TLB_SYNC) {
		tlb_sync(job, entry, clock);
		return;
	}
	idr0 = reg32_read(entry->base, SMMU_sIDR0);
	if (!identify(job, entry, idr0))
		return;
	if (is_abort(entry))
		abort_begin(job, entry, idr0);
	else
		bypass(job, entry);
}
