/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Running the command for test-chain.c, and reading what was recorded. */
#ifndef CHAIN_H
#define CHAIN_H

#include <stddef.h>

#include "cli/recorder.h"

#define CHAIN_SEGMENTS	16

struct chain_segment {
	struct record_segment head;
	uint8_t *bytes;		/* owned */
};

struct chain {
	char dir[64];
	char record[96];
	char output[96];

	/* Of the latest run, by chain_read(). */
	size_t calls;
	struct record first;
	struct record last;
	struct chain_segment segments[CHAIN_SEGMENTS];	/* the last load's */
	uint8_t *kernel;	/* of the last kexec_file_load; owned */
	uint64_t kernel_size;
	char command_line[64];
};

void chain_start(struct chain *chain);
void chain_stop(struct chain *chain);

/*
 * Run with KST_STUB and a policy, and with the words of KST_WORDS, if there are
 * any; returns the exit status.
 */
int chain_run(struct chain *chain, const char *stub, const char *policy);

/* Read the recorder's file; with none there were no calls. */
void chain_read(struct chain *chain);

/* Fail the test unless the output has the text; "": unless there is no line. */
void chain_says(const struct chain *chain, const char *text);
void chain_says_not(const struct chain *chain, const char *text);

/* Fail the test unless the record of the normal kernel has the text. */
void chain_recorded(const struct chain *chain, const char *text);

#endif
