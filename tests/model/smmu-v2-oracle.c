/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What becomes of transactions in the state that a model of ours is in. */
#include <stdarg.h>
#include <stdio.h>

#include "model/regs-v2.h"
#include "model/smmu-v2-model.h"

void smmu_v2_violate(struct smmu_v2_model *model, const char *format, ...)
{
	va_list ap;

	if (model->violation[0])
		return;
	va_start(ap, format);
	vsnprintf(model->violation, sizeof(model->violation), format, ap);
	va_end(ap);
}

bool smmu_v2_model_is_valid(const struct smmu_v2_model *model,
			    unsigned int group)
{
	if (model->shape.indexed)
		return true;
	if (model->cr0 & R_sCR0_EXIDENABLE)
		return model->s2cr[group] & R_S2CR_EXIDVALID;
	return model->smr[group] & R_SMR_VALID;
}

/* Bits of a StreamID that do not matter to the group. */
static uint32_t ignored(const struct smmu_v2_model *model, unsigned int group)
{
	uint32_t mask = model->smr[group] >> R_SMR_MASK_SHIFT;

	return model->cr0 & R_sCR0_EXIDENABLE ? mask : mask & R_SMR_ID;
}

/* StreamIDs have 15 bits, or 16 where they are extended. */
static uint32_t id_of(const struct smmu_v2_model *model, unsigned int group)
{
	if (model->shape.indexed)
		return group;
	return model->smr[group] &
	       (model->cr0 & R_sCR0_EXIDENABLE ? 0xffff : R_SMR_ID);
}

static bool matches(const struct smmu_v2_model *model, unsigned int group,
		    uint32_t stream)
{
	if (!smmu_v2_model_is_valid(model, group))
		return false;
	if (model->shape.indexed)
		return group == stream;
	return !((id_of(model, group) ^ stream) & ~ignored(model, group));
}

/* With translation disabled a bank hands addresses through as they are. */
static unsigned int fate_bank(const struct smmu_v2_model *model,
			      uint32_t number)
{
	if (number >= model->shape.banks)
		return FATE_ABORT;	/* unimplemented context bank fault */
	return model->bank[number].sctlr & R_CB_SCTLR_M ? FATE_TRANSLATE :
	       FATE_BYPASS;
}

static unsigned int fate_group(const struct smmu_v2_model *model,
			       unsigned int group)
{
	uint32_t s2cr = model->s2cr[group];

	switch ((s2cr & R_S2CR_TYPE) >> R_S2CR_TYPE_SHIFT) {
	case S2CR_TRANSLATE:
		return fate_bank(model, s2cr & R_S2CR_CBNDX);
	case S2CR_BYPASS:
		return FATE_BYPASS;
	case S2CR_FAULT:
		return FATE_ABORT;
	default:
		return FATE_TRANSLATE | FATE_BYPASS | FATE_ABORT;
	}
}

unsigned int smmu_v2_model_fate(const struct smmu_v2_model *model,
				uint32_t stream)
{
	unsigned int fates = 0, count = 0;
	unsigned int i;

	if (model->cr0 & R_sCR0_CLIENTPD)
		return FATE_BYPASS;
	for (i = 0; i < model->shape.groups; i++) {
		if (!matches(model, i, stream))
			continue;
		fates |= fate_group(model, i);
		count++;
	}
	if (count == 0)
		return model->cr0 & R_sCR0_USFCFG ? FATE_ABORT : FATE_BYPASS;
	if (count == 1)
		return fates;
	/* A conflict: reported, or it may pass, or follow any of them. */
	return model->cr0 & R_sCR0_SMCFCFG ? FATE_ABORT : fates | FATE_BYPASS;
}

/* What is held back may be tried again at any time, where nothing stops it. */
static unsigned int fate_stalled(const struct v2_bank *bank)
{
	if (!bank->stalled)
		return 0;
	return bank->sctlr & R_CB_SCTLR_M ? FATE_STALL :
	       FATE_STALL | FATE_BYPASS;
}

unsigned int smmu_v2_model_fates(const struct smmu_v2_model *model)
{
	unsigned int fates = 0;
	size_t i;

	for (i = 0; i < model->stream_count; i++)
		fates |= model->streams[i].last;
	for (i = 0; i < model->shape.banks; i++)
		fates |= fate_stalled(&model->bank[i]);
	return fates;
}

static void add_stream(struct smmu_v2_model *model, uint32_t id)
{
	uint8_t fate = (uint8_t)smmu_v2_model_fate(model, id);

	model->streams[model->stream_count++] =
		(struct v2_stream){ .id = id, .start = fate, .last = fate };
}

/* A stream of two groups, where there is one. */
static void add_common(struct smmu_v2_model *model, unsigned int first,
		       unsigned int second)
{
	uint32_t id = (id_of(model, first) & ~ignored(model, first)) |
		      (id_of(model, second) & ignored(model, first));

	if (matches(model, first, id) && matches(model, second, id))
		add_stream(model, id);
}

static void add_unmatched(struct smmu_v2_model *model)
{
	uint32_t id;
	unsigned int i;

	for (id = 0; id <= R_SMR_ID; id++) {
		for (i = 0; i < model->shape.groups; i++)
			if (matches(model, i, id))
				break;
		if (i == model->shape.groups) {
			add_stream(model, id);
			return;
		}
	}
}

/* Is nothing in use any more that was looked up by then? */
static bool is_covered(const struct smmu_v2_model *model, unsigned int kind,
		       uint32_t moment)
{
	return moment < model->covered[kind];
}

bool smmu_v2_model_in_use(const struct smmu_v2_model *model,
			  unsigned int number)
{
	const struct v2_bank *bank = &model->bank[number];

	return bank->sctlr & R_CB_SCTLR_M &&
	       !is_covered(model, bank->hyp, bank->used);
}

/*
 * A translation that was looked up is used for as long as the TLB has it: not
 * only by what matches a group now. Going off, the bank would hand through what
 * still comes to it; going on, it would lead to tables that nobody vouches for.
 */
void smmu_v2_judge_bank(struct smmu_v2_model *model, unsigned int number,
			uint32_t sctlr)
{
	const struct v2_bank *bank = &model->bank[number];

	if (!model->closing || !((bank->sctlr ^ sctlr) & R_CB_SCTLR_M))
		return;
	if (sctlr & R_CB_SCTLR_M)
		smmu_v2_violate(model, "bank %u goes on", number);
	else if (!is_covered(model, bank->hyp, bank->used))
		smmu_v2_violate(model, "bank %u goes off before a sync of the "
				"TLB covers its use", number);
}

/* Whoever matches a group now may be looked up from now on. */
static void note_use(struct smmu_v2_model *model)
{
	unsigned int i;

	for (i = 0; i < model->shape.groups; i++) {
		uint32_t s2cr = model->s2cr[i];
		uint32_t number = s2cr & R_S2CR_CBNDX;

		if ((s2cr & R_S2CR_TYPE) >> R_S2CR_TYPE_SHIFT ==
		    S2CR_TRANSLATE && number < model->shape.banks &&
		    smmu_v2_model_is_valid(model, i))
			model->bank[number].used = model->moment;
	}
}

void smmu_v2_model_begin(struct smmu_v2_model *model)
{
	unsigned int i;

	model->moment = model->grouped = 1;
	for (i = 0; i < model->shape.banks; i++)
		model->bank[i].used = 1;
	model->stream_count = 0;
	for (i = 0; i < model->shape.groups; i++)
		add_stream(model, id_of(model, i));
	if (model->shape.indexed)
		return;
	for (i = 0; i + 1 < model->shape.groups; i++)
		add_common(model, i, i + 1);
	add_unmatched(model);
}

/*
 * On the way to abort: what did not pass at the start never passes, what was
 * not translated does not follow old tables, and what was closed once stays so.
 */
void smmu_v2_judge(struct smmu_v2_model *model)
{
	size_t i;

	model->moment++;
	note_use(model);
	for (i = 0; i < model->stream_count; i++) {
		struct v2_stream *stream = &model->streams[i];
		unsigned int now = smmu_v2_model_fate(model, stream->id);
		unsigned int never = (FATE_BYPASS | FATE_TRANSLATE) &
				     ~stream->start;

		if (model->closing && ((now & never) ||
		    (stream->last == FATE_ABORT && now != FATE_ABORT))) {
			model->opened = true;
			smmu_v2_violate(model, "access %zu opens stream 0x%x",
					model->accesses, stream->id);
		}
		stream->last = (uint8_t)now;
	}
	for (i = 0; i < model->shape.banks && model->closing; i++)
		if (fate_stalled(&model->bank[i]) & FATE_BYPASS)
			smmu_v2_violate(model, "access %zu lets a stalled "
					"transaction of bank %zu pass",
					model->accesses, i);
}

bool smmu_v2_model_irq_possible(const struct smmu_v2_model *model)
{
	unsigned int i;

	for (i = 0; i < model->shape.banks; i++)
		if (model->bank[i].sctlr & R_CB_SCTLR_CFIE)
			return true;
	return model->cr0 & (R_sCR0_GFIE | R_sCR0_GCFGFIE);
}

/* Which global faults are configuration faults is not asked: either enables. */
unsigned int smmu_v2_model_lines(const struct smmu_v2_model *model)
{
	unsigned int lines = 0;
	unsigned int i;

	if (model->gfsr && model->cr0 & (R_sCR0_GFIE | R_sCR0_GCFGFIE))
		lines++;
	for (i = 0; i < model->shape.banks; i++)
		if ((model->bank[i].fsr || model->bank[i].stalled) &&
		    model->bank[i].sctlr & R_CB_SCTLR_CFIE)
			lines++;
	return lines;
}

static const char *wrong_fate(const struct smmu_v2_model *model,
			      unsigned int wanted)
{
	size_t i;

	for (i = 0; i < model->stream_count; i++)
		if (smmu_v2_model_fate(model, model->streams[i].id) != wanted)
			return "a transaction has another fate at the end";
	for (i = 0; i < model->shape.banks; i++) {
		if (model->bank[i].stalled || model->bank[i].waiting)
			return "a transaction is left stalled";
		if (model->bank[i].fsr && !model->bank[i].refilled)
			return "a fault of a context bank is left";
	}
	return NULL;
}

/* Bits of sCR0 that are to be set, and others that are to be clear. */
static bool has_cr0(const struct smmu_v2_model *model, uint32_t set,
		    uint32_t clear)
{
	return !((model->cr0 ^ set) & (set | clear) & ~model->cr0_fixed);
}

static const char *wrong_abort(const struct smmu_v2_model *model)
{
	unsigned int i;

	if (!has_cr0(model, R_sCR0_USFCFG | R_sCR0_SMCFCFG | R_sCR0_GFRE |
		     R_sCR0_GCFGFRE | R_sCR0_STALLD,
		     R_sCR0_CLIENTPD | R_sCR0_GSE))
		return "sCR0 is not as abort wants it";
	for (i = 0; i < model->shape.groups; i++)
		if (!model->shape.indexed && smmu_v2_model_is_valid(model, i))
			return "a group is left valid";
	for (i = 0; i < model->shape.groups; i++)
		if (fate_group(model, i) != FATE_ABORT)
			return "a group is left open";
	for (i = 0; i < model->shape.banks; i++)
		if (model->bank[i].sctlr)
			return "a context bank is left enabled";
	for (i = 0; i < V2_KINDS; i++)
		if (!is_covered(model, i, model->grouped) &&
		    (i != V2_HYP || model->idr0 & R_sIDR0_S1TS))
			return "the TLB is not invalidated";
	return NULL;
}

const char *smmu_v2_model_wrong(const struct smmu_v2_model *model,
				enum smmu_action action)
{
	const char *wrong;

	if (model->violation[0])
		return model->violation;
	if (action == SMMU_KEEP)
		return model->writes ? "it was written to" : NULL;
	if (smmu_v2_model_irq_possible(model))
		return "an interrupt is enabled at the end";
	if (model->gfsr && !model->refill)
		return "a global fault is left";
	if (model->cr0_read_early)
		return "sCR0 is read back in front of a barrier";
	wrong = wrong_fate(model, action == SMMU_ABORT ? FATE_ABORT :
			   FATE_BYPASS);
	if (wrong || action == SMMU_BYPASS)
		return wrong;
	return wrong_abort(model);
}
