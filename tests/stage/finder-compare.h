/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The finder's result for some tables, compared with the loader's. */
#ifndef STAGE_FINDER_COMPARE_H
#define STAGE_FINDER_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "finder/finder.h"
#include "machine/smmu.h"
#include "util/message.h"

/* What came of it; later ones are worse. */
enum finder_compare_result {
	FINDER_COMPARE_SAME,	/* entry by entry, or neither takes it */
	FINDER_COMPARE_LESS,	/* the finder leaves more alone */
	FINDER_COMPARE_MORE,	/* the loader would not have touched that */
};

/*
 * The loader's machine, with the class default for that action, against a
 * search that has ended; machine is NULL where the loader refuses the tables,
 * *why then says why. What differs is a line in *why.
 */
enum finder_compare_result
finder_compare(bool looked, struct smmu_machine *machine,
	       enum smmu_action action, struct message *why);

/* The word for a failure of the search. Never NULL. */
const char *finder_compare_failure(void);

#endif
