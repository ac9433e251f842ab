/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * make-corrupt-dts DIR: write each malformed input to DIR, and to
 * standard output a line "NAME STATUS" for it: the exit status of a command
 * that reads it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "make/corrupt-dts.h"

static void write_file(const struct corrupt_dts *malformed, void *context)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", (const char *)context,
		 malformed->name);
	file = fopen(path, "wb");
	if (!file || fwrite(malformed->bytes, 1, malformed->size, file) !=
		     malformed->size || fclose(file) != 0) {
		perror(path);
		exit(99);
	}
	printf("%s %d\n", malformed->name,
	       malformed->result == CORRUPT_DTS_REFUSED);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 99;
	corrupt_dts_each(write_file, argv[1]);
	return fflush(stdout) == 0 ? 0 : 99;
}
