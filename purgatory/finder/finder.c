/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
#include "finder/finder.h"

#include "finder/acpi.h"
#include "finder/devices.h"
#include "finder/efi.h"
#include "finder/found.h"
#include "finder/iort.h"
#include "finder/memory.h"
#include "finder/serial.h"

void finder_check_ram(void)
{
	devices_check_ram();
	efi_check_ram();
}

void finder_look(uint64_t tree)
{
	uint64_t table;

	finder.failure = FINDER_OK;
	finder.reads = MEMORY_READS_MAX;
	finder.count = finder.map_end = finder.iort = 0;
	finder.console = SMMU_PLAN_CONSOLE_NONE;
	finder.qualcomm = finder.is_kexec = finder.ignored = false;
	finder.conduit = SMMU_PLAN_CONDUIT_SMC;
	devices_read(tree);
	if (finder.find_console && !finder.by_acpi)
		serial_by_tree();
	table = devices_chosen("linux,uefi-system-table");
	if (finder.by_acpi && !table)
		memory_fail(FINDER_NO_EFI);
	/* If EFI firmware passes a tree, only its map may show RAM. */
	if (finder.by_acpi || devices_chosen("linux,uefi-mmap-start"))
		efi_open();
	if (finder.by_acpi)
		acpi_read(efi_rsdp(table));
	if (finder.iort)
		iort_read();
	if (finder.qualcomm)
		found_keep_from(0, FOUND_QUALCOMM);
	found_finish();
	finder_check_ram();
}
