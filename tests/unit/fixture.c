/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "devtree.h"
#include "fixture.h"

/* Fixtures are a few KiB. */
#define BLOB_MAX	(1u << 20)

void fixture_require_dtc(void)
{
	const char *dtc = getenv("DTC");

	if (dtc && *dtc) {
		char command[512];

		snprintf(command, sizeof(command), "%s --version >/dev/null",
			 dtc);
		if (!system(command))
			return;
	}
	puts("SKIP: no device tree compiler (Debian: device-tree-compiler)");
	exit(FIXTURE_SKIP);
}

uint8_t *fixture_copy(const void *blob, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	assert_non_null(copy);
	return memcpy(copy, blob, size);
}

uint8_t *fixture_blob(const char *name, size_t *ret_size)
{
	const char *top = getenv("top_srcdir");
	uint8_t *room = malloc(BLOB_MAX), *blob;
	char command[1024];
	size_t size;
	FILE *dtc;

	assert_non_null(room);
	/* -f: the bad ones are to be made as well. */
	snprintf(command, sizeof(command),
		 "%s -q -q -q -f -I dts -O dtb %s/tests/dts/%s.dts",
		 getenv("DTC"), top ? top : ".", name);
	dtc = popen(command, "r");
	assert_non_null(dtc);
	size = fread(room, 1, BLOB_MAX, dtc);
	assert_int_equal(pclose(dtc), 0);
	assert_in_range(size, 1, BLOB_MAX - 1);
	blob = fixture_copy(room, size);
	free(room);
	*ret_size = size;
	return blob;
}

void fixture_machine(const char *name, struct smmu_machine *ret_machine)
{
	struct message why = { "" };
	size_t size;
	uint8_t *blob = fixture_blob(name, &size);

	if (devtree_parse(blob, size, ret_machine, &why))
		fail_msg("%s: %s", name, why.text);
	free(blob);
}

struct smmu *fixture_smmu(struct smmu_machine *machine, const char *name)
{
	size_t i;

	for (i = 0; i < machine->smmu_count; i++) {
		if (!strcmp(machine->smmus[i].name, name))
			return &machine->smmus[i];
	}
	fail_msg("no SMMU %s", name);
	return NULL;
}
