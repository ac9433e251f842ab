// SPDX-License-Identifier: GPL-2.0-or-later
#include "hdas.h"

#include <stddef.h>

#include "../dma/hda.h"
#include "bare.h"

/* With highmem=off. */
#define ECAM		0x3f000000ul
#define BUSES		16
#define MEMORY		0x10000000u
#define WINDOW		0x100000u

/* PCI Local Bus 3.0, 6.1; PCI-to-PCI Bridge 1.2, 3.2. */
#define COMMAND		0x04
#define COMMAND_MEMORY	(1u << 1)
#define COMMAND_MASTER	(1u << 2)
#define CLASS		0x08
#define CLASS_HDA	0x0403u
#define HEADER		0x0c
#define HEADER_MULTI	(0x80u << 16)
#define HEADER_TYPE	(0x7fu << 16)
#define HEADER_BRIDGE	(0x01u << 16)
#define BAR0		0x10
#define BUS_NUMBERS	0x18
#define MEMORY_WINDOW	0x20
#define PREFETCHABLE	0x24

/* The list is read, the position written, behind the samples. */
#define LIST		0x80000
#define POSITIONS	(4096 - HDA_POSITIONS_SIZE)

int usleep(unsigned int microseconds);

/* hda.c waits. */
int usleep(unsigned int microseconds)
{
	uint64_t start = bare_ticks();

	while (bare_ticks() - start < bare_ticks_of(1) * microseconds / 1000)
		;
	return 0;
}

static uint64_t config(uint32_t function, uint32_t offset)
{
	return ECAM + ((uint64_t)function << 12) + offset;
}

static const char *start(struct hdas *hdas, uint32_t function)
{
	uint64_t samples = HDAS_SAMPLES(hdas->count);
	struct hda_capture capture = {
		.list = (void *)(samples + LIST), .list_bus = samples + LIST,
		.samples = samples, .positions = samples + POSITIONS,
	};
	uint32_t bar = hdas->next_memory;

	hdas->next_memory += 0x4000;
	bare_write32(config(function, BAR0), bar);
	bare_write32(config(function, BAR0 + 4), 0);
	bare_write32(config(function, COMMAND),
		     COMMAND_MEMORY | COMMAND_MASTER);
	hdas->found[hdas->count++] = (struct hda_found){ function, samples };
	return hda_start((volatile uint8_t *)(uint64_t)bar, &capture);
}

static const char *scan(struct hdas *hdas, uint32_t bus);

/* What is behind it has numbers and addresses that follow each other. */
static const char *cross(struct hdas *hdas, uint32_t function)
{
	uint32_t bus = function >> 8, behind = ++hdas->last_bus, first;
	const char *error;

	hdas->next_memory = (hdas->next_memory + WINDOW - 1) & -WINDOW;
	first = hdas->next_memory;
	bare_write32(config(function, BUS_NUMBERS),
		     (BUSES - 1) << 16 | behind << 8 | bus);
	/* Open up to the end, until that is known. */
	bare_write32(config(function, MEMORY_WINDOW),
		     0x3ef00000u | first >> 16);
	bare_write32(config(function, PREFETCHABLE), 0x0000fff0u);
	bare_write32(config(function, COMMAND),
		     COMMAND_MEMORY | COMMAND_MASTER);
	error = scan(hdas, behind);
	hdas->next_memory = (hdas->next_memory + WINDOW - 1) & -WINDOW;
	if (hdas->next_memory == first)
		hdas->next_memory += WINDOW;
	bare_write32(config(function, BUS_NUMBERS),
		     hdas->last_bus << 16 | behind << 8 | bus);
	bare_write32(config(function, MEMORY_WINDOW),
		     ((hdas->next_memory - WINDOW) & 0xfff00000u) | first >> 16);
	return error;
}

static const char *scan(struct hdas *hdas, uint32_t bus)
{
	const char *error = NULL;
	uint32_t n;

	for (n = 0; n < 256 && !error; n++) {
		uint32_t function = bus << 8 | n;
		uint32_t header = bare_read32(config(function, HEADER));

		if (bare_read32(config(function, 0)) == ~0u)
			continue;
		if ((header & HEADER_TYPE) == HEADER_BRIDGE)
			error = cross(hdas, function);
		else if (bare_read32(config(function, CLASS)) >> 16 == CLASS_HDA &&
			 hdas->count < HDAS_MAX)
			error = start(hdas, function);
		if (n % 8 == 0 && !(header & HEADER_MULTI))
			n += 7;
	}
	return error;
}

/* A further root bus has its number from the machine's command line. */
const char *hdas_start(struct hdas *ret_hdas)
{
	struct hdas *hdas = ret_hdas;
	const char *error;
	uint32_t bus;

	hdas->count = 0;
	hdas->next_memory = MEMORY;
	hdas->last_bus = 0;
	error = scan(hdas, 0);
	for (bus = hdas->last_bus + 1; bus < BUSES && !error; bus++) {
		if (bus <= hdas->last_bus)
			continue;
		hdas->last_bus = bus;
		error = scan(hdas, bus);
	}
	return error;
}
