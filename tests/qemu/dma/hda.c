// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Registers and verbs: High Definition Audio Specification 1.0a, sections 3.3
 * and 7.3.3. The codec is QEMU's hda-duplex: one converter for input, node 4.
 */
#include <stddef.h>
#include <unistd.h>

#include "hda.h"

#define GCTL		0x08
#define GCTL_CRST	(1u << 0)
#define STATESTS	0x0e
#define ICOI		0x60
#define ICIS		0x68
#define ICIS_ICB	(1u << 0)
#define ICIS_IRV	(1u << 1)
#define DPLBASE		0x70
#define DPLBASE_ENABLE	(1u << 0)
#define SD0CTL		0x80
#define SDCTL_SRST	(1u << 0)
#define SDCTL_RUN	(1u << 1)
#define SDCTL_STRM	20
#define SD0LPIB		0x84
#define SD0CBL		0x88
#define SD0LVI		0x8c
#define SD0FMT		0x92
#define SD0BDPL		0x98

#define INPUT_CONVERTER		4
#define SET_FORMAT		0x20000u
#define SET_STREAM		0x70600u
#define SET_POWER_STATE		0x70500u
#define AUDIO_FUNCTION		1

#define STREAM		1
#define FORMAT		0x0011	/* 48 kHz, 16 bits, 2 channels */

#define ENTRIES		2	/* fewer are not allowed */
#define ENTRY_SIZE	(HDA_SAMPLES_SIZE / ENTRIES)

struct descriptor {
	uint64_t address;
	uint32_t length;
	uint32_t flags;
};

static uint32_t read32(volatile uint8_t *regs, unsigned int offset)
{
	return *(volatile uint32_t *)(regs + offset);
}

static void write32(volatile uint8_t *regs, unsigned int offset, uint32_t value)
{
	*(volatile uint32_t *)(regs + offset) = value;
}

static uint16_t read16(volatile uint8_t *regs, unsigned int offset)
{
	return *(volatile uint16_t *)(regs + offset);
}

static void write16(volatile uint8_t *regs, unsigned int offset, uint16_t value)
{
	*(volatile uint16_t *)(regs + offset) = value;
}

/* The upper half is the register that follows. */
static void write_address(volatile uint8_t *regs, unsigned int offset,
			  uint64_t address)
{
	write32(regs, offset + 4, (uint32_t)(address >> 32));
	write32(regs, offset, (uint32_t)address);
}

static bool wait_for(volatile uint8_t *regs, unsigned int offset, uint32_t mask,
		     uint32_t value)
{
	for (int i = 0; i < 1000; i++) {
		if ((read32(regs, offset) & mask) == value)
			return true;
		usleep(1000);
	}
	return false;
}

static bool reset(volatile uint8_t *regs)
{
	write32(regs, GCTL, 0);
	if (!wait_for(regs, GCTL, GCTL_CRST, 0))
		return false;
	write32(regs, GCTL, GCTL_CRST);
	if (!wait_for(regs, GCTL, GCTL_CRST, GCTL_CRST))
		return false;
	usleep(1000);	/* codecs have 521 us to appear, section 4.3 */
	return true;
}

static bool command(volatile uint8_t *regs, unsigned int codec,
		    unsigned int node, uint32_t verb)
{
	if (!wait_for(regs, ICIS, ICIS_ICB, 0))
		return false;
	write16(regs, ICIS, ICIS_IRV);
	write32(regs, ICOI, codec << 28 | node << 20 | verb);
	write16(regs, ICIS, ICIS_ICB);
	return wait_for(regs, ICIS, ICIS_ICB | ICIS_IRV, ICIS_IRV);
}

static bool set_up_converter(volatile uint8_t *regs)
{
	unsigned int codec = 0;

	while (!(read16(regs, STATESTS) >> codec & 1))
		codec++;
	return command(regs, codec, AUDIO_FUNCTION, SET_POWER_STATE) &&
	       command(regs, codec, INPUT_CONVERTER, SET_FORMAT | FORMAT) &&
	       command(regs, codec, INPUT_CONVERTER, SET_STREAM | STREAM << 4);
}

static bool reset_stream(volatile uint8_t *regs)
{
	write32(regs, SD0CTL, 0);
	if (!wait_for(regs, SD0CTL, SDCTL_RUN, 0))
		return false;
	write32(regs, SD0CTL, SDCTL_SRST);
	if (!wait_for(regs, SD0CTL, SDCTL_SRST, SDCTL_SRST))
		return false;
	write32(regs, SD0CTL, 0);
	return wait_for(regs, SD0CTL, SDCTL_SRST, 0);
}

static void run_stream(volatile uint8_t *regs,
		       const struct hda_capture *capture)
{
	struct descriptor *list = capture->list;

	for (unsigned int i = 0; i < ENTRIES; i++)
		list[i] = (struct descriptor){
			.address = capture->samples + i * ENTRY_SIZE,
			.length = ENTRY_SIZE,
		};
	__sync_synchronize();
	write_address(regs, DPLBASE, capture->positions | DPLBASE_ENABLE);
	write_address(regs, SD0BDPL, capture->list_bus);
	write32(regs, SD0CBL, ENTRIES * ENTRY_SIZE);
	write16(regs, SD0LVI, ENTRIES - 1);
	write16(regs, SD0FMT, FORMAT);
	write32(regs, SD0CTL, STREAM << SDCTL_STRM | SDCTL_RUN);
}

const char *hda_start(volatile uint8_t *regs, const struct hda_capture *capture)
{
	if (!reset(regs))
		return "no end of the controller's reset";
	if (!read16(regs, STATESTS))
		return "no codec";
	if (!set_up_converter(regs))
		return "no answer of the codec";
	if (!reset_stream(regs))
		return "no end of the stream's reset";
	run_stream(regs, capture);
	return NULL;
}

uint32_t hda_position(volatile uint8_t *regs)
{
	return read32(regs, SD0LPIB);
}
