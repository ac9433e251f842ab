/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --smmu-list=json, as doc/sources.md describes it: schema 2. */
#ifndef LIST_JSON_H
#define LIST_JSON_H

#include <stdbool.h>
#include <stdio.h>

#include "machine/smmu.h"

/* One frame as an object. */
void list_json_smmu(FILE *out, const struct smmu *smmu);

/*
 * For programs: one object. crash is what the machine becomes for a crash
 * kernel; NULL: only one image was asked for. With same_source the two have the
 * same masters and functions, which then are there once.
 */
void list_json(FILE *out, const struct smmu_machine *machine,
	       const struct smmu_machine *crash, bool same_source);

#endif
