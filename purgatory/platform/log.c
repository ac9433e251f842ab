/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "platform/log.h"

#include "finder/state.h"
#include "finder/tree.h"
#include "job/fdt.h"

bool log_find(struct chosen *ret_chosen)
{
	uint32_t structure = (uint32_t)(finder.structure - finder.tree);
	struct finder_property old;

	if (finder.failure || !finder.chosen ||
	    finder.strings < finder.structure + finder.end ||
	    fdt_read(finder.tree + FDT_AT_RESERVATIONS) > structure)
		return false;
	ret_chosen->tree = finder.tree;
	ret_chosen->at = structure + finder.chosen;
	ret_chosen->old = ret_chosen->old_end = 0;
	ret_chosen->make = false;
	old = tree_find(finder.chosen, CHOSEN_LOG);
	if (old.at) {
		ret_chosen->old = structure + old.at - 12;
		ret_chosen->old_end = structure + old.at + ((old.size + 3) & ~3u);
	}
	return true;
}
