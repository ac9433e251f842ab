// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Starts DMA that nothing stops to a page at ADDRESS, as the device sees it,
 * and returns when it runs:
 *
 * hda-dma vfio FUNCTION ADDRESS	by vfio; the page is one of this
 *					process, which stays
 * hda-dma unmapped FUNCTION ADDRESS	the same, but nothing is there
 * hda-dma sysfs FUNCTION ADDRESS	through resource0, for a device that
 *					reaches physical memory
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device.h"
#include "hda.h"

#define PAGE		4096
#define CANARY		0x5a

/* Within the page at IOVA. */
#define POSITIONS	(PAGE - HDA_POSITIONS_SIZE)

/* Of the list from there. */
#define LIST_DISTANCE	0x10000
#define LIST_SAMPLES	(PAGE - HDA_SAMPLES_SIZE)

static unsigned int bytes_changed(const volatile uint8_t *page)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < PAGE; i++)
		count += page[i] != CANARY;
	return count;
}

static void start(volatile uint8_t *regs, const struct hda_capture *capture)
{
	const char *error = hda_start(regs, capture);
	uint32_t position;

	if (error)
		device_fail("controller", error);
	usleep(100000);
	position = hda_position(regs);
	for (int i = 0; hda_position(regs) == position; i++) {
		if (i == 1000)
			device_fail("stream", "does not run");
		usleep(1000);
	}
	puts("dma: runs");
}

static void by_sysfs(const char *function, struct hda_capture *capture)
{
	capture->list_bus = device_page_physical(capture->list);
	start(device_sysfs_open(function), capture);
}

static void by_vfio(const char *function, struct hda_capture *capture)
{
	uint8_t *page = memset(device_page_new(), CANARY, PAGE);
	volatile uint8_t *regs = device_vfio_open(function);

	capture->list_bus = capture->samples + LIST_DISTANCE;
	device_vfio_map(capture->list, capture->list_bus);
	device_vfio_map(page, capture->samples);
	start(regs, capture);
	printf("dma: page at 0x%" PRIx64 ", %u bytes changed\n",
	       device_page_physical(page), bytes_changed(page));
	device_stay();
}

/* Only the position goes where nothing is: one fault a millisecond. */
static void unmapped(const char *function, struct hda_capture *capture)
{
	volatile uint8_t *regs = device_vfio_open(function);

	capture->list_bus = capture->samples + LIST_DISTANCE;
	device_vfio_map(capture->list, capture->list_bus);
	capture->samples = capture->list_bus + LIST_SAMPLES;
	start(regs, capture);
	device_stay();
}

int main(int argc, char **argv)
{
	struct hda_capture capture;

	if (argc != 4)
		device_fail("usage", "vfio|unmapped|sysfs FUNCTION ADDRESS");
	capture.list = device_page_new();
	capture.samples = strtoull(argv[3], NULL, 0);
	capture.positions = capture.samples + POSITIONS;
	if (!strcmp(argv[1], "vfio"))
		by_vfio(argv[2], &capture);
	else if (!strcmp(argv[1], "unmapped"))
		unmapped(argv[2], &capture);
	else if (!strcmp(argv[1], "sysfs"))
		by_sysfs(argv[2], &capture);
	else
		device_fail(argv[1], "no way that is known");
	return 0;
}
