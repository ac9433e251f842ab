/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SMMU_PLAN_NAMES: the devices behind the machine's SMMUs, for a stage that
 * sees no more of them than StreamIDs. Pure.
 */
#ifndef PLAN_NAMES_H
#define PLAN_NAMES_H

#include <stddef.h>

#include "machine/smmu.h"
#include "util/macros.h"

/* The stage does not check and search more than that. */
#define PLAN_NAMES_MAX	8192u

/* Errors of this header, negative. */
enum {
	PLAN_NAMES_E_MEMORY = -1,
	PLAN_NAMES_E_SIZE = -2,	/* more than PLAN_NAMES_MAX bytes */
};

/*
 * A line for each PCI function that the running kernel shows and each other
 * device that is enabled, if its StreamID at an SMMU in use is known: address
 * of the SMMU, StreamID, name, vendor and device ID or "-", driver or "-":
 *
 *	0x9050000 0x28 0000:00:05.0 8086:2668 snd_hda_intel
 *
 * sorted by address, then by StreamID, which several may share. A name has no
 * space, bar or control character. Returns 0, and text to be freed, of
 * *ret_size bytes, followed by a zero byte; or an error.
 */
int plan_names_make(const struct smmu_machine *machine, char **ret_text,
		    size_t *ret_size) _must_check_ _nonnull_(1, 2, 3);

#endif
