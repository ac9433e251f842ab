/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which compatible strings of a device tree are IOMMUs, and of which kind. */
#ifndef COMPATIBLE_H
#define COMPATIBLE_H

#include <stddef.h>

enum compatible_kind {
	COMPATIBLE_NONE,	/* no IOMMU, as far as its name tells */
	COMPATIBLE_OTHER,	/* an IOMMU that is not ours to handle */
	COMPATIBLE_V1,
	COMPATIBLE_V2,
	COMPATIBLE_V3,
};

/*
 * Look at every string of a compatible property (Devicetree Specification
 * v0.4, section 2.3.1); the last one need not be terminated. Any matching
 * string counts, and that of an SMMU more than that of another IOMMU.
 *
 * *ret_model and *ret_size are the first string of the returned kind, without
 * its zero byte; for COMPATIBLE_NONE, the first string of the list.
 */
enum compatible_kind compatible_match(const char *list, size_t size,
				      const char **ret_model,
				      size_t *ret_size);

#endif
