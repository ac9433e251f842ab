/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "host/platform.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "acpi/fadt.h"
#include "acpi/spcr.h"
#include "devtree/console.h"
#include "devtree/psci.h"
#include "host/host.h"
#include "smmu-plan.h"

#define PATH_SIZE	4096

/* A table that was read, or why it was not. */
struct table {
	char path[PATH_SIZE];
	uint8_t *bytes;		/* to be freed */
	size_t size;
	bool is_fdt;
};

/* The device tree, or the ACPI table of that name. */
static int read_table(const char *firmware, const struct source *source,
		      const char *name, struct table *ret_table,
		      struct message *why)
{
	char *path = ret_table->path;
	bool is_acpi = source->kind == SOURCE_IORT;
	struct stat status;

	if (source->kind == SOURCE_AUTO) {
		snprintf(path, PATH_SIZE, "%s/acpi/tables", firmware);
		is_acpi = stat(path, &status) == 0;
	}
	if (source->kind == SOURCE_FILE)
		snprintf(path, PATH_SIZE, "%s", source->file);
	else if (is_acpi)
		snprintf(path, PATH_SIZE, "%s/acpi/tables/%s", firmware, name);
	else
		snprintf(path, PATH_SIZE, "%s/fdt", firmware);

	if (source->kind == SOURCE_FILE && stat(path, &status) == 0 &&
	    !S_ISREG(status.st_mode))
		return message_set(why, "%s: not a regular file, so it cannot "
				   "be read a second time", path);
	if (source_read_file(path, &ret_table->bytes, &ret_table->size, why))
		return -1;
	ret_table->is_fdt = !is_acpi;
	if (source->kind == SOURCE_FILE &&
	    !source_is_fdt(ret_table->bytes, ret_table->size)) {
		free(ret_table->bytes);
		return message_set(why, "%s: not a device tree, so it does not "
				   "say", path);
	}
	return 0;
}

/*
 * A console that is not found is none, but a file that cannot name one is an
 * error of the user's.
 */
static int find_console(const char *firmware, const struct source *source,
			struct serial *ret_serial, struct message *warning,
			struct message *why)
{
	struct message reason;
	struct table table;
	int result;

	if (read_table(firmware, source, "SPCR", &table, &reason) < 0) {
		if (source->kind == SOURCE_FILE)
			return message_set(why, "console=auto: %s",
					   reason.text);
		message_set(warning, "console=auto: %s; the stage will print "
			    "nothing", reason.text);
		return 0;
	}
	result = table.is_fdt ?
		devtree_console(table.bytes, table.size, ret_serial, &reason) :
		spcr_parse(table.bytes, table.size, ret_serial, &reason);
	free(table.bytes);
	if (result < 0)
		message_set(warning, "console=auto: %s: %s; the stage will "
			    "print nothing", table.path, reason.text);
	return 0;
}

static int find_conduit(const char *firmware, const struct source *source,
			uint8_t *ret_conduit, struct message *why)
{
	struct message reason;
	struct table table;
	int result;

	if (read_table(firmware, source, "FACP", &table, &reason) < 0)
		return message_set(why, "on-failure=reset: %s", reason.text);
	result = table.is_fdt ?
		devtree_psci(table.bytes, table.size, ret_conduit, &reason) :
		fadt_parse(table.bytes, table.size, ret_conduit, &reason);
	free(table.bytes);
	if (result < 0)
		message_set(why, "on-failure=reset: %s: %s", table.path,
			    reason.text);
	return result;
}

int platform_settings_in(const char *firmware, const struct source *source,
			 const struct plan_settings *given,
			 struct plan_settings *ret_plan,
			 struct message *warning, struct message *why)
{
	struct plan_settings plan = *given;
	struct serial serial = { plan.console, plan.console_base };

	warning->text[0] = '\0';
	/* A stage that looks for SMMUs looks for these as well. */
	if (plan.console_auto && !plan.discover &&
	    find_console(firmware, source, &serial, warning, why) < 0)
		return -1;
	if (plan.on_failure == SMMU_PLAN_RESET && !plan.discover &&
	    find_conduit(firmware, source, &plan.conduit, why) < 0)
		return -1;
	plan.console = serial.type;
	plan.console_base = serial.base;
	*ret_plan = plan;
	return 0;
}

int platform_settings(const struct source *source,
		      const struct plan_settings *given,
		      struct plan_settings *ret_plan, struct message *warning,
		      struct message *why)
{
	char firmware[PATH_SIZE];

	snprintf(firmware, sizeof(firmware), "%s/firmware", host_sys());
	return platform_settings_in(firmware, source, given, ret_plan, warning,
				    why);
}
