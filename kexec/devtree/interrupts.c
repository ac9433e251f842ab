/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "devtree/interrupts.h"

#include "util/array.h"
#include "util/macros.h"

/* arm,gic.yaml, arm,gic-v3.yaml: type, number, flags; more may follow. */
#define GIC_CELLS	3u
#define TYPE_SPI	0u
#define TYPE_ESPI	2u

static const struct {
	const char *model;
	enum gic_version version;
} models[] = {
	{ "arm,gic-v3", GIC_V3 },
	{ "arm,gic-400", GIC_V2 },
	{ "arm,cortex-a15-gic", GIC_V2 },
	{ "arm,cortex-a7-gic", GIC_V2 },
	{ "arm,cortex-a9-gic", GIC_V2 },
	{ "arm,pl390", GIC_V2 },
	{ "brcm,brahma-b15-gic", GIC_V2 },
	{ "qcom,msm-8660-qgic", GIC_V2 },
	{ "qcom,msm-qgic2", GIC_V2 },
};

/* The first string that is a GIC's decides. */
static enum gic_version match(struct property compatible)
{
	struct property model;
	size_t i;

	while (blob_string_next(&compatible, &model)) {
		for (i = 0; i < ARRAY_SIZE(models); i++) {
			if (blob_text_is(model, models[i].model))
				return models[i].version;
		}
	}
	return GIC_NONE;
}

struct gic interrupts_gic(struct walk *walk)
{
	const struct property *reg = &walk->properties[PROP_REG];
	const struct bus *bus = walk_bus(walk);
	struct gic gic = { .version = GIC_NONE };
	enum gic_version version;
	struct cells size;

	if (!bus || !bus_usable(bus) || reg->size < bus_reg_size(bus) ||
	    walk_level(walk)->status != SMMU_OKAY)
		return gic;
	version = match(walk->properties[PROP_COMPATIBLE]);
	if (version != GIC_NONE &&
	    walk_reg(walk, reg->data, &gic.distributor, &size))
		gic.version = version;
	return gic;
}

int interrupts_note(struct walk *walk, size_t smmu)
{
	const struct property *props = walk->properties;
	void *array = walk->interrupts;
	struct interrupts_note *note;

	if (smmu == WALK_NO_SMMU || (!props[PROP_INTERRUPTS].data &&
				     !props[PROP_INTERRUPTS_EXTENDED].data))
		return 0;
	note = array_add(&array, &walk->interrupts_count, sizeof(*note));
	walk->interrupts = array;
	if (!note)
		return message_oom(walk->why);
	note->group = walk->machine.smmus[smmu].group;
	note->parent = walk_level(walk)->interrupt_parent;
	note->interrupts = props[PROP_INTERRUPTS];
	note->extended = props[PROP_INTERRUPTS_EXTENDED];
	return 0;
}

static bool is_gic(const struct phandle_note *parent)
{
	return parent && parent->gic.version != GIC_NONE &&
	       parent->interrupt_cells != WALK_NO_CELLS &&
	       parent->interrupt_cells >= GIC_CELLS;
}

/* The first two cells say which; there are as many. */
static int add(struct walk *walk, unsigned int group,
	       const struct phandle_note *parent, const uint8_t *cells)
{
	struct smmu_machine *machine = &walk->machine;
	uint64_t intid = cells_read(cells + 4, 1).low;
	uint64_t last;

	switch (cells_read(cells, 1).low) {
	case TYPE_SPI:
		intid += GIC_SPI_FIRST;
		last = GIC_SPI_LAST;
		break;
	case TYPE_ESPI:
		intid += GIC_ESPI_FIRST;
		last = GIC_ESPI_LAST;
		break;
	default:	/* private to a processor */
		return 0;
	}
	if (intid > last)
		return 0;
	/* A machine with two GICs has one that the SMMUs' interrupts go to. */
	if (machine->gic.version == GIC_NONE)
		machine->gic = parent->gic;
	if (machine->gic.distributor != parent->gic.distributor)
		return 0;
	if (gic_list_add(&machine->interrupts, group, intid))
		return message_oom(walk->why);
	return 0;
}

static int resolve_plain(struct walk *walk, const struct interrupts_note *note)
{
	const struct phandle_note *parent = walk_find_phandle(walk, note->parent);
	struct property list = note->interrupts;
	const uint8_t *cells = list.data;

	if (!is_gic(parent))
		return 0;
	for (; cells_skip(&list, parent->interrupt_cells); cells = list.data) {
		if (add(walk, note->group, parent, cells))
			return -1;
	}
	return 0;
}

/* Each with a parent of its own; without one what follows cannot be read. */
static int resolve_extended(struct walk *walk,
			    const struct interrupts_note *note)
{
	struct property list = note->extended;
	uint32_t phandle;

	while (cells_next(&list, &phandle)) {
		const struct phandle_note *parent =
			walk_find_phandle(walk, phandle);
		const uint8_t *cells = list.data;

		if (!parent || !cells_skip(&list, parent->interrupt_cells))
			break;
		if (is_gic(parent) && add(walk, note->group, parent, cells))
			return -1;
	}
	return 0;
}

int interrupts_resolve(struct walk *walk)
{
	size_t i;

	for (i = 0; i < walk->interrupts_count; i++) {
		const struct interrupts_note *note = &walk->interrupts[i];

		if (note->extended.data ? resolve_extended(walk, note) :
					  resolve_plain(walk, note))
			return -1;
	}
	return 0;
}
