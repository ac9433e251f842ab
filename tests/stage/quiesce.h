/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run of the stage with quiesce: SMMUs, and PCI functions that they are told
 * of.
 */
#ifndef STAGE_QUIESCE_H
#define STAGE_QUIESCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/cpu.h"

#define QUIESCE_HERTZ	UINT64_C(62500000)

struct quiesce {
	uint8_t *stage;		/* its caller's; of cpu_stage_load() */
	size_t stage_size;
	struct cpu cpu;
	struct pci_model pci;
	struct smmu_v3_model v3[64];
};
extern struct quiesce quiesce;

/* Without an SMMU or a function. */
void quiesce_set_up(void);

/* SMMU n, which translates, or is open. */
void quiesce_add_v3(size_t n, uint64_t base, bool open);

/* A function behind SMMU n, of a kind of reset of the plan. */
struct pci_model_function *quiesce_add(size_t n, uint8_t reset);
struct pci_model_function *quiesce_add_bridge(size_t n);

/* One of SMMU 0, with VFs behind SMMU n. */
struct pci_model_function *quiesce_add_pf(uint8_t reset, size_t n,
					  uint32_t vfs);

/* It ends, and nothing is done that is against the rules; what and at name it. */
void quiesce_run(const char *what, size_t at);

/* That the console has a text. */
void quiesce_expect(const char *text);

/* What becomes of transactions of SMMU n's; enum fate. */
unsigned int quiesce_fates(size_t n);

void quiesce_expect_open(size_t n);

/* It is in abort, for that reason, the end of a line. */
void quiesce_expect_held(size_t n, const char *why);

/* It was reset once, and is as the old kernel had left it, but no master. */
void quiesce_expect_usable(const struct pci_model_function *function);

/*
 * Whether a payload that does not enumerate, but makes what it wants a master,
 * can read by a function behind SMMU n.
 */
bool quiesce_payload_reads(const struct pci_model_function *function, size_t n);

/* Whether --smmu-report would say of the console that all was as asked. */
bool quiesce_is_as_asked(void);

#endif
