/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --smmu-check: what was found, and how it is shown. Pure. */
#ifndef COMMAND_CHECK_REPORT_H
#define COMMAND_CHECK_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "util/macros.h"
#include "util/message.h"

enum check_verdict {
	CHECK_OK,
	CHECK_WARN,		/* a load may still work, or not known */
	CHECK_FAIL,		/* no load works, or none is fenced */
};

struct check_item {
	enum check_verdict verdict;
	const char *name;	/* static */
	const char *image;	/* static; of one image, else NULL */
	struct message text;
};

/* More than there are checks. */
#define CHECK_ITEMS_MAX	40

struct check_report {
	struct check_item items[CHECK_ITEMS_MAX];
	size_t count;
};

void check_report_add(struct check_report *report, enum check_verdict verdict,
		      const char *name, const char *image,
		      const char *format, ...)
	__attribute__((format(printf, 5, 6))) _nonnull_(1, 3, 5);

enum check_verdict check_report_worst(const struct check_report *report);

/* For people, a line each; and for programs, one object: doc/check.md. */
void check_report_table(FILE *out, const struct check_report *report);
void check_report_json(FILE *out, const struct check_report *report);

#endif
