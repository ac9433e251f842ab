/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The devices that do DMA, and the StreamIDs with which they reach an SMMU,
 * according to firmware's tables. Plain data; struct smmu_machine has the
 * arrays.
 */
#ifndef MACHINE_MASTER_H
#define MACHINE_MASTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/macros.h"

enum master_kind {
	MASTER_DEVICE,	/* a node of the tree, a named component of the IORT */
	MASTER_PCI,	/* all functions of a host bridge */
	MASTER_REGION,	/* whatever uses a reserved region (RMR) */
};

/* For no SMMU, as a stream's group; for no segment, as a master's. */
#define MASTER_NO_SMMU		UINT32_MAX
#define MASTER_NO_SEGMENT	UINT32_MAX

struct master {
	char *name;		/* owned; a path, an ACPI object, IORT@0x... */
	char *device;		/* owned; the running kernel's name, or NULL */
	char *driver;		/* owned; of that device, or NULL */
	enum master_kind kind;
	bool enabled;		/* neither it nor a parent is disabled */
	uint32_t segment;	/* of PCI; MASTER_NO_SEGMENT: not known */
	uint32_t id_mask;	/* these bits of an ID are looked up */
	size_t first;		/* index of its first stream */
	size_t count;		/* of its streams, which are neighbours */
};

/*
 * IDs of a master, and the StreamIDs that they become: input + i is first + i.
 * The IDs of PCI are requester IDs: bus, device and function.
 */
struct stream {
	size_t master;		/* index */
	uint32_t group;		/* of the SMMU, or MASTER_NO_SMMU */
	bool has_input;		/* else there is one stream for any ID */
	bool has_first;		/* the table gives the StreamID */
	bool inclusive_end;	/* the last ID can be the next range's first */
	uint32_t input;
	uint32_t first;
	uint64_t count;		/* up to 2^32 */
	uint32_t ignored;	/* bits of StreamIDs the SMMU does not compare */
};

/* Free what a master owns. */
void master_clear(struct master *master);

/* "device", "pci" or "region". Never NULL. */
const char *master_kind_name(enum master_kind kind);

/*
 * Give each master its streams: sort them by master, in the order in which they
 * were added, in linear time, and note where each master's are. Returns 0, or
 * -1 where memory ran out. Nothing may be added afterwards.
 */
int master_sort_streams(struct master *masters, size_t master_count,
			struct stream **streams, size_t stream_count)
	_must_check_;

#endif
