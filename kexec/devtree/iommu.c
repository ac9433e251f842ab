/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "devtree/iommu.h"

#include <string.h>

#include "util/array.h"

/* An IOMMU that is no SMMU. */
#define OTHER	0u

/*
 * The first row that matches a string decides; one * stands for any text. Not in
 * here because they are no SMMU to touch: arm,smmu-v3-pmcg (counters), qcom's
 * ...-tbu (a part of one).
 */
static const struct row {
	const char *pattern;
	unsigned int version;	/* enum smmu_version, or OTHER */
} rows[] = {
	/* arm,smmu-v3.yaml */
	{ "arm,smmu-v3", SMMU_VERSION_V3 },
	{ "nvidia,tegra264-smmu", SMMU_VERSION_V3 },

	/* arm,smmu.yaml; MMU-400 and MMU-401 have the first version's registers */
	{ "arm,smmu-v1", SMMU_VERSION_V1 },
	{ "arm,mmu-400", SMMU_VERSION_V1 },
	{ "arm,mmu-401", SMMU_VERSION_V1 },
	{ "arm,smmu-v2", SMMU_VERSION_V2 },
	{ "arm,mmu-500", SMMU_VERSION_V2 },
	{ "cavium,smmu-v2", SMMU_VERSION_V2 },
	{ "marvell,ap806-smmu-500", SMMU_VERSION_V2 },
	{ "nvidia,smmu-500", SMMU_VERSION_V2 },
	{ "nvidia,tegra186-smmu", SMMU_VERSION_V2 },
	{ "nvidia,tegra194-smmu", SMMU_VERSION_V2 },
	{ "nvidia,tegra234-smmu", SMMU_VERSION_V2 },
	{ "qcom,adreno-smmu", SMMU_VERSION_V2 },
	{ "qcom,smmu-500", SMMU_VERSION_V2 },
	{ "qcom,smmu-v2", SMMU_VERSION_V2 },
	{ "qcom,*-smmu-500", SMMU_VERSION_V2 },
	{ "qcom,*-smmu-v2", SMMU_VERSION_V2 },

	/* IOMMUs that are no SMMU of Arm's */
	{ "allwinner,*-iommu", OTHER },
	{ "apple,*-dart", OTHER },
	{ "mediatek,*-iommu-infra", OTHER },
	{ "mediatek,*-iommu-vdo", OTHER },
	{ "mediatek,*-iommu-vpp", OTHER },
	{ "mediatek,*-m4u", OTHER },
	{ "nvidia,tegra*-smmu", OTHER },
	{ "pci1af4,1057", OTHER },	/* virtio-iommu */
	{ "qcom,*-iommu", OTHER },
	{ "qcom,msm-iommu-v1", OTHER },
	{ "qcom,msm-iommu-v2", OTHER },
	{ "renesas,ipmmu-*", OTHER },
	{ "riscv,iommu", OTHER },
	{ "riscv,pci-iommu", OTHER },
	{ "rockchip,*iommu", OTHER },
	{ "samsung,exynos-sysmmu", OTHER },
	{ "sprd,iommu-v1", OTHER },
	{ "virtio,pci-iommu", OTHER },
};

static bool matches(const char *pattern, struct property model)
{
	const char *star = strchr(pattern, '*');
	size_t head, tail;

	if (!star)
		return blob_text_is(model, pattern);
	head = (size_t)(star - pattern);
	tail = strlen(star + 1);
	return model.size >= head + tail &&
	       !memcmp(pattern, model.data, head) &&
	       !memcmp(star + 1, model.data + model.size - tail, tail);
}

struct iommu_match iommu_compatible(struct property compatible)
{
	struct iommu_match best = { .model = blob_text(compatible) };
	struct property model;
	size_t i;

	while (blob_string_next(&compatible, &model)) {
		best.qualcomm |= matches("qcom,*", model);
		for (i = 0; i < ARRAY_SIZE(rows); i++) {
			if (matches(rows[i].pattern, model))
				break;
		}
		if (i == ARRAY_SIZE(rows) || best.version ||
		    (best.is_iommu && !rows[i].version))
			continue;
		best.is_iommu = true;
		best.version = rows[i].version;
		best.model = model;
	}
	return best;
}

/* A frame for each entry of reg; one without an address, if it has none. */
static int add_smmu(struct walk *walk, const struct iommu_match *match)
{
	const struct property *props = walk->properties;
	const struct bus *bus = walk_bus(walk);
	const uint8_t *entry = NULL;
	size_t frames = 0;
	struct smmu node = {
		.version = match->version,
		.status = walk_level(walk)->status,
		.group = walk->groups++,
		.power_managed = props[PROP_CLOCKS].size ||
				 props[PROP_POWER_DOMAINS].size,
		.page0_only = props[PROP_PAGE0_ONLY].data,
		.secure_alias = match->version != SMMU_VERSION_V3 &&
				props[PROP_SECURE_ALIAS].data,
		.qualcomm = match->qualcomm,
	};

	/* The root has no parent that its reg could be an address of. */
	if (bus && bus_usable(bus))
		frames = props[PROP_REG].size / bus_reg_size(bus);
	if (frames)
		entry = props[PROP_REG].data;
	do {
		struct smmu *smmu = smmu_machine_add(&walk->machine);
		struct cells size;

		if (!smmu)
			return message_oom(walk->why);
		*smmu = node;
		if (entry) {
			smmu->has_base = walk_reg(walk, entry, &smmu->base,
						  &size);
			smmu->has_size = !size.high;
			smmu->size = smmu->has_size ? size.low : 0;
			entry += bus_reg_size(bus);
		}
		if (!smmu->has_base && smmu->status == SMMU_OKAY)
			smmu->status = SMMU_UNREACHABLE;
		smmu->name = walk_copy(walk, walk_path(walk));
		smmu->model = walk_copy(walk, match->model);
		if (!smmu->name || !smmu->model)
			return -1;
	} while (frames && --frames);
	return 0;
}

int iommu_read(struct walk *walk)
{
	static const struct property unknown = {
		(const uint8_t *)"unknown", sizeof("unknown") - 1,
	};
	struct iommu_match match =
		iommu_compatible(walk->properties[PROP_COMPATIBLE]);
	struct unsupported_iommu *iommu;

	if (match.version)
		return add_smmu(walk, &match);
	if (!match.is_iommu && !walk->properties[PROP_IOMMU_CELLS].data)
		return 0;

	iommu = smmu_machine_add_unsupported(&walk->machine);
	if (!iommu)
		return message_oom(walk->why);
	iommu->name = walk_copy(walk, walk_path(walk));
	iommu->model = walk_copy(walk, match.model.size ? match.model :
							  unknown);
	return iommu->name && iommu->model ? 0 : -1;
}

/* The window of the deepest open node, a host bridge: the last master's. */
static int note_window(struct walk *walk)
{
	const struct property *props = walk->properties;
	const struct bus *bus = walk_bus(walk);
	struct property range = props[PROP_BUS_RANGE];
	uint32_t first = 0, last = 0xff;
	struct pci_window *window;
	struct cells size;
	uint64_t base;

	if (!blob_text_is(props[PROP_COMPATIBLE], "pci-host-ecam-generic") ||
	    !bus || !bus_usable(bus) ||
	    props[PROP_REG].size < bus_reg_size(bus) ||
	    !walk_reg(walk, props[PROP_REG].data, &base, &size))
		return 0;
	if (range.data && (!cells_next(&range, &first) ||
			   !cells_next(&range, &last) || first > last ||
			   last > 0xff))
		return 0;
	window = smmu_machine_add_window(&walk->machine);
	if (!window)
		return message_oom(walk->why);
	window->segment = MASTER_NO_SEGMENT;
	window->master = walk->master_count - 1;
	window->first_bus = (uint8_t)first;
	window->last_bus = (uint8_t)last;
	window->base = base;
	return 0;
}

int iommu_note_master(struct walk *walk, size_t smmu)
{
	const struct property *props = walk->properties;
	bool is_pci = blob_text_is(props[PROP_DEVICE_TYPE], "pci");
	bool is_iommu = smmu != WALK_NO_SMMU || props[PROP_IOMMU_CELLS].data;
	/* The root is a bus without ranges, and may say so of all. */
	bool does_dma = walk->depth > 1 &&
			(props[PROP_DMA_CELLS].data ||
			 (props[PROP_DMA_COHERENT].data &&
			  !props[PROP_RANGES].data));
	void *masters = walk->masters, *lists = walk->mmu_masters;
	struct mmu_masters_note *list;
	struct master_note *note;

	if (smmu != WALK_NO_SMMU && props[PROP_MMU_MASTERS].data) {
		list = array_add(&lists, &walk->mmu_masters_count,
				 sizeof(*list));
		walk->mmu_masters = lists;
		if (!list)
			return message_oom(walk->why);
		list->smmu = smmu;
		list->list = props[PROP_MMU_MASTERS];
	}
	if (!props[PROP_IOMMUS].data && !props[PROP_IOMMU_MAP].data &&
	    !props[PROP_STREAM_ID_CELLS].data && !is_pci &&
	    (is_iommu || !does_dma))
		return 0;
	note = array_add(&masters, &walk->master_count, sizeof(*note));
	walk->masters = masters;
	if (!note)
		return message_oom(walk->why);
	note->master.kind = is_pci ? MASTER_PCI : MASTER_DEVICE;
	note->master.enabled = walk_level(walk)->status == SMMU_OKAY;
	note->master.segment = is_pci ? cells_one(props[PROP_PCI_DOMAIN],
						  MASTER_NO_SEGMENT) :
					MASTER_NO_SEGMENT;
	note->master.id_mask = cells_one(props[PROP_IOMMU_MAP_MASK],
					 UINT32_MAX);
	note->iommus = props[PROP_IOMMUS];
	note->iommu_map = props[PROP_IOMMU_MAP];
	note->stream_cells = cells_one(props[PROP_STREAM_ID_CELLS],
				       WALK_NO_CELLS);
	note->master.name = walk_copy(walk, walk_path(walk));
	if (!note->master.name)
		return -1;
	return is_pci ? note_window(walk) : 0;
}

/* A stream of the master, of one ID; of the SMMU, if that is one. */
static struct stream *add_stream(struct walk *walk, size_t master, size_t smmu)
{
	struct stream *stream;

	if (!walk_pay(walk, sizeof(*stream)))
		return NULL;
	stream = smmu_machine_add_stream(&walk->machine);
	if (!stream) {
		message_oom(walk->why);
		return NULL;
	}
	stream->master = master;
	stream->group = smmu == WALK_NO_SMMU ? MASTER_NO_SMMU :
			walk->machine.smmus[smmu].group;
	stream->count = 1;
	return stream;
}

/* SMMUv1 and v2 compare 16 bits of a StreamID (SMR_ID, SMR_MASK). */
static void set_first(const struct walk *walk, size_t smmu, uint32_t first,
		      uint32_t ignored, struct stream *stream)
{
	bool is_v3 = walk->machine.smmus[smmu].version == SMMU_VERSION_V3;

	stream->has_first = true;
	stream->first = is_v3 ? first : (uint16_t)first;
	stream->ignored = is_v3 ? 0 : (uint16_t)ignored;
}

/* The entries of iommus or iommu-map, as far as they can be read. */
static int follow(struct walk *walk, size_t master, struct property list,
		  bool is_map)
{
	struct property entry = list;
	const struct phandle_note *target;
	int found;

	while ((found = walk_next_iommu(walk, &list, is_map, &target)) > 0) {
		size_t smmu = target ? target->smmu : WALK_NO_SMMU;
		struct stream *stream = add_stream(walk, master, smmu);
		uint32_t cells = is_map ? 2 : target ? target->iommu_cells : 0;
		uint32_t first, second;

		if (!stream)
			return -1;
		stream->count = is_map ? 0 : 1;
		stream->has_input = is_map &&
				    cells_next(&entry, &stream->input);
		/* A node without #iommu-cells ends the list. */
		if (cells_skip(&entry, 1) && cells >= 1 &&
		    cells != WALK_NO_CELLS && cells_next(&entry, &first)) {
			bool more = cells >= 2 && cells_next(&entry, &second);

			if (is_map && more)
				stream->count = second;
			if (smmu != WALK_NO_SMMU && (more || cells == 1))
				set_first(walk, smmu, first, more && !is_map ?
					  second : target->stream_mask, stream);
		}
		entry = list;
	}
	return found;
}

/* Linux takes the requester IDs of PCI functions, whatever stands there. */
static int follow_mmu_masters(struct walk *walk,
			      const struct mmu_masters_note *note)
{
	struct property list = note->list;
	uint32_t phandle, cells, first;

	while (cells_next(&list, &phandle)) {
		const struct phandle_note *device =
			walk_find_phandle(walk, phandle);
		size_t master = device ? device->master : WALK_NO_MASTER;
		struct stream *stream;

		/* Nobody can say where the next one begins. */
		if (master == WALK_NO_MASTER ||
		    walk->masters[master].stream_cells == WALK_NO_CELLS)
			break;
		cells = walk->masters[master].stream_cells;
		if (walk->machine.masters[master].kind == MASTER_PCI) {
			stream = add_stream(walk, master, note->smmu);
			if (!stream)
				return -1;
			set_first(walk, note->smmu, 0, 0, stream);
			stream->has_input = true;
			stream->count = 0x10000;
			if (!cells_skip(&list, cells))
				break;
			continue;
		}
		for (; cells && cells_next(&list, &first); cells--) {
			stream = add_stream(walk, master, note->smmu);
			if (!stream)
				return -1;
			set_first(walk, note->smmu, first, 0, stream);
		}
	}
	return 0;
}

int iommu_resolve_masters(struct walk *walk)
{
	struct smmu_machine *machine = &walk->machine;
	size_t i;

	for (i = 0; i < walk->master_count; i++) {
		struct master *master = smmu_machine_add_master(machine);
		struct master_note *note = &walk->masters[i];

		if (!master)
			return message_oom(walk->why);
		*master = note->master;
		note->master.name = NULL;
		if (follow(walk, i, note->iommus, /* is_map= */ false) ||
		    follow(walk, i, note->iommu_map, /* is_map= */ true))
			return -1;
	}
	for (i = 0; walk->master_count && i < walk->mmu_masters_count; i++) {
		if (follow_mmu_masters(walk, &walk->mmu_masters[i]))
			return -1;
	}
	if (master_sort_streams(machine->masters, machine->master_count,
				&machine->streams, machine->stream_count))
		return message_oom(walk->why);
	return 0;
}
