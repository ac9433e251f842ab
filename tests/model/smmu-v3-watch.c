/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An SMMUv3 with tables and queues of the stage's: what is in them decides, as
 * far as it is not cached from before, and devices go on for ever.
 */
#include <string.h>

#include "model/regs-v3.h"
#include "model/smmu-v3-model.h"

/* Commands, 4.3, 4.4, 4.7, 7.1 */
enum {
	CFGI_STE_RANGE = 0x04, TLBI_EL2_ALL = 0x20, TLBI_NSNH_ALL = 0x30,
	SYNC = 0x46,
};
#define RANGE_ALL	31u
#define CERROR_ILL	1u
#define CERROR_ABT	2u

/* Events, 7.3 */
enum {
	C_BAD_STREAMID = 0x02, C_BAD_STE = 0x04, C_BAD_CD = 0x0a,
	F_TRANSLATION = 0x10,
};

/* STE.Config, 5.2 */
enum { CONFIG_ABORT = 0, CONFIG_STAGE1 = 5 };

static uint64_t field(uint64_t word, unsigned int high, unsigned int low)
{
	return word >> low & ((UINT64_C(2) << (high - low)) - 1);
}

static bool load(const struct smmu_v3_model *model, uint64_t address,
		 uint64_t *ret_words, size_t count)
{
	return model->memory &&
	       model->memory(address, ret_words, 8 * count, false);
}

/* 5.4: one whose two ranges are not walked answers with a fault. */
static struct v3_config context(const struct smmu_v3_model *model, uint64_t at)
{
	struct v3_config config = { .event = C_BAD_CD, .is_recorded = true };
	uint64_t cd[8];

	if (!load(model, at, cd, 8))
		return config;
	if (!field(cd[0], 31, 31) || !field(cd[0], 41, 41))
		return config;
	config.event = F_TRANSLATION;
	config.is_recorded = field(cd[0], 45, 45);
	/* Else it is answered by zeros, which is no abort. */
	config.is_open = !field(cd[0], 14, 14) || !field(cd[0], 30, 30) ||
			 !field(cd[0], 46, 46) || model->stale_tlb;
	return config;
}

/* 5.2 */
static struct v3_config stream_entry(const struct smmu_v3_model *model,
				     uint64_t at)
{
	struct v3_config config = { .event = C_BAD_STE, .is_recorded = true };
	uint64_t ste[8];

	if (!load(model, at, ste, 8) || !field(ste[0], 0, 0))
		return config;
	if (field(ste[0], 3, 1) == CONFIG_ABORT)
		return (struct v3_config){ .event = 0 };
	if (field(ste[0], 3, 1) == CONFIG_STAGE1 && !field(ste[0], 63, 59) &&
	    model->idr0 & R_IDR0_S1P)
		config = context(model, ste[0] & UINT64_C(0xffffffffffffc0));
	else
		config.is_open = true;
	/* EATS: 0 refuses ATS. */
	config.is_open |= field(ste[1], 29, 28) != 0;
	return config;
}

/* 3.3.1, 5.1 */
static struct v3_config walk(const struct smmu_v3_model *model,
			     uint32_t stream)
{
	uint32_t split = (uint32_t)field(model->strtab_cfg, 10, 6);
	uint64_t size = UINT64_C(1) << (model->strtab_cfg &
					R_STRTAB_BASE_CFG_LOG2SIZE);
	uint64_t base = model->strtab_base & UINT64_C(0xffffffffffffc0);
	struct v3_config config = {
		.event = C_BAD_STREAMID,
		.is_recorded = model->cr2 & R_CR2_RECINVSID,
	};
	uint64_t level1, index = stream;

	if (stream >= size)
		return config;
	if (model->strtab_cfg & R_STRTAB_BASE_CFG_FMT) {
		base &= ~((size >> split) * 8 - 1);
		if (!load(model, base + 8 * (stream >> split), &level1, 1))
			return config;
		index = stream & ((UINT64_C(1) << split) - 1);
		if (!field(level1, 4, 0) ||
		    index >> (field(level1, 4, 0) - 1))
			return config;
		base = level1 & UINT64_C(0xffffffffffffc0);
		base &= ~((UINT64_C(64) << (field(level1, 4, 0) - 1)) - 1);
	}
	return stream_entry(model, base + 64 * index);
}

unsigned int smmu_v3_table_fate(const struct smmu_v3_model *model)
{
	static const uint32_t streams[] = {
		0, 1, 0x28, 0x3f, 0x40, 0x100, 0x8008, 0xffff, 0x10000,
		UINT32_MAX,
	};
	unsigned int fates = model->stale_config ? FATE_TRANSLATE |
						   FATE_BYPASS : 0;
	size_t i;

	for (i = 0; i < sizeof(streams) / sizeof(streams[0]); i++)
		fates |= walk(model, streams[i]).is_open ?
			 FATE_TRANSLATE | FATE_BYPASS : FATE_ABORT;
	return fates;
}

/* Errors of commands stop the queue (7.1). */
static void command_error(struct smmu_v3_model *model, uint32_t error)
{
	model->cmdq_cons = (model->cmdq_cons & R_QUEUE_INDEX) | error << 24;
	model->gerror ^= R_GERROR_CMDQ_ERR &
			 ~(model->gerror ^ model->gerrorn);
}

/* A SYNC completes what was asked for before. */
static bool command(struct smmu_v3_model *model, const uint64_t *words)
{
	switch (words[0] & 0xff) {
	case CFGI_STE_RANGE:
		model->cfgi_asked |= field(words[1], 4, 0) == RANGE_ALL;
		return true;
	case TLBI_NSNH_ALL:
		model->tlbi_asked = true;
		return true;
	case TLBI_EL2_ALL:
		return model->idr0 & R_IDR0_HYP;
	case SYNC:
		if (model->cfgi_asked)
			model->stale_config = false;
		if (model->cfgi_asked)
			memset(model->cached, 0, sizeof(model->cached));
		if (model->tlbi_asked)
			model->stale_tlb = false;
		model->cfgi_asked = model->tlbi_asked = false;
		return true;
	default:
		return false;
	}
}

void smmu_v3_consume(struct smmu_v3_model *model)
{
	uint64_t base = model->cmdq_base & R_BASE_ADDR;
	uint32_t size = 1u << (model->cmdq_base & R_BASE_LOG2SIZE);
	uint32_t mask = 2 * size - 1;

	if (!(model->cr0.effective & model->cr0.target & R_CR0_CMDQEN) ||
	    (model->gerror ^ model->gerrorn) & R_GERROR_CMDQ_ERR)
		return;
	if (((model->cmdq_prod - model->cmdq_cons) & mask) > size)
		smmu_v3_violate(model, "more commands than the queue has");
	while ((model->cmdq_prod ^ model->cmdq_cons) & mask) {
		uint64_t words[2];

		if (model->sync_polls) {
			if (model->sync_polls != ACK_NEVER)
				model->sync_polls--;
			return;
		}
		if (!load(model, base + 16 * (model->cmdq_cons & (size - 1)),
			  words, 2)) {
			command_error(model, CERROR_ABT);
			return;
		}
		if (!command(model, words)) {
			command_error(model, CERROR_ILL);
			return;
		}
		model->cmdq_cons = (model->cmdq_cons + 1) & mask;
	}
}

/* Guarded by fields of CR0: written while they are 0. */
#define GUARD_ALL	(R_CR0_SMMUEN | R_CR0_PRIQEN | R_CR0_EVENTQEN | \
			 R_CR0_CMDQEN)

/* One write, or, as processors may have it, that of either half. */
static void set_base(uint64_t *base, uint64_t offset, unsigned int size,
		     uint64_t value)
{
	if (size == 8)
		*base = value;
	else if (offset & 4)
		*base = value << 32 | (uint32_t)*base;
	else
		*base = *base >> 32 << 32 | (uint32_t)value;
}

bool smmu_v3_table_write(struct smmu_v3_model *model, uint64_t offset,
			 unsigned int size, uint64_t value)
{
	uint32_t guard = 0;

	switch (offset) {
	case A_CR1:
		guard = GUARD_ALL;
		model->cr1 = (uint32_t)value;
		break;
	case A_CR2:
		guard = R_CR0_SMMUEN;
		model->cr2 = (uint32_t)value;
		break;
	case A_STRTAB_BASE:
	case A_STRTAB_BASE + 4:
		guard = R_CR0_SMMUEN;
		set_base(&model->strtab_base, offset, size, value);
		model->own_tables = true;
		model->stale_config = true;
		break;
	case A_STRTAB_BASE_CFG:
		guard = R_CR0_SMMUEN;
		model->strtab_cfg = (uint32_t)value;
		model->stale_config = true;
		break;
	case A_CMDQ_BASE:
	case A_CMDQ_BASE + 4:
		guard = R_CR0_CMDQEN;
		set_base(&model->cmdq_base, offset, size, value);
		break;
	case A_CMDQ_PROD:
		model->cmdq_prod = (uint32_t)value;
		model->sync_polls = model->sync_delay;
		break;
	case A_CMDQ_CONS:
		guard = R_CR0_CMDQEN;
		model->cmdq_cons = (uint32_t)value;
		break;
	case A_EVENTQ_BASE:
	case A_EVENTQ_BASE + 4:
		guard = R_CR0_EVENTQEN;
		set_base(&model->eventq_base, offset, size, value);
		break;
	default:
		return false;
	}
	if ((model->cr0.target | model->cr0.effective) & guard)
		smmu_v3_violate(model, "0x%llx written while in use",
				(unsigned long long)offset);
	return true;
}

/* A record, or what becomes of one that finds the queue full (7.4). */
static bool record(struct smmu_v3_model *model, const uint64_t *words)
{
	uint64_t base = model->eventq_base & R_BASE_ADDR;
	uint32_t size = 1u << (model->eventq_base & R_BASE_LOG2SIZE);
	uint32_t prod = model->eventq_prod & (2 * size - 1);

	if (((model->eventq_prod ^ model->eventq_cons) & (2 * size - 1)) ==
	    size) {
		model->records_lost++;
		if (model->full_is_gerror)
			model->gerror ^= R_GERROR_EVENTQ_ABT_ERR &
					 ~(model->gerror ^ model->gerrorn);
		else if (!((model->eventq_prod ^ model->eventq_cons) &
			   R_QUEUE_OVFLG))
			model->eventq_prod ^= R_QUEUE_OVFLG;
		return false;
	}
	if (!model->memory(base + 32 * (prod & (size - 1)),
			   (void *)(uintptr_t)words, 32, true))
		smmu_v3_violate(model, "a record is written to 0x%llx",
				(unsigned long long)base);
	model->eventq_prod = (model->eventq_prod & R_QUEUE_OVFLG) |
			     ((prod + 1) & (2 * size - 1));
	return true;
}

/* What a device does, of which the SMMU keeps how it is configured. */
static void offend(struct smmu_v3_model *model, size_t i)
{
	struct v3_offender *offender = &model->offenders[i];
	struct v3_config *config = &model->cached[i];
	uint64_t words[4] = { 0 };

	if (!config->is_valid) {
		*config = walk(model, offender->stream);
		config->is_valid = true;
	}
	offender->accesses++;
	if (config->is_open || model->stale_config)
		smmu_v3_violate(model, "an access of 0x%x passes",
				offender->stream);
	if (!config->is_recorded)
		return;
	words[0] = (uint64_t)offender->stream << 32 | config->event;
	if (config->event == F_TRANSLATION) {
		words[1] = (uint64_t)offender->reads << 35;
		words[2] = offender->address;
		if (offender->size)
			words[2] += (offender->accesses - 1) * 4 % offender->size;
	}
	if (record(model, words))
		offender->records++;
	offender->stream += offender->stream_step;
	if (offender->stream_step)
		config->is_valid = false;
}

/* As long as it is enabled it tells of each, one burst after the other. */
void smmu_v3_offend(struct smmu_v3_model *model)
{
	size_t i;
	uint32_t n;

	if (!model->own_tables || !(model->cr0.effective & R_CR0_SMMUEN))
		return;
	if (!(model->cr0.effective & R_CR0_EVENTQEN))
		smmu_v3_violate(model, "enabled without a queue for records");
	for (i = 0; i < V3_OFFENDERS; i++)
		for (n = 0; n < model->offenders[i].burst; n++)
			offend(model, i);
}

/* Those of accesses before it was disabled, as its queue is switched off. */
void smmu_v3_last_records(struct smmu_v3_model *model)
{
	size_t i;

	for (i = 0; i < V3_OFFENDERS && model->own_tables; i++)
		if (model->offenders[i].burst)
			offend(model, i);
}
