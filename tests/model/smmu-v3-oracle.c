/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What becomes of transactions in the state that a model of ours is in. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "model/regs-v3.h"
#include "model/smmu-v3-model.h"

void smmu_v3_violate(struct smmu_v3_model *model, const char *format, ...)
{
	va_list ap;

	if (model->violation[0])
		return;
	va_start(ap, format);
	vsnprintf(model->violation, sizeof(model->violation), format, ap);
	va_end(ap);
}

/* With SMMUEN = 0 there is no ATS (6.3.9.6); GBPA is for the others. */
static unsigned int fate_disabled(enum probe probe, uint32_t gbpa)
{
	switch (probe) {
	case PROBE_ATS_TRANSLATED:
	case PROBE_ATS_REQUEST:
	case PROBE_PRI:
		return FATE_ABORT;
	default:
		return gbpa & R_GBPA_ABORT ? FATE_ABORT : FATE_BYPASS;
	}
}

/* By tables of the stage's, if they may be in use: the same for every probe. */
static unsigned int fate_by_tables(const struct smmu_v3_model *model)
{
	if (!model->own_tables ||
	    !((model->cr0.target | model->cr0.effective) & R_CR0_SMMUEN))
		return 0;
	return smmu_v3_table_fate(model);
}

/* Without ATSCHK, Translated transactions pass without any look-up (6.3.9). */
static unsigned int fate_enabled(const struct smmu_v3_model *model,
				 enum probe probe, uint32_t cr0,
				 unsigned int by_tables)
{
	if (model->own_tables &&
	    (probe != PROBE_ATS_TRANSLATED || cr0 & R_CR0_ATSCHK ||
	     !(model->idr0 & R_IDR0_ATS)) &&
	    (probe != PROBE_PRI || cr0 & R_CR0_PRIQEN))
		return by_tables;
	switch (probe) {
	case PROBE_BYPASS_STE:
		return FATE_BYPASS;
	case PROBE_ABORT_STE:
		return FATE_ABORT;
	case PROBE_ATS_TRANSLATED:
		return cr0 & R_CR0_ATSCHK ? FATE_TRANSLATE : FATE_BYPASS;
	case PROBE_PRI:
		return cr0 & R_CR0_PRIQEN ? FATE_TRANSLATE : FATE_ABORT;
	default:
		return FATE_TRANSLATE;
	}
}

/*
 * Before an update completes both values may be in use, for each field by
 * itself (6.3.9, 6.3.14.1).
 */
static unsigned int fate(const struct smmu_v3_model *model, enum probe probe,
			 unsigned int by_tables)
{
	const uint32_t gbpa[] = { model->gbpa.target, model->gbpa.effective };
	uint32_t flight = model->cr0.target ^ model->cr0.effective;
	uint32_t mix = flight & (R_CR0_SMMUEN | R_CR0_ATSCHK | R_CR0_PRIQEN);
	uint32_t subset = 0;
	unsigned int fates = 0;

	do {
		uint32_t cr0 = model->cr0.target ^ subset;

		if (cr0 & R_CR0_SMMUEN)
			fates |= fate_enabled(model, probe, cr0, by_tables);
		else
			fates |= fate_disabled(probe, gbpa[0]) |
				 fate_disabled(probe, gbpa[1]);
		subset = (subset - mix) & mix;
	} while (subset);
	return fates;
}

unsigned int smmu_v3_model_fate(const struct smmu_v3_model *model,
				enum probe probe)
{
	return fate(model, probe, fate_by_tables(model));
}

unsigned int smmu_v3_model_fates(const struct smmu_v3_model *model)
{
	return smmu_v3_model_fate(model, PROBE_TRANSLATED);
}

void smmu_v3_model_begin(struct smmu_v3_model *model)
{
	int probe;

	for (probe = 0; probe < PROBES; probe++)
		model->fates_start[probe] =
			(uint8_t)smmu_v3_model_fate(model, probe);
	memcpy(model->fates_last, model->fates_start,
	       sizeof(model->fates_last));
	model->fates_seen = model->fates_start[PROBE_TRANSLATED];
	memcpy(model->msi_start, model->msi_address, sizeof(model->msi_start));
}

bool smmu_v3_model_irq_possible(const struct smmu_v3_model *model)
{
	return model->irq_ctrl.target || model->irq_ctrl.effective;
}

/*
 * On the way to abort: what did not pass at the start never passes, and what
 * was closed once stays closed.
 */
static void hold_closed(struct smmu_v3_model *model, enum probe probe,
			unsigned int before, unsigned int now)
{
	static const char *const name[PROBES] = {
		"translated", "bypass STE", "abort STE", "ATS translated",
		"ATS request", "PRI",
	};
	unsigned int never = FATE_BYPASS & ~model->fates_start[probe];

	if ((now & never) || (before == FATE_ABORT && now != FATE_ABORT))
		smmu_v3_violate(model, "access %zu opens: %s", model->accesses,
				name[probe]);
}

void smmu_v3_judge(struct smmu_v3_model *model, uint8_t *fates)
{
	unsigned int by_tables = fate_by_tables(model);
	int probe;

	for (probe = 0; probe < PROBES; probe++) {
		fates[probe] = (uint8_t)fate(model, probe, by_tables);
		if (model->closing)
			hold_closed(model, probe, model->fates_last[probe],
				    fates[probe]);
		model->fates_last[probe] = fates[probe];
	}
	model->fates_seen |= fates[PROBE_TRANSLATED];
}

static bool has_fates(const struct smmu_v3_model *model,
		      enum smmu_action action)
{
	int probe;

	for (probe = 0; probe < PROBES; probe++) {
		unsigned int wanted = FATE_ABORT;

		/* There is no ATS without SMMUEN. */
		if (action == SMMU_BYPASS && probe <= PROBE_ABORT_STE)
			wanted = FATE_BYPASS;
		if (smmu_v3_model_fate(model, probe) != wanted)
			return false;
	}
	return true;
}

static bool has_msis(const struct smmu_v3_model *model)
{
	int i;

	for (i = 0; i < 3 && model->idr0 & R_IDR0_MSI; i++)
		if ((i < 2 || model->idr0 & R_IDR0_PRI) &&
		    (model->msi_address[i] || model->msi_data[i] ||
		     model->msi_attributes[i]))
			return true;
	return false;
}

const char *smmu_v3_model_wrong(const struct smmu_v3_model *model,
				enum smmu_action action)
{
	if (model->violation[0])
		return model->violation;
	if (action == SMMU_KEEP)
		return model->writes ? "it was written to" : NULL;
	if (!has_fates(model, action))
		return "a transaction has another fate at the end";
	if (smmu_v3_model_irq_possible(model))
		return "an interrupt is enabled at the end";
	if (model->gerror != model->gerrorn)
		return "an error is active at the end";
	if (model->eventq_cons != model->eventq_prod ||
	    (model->idr0 & R_IDR0_PRI && model->priq_cons != model->priq_prod))
		return "records are left in a queue";
	if (model->cr0.effective || smmu_v3_model_ecmdq_possible(model))
		return "a queue is left enabled";
	return has_msis(model) ? "an MSI is left configured" : NULL;
}
