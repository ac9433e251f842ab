/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Device trees for the unit tests, from tests/fixtures or made by a test. */
#ifndef FIXTURE_H
#define FIXTURE_H

#include <stddef.h>
#include <stdint.h>

#include "machine/smmu.h"

/* Exit status of a test that cannot run here. */
#define FIXTURE_SKIP	77

/* End the program with FIXTURE_SKIP and a reason if dtc cannot be run. */
void fixture_require_dtc(void);

/*
 * Compile tests/fixtures/dts/NAME.dts by $DTC. The blob is a heap block of exactly
 * *ret_size bytes, to be freed, so that AddressSanitizer sees over-reads.
 * Fails the test if it cannot be made.
 */
uint8_t *fixture_blob(const char *name, size_t *ret_size);

/* The same by iasl, of tests/fixtures/acpi/NAME.asl; skips as above without it. */
uint8_t *fixture_table(const char *name, size_t *ret_size);

/* The first size bytes of blob, in a heap block of exactly that size. */
uint8_t *fixture_copy(const void *blob, size_t size);

/* Parse that fixture, which has to be a good tree. */
void fixture_machine(const char *name, struct smmu_machine *ret_machine);

/* The first frame of that name; fails the test if there is none. */
struct smmu *fixture_smmu(struct smmu_machine *machine, const char *name);

#endif
