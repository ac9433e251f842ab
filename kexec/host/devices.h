/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The running kernel's names for the masters of its tables, except PCI. */
#ifndef HOST_DEVICES_H
#define HOST_DEVICES_H

#include <limits.h>
#include <stdbool.h>

#include "machine/smmu.h"
#include "util/macros.h"

/* Room for the text of a file of sysfs. */
#define DEVICES_TEXT_SIZE	128

/* The text of a file below a directory, without its newline; "" for none. */
void devices_text(int directory, const char *name,
		  char ret_text[static DEVICES_TEXT_SIZE]);

/* The last name of what a link leads to. Returns whether there is such a link. */
bool devices_link(int directory, const char *name,
		  char ret_last[static NAME_MAX + 1]);

/*
 * The driver of a device below a directory, as lsmod has it: its module's name,
 * or what is built in by its own. To be freed; NULL for none.
 */
char *devices_driver(int directory, const char *device);

/*
 * Note for each master of the machine's own tables which device of the running
 * kernel it is, and the driver that is bound to that: by of_node, or by the
 * path of the ACPI object. sys is /sys. Those that are not found have neither,
 * nor has any if memory runs out.
 */
void devices_note(const char *sys, struct smmu_machine *machine)
	_nonnull_(1, 2);

#endif
