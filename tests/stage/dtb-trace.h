/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run of the stage that copies a device tree, or puts its log into a copy:
 * every instruction is looked at, and what maintenance of the caches and which
 * stores came in which order.
 */
#ifndef DTB_TRACE_H
#define DTB_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicorn/unicorn.h>

#include "image/image.h"
#include "plan/plan.h"

#define RAM		UINT64_C(0x40000000)
#define RAM_SIZE	(UINT64_C(16) << 20)
#define IMAGE		(RAM + (UINT64_C(4) << 20))
#define KEEP		(UINT64_C(4) << 20)	/* of the image, from SEGMENT */
#define SEGMENT		(IMAGE + IMAGE_STAGE_OFFSET)
#define NEXT		(RAM + (UINT64_C(12) << 20))
#define SOURCE		(RAM + (UINT64_C(13) << 20))
#define UART		UINT64_C(0x09000000)
#define SMMU		UINT64_C(0x09050000)
#define SMMU_SIZE	UINT64_C(0x20000)
#define SMMUS_MAX	250u

#define LINE		64u	/* as Unicorn's processor says in CTR_EL0 */
#define LINES_MAX	(32768u + 1)	/* 2 MiB, not aligned to them */

/* What happened to a line, by the number of the last event of each kind. */
struct line {
	size_t clean;
	size_t store;
	size_t drop;
};

struct dtb_trace {
	uc_engine *uc;
	uint8_t *stage;
	size_t stage_size;
	struct plan_settings settings;
	uint64_t image;		/* where the wrapped Image is: IMAGE */
	uint64_t word;		/* of kexec-tools' purgatory; 0: x0 is used */
	uint32_t room;		/* if so, for a tree with the log */

	uint64_t to;		/* lines are counted from here: the copy */
	uint64_t size;
	struct line lines[LINES_MAX];
	size_t events;
	size_t first_store;
	size_t last_store;
	size_t last_clean;
	size_t last_drop;
	size_t barrier_after_clean;
	size_t barrier_after_store;
	size_t barrier_after_drop;
	size_t other_drops;	/* beside the destination */
	size_t source_cleans;
	size_t last_smmu;	/* access to it */
	size_t word_store;
	bool slow_smmu;		/* one that acknowledges nothing */
	unsigned int smmus;	/* as many of them: 1 */
	char console[4096];
	size_t console_length;
};

extern struct dtb_trace dtb_trace;

/* Fail the test if Unicorn does. */
void dtb_trace_check(uc_err error);

/* Memory, UART, SMMU and the defaults; once for each run. */
void dtb_trace_start(void);
void dtb_trace_stop(void);

/* Run the stage with x0 = from, a tree of size bytes. Returns x0 at its end. */
uint64_t dtb_trace_run(uint64_t from, uint32_t size);

/*
 * Of a copy of so many bytes, expect that every line was written back and dropped
 * before it was made, and dropped after, with barriers; and that its source was
 * written back.
 */
void dtb_trace_expect_order(size_t size, size_t source_size);

#endif
