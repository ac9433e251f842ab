/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "masters/resets.h"

#include <stdbool.h>
#include <string.h>

const char *const resets_words[RESETS_WORDS] = {
	"device_specific", "acpi", "flr", "af_flr", "pm", "bus", "cxl_bus",
};

void resets_parse(const char *text, struct pci_function *function)
{
	bool is_first = true;
	size_t size, i;

	function->resets = function->first_reset = 0;
	while (*(text += strspn(text, " \n"))) {
		size = strcspn(text, " \n");
		for (i = 0; i < RESETS_WORDS; i++)
			if (strlen(resets_words[i]) == size &&
			    !memcmp(resets_words[i], text, size))
				function->resets |= 1u << i;
		if (is_first)
			function->first_reset = function->resets;
		is_first = false;
		text += size;
	}
}

unsigned int resets_first(const struct pci_function *function)
{
	if (function->has_resets != PCI_YES || function->cxl != PCI_NO ||
	    function->resets & PCI_RESET_CXL_BUS)
		return 0;
	if (function->first_reset == PCI_RESET_FLR && function->flr == PCI_YES)
		return PCI_RESET_FLR;
	if (function->first_reset == PCI_RESET_AF_FLR &&
	    function->af_flr == PCI_YES)
		return PCI_RESET_AF_FLR;
	return function->resets & PCI_RESET_BUS;
}
