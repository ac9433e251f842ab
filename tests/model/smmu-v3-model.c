/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/smmu-v3-model.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "model/regs-v3.h"

#define ECMDQ_PAGES	0x20000u	/* where the model has its control page */
#define ECMDQ_STRIDE	(0x10000u / MODEL_ECMDQS)

static void __attribute__((format(printf, 2, 3)))
violate(struct smmu_v3_model *model, const char *format, ...)
{
	va_list ap;

	if (model->violation[0])
		return;
	va_start(ap, format);
	vsnprintf(model->violation, sizeof(model->violation), format, ap);
	va_end(ap);
}

void smmu_v3_model_reset(struct smmu_v3_model *model)
{
	memset(model, 0, sizeof(*model));
	model->idr0 = 0x0444100fu;	/* no MSI, no PRI, no ATS */
	model->idr1 = 0x02730010u;
	model->aidr = 0x2;
	model->gbpa.target = 0x1000;
	model->gbpa.effective = 0x1000;
}

void smmu_v3_model_translating(struct smmu_v3_model *model)
{
	model->cr0.target = R_CR0_SMMUEN | R_CR0_EVENTQEN | R_CR0_CMDQEN;
	model->cr0.effective = model->cr0.target;
	model->irq_ctrl.target = R_IRQ_CTRL_GERROR_IRQEN | R_IRQ_CTRL_EVENTQ_IRQEN;
	model->irq_ctrl.effective = model->irq_ctrl.target;
}

void smmu_v3_model_shut_down(struct smmu_v3_model *model)
{
	smmu_v3_model_translating(model);
	model->cr0.target = 0;
	model->cr0.effective = 0;
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

/* Without ATSCHK, Translated transactions pass without any look-up (6.3.9). */
static unsigned int fate_enabled(enum probe probe, uint32_t cr0)
{
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
unsigned int smmu_v3_model_fate(const struct smmu_v3_model *model,
				enum probe probe)
{
	const uint32_t gbpa[] = { model->gbpa.target, model->gbpa.effective };
	uint32_t flight = model->cr0.target ^ model->cr0.effective;
	uint32_t mix = flight & (R_CR0_SMMUEN | R_CR0_ATSCHK | R_CR0_PRIQEN);
	uint32_t subset = 0;
	unsigned int fates = 0;

	do {
		uint32_t cr0 = model->cr0.target ^ subset;

		if (cr0 & R_CR0_SMMUEN)
			fates |= fate_enabled(probe, cr0);
		else
			fates |= fate_disabled(probe, gbpa[0]) |
				 fate_disabled(probe, gbpa[1]);
		subset = (subset - mix) & mix;
	} while (subset);
	return fates;
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
}

unsigned int smmu_v3_model_lines(const struct smmu_v3_model *model)
{
	unsigned int lines = 0;

	if (model->gerror != model->gerrorn)
		lines |= R_IRQ_CTRL_GERROR_IRQEN;
	if (model->eventq_prod != model->eventq_cons)
		lines |= R_IRQ_CTRL_EVENTQ_IRQEN;
	if (model->priq_prod != model->priq_cons)
		lines |= R_IRQ_CTRL_PRIQ_IRQEN;
	return lines & (model->irq_ctrl.target | model->irq_ctrl.effective);
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
		violate(model, "access %zu opens: %s", model->accesses,
			name[probe]);
}

static void trace(struct smmu_v3_model *model, uint64_t offset, bool write,
		  unsigned int size, uint64_t value)
{
	struct trace entry = {
		.offset = (uint32_t)offset, .value = value,
		.size = (uint8_t)size, .write = write,
	};
	int probe;

	for (probe = 0; probe < PROBES; probe++) {
		entry.fates[probe] = (uint8_t)smmu_v3_model_fate(model, probe);
		if (model->closing)
			hold_closed(model, probe, model->fates_last[probe],
				    entry.fates[probe]);
		model->fates_last[probe] = entry.fates[probe];
	}
	entry.lines = (uint8_t)smmu_v3_model_lines(model);
	model->fates_seen |= entry.fates[PROBE_TRANSLATED];
	if (model->accesses < MODEL_TRACE_MAX)
		model->trace[model->accesses] = entry;
	model->accesses++;
	if (write)
		model->writes++;
	else
		model->reads++;
}

/* Whether an update is complete; a read of its acknowledgement brings it nearer. */
static bool is_due(const struct smmu_v3_model *model, struct update *update)
{
	if (model->clock)
		return *model->clock >= update->deadline;
	if (update->polls == 0)
		return true;
	if (update->polls != ACK_NEVER)
		update->polls--;
	return false;
}

static uint32_t acknowledge(const struct smmu_v3_model *model,
			    struct update *update)
{
	if (update->effective != update->target && is_due(model, update))
		update->effective = update->target;
	return update->effective;
}

static uint32_t gbpa_read(struct smmu_v3_model *model)
{
	if (model->gbpa_update && is_due(model, &model->gbpa)) {
		model->gbpa.effective = model->gbpa.target;
		model->gbpa_update = false;
	}
	return model->gbpa.target | (model->gbpa_update ? R_GBPA_UPDATE : 0);
}

static struct update *ecmdq(struct smmu_v3_model *model, uint64_t offset)
{
	uint64_t index = (offset - ECMDQ_PAGES) / ECMDQ_STRIDE;

	if (!(model->idr1 & R_IDR1_ECMDQ) || offset < ECMDQ_PAGES ||
	    index >= MODEL_ECMDQS)
		return NULL;
	return &model->ecmdq[index];
}

static uint64_t read_ecmdq(struct smmu_v3_model *model, uint64_t offset)
{
	struct update *queue = ecmdq(model, offset);

	if (queue && (offset - ECMDQ_PAGES) % ECMDQ_STRIDE == 0x8)
		return queue->target;
	if (queue && (offset - ECMDQ_PAGES) % ECMDQ_STRIDE == 0xc)
		return acknowledge(model, queue);
	violate(model, "read of 0x%llx", (unsigned long long)offset);
	return 0;
}

/* Page 1 registers at their place: page 0 of an SMMU that has no page 1. */
static uint32_t *page1_register(struct smmu_v3_model *model, uint64_t offset)
{
	uint64_t page = model->page0_only ? 0 : PAGE1;

	if (offset == page + A_EVENTQ_PROD)
		return &model->eventq_prod;
	if (offset == page + A_EVENTQ_CONS)
		return &model->eventq_cons;
	if (!(model->idr0 & R_IDR0_PRI))
		return NULL;
	if (offset == page + A_PRIQ_PROD)
		return &model->priq_prod;
	if (offset == page + A_PRIQ_CONS)
		return &model->priq_cons;
	return NULL;
}

static uint64_t read_register(struct smmu_v3_model *model, uint64_t offset)
{
	uint32_t *queue = page1_register(model, offset);

	if (queue)
		return *queue;
	switch (offset) {
	case A_IDR0:
		return model->idr0;
	case A_IDR1:
		return model->idr1;
	case A_AIDR:
		return model->aidr;
	case A_IDR6:
		return model->idr6;
	case A_CR0:
		return model->cr0.target;
	case A_CR0ACK:
		return acknowledge(model, &model->cr0);
	case A_GBPA:
		return gbpa_read(model);
	case A_IRQ_CTRL:
		return model->irq_ctrl.target;
	case A_IRQ_CTRLACK:
		return acknowledge(model, &model->irq_ctrl);
	case A_GERROR:
		return model->gerror;
	case A_GERRORN:
		return model->gerrorn;
	case A_CMDQ_CONTROL_PAGE_BASE:
		return ECMDQ_PAGES | 2 | 1;
	case A_CMDQ_CONTROL_PAGE_BASE + 4:
		return 0;
	default:
		return read_ecmdq(model, offset);
	}
}

uint64_t smmu_v3_model_read(struct smmu_v3_model *model, uint64_t offset,
			    unsigned int size)
{
	uint64_t value = read_register(model, offset);

	if (size != 4)
		violate(model, "%u-byte read of 0x%llx", size,
			(unsigned long long)offset);
	trace(model, offset, false, size, value);
	return value;
}

static void delay_update(const struct smmu_v3_model *model,
			 struct update *update, uint32_t polls)
{
	update->polls = polls;
	if (model->clock)
		update->deadline = *model->clock + model->clock_delay;
}

/* A field must not be altered while its update is in flight (6.3.9). */
static void update_write(struct smmu_v3_model *model, struct update *update,
			 uint32_t value, uint32_t delay, const char *name)
{
	uint32_t in_flight = update->target ^ update->effective;

	if ((update->target ^ value) & in_flight)
		violate(model, "%s: 0x%x written while 0x%x is in flight", name,
			value, in_flight);
	update->target = value;
	delay_update(model, update, delay);
}

static void gbpa_write(struct smmu_v3_model *model, uint32_t value)
{
	if (!(value & R_GBPA_UPDATE))
		violate(model, "GBPA 0x%x written without Update", value);
	if (value & R_GBPA_RES0)
		violate(model, "GBPA 0x%x: RES0 bits", value);
	if (model->gbpa_update)
		violate(model, "GBPA written while Update = 1");
	value &= ~R_GBPA_UPDATE;
	if (!model->gbpa_sticks)
		model->gbpa.target = value;
	delay_update(model, &model->gbpa, model->gbpa_delay);
	model->gbpa_update = true;
}

/* Returns whether offset is one of the MSI registers (6.3.21 and its kin). */
static bool msi_write(struct smmu_v3_model *model, uint64_t offset,
		      unsigned int size, uint64_t value)
{
	static const struct {
		uint32_t cfg0;
		uint32_t enable;
	} source[] = {
		{ A_GERROR_IRQ_CFG0, R_IRQ_CTRL_GERROR_IRQEN },
		{ A_EVENTQ_IRQ_CFG0, R_IRQ_CTRL_EVENTQ_IRQEN },
		{ A_PRIQ_IRQ_CFG0, R_IRQ_CTRL_PRIQ_IRQEN },
	};
	size_t i;

	for (i = 0; i < 3; i++) {
		uint32_t cfg0 = source[i].cfg0;

		if (offset < cfg0 || offset > cfg0 + 0xc)
			continue;
		if (!(model->idr0 & R_IDR0_MSI) ||
		    (i == 2 && !(model->idr0 & R_IDR0_PRI)))
			violate(model, "MSI register 0x%llx does not exist",
				(unsigned long long)offset);
		if ((model->irq_ctrl.target | model->irq_ctrl.effective) &
		    source[i].enable)
			violate(model, "0x%llx written with its IRQEN set",
				(unsigned long long)offset);
		if (offset == cfg0)
			model->msi_address[i] = size == 8 ? value :
				(model->msi_address[i] >> 32 << 32) |
				(uint32_t)value;
		else if (offset == cfg0 + 4)
			model->msi_address[i] = value << 32 |
				(uint32_t)model->msi_address[i];
		else if (offset == cfg0 + 8)
			model->msi_data[i] = (uint32_t)value;
		else
			model->msi_attributes[i] = (uint32_t)value;
		return true;
	}
	return false;
}

static void write_other(struct smmu_v3_model *model, uint64_t offset,
			uint32_t value)
{
	uint32_t *queue = page1_register(model, offset);
	struct update *ecmdq_update = ecmdq(model, offset);

	if (queue == &model->eventq_cons || queue == &model->priq_cons)
		*queue = value;
	else if (ecmdq_update && (offset - ECMDQ_PAGES) % ECMDQ_STRIDE == 8)
		update_write(model, ecmdq_update, value, model->ecmdq_delay,
			     "ECMDQ_PROD");
	else
		violate(model, "write of 0x%x to 0x%llx", value,
			(unsigned long long)offset);
}

/* Whether a 64-bit register lies at offset. */
static bool is_wide(uint64_t offset)
{
	return offset == A_GERROR_IRQ_CFG0 || offset == A_EVENTQ_IRQ_CFG0 ||
	       offset == A_PRIQ_IRQ_CFG0;
}

static void write_register(struct smmu_v3_model *model, uint64_t offset,
			   uint32_t value)
{
	switch (offset) {
	case A_CR0:
		if (value & ~R_CR0_ALL)
			violate(model, "CR0 0x%x: RES0 bits", value);
		if (!model->cr0_sticks)
			update_write(model, &model->cr0, value,
				     model->cr0_delay, "CR0");
		break;
	case A_GBPA:
		gbpa_write(model, value);
		break;
	case A_IRQ_CTRL:
		if (!model->irq_sticks)
			update_write(model, &model->irq_ctrl, value,
				     model->irq_delay, "IRQ_CTRL");
		break;
	case A_GERRORN:
		/* Only active errors may be toggled (6.3.20). */
		if ((value ^ model->gerrorn) &
		    ~(model->gerror ^ model->gerrorn))
			violate(model, "GERRORN 0x%x activates an error",
				value);
		model->gerrorn = value;
		break;
	default:
		write_other(model, offset, value);
	}
}

void smmu_v3_model_write(struct smmu_v3_model *model, uint64_t offset,
			 unsigned int size, uint64_t value)
{
	if (size != 4 && !(size == 8 && is_wide(offset)))
		violate(model, "%u-byte write of 0x%llx", size,
			(unsigned long long)offset);
	if (!msi_write(model, offset, size, value))
		write_register(model, offset, (uint32_t)value);
	trace(model, offset, true, size, value);
}
