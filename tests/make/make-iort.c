/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * make-iort whole | many COUNT | DAMAGE: a table on standard output;
 * make-iort --list: the names of the corruptions.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "make/corrupt-iort.h"

static int list(void)
{
	const struct damage *damage;

	for (damage = corrupt_iort_list; damage->name; damage++)
		puts(damage->name);
	return fflush(stdout) ? 99 : 0;
}

static int make(int argc, char **argv, struct table *table)
{
	const struct damage *damage = corrupt_iort_find(argv[1]);

	if (damage)
		corrupt_iort_table(damage, table);
	else if (!strcmp(argv[1], "whole"))
		table_whole(table);
	else if (!strcmp(argv[1], "many") && argc == 3)
		table_many(table, (uint32_t)strtoul(argv[2], NULL, 10));
	else
		return -1;
	return 0;
}

int main(int argc, char **argv)
{
	struct table table;
	size_t written;

	if (argc == 2 && !strcmp(argv[1], "--list"))
		return list();
	if (argc < 2 || make(argc, argv, &table)) {
		fprintf(stderr, "usage: %s whole | many COUNT | DAMAGE | --list\n",
			argv[0]);
		return 99;
	}
	written = fwrite(table.bytes, 1, table.size, stdout);
	if (written != table.size || fflush(stdout)) {
		perror("make-iort");
		return 99;
	}
	table_free(&table);
	return 0;
}
