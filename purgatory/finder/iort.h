/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* The SMMUs of an IORT (Arm DEN 0049), as kexec/acpi/iort.c reads them. */
#ifndef FINDER_IORT_H
#define FINDER_IORT_H

#include <stdbool.h>

#include "finder/acpi.h"
#include "finder/found.h"

/*
 * The table may be read. Returns false where it is damaged, or not all of its
 * SMMUs find room; why, is in memory of found.
 */
bool iort_read(const struct acpi_table *table, struct found *found);

#endif
