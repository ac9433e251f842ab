/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory map of /proc/iomem, as far as placing a segment needs it. */
#ifndef PLUGIN_IOMEM_H
#define PLUGIN_IOMEM_H

#include <stddef.h>
#include <stdint.h>

#include "util/macros.h"
#include "util/message.h"

/* Both ends belong to it. */
struct range {
	uint64_t first;
	uint64_t last;
};

struct range_list {
	struct range *items;	/* owned */
	size_t count;
};

struct iomem {
	struct range_list ram;		/* top-level "System RAM" */
	struct range_list taken;	/* below it, but for the kernel's own */
	struct range_list crash;	/* every "Crash kernel" */
};

/* Errors of this header, negative. */
enum {
	IOMEM_OK = 0,
	IOMEM_E_MEMORY = -1,	/* out of memory */
	IOMEM_E_SYNTAX = -2,	/* a line is not an address range */
	IOMEM_E_HIDDEN = -3,	/* all zeros: the reader lacks CAP_SYSLOG */
	IOMEM_E_RAM = -4,	/* there is no System RAM */
};

/*
 * Parse text[0, size). Ranges below System RAM, at any depth, are taken, except
 * "Kernel code" and "Kernel data", which are free once the running kernel is
 * gone, and "Crash kernel", which has its own list. A malformed line is an
 * error and not skipped: it might be the one that says where not to load. Empty
 * lines and ranges that end before they start are skipped. Returns IOMEM_OK or
 * an error, *ret_iomem untouched then. Free with iomem_clear().
 */
int iomem_parse(const char *text, size_t size, struct iomem *ret_iomem)
	_must_check_ _nonnull_(1, 3);
void iomem_clear(struct iomem *iomem);

/*
 * Read and parse such a file. Returns 0, or an errno with the reason in *why
 * and *ret_iomem untouched: EPERM if it hides the addresses.
 */
int iomem_read(const char *path, struct iomem *ret_iomem, struct message *why)
	_must_check_ _nonnull_(1, 2, 3);

/* One sentence fragment for an error of this header. Never NULL. */
const char *iomem_strerror(int error);

#endif
