// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * igb-dma FUNCTION ADDRESS: arms a network controller, an Intel 82576 that reaches
 * physical memory: the next packets go to the page at ADDRESS. Nothing is written
 * until one comes.
 *
 * Registers: Intel 82576 Gigabit Ethernet Controller Datasheet, section 8.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "device.h"

#define CTRL		0x0000
#define CTRL_LINK	(1u << 6)	/* set link up */
#define STATUS		0x0008
#define STATUS_LINK	(1u << 1)
#define MDIC		0x0020
/* Write 0x1340 to register 0 of the PHY: negotiate anew, 1000 Mb/s. */
#define MDIC_NEGOTIATE	(1u << 26 | 1u << 21 | 0x1340u)
#define RCTL		0x0100
/* On; whatever the address is, broadcasts included. */
#define RCTL_ALL	(1u << 1 | 1u << 3 | 1u << 4 | 1u << 15)
#define RDBAL		0xc000
#define RDBAH		0xc004
#define RDLEN		0xc008
#define SRRCTL		0xc00c
#define SRRCTL_ONE	(1u << 25 | 2u)	/* descriptors of one buffer, 2 KiB */
#define RDH		0xc010
#define RDT		0xc018
#define RXDCTL		0xc028
#define RXDCTL_ON	(1u << 25)

#define DESCRIPTORS	128u
#define DESCRIPTOR_SIZE	16u

static volatile uint8_t *registers;

static void write32(unsigned int offset, uint32_t value)
{
	*(volatile uint32_t *)(registers + offset) = value;
}

static uint32_t read32(unsigned int offset)
{
	return *(volatile uint32_t *)(registers + offset);
}

int main(int argc, char **argv)
{
	uint64_t *ring, at;
	unsigned int i;

	if (argc != 3)
		device_fail("usage", "FUNCTION ADDRESS");
	registers = device_sysfs_open(argv[1]);
	ring = device_page_new();
	for (i = 0; i < DESCRIPTORS; i++)
		ring[2 * i] = strtoull(argv[2], NULL, 0);
	at = device_page_physical(ring);
	write32(CTRL, read32(CTRL) | CTRL_LINK);
	write32(MDIC, MDIC_NEGOTIATE);
	for (i = 0; i < 5000 && !(read32(STATUS) & STATUS_LINK); i++)
		usleep(1000);
	write32(RCTL, 0);
	write32(RDBAL, (uint32_t)at);
	write32(RDBAH, (uint32_t)(at >> 32));
	write32(RDLEN, DESCRIPTORS * DESCRIPTOR_SIZE);
	write32(SRRCTL, SRRCTL_ONE);
	write32(RDH, 0);
	write32(RXDCTL, RXDCTL_ON);
	write32(RCTL, RCTL_ALL);
	write32(RDT, DESCRIPTORS - 1);
	if (!(read32(STATUS) & STATUS_LINK))
		device_fail("controller", "no link");
	if (read32(RDT) != DESCRIPTORS - 1 || !(read32(RXDCTL) & RXDCTL_ON))
		device_fail("controller", "is not armed");
	puts("dma: armed");
	/* Nobody else is to have the ring's page. */
	device_stay();
}
