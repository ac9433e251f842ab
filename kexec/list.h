/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --smmu-list: showing a machine and what was decided for it. */
#ifndef LIST_H
#define LIST_H

#include <stdbool.h>
#include <stdio.h>

#include "smmu.h"

/*
 * For people: header, a line for each frame within 80 columns, a summary.
 * With colour, the action is coloured by terminal escape codes.
 */
void list_table(FILE *out, const struct smmu_machine *machine, bool colour);

/* For programs: one object, as kexec-smmu(8) describes it. */
void list_json(FILE *out, const struct smmu_machine *machine);

#endif
