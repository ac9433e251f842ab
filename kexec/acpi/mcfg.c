/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "acpi/mcfg.h"

#include <string.h>

#include "acpi/table.h"
#include "util/macros.h"

#define AT_OEM_ID		10u
#define OEM_ID_SIZE		6u
#define OEM_TABLE_ID_SIZE	8u

/* The first allocation; before it are eight reserved bytes. */
#define AT_ALLOCATIONS		44u
#define ALLOCATION_SIZE		16u
#define AT_BASE			0u	/* where bus 0 would be */
#define AT_SEGMENT		8u
#define AT_FIRST_BUS		10u
#define AT_LAST_BUS		11u

#define BUS_SHIFT		20

/* OEM ID and OEM table ID, one after the other as in the table's header. */
static const char quirks[][OEM_ID_SIZE + OEM_TABLE_ID_SIZE + 1] = {
	"AMAZONGRAVITON",
	"APM   XGENE   ",
	"AmpereAltra   ",
	"CAVIUMTHUNDERX",
	"HISI  HIP05   ",
	"HISI  HIP06   ",
	"HISI  HIP07   ",
	"QCOM  QDF2432 ",
};

int mcfg_parse(const void *blob, size_t size, struct smmu_machine *machine,
	       struct message *why)
{
	struct acpi_table table;
	size_t i, at;

	if (acpi_table_open(blob, size, "MCFG", AT_ALLOCATIONS, &table, why))
		return -1;
	for (i = 0; i < ARRAY_SIZE(quirks); i++) {
		if (!memcmp(table.bytes + AT_OEM_ID, quirks[i],
			    OEM_ID_SIZE + OEM_TABLE_ID_SIZE))
			return 0;
	}
	for (at = AT_ALLOCATIONS; acpi_has(&table, at, ALLOCATION_SIZE);
	     at += ALLOCATION_SIZE) {
		struct pci_window *window = smmu_machine_add_window(machine);

		if (!window)
			return message_oom(why);
		window->segment = acpi_get16(&table, at + AT_SEGMENT);
		window->master = PCI_NONE;
		window->first_bus = table.bytes[at + AT_FIRST_BUS];
		window->last_bus = table.bytes[at + AT_LAST_BUS];
		window->base = acpi_get64(&table, at + AT_BASE) +
			       ((uint64_t)window->first_bus << BUS_SHIFT);
	}
	return 0;
}
