// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vmcore-watch ADDRESS [FILE]
 *
 * Reads the page at this physical address again and again for two seconds, and
 * says how many words changed meanwhile. FILE: /proc/vmcore, in a crash kernel,
 * or /proc/kcore, for the memory of the running one.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE	4096
#define WORDS	(PAGE / sizeof(uint32_t))
#define ROUNDS	200
#define CANARY	0x5a5a5a5au	/* of hda-dma */

static const char *path = "/proc/vmcore";
static int core;

static _Noreturn void fail(const char *what, const char *why)
{
	fprintf(stderr, "vmcore-watch: %s: %s\n", what, why);
	exit(1);
}

static void get(void *buffer, size_t size, off_t offset)
{
	if (pread(core, buffer, size, offset) != (ssize_t)size)
		fail(path, "cannot be read");
}

/* Where the file holds the page. */
static off_t find(uint64_t address)
{
	Elf64_Ehdr header;
	Elf64_Phdr entry;

	get(&header, sizeof(header), 0);
	for (unsigned int i = 0; i < header.e_phnum; i++) {
		get(&entry, sizeof(entry),
		    (off_t)(header.e_phoff + i * sizeof(entry)));
		if (entry.p_type == PT_LOAD && address >= entry.p_paddr &&
		    address - entry.p_paddr < entry.p_filesz)
			return (off_t)(entry.p_offset +
				       address - entry.p_paddr);
	}
	fail("ADDRESS", "not in the file");
}

int main(int argc, char **argv)
{
	static uint32_t first[WORDS], now[WORDS];
	static unsigned char changed[WORDS];
	unsigned int count = 0, written = 0;
	off_t offset;

	if (argc != 2 && argc != 3)
		fail("usage", "ADDRESS [FILE]");
	if (argc == 3)
		path = argv[2];
	core = open(path, O_RDONLY);
	if (core < 0)
		fail(path, strerror(errno));
	offset = find(strtoull(argv[1], NULL, 0));
	get(first, PAGE, offset);
	for (int round = 0; round < ROUNDS; round++) {
		usleep(10000);
		get(now, PAGE, offset);
		for (unsigned int i = 0; i < WORDS; i++)
			changed[i] |= now[i] != first[i];
	}
	for (unsigned int i = 0; i < WORDS; i++) {
		count += changed[i];
		written += first[i] != CANARY;
	}
	printf("dump: page %s, %u words written, ", argv[1], written);
	printf("%u words changed in %d reads\n", count, ROUNDS);
	return 0;
}
