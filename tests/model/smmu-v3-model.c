/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/smmu-v3-model.h"

#include <string.h>

#include "model/regs-v3.h"

#define ECMDQ_PAGES	0x20000u	/* where the model has its control page */
#define ECMDQ_PAGE_SIZE	0x10000u

void smmu_v3_model_reset(struct smmu_v3_model *model)
{
	memset(model, 0, sizeof(*model));
	model->idr0 = 0x0444100fu;	/* no MSI, no PRI, no ATS */
	model->idr1 = 0x02730010u;
	model->stale_config = true;
	model->stale_tlb = true;
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

void smmu_v3_model_delay(struct smmu_v3_model *model, uint32_t fields,
			 uint32_t polls)
{
	size_t i;

	for (i = 0; i < V3_CR0_BITS; i++)
		if (fields & BIT(i))
			model->cr0_delays[i] = polls;
}

void smmu_v3_model_in_flight(struct smmu_v3_model *model, uint32_t effective,
			     uint32_t polls)
{
	size_t i;

	model->cr0.effective = effective;
	for (i = 0; i < V3_CR0_BITS; i++)
		model->cr0.polls[i] = polls;
}

void smmu_v3_model_ecmdq(struct smmu_v3_model *model, size_t number,
			 uint32_t rd, uint32_t wr)
{
	model->ecmdq[number].prod = R_ECMDQ_EN | wr;
	model->ecmdq[number].cons = R_ECMDQ_EN | rd;
}

bool smmu_v3_model_ecmdq_possible(const struct smmu_v3_model *model)
{
	size_t i;

	for (i = 0; i < MODEL_ECMDQS; i++)
		if ((model->ecmdq[i].prod | model->ecmdq[i].cons) & R_ECMDQ_EN)
			return true;
	return false;
}

static void trace(struct smmu_v3_model *model, uint64_t offset, bool write,
		  unsigned int size, uint64_t value)
{
	struct trace entry = {
		.offset = (uint32_t)offset, .value = value,
		.size = (uint8_t)size, .write = write,
	};

	smmu_v3_judge(model, entry.fates);
	if (model->unrest && (model->accesses + 1) % model->unrest == 0)
		smmu_v3_arise(model);
	if (!model->offender_period ||
	    model->accesses % model->offender_period == 0)
		smmu_v3_offend(model);
	entry.lines = (uint8_t)smmu_v3_model_lines(model);
	if (model->accesses < MODEL_TRACE_MAX)
		model->trace[model->accesses] = entry;
	model->accesses++;
	if (write)
		model->writes++;
	else
		model->reads++;
}

/* Whether an update is complete; a read of its acknowledgement brings it nearer. */
static bool is_due(const struct smmu_v3_model *model, uint32_t *polls,
		   uint64_t deadline)
{
	if (model->clock)
		return *model->clock >= deadline;
	if (*polls == 0)
		return true;
	if (*polls != ACK_NEVER)
		--*polls;
	return false;
}

static uint32_t acknowledge(const struct smmu_v3_model *model,
			    struct update *update)
{
	if (update->effective != update->target &&
	    is_due(model, &update->polls, update->deadline))
		update->effective = update->target;
	return update->effective;
}

static uint32_t cr0_acknowledge(struct smmu_v3_model *model)
{
	struct v3_cr0 *cr0 = &model->cr0;
	size_t i;

	for (i = 0; i < V3_CR0_BITS; i++) {
		if (!((cr0->effective ^ cr0->target) & BIT(i)) ||
		    !is_due(model, &cr0->polls[i], cr0->deadline[i]))
			continue;
		cr0->effective ^= BIT(i);
		if (!(cr0->effective & BIT(i)))
			smmu_v3_settle(model, BIT(i));
	}
	return cr0->effective;
}

static uint32_t gbpa_read(struct smmu_v3_model *model)
{
	if (model->gbpa_update &&
	    is_due(model, &model->gbpa.polls, model->gbpa.deadline)) {
		model->gbpa.effective = model->gbpa.target;
		model->gbpa_update = false;
	}
	return model->gbpa.target | (model->gbpa_update ? R_GBPA_UPDATE : 0);
}

/* As many as IDR6 says, in control pages that follow each other (6.3.49). */
static struct v3_ecmdq *ecmdq(struct smmu_v3_model *model, uint64_t offset,
			      uint32_t *ret_at)
{
	uint32_t log2_pages = (model->idr6 & R_IDR6_LOG2NUMP) >>
			      R_IDR6_LOG2NUMP_SHIFT;
	uint32_t log2_queues = (model->idr6 & R_IDR6_LOG2NUMQ) >>
			       R_IDR6_LOG2NUMQ_SHIFT;
	uint64_t stride = ECMDQ_PAGE_SIZE >> log2_queues;
	uint64_t index = (offset - ECMDQ_PAGES) / stride;

	if (!(model->idr1 & R_IDR1_ECMDQ) || offset < ECMDQ_PAGES ||
	    index >= MODEL_ECMDQS || index >> (log2_pages + log2_queues))
		return NULL;
	*ret_at = (uint32_t)((offset - ECMDQ_PAGES) % stride);
	return &model->ecmdq[index];
}

/* The commands that were fetched are consumed; the queue stops behind them. */
static uint32_t ecmdq_acknowledge(struct smmu_v3_model *model,
				  struct v3_ecmdq *queue)
{
	if (!((queue->prod ^ queue->cons) & R_ECMDQ_EN))
		return queue->cons;
	if ((queue->prod ^ queue->cons) & R_ECMDQ_INDEX)
		queue->cons = (queue->cons & ~R_ECMDQ_INDEX) |
			      ((queue->cons + 1) & R_ECMDQ_INDEX);
	if (is_due(model, &queue->polls, queue->deadline)) {
		queue->cons ^= R_ECMDQ_EN;
		if (!smmu_v3_model_ecmdq_possible(model))
			smmu_v3_settle(model, R_ECMDQ_EN);
	}
	return queue->cons;
}

static uint64_t read_ecmdq(struct smmu_v3_model *model, uint64_t offset)
{
	uint32_t at = 0;
	struct v3_ecmdq *queue = ecmdq(model, offset, &at);

	if (queue && at == A_ECMDQ_PROD)
		return queue->prod;
	if (queue && at == A_ECMDQ_CONS)
		return ecmdq_acknowledge(model, queue);
	smmu_v3_violate(model, "read of 0x%llx", (unsigned long long)offset);
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
		return cr0_acknowledge(model);
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
	case A_CMDQ_PROD:
		return model->cmdq_prod;
	case A_CMDQ_CONS:
		smmu_v3_consume(model);
		return model->cmdq_cons;
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
		smmu_v3_violate(model, "%u-byte read of 0x%llx", size,
			(unsigned long long)offset);
	trace(model, offset, false, size, value);
	return value;
}

static uint64_t deadline(const struct smmu_v3_model *model)
{
	return model->clock ? *model->clock + model->clock_delay : 0;
}

/* A field must not be altered while its update is in flight (6.3.9). */
static void check_in_flight(struct smmu_v3_model *model, const char *name,
			    uint32_t in_flight, uint32_t altered)
{
	if (in_flight & altered)
		smmu_v3_violate(model, "%s: 0x%x altered while in flight",
				name, in_flight & altered);
}

static void cr0_write(struct smmu_v3_model *model, uint32_t value)
{
	struct v3_cr0 *cr0 = &model->cr0;
	uint32_t altered = cr0->target ^ value;
	size_t i;

	if (value & ~R_CR0_ALL)
		smmu_v3_violate(model, "CR0 0x%x: RES0 bits", value);
	if (model->cr0_sticks)
		return;
	check_in_flight(model, "CR0", cr0->target ^ cr0->effective, altered);
	for (i = 0; i < V3_CR0_BITS; i++) {
		if (!(altered & BIT(i)))
			continue;
		cr0->polls[i] = model->cr0_delays[i] > model->cr0_delay ?
				model->cr0_delays[i] : model->cr0_delay;
		cr0->deadline[i] = deadline(model);
	}
	cr0->target = value;
}

static void irq_ctrl_write(struct smmu_v3_model *model, uint32_t value)
{
	struct update *irq = &model->irq_ctrl;

	if (model->irq_sticks)
		return;
	check_in_flight(model, "IRQ_CTRL", irq->target ^ irq->effective,
			irq->target ^ value);
	irq->target = value;
	irq->polls = model->irq_delay;
	irq->deadline = deadline(model);
}

/* WR and ERRACK are the driver's: only EN may be altered. */
static void ecmdq_write(struct smmu_v3_model *model, struct v3_ecmdq *queue,
			uint32_t value)
{
	uint32_t altered = queue->prod ^ value;

	if (altered & ~R_ECMDQ_EN)
		smmu_v3_violate(model, "ECMDQ_PROD 0x%x instead of 0x%x",
				value, queue->prod);
	check_in_flight(model, "ECMDQ_PROD",
			(queue->prod ^ queue->cons) & R_ECMDQ_EN, altered);
	queue->prod = value;
	queue->polls = model->ecmdq_delay;
	queue->deadline = deadline(model);
}

static void gbpa_write(struct smmu_v3_model *model, uint32_t value)
{
	if (model->closing && !(value & R_GBPA_ABORT))
		smmu_v3_violate(model, "GBPA 0x%x opens", value);
	if (!(value & R_GBPA_UPDATE))
		smmu_v3_violate(model, "GBPA 0x%x written without Update", value);
	if (value & R_GBPA_RES0)
		smmu_v3_violate(model, "GBPA 0x%x: RES0 bits", value);
	if (model->gbpa_update)
		smmu_v3_violate(model, "GBPA written while Update = 1");
	value &= ~R_GBPA_UPDATE;
	if (!model->gbpa_sticks)
		model->gbpa.target = value;
	model->gbpa.polls = model->gbpa_delay;
	model->gbpa.deadline = deadline(model);
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
			smmu_v3_violate(model, "MSI register 0x%llx does not exist",
				(unsigned long long)offset);
		if ((model->irq_ctrl.target | model->irq_ctrl.effective) &
		    source[i].enable)
			smmu_v3_violate(model, "0x%llx written with its IRQEN set",
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
	uint32_t at = 0;
	struct v3_ecmdq *ecmdq_at = ecmdq(model, offset, &at);

	if (queue == &model->eventq_cons || queue == &model->priq_cons ||
	    (queue == &model->eventq_prod &&
	     !((model->cr0.target | model->cr0.effective) & R_CR0_EVENTQEN)))
		*queue = value;
	else if (ecmdq_at && at == A_ECMDQ_PROD)
		ecmdq_write(model, ecmdq_at, value);
	else
		smmu_v3_violate(model, "write of 0x%x to 0x%llx", value,
				(unsigned long long)offset);
}

/* Whether a 64-bit register lies at offset. */
static bool is_wide(uint64_t offset)
{
	return offset == A_STRTAB_BASE || offset == A_CMDQ_BASE ||
	       offset == A_EVENTQ_BASE ||
	       offset == A_GERROR_IRQ_CFG0 || offset == A_EVENTQ_IRQ_CFG0 ||
	       offset == A_PRIQ_IRQ_CFG0;
}

static void write_register(struct smmu_v3_model *model, uint64_t offset,
			   uint32_t value)
{
	switch (offset) {
	case A_CR0:
		cr0_write(model, value);
		break;
	case A_GBPA:
		gbpa_write(model, value);
		break;
	case A_IRQ_CTRL:
		irq_ctrl_write(model, value);
		break;
	case A_GERRORN:
		/* Only active errors may be toggled (6.3.20). */
		if ((value ^ model->gerrorn) &
		    ~(model->gerror ^ model->gerrorn))
			smmu_v3_violate(model, "GERRORN 0x%x activates an error",
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
		smmu_v3_violate(model, "%u-byte write of 0x%llx", size,
			(unsigned long long)offset);
	if (!msi_write(model, offset, size, value) &&
	    !smmu_v3_table_write(model, offset, size, value))
		write_register(model, offset, (uint32_t)value);
	trace(model, offset, true, size, value);
}
