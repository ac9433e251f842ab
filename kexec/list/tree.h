/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --smmu-list=tree: SMMUs, and under each the masters behind it. */
#ifndef LIST_TREE_H
#define LIST_TREE_H

#include <stdbool.h>
#include <stdio.h>

#include "machine/pci-ids.h"
#include "machine/smmu.h"
#include "util/macros.h"

/*
 * For people: each SMMU with policy, action and reason, what to type to include
 * one that is left alone, and its masters; then the masters behind none; then
 * what a table ends with. PCI functions that the running kernel shows replace
 * their host bridges, with the names that ids has for them. With colour as in a
 * table. Returns 0, or -1 where memory ran out.
 */
int list_tree(FILE *out, const struct smmu_machine *machine,
	      const struct pci_ids *ids, bool colour) _must_check_;

#endif
