/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --smmu-report, for people. */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include <stdio.h>

#include "machine/pci-ids.h"
#include "machine/smmu.h"
#include "report/log.h"
#include "util/macros.h"

/* What a report is made of. */
struct report {
	const struct log *log;
	enum log_age age;
	const struct smmu_machine *machine;	/* of this system; or NULL */
	const struct pci_ids *ids;
};

/*
 * The first line alone says what matters, for the system's log: "previous
 * kernel: 3 of 3 SMMUs fenced; 0000:05:00.0 (mlx5_core) was still writing". What
 * is printed is ASCII without control characters.
 */
void report_text(FILE *out, const struct report *report) _nonnull_(1, 2);

#endif
