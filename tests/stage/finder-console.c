/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/finder-console.h"

#include <inttypes.h>

#include "smmu-plan.h"

enum finder_compare_result
finder_console_compare(const struct serial *theirs, struct message *why)
{
	if (!finder.console) {
		if (!theirs)
			return FINDER_COMPARE_SAME;
		message_set(why, "the console at 0x%" PRIx64 " is not found",
			    theirs->base);
		return FINDER_COMPARE_LESS;
	}
	if (theirs && theirs->type == finder.console &&
	    theirs->base == finder.console_base)
		return FINDER_COMPARE_SAME;
	message_set(why, "console %u at 0x%" PRIx64 " is not the loader's",
		    finder.console, finder.console_base);
	return FINDER_COMPARE_MORE;
}
