/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The SMMUs of an ACPI IO Remapping Table (Arm DEN 0049, revisions A to E.f;
 * chapter 3 describes it node by node). Pure: no I/O, no printing.
 */
#ifndef ACPI_IORT_H
#define ACPI_IORT_H

#include <stddef.h>

#include "machine/smmu.h"
#include "util/macros.h"
#include "util/message.h"

/*
 * Read the table in blob[0, size), of any alignment. Bytes after the length of
 * its header are ignored. Apart from sorting, the cost is linear in size.
 *
 * Nodes follow each other from the header's offset, as many as the header
 * counts or as there are. Each of type 3 (SMMUv1 or v2) or 4 (SMMUv3) gives one
 * struct smmu, in the table's order, of the name IORT@0x and the node's offset.
 * Revisions do not matter: the fields that are read are where the first
 * revision had them. An unknown model is called unknown-N; in a type 3 it
 * counts as v2, which all newer ones are. An SMMU at address 0 is
 * SMMU_UNREACHABLE: firmware means "none" by it. Other types, known (PMCG) or
 * not, are skipped.
 *
 * Its wired interrupts become the machine's, as far as the node holds them: of
 * type 3 the two of its global array and those of context banks, of type 4 its
 * four. The GIC is not in this table: see madt.h.
 *
 * Each node of type 1 (named component), 2 (root complex) and 6 (RMR) gives a
 * master, of the name of its object or IORT@0x and the node's offset, and each
 * of its ID mappings a stream. One that leads to anything but an SMMU (an ITS
 * group, nothing) has no SMMU and no StreamIDs. A single mapping is for any ID
 * of a component or a root complex; the mappings of an RMR node have no IDs.
 *
 * Each memory range of a node of type 6 (RMR) gives a reserved region for each
 * SMMU that an ID mapping of the node refers to, or one without an SMMU if none
 * does. Their array is given by a count and an offset, which revisions E and
 * E.a have at byte 16 of the node, E.b and later at 20, after a word of flags.
 * Revision numbers do not tell which, since tables were written from drafts; so
 * the layout is the one that puts a non-empty array inside the node, after
 * these fields. If both do, the later one, unless only the earlier one makes
 * every range a range (aligned to 4 KiB, not empty). A node that fits neither
 * gives one region of base 0 and size 0: its SMMUs are still known to have one.
 *
 * A table whose OEM or compiler is Qualcomm belongs to a Qualcomm machine; for
 * others the FADT says more: see fadt.h.
 *
 * Errors that do not keep an SMMU from being found become a warning of the
 * machine, one line: a wrong checksum, a count of nodes that is too high for a
 * table that ends (or is zero from there on), bytes other than zero after the
 * last node, SMMUs of equal base, RMR nodes that cannot be read.
 *
 * Returns 0, or -1 with the reason in *why (without the name of the source) and
 * *ret_machine untouched: a truncated table, or nodes that overlap the header,
 * are shorter than a node or its SMMU, or extend past the end. The walk cannot
 * continue there, and an SMMU that is not found is not fenced. Free with
 * smmu_machine_clear().
 */
int iort_parse(const void *blob, size_t size, struct smmu_machine *ret_machine,
	       struct message *why) _must_check_ _nonnull_(1, 3, 4);

#endif
