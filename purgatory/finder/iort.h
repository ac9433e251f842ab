/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* The SMMUs of an IORT (Arm DEN 0049), as kexec/acpi/iort.c reads them. */
#ifndef FINDER_IORT_H
#define FINDER_IORT_H

#include "finder/state.h"

/* There is one, which may be read. Fails if it is malformed. */
void iort_read(void);

#endif
