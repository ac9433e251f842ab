/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an SMMUv3 does by itself while software is at work on it: it writes
 * records, reports errors, sends MSIs, as long as their sources are on.
 */
#include "model/regs-v3.h"
#include "model/smmu-v3-model.h"

#define OVFLG		BIT(31)
#define INDEX		0xfffffu
/* Every so manyth record finds its queue full. */
#define OVERFLOWS	3

/* In the order of msi_address. */
static const uint32_t irqen[] = {
	R_IRQ_CTRL_GERROR_IRQEN, R_IRQ_CTRL_EVENTQ_IRQEN,
	R_IRQ_CTRL_PRIQ_IRQEN,
};

/* IRQs that are pending in their registers, whether enabled or not. */
static unsigned int pending(const struct smmu_v3_model *model)
{
	unsigned int lines = 0;

	if (model->gerror != model->gerrorn)
		lines |= R_IRQ_CTRL_GERROR_IRQEN;
	if (model->eventq_prod != model->eventq_cons)
		lines |= R_IRQ_CTRL_EVENTQ_IRQEN;
	if (model->priq_prod != model->priq_cons)
		lines |= R_IRQ_CTRL_PRIQ_IRQEN;
	return lines;
}

/* Before an update completes, what it switches may be on or off. */
static uint32_t enabled(const struct smmu_v3_model *model)
{
	return model->irq_ctrl.target | model->irq_ctrl.effective;
}

unsigned int smmu_v3_model_lines(const struct smmu_v3_model *model)
{
	return pending(model) & enabled(model);
}

static void send_msis(struct smmu_v3_model *model)
{
	unsigned int lines = smmu_v3_model_lines(model);
	size_t i;

	for (i = 0; i < 3; i++) {
		if (!(lines & irqen[i]) || !model->msi_address[i])
			continue;
		if (model->msi_address[i] != model->msi_start[i])
			smmu_v3_violate(model, "an MSI goes to 0x%llx",
					(unsigned long long)
					model->msi_address[i]);
		model->msis++;
	}
}

/* One more record, or an overflow, unless one is not acknowledged yet. */
static void add_record(struct smmu_v3_model *model, uint32_t *prod,
		       uint32_t cons)
{
	if (++model->arisen % OVERFLOWS == 0 && !((*prod ^ cons) & OVFLG))
		*prod ^= OVFLG;
	else
		*prod = (*prod & ~INDEX) | ((*prod + 1) & INDEX);
}

/* These errors become active, unless they are (6.3.19). */
static void report(struct smmu_v3_model *model, uint32_t errors)
{
	model->gerror ^= errors & ~(model->gerror ^ model->gerrorn);
	model->arisen++;
}

/* An MSI that is sent can be aborted. */
static uint32_t msi_errors(const struct smmu_v3_model *model, uint32_t cr0)
{
	static const uint32_t aborted[] = {
		R_GERROR_MSI_GERROR_ABT_ERR, R_GERROR_MSI_EVENTQ_ABT_ERR,
		R_GERROR_MSI_PRIQ_ABT_ERR,
	};
	uint32_t errors = 0;
	size_t i;

	if (!(model->idr0 & R_IDR0_MSI))
		return 0;
	for (i = 0; i < 3; i++)
		if (enabled(model) & irqen[i] && model->msi_address[i])
			errors |= aborted[i];
	return cr0 & R_CR0_CMDQEN ? errors | R_GERROR_MSI_CMDQ_ABT_ERR : errors;
}

/* What each source reports that is, or may be, on. */
static void arise(struct smmu_v3_model *model, uint32_t cr0, bool ecmdq)
{
	uint32_t errors = msi_errors(model, cr0);

	if (cr0 & R_CR0_EVENTQEN) {
		add_record(model, &model->eventq_prod, model->eventq_cons);
		errors |= R_GERROR_EVENTQ_ABT_ERR;
	}
	if (cr0 & R_CR0_PRIQEN && model->idr0 & R_IDR0_PRI) {
		add_record(model, &model->priq_prod, model->priq_cons);
		errors |= R_GERROR_PRIQ_ABT_ERR;
	}
	if (cr0 & R_CR0_CMDQEN)
		errors |= R_GERROR_CMDQ_ERR;
	if (cr0 & R_CR0_DPT_WALK_EN)
		errors |= R_GERROR_DPT_ERR;
	if (ecmdq)
		errors |= R_GERROR_CMDQP_ERR;
	report(model, errors);
}

void smmu_v3_arise(struct smmu_v3_model *model)
{
	arise(model, model->cr0.target | model->cr0.effective,
	      smmu_v3_model_ecmdq_possible(model));
	send_msis(model);
}

/* A queue's last record and error are visible by then (6.3.9.3 to 6.3.9.5). */
void smmu_v3_settle(struct smmu_v3_model *model, uint32_t field)
{
	if (field == R_CR0_EVENTQEN)
		smmu_v3_last_records(model);
	if (!model->unrest)
		return;
	if (field == R_ECMDQ_EN)
		arise(model, 0, true);
	else
		arise(model, field, false);
	send_msis(model);
}
