/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options/nearest.h"

#include <string.h>

/* Longer than any name; a name longer than that is near none. */
#define SIZE_MAX_NEAR	32
#define DISTANCE_MAX	2

static unsigned int least(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/*
 * The optimal string alignment distance, row by row: rows[i % 3][j] is that of
 * the first i characters of a and the first j of b.
 */
static unsigned int distance(const char *a, size_t a_size,
			     const char *b, size_t b_size)
{
	unsigned int rows[3][SIZE_MAX_NEAR + 1];
	size_t i, j;

	for (j = 0; j <= b_size; j++)
		rows[0][j] = (unsigned int)j;
	for (i = 1; i <= a_size; i++) {
		const unsigned int *before = rows[(i + 1) % 3];
		const unsigned int *above = rows[(i - 1) % 3];
		unsigned int *row = rows[i % 3];

		row[0] = (unsigned int)i;
		for (j = 1; j <= b_size; j++) {
			row[j] = least(above[j - 1] + (a[i - 1] != b[j - 1]),
				       least(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
	}
	return rows[a_size % 3][b_size];
}

/* Keep the name of a form that is nearer than those before. */
static void compare(const struct setting_form *form, const char *name,
		    size_t size, unsigned int *nearest, const char **ret_name)
{
	size_t length = strlen(form->name);
	unsigned int off;

	/* Entries without help are for a later version. */
	if (!form->help || length > SIZE_MAX_NEAR)
		return;
	off = distance(name, size, form->name, length);
	if (off < *nearest && 2 * off < length) {
		*nearest = off;
		*ret_name = form->name;
	}
}

const char *nearest_name(const struct setting_form *forms, bool loads,
			 const char *name, size_t size)
{
	unsigned int nearest = DISTANCE_MAX + 1;
	const struct setting *setting;
	const char *found = NULL;

	if (size > SIZE_MAX_NEAR)
		return NULL;
	for (setting = settings_table; setting->form.name; setting++)
		if (loads || !setting->is_load)
			compare(&setting->form, name, size, &nearest, &found);
	for (; forms && forms->name; forms++)
		compare(forms, name, size, &nearest, &found);
	return found;
}

int nearest_refuse(const char *word, const char *prefix,
		   const struct setting_form *forms, bool loads,
		   struct message *why)
{
	const char *name = begins_with(word, prefix) ?
		word + strlen(prefix) : "";
	const char *meant = nearest_name(forms, loads, name,
					 strcspn(name, "="));

	if (!meant)
		return message_set(why, "%s: unknown option", word);
	return message_set(why, "%s: unknown option, did you mean %s%s?", word,
			   prefix, meant);
}
