/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An Intel High Definition Audio controller as a source of DMA: its first
 * input stream, started once, writes for ever and asks for no driver.
 */
#ifndef HDA_H
#define HDA_H

#include <stdbool.h>
#include <stdint.h>

#define HDA_LIST_SIZE		32	/* bytes */
#define HDA_SAMPLES_SIZE	3072
#define HDA_POSITIONS_SIZE	128	/* 4 are written to, each millisecond */

/* Addresses are those that the device uses. */
struct hda_capture {
	void *list;		/* buffer descriptors, to be filled in */
	uint64_t list_bus;	/* 128-aligned, as the two others */
	uint64_t samples;	/* written to over and over */
	uint64_t positions;	/* DMA position buffer */
};

/* Starts it on the controller with these registers (BAR 0, mapped; memory
 * space and bus master enabled). Returns NULL, or what did not work. */
const char *hda_start(volatile uint8_t *regs,
		      const struct hda_capture *capture);

/* Bytes into the buffer (SD0LPIB): moves while the stream runs. */
uint32_t hda_position(volatile uint8_t *regs);

#endif
