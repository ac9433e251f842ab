/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Choosing where the stage's segment goes. Pure. */
#ifndef PLUGIN_PLACE_H
#define PLUGIN_PLACE_H

#include <stdbool.h>

#include "plugin/iomem.h"
#include "util/macros.h"

struct place_request {
	const struct iomem *iomem;
	const struct range *segments;	/* of the image, by their memsz */
	size_t segment_count;
	uint64_t size;		/* bytes wanted, not zero */
	uint64_t align;		/* a power of two: the page size */
	bool crash;		/* a crash kernel, */
	uint64_t entry;		/* started here */
};

/* Errors of this header, negative. */
enum {
	PLACE_OK = 0,
	PLACE_E_ROOM = -1,	/* no free range is large enough */
	PLACE_E_ENTRY = -2,	/* crash: the entry is in no segment */
	PLACE_E_REGION = -3,	/* crash: that segment is in no crash region */
};

/*
 * Find aligned memory in System RAM that is not taken, in no crash region and
 * clear of every segment, rounded out to the alignment; for a crash kernel,
 * in the crash region that holds the segment of its entry. The first fit above
 * the highest segment; else the first fit from below. Returns PLACE_OK or an
 * error, *ret_address untouched then.
 */
int place_find(const struct place_request *request, uint64_t *ret_address)
	_must_check_ _nonnull_(1, 2);

/* One sentence fragment for an error of this header. Never NULL. */
const char *place_strerror(int error);

#endif
