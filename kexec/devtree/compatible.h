/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which compatible strings of a device tree are IOMMUs, and of which kind. */
#ifndef DEVTREE_COMPATIBLE_H
#define DEVTREE_COMPATIBLE_H

#include <stdbool.h>
#include <stddef.h>

enum compatible_kind {
	COMPATIBLE_NONE,	/* no IOMMU, as far as its name tells */
	COMPATIBLE_OTHER,	/* an IOMMU that is not ours to handle */
	COMPATIBLE_V1,
	COMPATIBLE_V2,
	COMPATIBLE_V3,
};

struct compatible {
	enum compatible_kind kind;
	/*
	 * The first string of that kind, without its zero byte; for
	 * COMPATIBLE_NONE, the first of the list.
	 */
	const char *model;
	size_t model_size;
	bool qualcomm;		/* one of the strings is of that make */
};

/*
 * Look at every string of a compatible property (Devicetree Specification
 * v0.4, section 2.3.1); the last one need not be terminated. Any matching
 * string counts, and that of an SMMU more than that of another IOMMU.
 */
void compatible_match(const char *list, size_t size,
		      struct compatible *ret_compatible);

#endif
