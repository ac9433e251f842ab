/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "acpi/fadt.h"

#include "acpi/table.h"
#include "smmu-plan.h"

/* The table's signature is not its name. */
#define FADT_SIGNATURE	"FACP"
#define AT_ARM_BOOT_ARCH 129u
#define PSCI_COMPLIANT	(1u << 0)
#define PSCI_USE_HVC	(1u << 1)
#define AT_HYPERVISOR	268u
#define HYPERVISOR_SIZE	8u

int fadt_parse(const void *blob, size_t size, uint8_t *ret_conduit,
	       struct message *why)
{
	struct acpi_table table;
	unsigned int flags = 0;

	if (acpi_table_open(blob, size, FADT_SIGNATURE, ACPI_HEADER_SIZE,
			    &table, why))
		return -1;
	if (acpi_has(&table, AT_ARM_BOOT_ARCH, 2))
		flags = acpi_get16(&table, AT_ARM_BOOT_ARCH);
	if (!(flags & PSCI_COMPLIANT))
		return message_set(why, "FADT: the machine has no PSCI");
	*ret_conduit = flags & PSCI_USE_HVC ? SMMU_PLAN_CONDUIT_HVC :
					      SMMU_PLAN_CONDUIT_SMC;
	return 0;
}

int fadt_is_qualcomm(const void *blob, size_t size, struct message *why)
{
	struct acpi_table table;

	if (acpi_table_open(blob, size, FADT_SIGNATURE, ACPI_HEADER_SIZE,
			    &table, why))
		return -1;
	return acpi_has(&table, AT_HYPERVISOR, HYPERVISOR_SIZE) &&
	       acpi_is_qualcomm(&table, AT_HYPERVISOR);
}
