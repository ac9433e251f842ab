/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/interrupts.h"

#include <stdlib.h>

#define INTIDS	(GIC_ESPI_LAST + 1)

/* GICD_ICPENDR<n>, and <n>E of IHI 0069; the first is IHI 0048's as well. */
#define GICD_ICPENDR	0x0280u
#define GICD_ICPENDRE	0x1800u

/* Who signals an interrupt. */
struct owner {
	uint16_t first, last;	/* entries */
	bool known;
	bool blocked;		/* by one that the stage does not see */
};

/* One SMMU: the frames of a group. */
struct owned {
	struct owner owner;
	unsigned int group;
};

static void join(struct owner *owner, const struct owner *other)
{
	if (!owner->known) {
		*owner = *other;
		return;
	}
	if (other->first < owner->first)
		owner->first = other->first;
	if (other->last > owner->last)
		owner->last = other->last;
	owner->blocked |= other->blocked;
}

/* The next SMMU from frame *at on; *entry is the first entry after it. */
static struct owned next_smmu(const struct smmu_machine *machine,
			      const struct plan_frames *planned, size_t *at,
			      size_t *entry)
{
	struct owned smmu = {
		.owner = { .first = (uint16_t)*entry, .known = true },
		.group = machine->smmus[*at].group,
	};

	for (; *at < machine->smmu_count &&
	       machine->smmus[*at].group == smmu.group; ++*at) {
		if (*entry < planned->count &&
		    planned->frames[*entry] == &machine->smmus[*at]) {
			smmu.owner.last = (uint16_t)*entry;
			++*entry;
		} else {
			smmu.owner.blocked = true;
		}
	}
	return smmu;
}

/* Frames and interrupts are both in the order of groups. */
static void find_owners(const struct smmu_machine *machine,
			const struct plan_frames *planned,
			struct owner *owners)
{
	const struct gic_list *list = &machine->interrupts;
	size_t at = 0, entry = 0, i = 0;

	while (at < machine->smmu_count) {
		struct owned smmu = next_smmu(machine, planned, &at, &entry);

		for (; i < list->count && list->ranges[i].group <= smmu.group;
		     i++) {
			const struct gic_interrupts *range = &list->ranges[i];
			size_t n;

			for (n = 0; n < range->count; n++)
				join(&owners[range->first + n], &smmu.owner);
		}
	}
}

static bool is_cleared(const struct plan_frames *planned,
		       const struct owner *owner)
{
	size_t entry;

	if (!owner->known || owner->blocked)
		return false;
	for (entry = owner->first; entry <= owner->last; entry++) {
		if (planned->frames[entry]->action == SMMU_KEEP)
			return false;
	}
	return true;
}

static uint16_t icpendr(size_t intid)
{
	size_t at = intid < GIC_ESPI_FIRST ?
		    GICD_ICPENDR + intid / 32 * 4 :
		    GICD_ICPENDRE + (intid - GIC_ESPI_FIRST) / 32 * 4;

	return (uint16_t)at;
}

/* One record for each pair of a register and the owners of some bits. */
static struct smmu_plan_interrupts *
record_of(struct plan_interrupts *interrupts, size_t intid,
	  const struct owner *owner)
{
	struct smmu_plan_interrupts *record;
	size_t i;

	for (i = interrupts->count; i; i--) {
		record = &interrupts->records[i - 1];
		if (record->icpendr != icpendr(intid))
			break;
		if (record->entry_first == owner->first &&
		    record->entry_last == owner->last)
			return record;
	}
	record = &interrupts->records[interrupts->count++];
	record->icpendr = icpendr(intid);
	record->entry_first = (uint8_t)owner->first;
	record->entry_last = (uint8_t)owner->last;
	return record;
}

int plan_interrupts_make(const struct smmu_machine *machine,
			 const struct plan_frames *planned,
			 struct plan_interrupts *ret_interrupts)
{
	size_t end = machine->gic.version == GIC_V3 ? INTIDS : GIC_SPI_LAST + 1;
	struct plan_interrupts interrupts = { NULL, 0 };
	struct owner *owners;
	size_t intid;

	*ret_interrupts = interrupts;
	if (machine->gic.version == GIC_NONE || !machine->interrupts.count)
		return 0;
	owners = calloc(INTIDS, sizeof(*owners));
	interrupts.records = calloc(INTIDS, sizeof(*interrupts.records));
	if (!owners || !interrupts.records) {
		free(owners);
		free(interrupts.records);
		return -1;
	}
	find_owners(machine, planned, owners);
	for (intid = 0; intid < end; intid++) {
		if (is_cleared(planned, &owners[intid]))
			record_of(&interrupts, intid, &owners[intid])->bits |=
				UINT32_C(1) << intid % 32;
	}
	free(owners);
	*ret_interrupts = interrupts;
	return 0;
}
