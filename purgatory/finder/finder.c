/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "finder/finder.h"

#include "finder/iort.h"

static bool look_by_acpi(struct finder *finder)
{
	struct found *found = &finder->found;
	uint64_t rsdp;

	if (!finder->devices.chosen[DEVICES_EFI_TABLE])
		return memory_fail(&finder->memory, MEMORY_NO_EFI);
	if (!efi_open(&finder->efi, &finder->memory, &finder->devices) ||
	    !efi_rsdp(&finder->efi, finder->devices.chosen[DEVICES_EFI_TABLE], &rsdp) ||
	    !acpi_read(&finder->acpi, &finder->efi, rsdp))
		return false;
	if (finder->acpi.iort.at && !iort_read(&finder->acpi.iort, found))
		return false;
	if (finder->acpi.qualcomm)
		found_keep_from(found, 0, FOUND_QUALCOMM);
	return found_finish(found) && efi_check_ram(&finder->efi, found);
}

static bool look_by_tree(struct finder *finder)
{
	struct found *found = &finder->found;

	if (!found_finish(found) ||
	    !devices_check_ram(&finder->devices, &finder->tree, found))
		return false;
	/* Where EFI firmware hands over a tree, RAM may be in its map alone. */
	return !finder->devices.chosen[DEVICES_EFI_MAP] ||
	       (efi_open(&finder->efi, &finder->memory, &finder->devices) &&
		efi_check_ram(&finder->efi, found));
}

bool finder_look(struct finder *finder, uint64_t tree)
{
	struct memory *memory = &finder->memory;
	struct found *found = &finder->found;

	memory->reads = MEMORY_READS_MAX;
	memory->failure = MEMORY_OK;
	found->memory = memory;
	found->count = 0;
	if (!devices_read(&finder->devices, &finder->tree, tree, found))
		return false;
	finder->by_acpi = finder->devices.stub;
	if (!(finder->by_acpi ? look_by_acpi(finder) : look_by_tree(finder)))
		return false;
	return !memory->failure;
}
