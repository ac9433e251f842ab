/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "devtree/regions.h"

#include <stdlib.h>
#include <string.h>

#include "util/array.h"

#define CELL		4u

/* Which SMMUs a region has, while it is looked at. */
struct owners {
	size_t *seen;	/* for each SMMU, the last region that it was found for */
	size_t region;	/* from 1 */
	size_t found;
};

/* A child of /reserved-memory that is in use? */
static bool is_region(struct walk *walk)
{
	static const char parent[] = "/reserved-memory";
	const struct property *props = walk->properties;

	return walk->depth == 3 && props[PROP_IOMMU_ADDRESSES].data &&
	       walk_level(walk)->status == SMMU_OKAY &&
	       walk->levels[1].path_size == strlen(parent) &&
	       !memcmp(walk->path, parent, strlen(parent));
}

int regions_note(struct walk *walk)
{
	const struct property *reg = &walk->properties[PROP_REG];
	const struct bus *bus = walk_bus(walk);
	size_t at;

	if (!is_region(walk) || !bus_usable(bus))
		return 0;
	for (at = 0; reg->size - at >= bus_reg_size(bus);
	     at += bus_reg_size(bus)) {
		void *array = walk->regions;
		struct region_note *note;
		struct cells size;
		uint64_t base;

		if (!walk_reg(walk, reg->data + at, &base, &size) ||
		    size.high) {
			if (!walk_pay(walk, 1))
				return -1;
			continue;
		}
		note = array_add(&array, &walk->region_count, sizeof(*note));
		walk->regions = array;
		if (!note)
			return message_oom(walk->why);
		note->base = base;
		note->size = size.low;
		note->addresses = walk->properties[PROP_IOMMU_ADDRESSES];
		note->skip = bus_cells(bus);
	}
	return 0;
}

static int add_region(struct walk *walk, const struct region_note *note,
		      const char *smmu)
{
	struct reserved_region *region;

	if (!walk_pay(walk, sizeof(*region)))
		return -1;
	region = smmu_machine_add_region(&walk->machine);
	if (!region)
		return message_oom(walk->why);
	region->base = note->base;
	region->size = note->size;
	if (smmu)
		region->smmu = walk_copy(walk, (struct property){
				(const uint8_t *)smmu, strlen(smmu) });
	return smmu && !region->smmu ? -1 : 0;
}

/* Whatever has the phandle: an SMMU, or nothing that concerns us. */
static int add_owner(struct walk *walk, const struct region_note *note,
		     const struct phandle_note *target, struct owners *owners)
{
	const struct smmu_machine *machine = &walk->machine;
	struct smmu *smmu;
	size_t i;

	if (!target || target->smmu == WALK_NO_SMMU ||
	    owners->seen[target->smmu] == owners->region)
		return 0;
	owners->seen[target->smmu] = owners->region;
	owners->found++;
	smmu = &machine->smmus[target->smmu];
	/* What a bootloader left empty is not in use. All frames, but once. */
	for (i = target->smmu; note->size && i < machine->smmu_count &&
			       machine->smmus[i].group == smmu->group &&
			       !machine->smmus[i].owns_region; i++)
		machine->smmus[i].owns_region = true;
	return add_region(walk, note, smmu->name);
}

/*
 * All SMMUs of iommus or iommu-map, as far as it can be read: which functions
 * the device has, it may change.
 */
static int follow(struct walk *walk, const struct region_note *note,
		  struct property list, bool is_map, struct owners *owners)
{
	const struct phandle_note *target;
	int found;

	while ((found = walk_next_iommu(walk, &list, is_map, &target)) > 0) {
		if (add_owner(walk, note, target, owners))
			return -1;
	}
	return found;
}

/*
 * The owners of each region are behind the devices of its iommu-addresses, where
 * each has an address and a size behind it.
 */
int regions_resolve(struct walk *walk)
{
	struct owners owners = { NULL, 0, 0 };
	const struct phandle_note *device;
	uint32_t phandle;
	size_t i;

	if (!walk->region_count)
		return 0;
	owners.seen = calloc(walk->machine.smmu_count + 1,
			     sizeof(*owners.seen));
	if (!owners.seen)
		return message_oom(walk->why);
	for (i = 0; i < walk->region_count; i++) {
		const struct region_note *note = &walk->regions[i];
		struct property list = note->addresses;

		owners.region = i + 1;
		owners.found = 0;
		while (cells_next(&list, &phandle)) {
			if (!walk_pay(walk, CELL))
				goto failed;
			device = walk_find_phandle(walk, phandle);
			if (device &&
			    (follow(walk, note, device->iommus,
				    /* is_map= */ false, &owners) ||
			     follow(walk, note, device->iommu_map,
				    /* is_map= */ true, &owners)))
				goto failed;
			if (!cells_skip(&list, device ? device->skip :
							note->skip))
				break;
		}
		if (!owners.found && add_region(walk, note, NULL))
			goto failed;
	}
	free(owners.seen);
	return 0;

failed:
	free(owners.seen);
	return -1;
}
