/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "devtree/devtree.h"
#include "unit/fixture.h"

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

/* The output of a command, an exactly sized heap block; returns its status. */
static int run(const char *command, uint8_t **ret_blob, size_t *ret_size)
{
	uint8_t *room = malloc(BLOB_MAX);
	FILE *pipe = popen(command, "r");

	assert_non_null(room);
	assert_non_null(pipe);
	*ret_size = fread(room, 1, BLOB_MAX, pipe);
	*ret_blob = fixture_copy(room, *ret_size);
	free(room);
	return pclose(pipe);
}

static const char *top_srcdir(void)
{
	const char *top = getenv("top_srcdir");

	return top ? top : ".";
}

uint8_t *fixture_blob(const char *name, size_t *ret_size)
{
	char command[1024];
	uint8_t *blob;

	/* -f: bad fixtures are wanted as well. */
	snprintf(command, sizeof(command),
		 "%s -q -q -q -f -I dts -O dtb %s/tests/fixtures/dts/%s.dts",
		 getenv("DTC"), top_srcdir(), name);
	assert_int_equal(run(command, &blob, ret_size), 0);
	assert_in_range(*ret_size, 1, BLOB_MAX - 1);
	return blob;
}

uint8_t *fixture_table(const char *name, size_t *ret_size)
{
	char command[1024];
	uint8_t *blob;
	int status;

	snprintf(command, sizeof(command),
		 "%s/tests/make/compile-table.sh %s/tests/fixtures/acpi/%s.asl 2>&1",
		 top_srcdir(), top_srcdir(), name);
	status = run(command, &blob, ret_size);
	if (WIFEXITED(status) && WEXITSTATUS(status) == FIXTURE_SKIP) {
		printf("%.*s", (int)*ret_size, (const char *)blob);
		exit(FIXTURE_SKIP);
	}
	assert_int_equal(status, 0);
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
