/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An NVMe disk, as far as reading its first blocks takes. */
#ifndef NVME_H
#define NVME_H

#include <stdint.h>

#define NVME_PAGE	4096

/*
 * Reads the first pages of the disk with these registers (BAR 0; memory space
 * and bus master enabled) to memory. `queues`: 4 pages of memory for queues.
 * Returns NULL, or what did not work.
 */
const char *nvme_read(uint64_t registers, uint64_t queues, uint64_t buffer,
		      unsigned int pages);

#endif
