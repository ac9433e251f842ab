/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "image/drivers.h"

#include <string.h>

const char *drivers_linux(const uint8_t *bytes, size_t size)
{
	static const char banner[] = "Linux version ";
	const char *found = memmem(bytes, size, banner, strlen(banner));

	return found ? found + strlen(banner) : NULL;
}

unsigned int image_drivers(const uint8_t *bytes, size_t size)
{
	/* With the zero byte that ends each. */
	static const char v2[] = "smmu.%pa", v3[] = "smmu3.%pa";
	unsigned int drivers = 0;

	if (memmem(bytes, size, v2, sizeof(v2)))
		drivers |= IMAGE_DRIVER_ARM_SMMU;
	if (memmem(bytes, size, v3, sizeof(v3)))
		drivers |= IMAGE_DRIVER_ARM_SMMU_V3;
	return drivers;
}
