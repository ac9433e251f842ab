/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "command/hest.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "host/host.h"
#include "util/say.h"

#define HEST	"firmware/acpi/tables/HEST"

static bool aborts(const struct smmu_machine *machine)
{
	size_t i;

	for (i = 0; i < machine->smmu_count; i++) {
		if (machine->smmus[i].status == SMMU_OKAY &&
		    machine->smmus[i].action == SMMU_ABORT)
			return true;
	}
	return false;
}

void hest_warn(const struct smmu_machine *machine)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/" HEST, host_sys());
	if (aborts(machine) && access(path, F_OK) == 0)
		say("warning: HEST: this machine's firmware gets PCIe errors "
		    "first, and DMA that abort stops can raise some while a "
		    "dump is taken; keep raises none");
}
