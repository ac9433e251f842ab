/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an unknown name was probably meant to be. Pure. */
#ifndef OPTIONS_NEAREST_H
#define OPTIONS_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

#include "options/settings.h"

/*
 * The setting, or the form of forms (ended by one without a name; may be
 * NULL), whose name differs least from name[0, size): by two characters at
 * most that are wrong, missing, too many or swapped with their neighbour, and
 * by fewer than half of them. loads: settings of a load only count as well.
 * NULL if none is that near.
 */
const char *nearest_name(const struct setting_form *forms, bool loads,
			 const char *name, size_t size) _nonnull_(3);

/*
 * Refuse an unknown option in *why, with the nearest of those that begin with
 * prefix. Returns -1.
 */
int nearest_refuse(const char *word, const char *prefix,
		   const struct setting_form *forms, bool loads,
		   struct message *why) _nonnull_(1, 2, 3, 5);

#endif
