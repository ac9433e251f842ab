/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which StreamIDs a master has, and which masters a StreamID belongs to, by the
 * machine's tables. Pure. The cost is linear in the mappings that are looked
 * at.
 */
#ifndef MASTERS_LOOKUP_H
#define MASTERS_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "machine/smmu.h"

/* How a transaction arrives. */
struct lookup_stream {
	uint32_t group;		/* of the SMMU; MASTER_NO_SMMU: at none */
	bool has_id;		/* else the tables do not say which */
	uint32_t id;		/* StreamID */
};

/*
 * What becomes of an ID of the master of that index: of PCI, of a requester ID.
 * The first mapping that has it counts, as in Linux; but the last ID of a range
 * of an IORT goes to the range that begins with it, if there is one, since some
 * tables count one too many. An ID that no mapping has arrives at no SMMU.
 */
struct lookup_stream lookup_stream(const struct smmu_machine *machine,
				   size_t master, uint32_t id);

/*
 * The other way: the first mapping from index at that can be whose the StreamID
 * at the SMMU is, as an index; machine->stream_count for none. What ID of its
 * master that was goes to *ret_id; 0 where any could have been. Bits that the
 * SMMU does not compare are above those in which IDs of one mapping differ.
 */
size_t lookup_next(const struct smmu_machine *machine, size_t at,
		   uint32_t group, uint32_t id, uint32_t *ret_id);

#endif
