/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --smmu-report=json, as doc/report.md describes it. */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include <stdio.h>

#include "report/text.h"
#include "util/macros.h"

/* For programs: one object. */
void report_json(FILE *out, const struct report *report) _nonnull_(1, 2);

#endif
