/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/smmu-v2-model.h"

#include <string.h>

#include "model/regs-v2.h"

/* Fields that reset leaves undefined. */
#define UNKNOWN	UINT32_C(0x2a5a5a5a)

static uint64_t page_size(const struct smmu_v2_model *model)
{
	return model->shape.pages_64k ? 0x10000 : 0x1000;
}

uint64_t smmu_v2_model_size(const struct smmu_v2_model *model)
{
	return 2 * model->shape.pages * page_size(model);
}

static unsigned int log2_of(unsigned int value)
{
	unsigned int bits = 0;

	while (value >> (bits + 1))
		bits++;
	return bits;
}

static void set_ids(struct smmu_v2_model *model)
{
	const struct v2_shape *shape = &model->shape;

	model->idr0 = UINT32_C(0x74000000);	/* S1TS, S2TS, NTS, ATOSNS */
	if (shape->indexed)
		model->idr0 |= log2_of(shape->groups) << R_sIDR0_NUMSIDB_SHIFT;
	else
		model->idr0 |= R_sIDR0_SMS | shape->groups |
			       15 << R_sIDR0_NUMSIDB_SHIFT;
	if (shape->extended)
		model->idr0 |= R_sIDR0_EXIDS;
	model->idr1 = shape->banks |
		      (log2_of(shape->pages) - 1) << R_sIDR1_NUMPAGENDXB_SHIFT;
	if (shape->pages_64k)
		model->idr1 |= R_sIDR1_PAGESIZE;
}

void smmu_v2_model_reset(struct smmu_v2_model *model,
			 const struct v2_shape *shape)
{
	unsigned int i;

	memset(model, 0, offsetof(struct smmu_v2_model, trace));
	model->shape = *shape;
	set_ids(model);
	model->cr0 = V2_MMU500_RESET;
	for (i = 0; i < V2_GROUPS_MAX; i++) {
		model->smr[i] = (UNKNOWN + i * 0x10001) & ~R_SMR_VALID;
		model->s2cr[i] = UNKNOWN ^ R_S2CR_EXIDVALID;
	}
	for (i = 0; i < V2_BANKS_MAX; i++)
		model->bank[i].sctlr = R_CB_SCTLR_HUPCF;
}

void smmu_v2_model_translating(struct smmu_v2_model *model)
{
	const struct v2_shape *shape = &model->shape;
	unsigned int i;

	model->cr0 |= R_sCR0_GFRE | R_sCR0_GFIE | R_sCR0_GCFGFRE |
		      R_sCR0_GCFGFIE | R_sCR0_USFCFG | R_sCR0_VMIDPNE |
		      R_sCR0_PTM;
	model->cr0 &= ~R_sCR0_CLIENTPD;
	for (i = 0; i < shape->groups; i++) {
		bool used = i < (shape->groups + 1) / 2 && shape->banks;

		model->smr[i] = used ? R_SMR_VALID | (0x400 + i) : 0;
		model->s2cr[i] = used ? i % shape->banks :
				 S2CR_FAULT << R_S2CR_TYPE_SHIFT;
	}
	for (i = 0; i < shape->banks; i++)
		model->bank[i].sctlr = R_CB_SCTLR_M | R_CB_SCTLR_CFRE |
				       R_CB_SCTLR_CFIE;
}

void smmu_v2_model_shut_down(struct smmu_v2_model *model)
{
	smmu_v2_model_translating(model);
	model->cr0 = (model->cr0 & model->cr0_fixed) | R_sCR0_CLIENTPD;
}

/* Of a register of global space 0, where Secure software has it elsewhere. */
static uint64_t own_offset(struct smmu_v2_model *model, uint64_t offset)
{
	if (!model->secure_alias)
		return offset;
	if (offset >= NS_ALIAS && offset < 2 * NS_ALIAS)
		return offset - NS_ALIAS;
	if (offset < A_GR0_sIDR0 ||
	    (offset >= A_GR0_sGFAR && offset <= A_GR0_sGFSYNR2))
		smmu_v2_violate(model, "0x%llx is of the Secure side",
				(unsigned long long)offset);
	return offset;
}

/* A transaction that is held back has not ended, and a sync waits for it. */
static bool holds_back(const struct smmu_v2_model *model)
{
	unsigned int i;

	for (i = 0; i < model->shape.banks; i++)
		if (model->bank[i].stalled)
			return true;
	return false;
}

static uint32_t sync_status(struct smmu_v2_model *model)
{
	if (holds_back(model))
		return model->syncing ? R_sTLBGSTATUS_GSACTIVE : 0;
	if (model->syncing && model->clock)
		model->syncing = *model->clock < model->sync_deadline;
	else if (model->syncing && model->sync_polls == 0)
		model->syncing = false;
	else if (model->syncing && model->sync_polls != ACK_NEVER)
		model->sync_polls--;
	if (!model->syncing)
		memcpy(model->covered, model->syncing_of,
		       sizeof(model->covered));
	return model->syncing ? R_sTLBGSTATUS_GSACTIVE : 0;
}

static void sync_begin(struct smmu_v2_model *model)
{
	model->syncing = true;
	memcpy(model->syncing_of, model->invalidated,
	       sizeof(model->syncing_of));
	model->sync_polls = model->sync_delay;
	if (model->clock)
		model->sync_deadline = *model->clock + model->clock_delay;
}

/* SMRs and S2CRs: NULL where offset is of neither, or of too large a number. */
static uint32_t *group_register(struct smmu_v2_model *model, uint64_t offset)
{
	uint64_t end = 4 * model->shape.groups;

	if (offset % 4)
		return NULL;
	if (offset >= A_GR0_S2CR && offset < A_GR0_S2CR + end)
		return &model->s2cr[(offset - A_GR0_S2CR) / 4];
	if (offset >= A_GR0_SMR && offset < A_GR0_SMR + end &&
	    !model->shape.indexed)
		return &model->smr[(offset - A_GR0_SMR) / 4];
	return NULL;
}

static void bad_access(struct smmu_v2_model *model, uint64_t offset,
		       const char *what)
{
	smmu_v2_violate(model, "%s 0x%llx", what, (unsigned long long)offset);
}

/* As of a fault, if there is one. */
static uint64_t syndrome(const struct smmu_v2_model *model, uint64_t value)
{
	if (!model->gfsr)
		return 0;
	return value ? value : 0x111;
}

static uint32_t read_global(struct smmu_v2_model *model, uint64_t offset)
{
	const uint32_t *group = group_register(model, offset);

	if (group)
		return *group;
	switch (own_offset(model, offset)) {
	case A_GR0_sCR0:
		model->cr0_read_early = model->barriers &&
			*model->barriers == model->cr0_barriers;
		return model->cr0;
	case A_GR0_sIDR0:
		return model->idr0;
	case A_GR0_sIDR1:
		return model->idr1;
	case A_GR0_sIDR7:
	case A_GR0_sACR:
		return 0;
	case A_GR0_sGFSR:
		return model->gfsr;
	case A_GR0_sGFAR:
		return (uint32_t)syndrome(model, model->gfar);
	case A_GR0_sGFAR + 4:
		return model->gfsr ? (uint32_t)(model->gfar >> 32) : 0;
	case A_GR0_sGFSYNR0:
		return (uint32_t)syndrome(model, model->gfsynr[0]);
	case A_GR0_sGFSYNR1:
		return (uint32_t)syndrome(model, model->gfsynr[1]);
	case A_GR0_sGFSYNR2:
		return model->gfsr ? 0x111 : 0;
	case A_GR0_sTLBGSTATUS:
		return sync_status(model);
	default:
		bad_access(model, offset, "read of");
		return 0;
	}
}

/* The bank that offset is in the page of, and the offset in that page. */
static struct v2_bank *bank_register(struct smmu_v2_model *model,
				     uint64_t offset, uint32_t *ret_offset)
{
	uint64_t page = offset / page_size(model);

	if (page < model->shape.pages ||
	    page - model->shape.pages >= model->shape.banks)
		return NULL;
	*ret_offset = (uint32_t)(offset % page_size(model));
	return &model->bank[page - model->shape.pages];
}

static uint32_t read_bank(struct smmu_v2_model *model, uint64_t offset)
{
	uint32_t at = 0;
	const struct v2_bank *bank = bank_register(model, offset, &at);

	if (bank && at == A_CB_SCTLR)
		return bank->sctlr;
	if (bank && at == A_CB_FSR)
		return bank->fsr | (bank->stalled ? R_CB_FSR_SS : 0);
	if (bank && (at == A_CB_FAR || at == A_CB_FAR + 4 ||
		     at == A_CB_FSYNR0))
		return 0;
	bad_access(model, offset, "read of");
	return 0;
}

/* Another fault of this bank, and what it does while the fault is not clear. */
static void bank_faults(const struct smmu_v2_model *model,
			struct v2_bank *bank)
{
	bank->refilled = true;
	bank->fsr |= bank->fsr & R_CB_FSR_TF ? R_CB_FSR_MULTI : R_CB_FSR_TF;
	bank->stalled = bank->sctlr & R_CB_SCTLR_CFCFG &&
			!(model->cr0 & R_sCR0_STALLD);
}

/* Something that matches no group faults, and something in one of the banks. */
static void refill(struct smmu_v2_model *model)
{
	unsigned int number;

	model->gfsr |= R_sGFSR_USF | R_sGFSR_MULTI;
	if (!model->shape.banks)
		return;
	number = model->refills++ % model->shape.banks;
	if (!model->bank[number].stalled && smmu_v2_model_in_use(model, number))
		bank_faults(model, &model->bank[number]);
}

static void note(struct smmu_v2_model *model, uint64_t offset, bool write,
		 unsigned int size, uint32_t value)
{
	if (model->accesses < V2_TRACE_MAX)
		model->trace[model->accesses] = (struct v2_trace){
			.offset = (uint32_t)offset, .value = value,
			.size = (uint8_t)size, .write = write,
		};
	model->accesses++;
	if (write)
		model->writes++;
	else
		model->reads++;
	if (size != 4 || offset % 4)
		bad_access(model, offset, write ? "bad write of" :
			   "bad read of");
	if (model->refill && model->accesses % model->refill == 0)
		refill(model);
}

uint64_t smmu_v2_model_read(void *opaque, uint64_t offset, unsigned int size)
{
	struct smmu_v2_model *model = opaque;
	uint32_t value = 0;

	if (!model->raz_wi)
		value = offset < page_size(model) ?
			read_global(model, offset) : read_bank(model, offset);
	note(model, offset, false, size, value);
	return value;
}

/* The format of SMRs changes only while no group is valid in either. */
static void check_exidenable(struct smmu_v2_model *model, uint32_t value)
{
	unsigned int i;

	if (!((model->cr0 ^ value) & R_sCR0_EXIDENABLE))
		return;
	for (i = 0; i < model->shape.groups; i++)
		if (model->smr[i] & R_SMR_VALID ||
		    model->s2cr[i] & R_S2CR_EXIDVALID)
			smmu_v2_violate(model, "EXIDENABLE changes while group "
					"%u is valid", i);
}

static void cr0_write(struct smmu_v2_model *model, uint32_t value)
{
	if (value & R_sCR0_RES0)
		smmu_v2_violate(model, "sCR0 0x%x: RES0 bits", value);
	value = (value & ~model->cr0_fixed) | (model->cr0 & model->cr0_fixed);
	check_exidenable(model, value);
	model->cr0 = value;
	model->cr0_barriers = model->barriers ? *model->barriers : 0;
}

static uint32_t type_of(uint32_t s2cr)
{
	return (s2cr & R_S2CR_TYPE) >> R_S2CR_TYPE_SHIFT;
}

static void s2cr_write(struct smmu_v2_model *model, uint32_t *s2cr,
		       uint32_t value)
{
	if (type_of(value) == S2CR_RESERVED)
		smmu_v2_violate(model, "S2CR 0x%x: reserved TYPE", value);
	if (model->s2crs_stick ||
	    (model->firmware_filters && type_of(value) == S2CR_FAULT))
		return;
	if (model->firmware_filters && type_of(value) == S2CR_BYPASS)
		value ^= R_S2CR_TYPE;
	*s2cr = value;
}

/* Returns whether offset is of a group. */
static bool write_group(struct smmu_v2_model *model, uint64_t offset,
			uint32_t value)
{
	uint32_t *group = group_register(model, offset);

	if (!group)
		return false;
	model->grouped = model->moment;
	if (model->first_sticks &&
	    (group == model->smr || group == model->s2cr))
		return true;
	if (offset >= A_GR0_S2CR)
		s2cr_write(model, group, value);
	else if (!model->smrs_stick)
		*group = value;
	return true;
}

static void write_global(struct smmu_v2_model *model, uint64_t offset,
			 uint32_t value)
{
	if (write_group(model, offset, value))
		return;
	switch (own_offset(model, offset)) {
	case A_GR0_sCR0:
		cr0_write(model, value);
		break;
	case A_GR0_sGFSR:
		model->gfsr &= ~value;
		break;
	case A_GR0_TLBIALLNSNH:
		model->invalidated[V2_NSNH] = model->moment;
		break;
	case A_GR0_TLBIALLH:
		if (!(model->idr0 & R_sIDR0_S1TS))
			bad_access(model, offset, "write of");
		model->invalidated[V2_HYP] = model->moment;
		break;
	case A_GR0_sTLBGSYNC:
		sync_begin(model);
		break;
	default:
		bad_access(model, offset, "write of");
	}
}

/* One transaction is ended or tried again; the next of those that wait. */
static void resume(struct smmu_v2_model *model, struct v2_bank *bank,
		   uint32_t value)
{
	if (!bank->stalled)
		return;
	if (model->closing && bank->fsr)
		smmu_v2_violate(model, "RESUME in front of FSR");
	bank->stalled = false;
	bank->used = model->moment;
	if (model->closing && !(value & R_CB_RESUME_TnR))
		smmu_v2_violate(model, "a stalled transaction is retried");
	if (model->closing && bank->waiting &&
	    !(bank->sctlr & R_CB_SCTLR_M))
		smmu_v2_violate(model, "a waiting transaction passes");
	while (bank->waiting && !bank->stalled) {
		bank->waiting--;
		bank_faults(model, bank);
	}
}

static void sctlr_write(struct smmu_v2_model *model, struct v2_bank *bank,
			uint32_t value)
{
	if (model->banks_stick)
		return;
	smmu_v2_judge_bank(model, (unsigned int)(bank - model->bank), value);
	bank->sctlr = value;
}

static void write_bank(struct smmu_v2_model *model, uint64_t offset,
		       uint32_t value)
{
	uint32_t at = 0;
	struct v2_bank *bank = bank_register(model, offset, &at);

	if (!bank)
		bad_access(model, offset, "write of");
	else if (at == A_CB_SCTLR)
		sctlr_write(model, bank, value);
	else if (at == A_CB_FSR)
		bank->fsr &= ~value;
	else if (at == A_CB_RESUME)
		resume(model, bank, value);
	else
		bad_access(model, offset, "write of");
}

void smmu_v2_model_write(void *opaque, uint64_t offset, unsigned int size,
			 uint64_t value)
{
	struct smmu_v2_model *model = opaque;

	note(model, offset, true, size, (uint32_t)value);
	if (model->raz_wi)
		return;
	if (offset < page_size(model))
		write_global(model, offset, (uint32_t)value);
	else
		write_bank(model, offset, (uint32_t)value);
	smmu_v2_judge(model);
}
