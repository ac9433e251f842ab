/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/who.h"

#include <stdio.h>
#include <string.h>

#include "masters/join.h"
#include "masters/lookup.h"

void who_start(struct who *who, const struct log_offender *offender,
	       const struct smmu_machine *machine, const struct pci_ids *ids)
{
	*who = (struct who){
		.offender = offender,
		.machine = machine,
		.ids = ids,
		.names = offender->names,
	};
}

/* Functions that the kernel shows; if none has that StreamID, masters. */
static bool next_found(struct who *who, struct who_device *device)
{
	const struct smmu_machine *machine = who->machine;
	const struct smmu *smmu = smmu_machine_find(machine,
						    who->offender->base);
	const struct pci_function *function;
	const struct master *master;
	char name[PCI_NAME_SIZE];
	uint32_t id;

	if (!smmu)
		return false;
	who->function = join_next(machine, who->function, smmu->group,
				  who->offender->stream);
	if (who->function != PCI_NONE) {
		function = &machine->functions[who->function++];
		who->has_function = true;
		strcpy(device->name, pci_name(function->segment, function->id,
					      name));
		snprintf(device->driver, sizeof(device->driver), "%s",
			 function->driver ? function->driver : "");
		device->has_ids = true;
		device->vendor = function->vendor;
		device->device = function->device;
		return true;
	}
	if (who->has_function)
		return false;
	who->stream = lookup_next(machine, who->stream, smmu->group,
				  who->offender->stream, &id);
	if (who->stream >= machine->stream_count)
		return false;
	master = &machine->masters[machine->streams[who->stream++].master];
	snprintf(device->name, sizeof(device->name), "%s",
		 master->kind == MASTER_PCI ?
		 pci_name(master->segment == MASTER_NO_SEGMENT ? 0 :
			  master->segment, (uint16_t)id, name) :
		 master->device ? master->device : master->name);
	snprintf(device->driver, sizeof(device->driver), "%s",
		 master->driver ? master->driver : "");
	return true;
}

bool who_next(struct who *who, struct who_device *ret_device)
{
	struct who_device device = { .has_ids = false };
	struct log_device named;

	if (!who->offender->names.size) {
		if (!who->machine || !next_found(who, &device))
			return false;
	} else if (log_device_next(&who->names, &named)) {
		snprintf(device.name, sizeof(device.name), "%.*s",
			 LOG_TEXT(named.name));
		snprintf(device.driver, sizeof(device.driver), "%.*s",
			 LOG_TEXT(named.driver));
		device.has_ids = named.has_ids;
		device.vendor = named.vendor;
		device.device = named.device;
	} else {
		return false;
	}
	if (device.has_ids)
		pci_ids_find(who->ids, device.vendor, device.device,
			     device.vendor_name, device.device_name);
	*ret_device = device;
	return true;
}
