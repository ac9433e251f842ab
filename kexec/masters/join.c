/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "masters/join.h"

#include <stdlib.h>
#include <string.h>

#include "masters/lookup.h"
#include "util/number.h"

/* Of an address in a window: bus, device and function, offset. */
#define FUNCTION_SHIFT	12
#define FUNCTION_SIZE	(UINT64_C(1) << FUNCTION_SHIFT)
#define BUS_SIZE	(FUNCTION_SIZE << 8)

/* No bridge stands below more. */
#define LEVELS_MAX	256

static int compare(const void *one, const void *other)
{
	const struct pci_function *a = one, *b = other;

	if (a->segment != b->segment)
		return a->segment < b->segment ? -1 : 1;
	return a->id < b->id ? -1 : a->id > b->id;
}

size_t join_find(const struct smmu_machine *machine, uint32_t segment,
		 uint16_t id)
{
	const struct pci_function wanted = { .segment = segment, .id = id };
	const struct pci_function *found = NULL;

	if (machine->function_count)
		found = bsearch(&wanted, machine->functions,
				machine->function_count, sizeof(wanted),
				compare);
	return found ? (size_t)(found - machine->functions) : PCI_NONE;
}

/* Under which ID a function's DMA leaves the host bridge. */
static void find_requester(const struct smmu_machine *machine,
			   struct pci_function *function)
{
	size_t at = function->parent, levels;
	bool is_known = true;

	function->requester = function->id;
	for (levels = 0; at != PCI_NONE && levels < LEVELS_MAX; levels++) {
		const struct pci_function *bridge = &machine->functions[at];
		uint16_t below = (uint16_t)(bridge->secondary << 8);

		if (bridge->pcie == PCI_UNKNOWN ||
		    (bridge->pcie == PCI_YES && !bridge->has_port_type)) {
			is_known = false;
		} else if (bridge->pcie == PCI_YES &&
			   bridge->port_type == PCI_PORT_TO_PCI) {
			function->requester = below;
			is_known = true;
		} else if (bridge->pcie == PCI_NO ||
			   bridge->port_type == PCI_PORT_FROM_PCI) {
			function->requester = bridge->id;
			is_known = true;
		}
		at = bridge->parent;
	}
	function->has_requester = is_known;
}

/* One line of /proc/iomem: whether it is a window, which goes to *ret. */
static bool read_window(const char *line, size_t size, uint64_t *ret_first,
			uint64_t *ret_last)
{
	static const char name[] = " : PCI ECAM";
	const char *dash = memchr(line, '-', size);
	size_t used = strlen(name);
	char text[2 + 16 + 1] = "0x";
	uint64_t values[2];
	const char *end;
	size_t i;

	if (!dash || size < used ||
	    memcmp(line + size - used, name, used) != 0)
		return false;
	end = line + size - used;
	while (*line == ' ')
		line++;
	for (i = 0; i < 2; i++) {
		const char *from = i ? dash + 1 : line;
		const char *to = i ? end : dash;

		if (to < from || (size_t)(to - from) > 16)
			return false;
		memcpy(text + 2, from, (size_t)(to - from));
		if (number_read_hex(text, 2 + (size_t)(to - from), &values[i]))
			return false;
	}
	*ret_first = values[0];
	*ret_last = values[1];
	return true;
}

/* Is it in a window that the kernel uses? To others than root all are zero. */
static bool kernel_has(const char *memory, size_t size, uint64_t address,
		       uint64_t bytes)
{
	const char *line = memory, *end = memory + size;
	uint64_t first, last;

	while (line < end) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));
		size_t length = (size_t)((newline ? newline : end) - line);

		if (read_window(line, length, &first, &last) &&
		    first <= address && last > address &&
		    last - address >= bytes - 1)
			return true;
		line += length + 1;
	}
	return false;
}

/* A window of its host bridge, or of its segment. */
static void find_config(const struct smmu_machine *machine, const char *memory,
			size_t size, struct pci_function *function)
{
	uint8_t bus = function->id >> 8;
	size_t i;

	for (i = 0; i < machine->window_count; i++) {
		const struct pci_window *window = &machine->windows[i];

		if ((window->master == PCI_NONE ?
		     window->segment != function->segment :
		     window->master != function->master) ||
		    bus < window->first_bus || bus > window->last_bus)
			continue;
		function->config = window->base +
			((uint64_t)(function->id - (window->first_bus << 8)) <<
			 FUNCTION_SHIFT);
		function->has_config = kernel_has(memory, size,
						  function->config,
						  FUNCTION_SIZE);
		return;
	}
}

void join_functions(struct smmu_machine *machine, const char *memory,
		    size_t size)
{
	size_t i;

	if (machine->function_count)
		qsort(machine->functions, machine->function_count,
		      sizeof(*machine->functions), compare);
	for (i = 0; i < machine->function_count; i++) {
		struct pci_function *function = &machine->functions[i];

		function->parent = PCI_NONE;
		if (function->has_parent)
			function->parent = join_find(machine, function->segment,
						     function->parent_id);
	}
	for (i = 0; i < machine->function_count; i++) {
		struct pci_function *function = &machine->functions[i];
		struct lookup_stream stream = { MASTER_NO_SMMU, false, 0 };

		find_requester(machine, function);
		find_config(machine, memory, size, function);
		if (function->master != PCI_NONE)
			stream = lookup_stream(machine, function->master,
					       function->requester);
		function->group = stream.group;
		function->has_stream = stream.has_id && function->has_requester;
		function->stream = stream.id;
	}
	for (i = 0; i < machine->window_count; i++) {
		struct pci_window *window = &machine->windows[i];

		window->is_used = window->first_bus <= window->last_bus &&
			kernel_has(memory, size, window->base, BUS_SIZE *
				   (window->last_bus - window->first_bus + 1u));
	}
}

size_t join_next(const struct smmu_machine *machine, size_t at, uint32_t group,
		 uint32_t stream)
{
	for (; at < machine->function_count; at++) {
		const struct pci_function *function = &machine->functions[at];

		if (function->has_stream && function->group == group &&
		    function->stream == stream)
			return at;
	}
	return PCI_NONE;
}
