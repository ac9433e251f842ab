// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio-map FUNCTION ADDRESS
 *
 * Gives the function a page of this process, by vfio, at ADDRESS as the device
 * sees it, and says where that is. The page stays the device's; so does this
 * process. No DMA is started.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "device.h"

int main(int argc, char **argv)
{
	void *page;

	if (argc != 3)
		device_fail("usage", "FUNCTION ADDRESS");
	page = device_page_new();
	device_vfio_open(argv[1]);
	device_vfio_map(page, strtoull(argv[2], NULL, 0));
	printf("dma: %s has page 0x%" PRIx64 "\n", argv[1],
	       device_page_physical(page));
	device_stay();
}
