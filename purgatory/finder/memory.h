/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What firmware left in memory, read with the MMU off, when every access has to
 * be aligned. Reads are counted: whatever the tables say, a search ends.
 */
#ifndef FINDER_MEMORY_H
#define FINDER_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

/* More than five for each byte of the largest tree of Debian's kernels. */
#define MEMORY_READS_MAX	1000000u

/* Why a search has come to nothing. */
enum memory_failure {
	MEMORY_OK,
	MEMORY_NO_TREE,		/* at that address is no device tree */
	MEMORY_BAD_TREE,	/* it is damaged */
	MEMORY_NO_EFI,		/* it is empty, and names no EFI system table */
	MEMORY_BAD_EFI,		/* EFI's tables are damaged, or out of reach */
	MEMORY_BAD_ACPI,	/* ACPI's are */
	MEMORY_BAD_ADDRESS,	/* an SMMU that lies in RAM, or cannot be one */
	MEMORY_TOO_MANY,	/* more than there is room for */
	MEMORY_TOO_LONG,	/* the reads are used up */
	MEMORY_FAULTED,		/* one was answered by an exception */
};

struct memory {
	uint32_t reads;		/* that are left */
	uint8_t failure;	/* enum memory_failure; the first counts */
};

/* Returns false, for the caller to return. */
bool memory_fail(struct memory *memory, enum memory_failure failure);

/*
 * Little-endian, of any alignment: bytes up to the next words' ends are read as
 * well. 0 when no reads are left, which is a failure.
 */
uint32_t memory_load8(struct memory *memory, uint64_t at);
uint32_t memory_load32(struct memory *memory, uint64_t at);
uint64_t memory_load64(struct memory *memory, uint64_t at);

/* Do the bytes from a on and those from b on meet? A size of 0: nowhere. */
bool memory_meets(uint64_t a, uint64_t a_size, uint64_t b, uint64_t b_size);

#endif
