/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether an image is Linux, and which drivers of SMMUs are built in. Pure. */
#ifndef IMAGE_DRIVERS_H
#define IMAGE_DRIVERS_H

#include <stddef.h>
#include <stdint.h>

#include "util/macros.h"

/* Bits: the drivers that Linux has, by the file that they are in. */
enum {
	IMAGE_DRIVER_ARM_SMMU = 1 << 0,		/* SMMUv1 and SMMUv2 */
	IMAGE_DRIVER_ARM_SMMU_V3 = 1 << 1,
};

/*
 * What follows "Linux version " in an unpacked image, which is every Linux's
 * banner: its release, up to a blank or the end of the image; NULL: it has
 * none.
 */
const char *drivers_linux(const uint8_t *bytes, size_t size) _nonnull_(1);

/*
 * Look for the drivers in an unpacked image. The names of the drivers are in
 * every kernel with ACPI's IORT; what the driver alone has is the format of
 * its name in /sys/class/iommu, "smmu3.%pa" (arm-smmu-v3.c) and "smmu.%pa"
 * (arm-smmu.c), since Linux 4.11. A driver that is a module is not found.
 */
unsigned int image_drivers(const uint8_t *bytes, size_t size) _nonnull_(1);

#endif
