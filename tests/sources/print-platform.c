/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * print-platform FILE: what the loader makes of a device tree beside SMMUs, in
 * a line: the console's type in the plan and its address, or none; how PSCI is
 * called. For dts_compare.py.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "devtree/console.h"
#include "devtree/psci.h"
#include "host/source.h"
#include "util/read-file.h"
#include "smmu-plan.h"

int main(int argc, char **argv)
{
	uint8_t conduit = SMMU_PLAN_CONDUIT_NONE;
	struct serial serial;
	struct message why;
	uint8_t *blob;
	size_t size;

	if (argc != 2 || read_file(argv[1], MACHINE_FILE_MAX, &blob, &size))
		return 99;
	if (devtree_console(blob, size, &serial, &why) == 0)
		printf("%d 0x%" PRIx64, serial.type, serial.base);
	else
		printf("none");
	if (devtree_psci(blob, size, &conduit, &why) == 0)
		printf(" %s\n", conduit == SMMU_PLAN_CONDUIT_HVC ? "hvc" :
								   "smc");
	else
		printf(" none\n");
	free(blob);
	return 0;
}
