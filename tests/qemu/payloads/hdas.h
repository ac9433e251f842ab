/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sound controllers of the machine `virt` that write to memory for ever: found on
 * every bus, and started with no operating system there.
 */
#ifndef HDAS_H
#define HDAS_H

#include <stdint.h>

#define HDAS_MAX	8

struct hda_found {
	uint32_t function;	/* bus and function, as in ECAM */
	uint64_t samples;	/* what it writes to */
};

struct hdas {
	struct hda_found found[HDAS_MAX];
	unsigned int count;
	uint32_t next_memory;	/* of what is given out */
	uint32_t last_bus;
};

/* Where number n writes to, and 4 KiB from there on. */
#define HDAS_SAMPLES(n)	(0x48000000ul + 0x100000 * (n))

/*
 * Number all buses, give all controllers registers, and start them. Returns
 * NULL, or what did not work.
 */
const char *hdas_start(struct hdas *ret_hdas);

#endif
