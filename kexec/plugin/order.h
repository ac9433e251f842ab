/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the command passes to the plugin: a memfd that both map, whose
 * descriptor is in the environment variable ORDER_ENV. The plugin answers in
 * it.
 *
 * The command puts the plugin in front of what LD_PRELOAD held. The plugin,
 * once it has mapped the order, closes the descriptor and takes itself and
 * ORDER_ENV out of the environment again.
 */
#ifndef PLUGIN_ORDER_H
#define PLUGIN_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/macros.h"
#include "util/message.h"

#define ORDER_ENV	"KEXEC_SMMU_ORDER"
#define ORDER_MAGIC	UINT64_C(0x524544524f4d4d53)	/* "SMMORDER" */
#define ORDER_VERSION	5

/* order.state: how far the plugin came with the latest load. */
enum {
	ORDER_NOT_SEEN = 0,	/* the plugin never ran */
	ORDER_READY = 1,	/* it is in the process and has read the order */
	ORDER_REFUSED = 2,	/* it saw a load and said why not to add it */
	ORDER_PASSED = 3,	/* the kernel got the stage, and refused; with
				 * error 0: it has not answered yet */
	ORDER_LOADED = 4,	/* the kernel accepted the stage */
	ORDER_UNFENCED = 5,	/* the kernel accepted the image without
				 * the stage, as best_effort allows */
};

struct order {
	uint64_t magic;		/* ORDER_MAGIC */
	uint32_t version;	/* ORDER_VERSION */
	uint32_t image_offset;	/* of the plan image in this file */
	uint32_t image_size;	/* bytes to be copied into the segment */
	uint32_t memory_size;	/* bytes of the whole segment */
	uint32_t plan_offset;	/* of the plan header in the image */
	uint32_t ended;		/* the plugin's: its process ended by exit() */
	uint64_t mark;		/* the sixth argument of our system calls */
	uint32_t best_effort;	/* load without the stage if it must be */
	uint32_t file_only;	/* kexec-tools does not fall back: -s */
	uint32_t dry_run;	/* the kernel gets nothing */
	uint32_t debug;		/* report details as well: -d */

	/* The plugin's answer. */
	uint32_t state;
	uint32_t by_file;	/* the load was a kexec_file_load */
	uint32_t crash;		/* it was that of a crash kernel */
	int32_t error;		/* errno of the load, 0 if none */
	uint32_t wrapped;	/* the image has a stage of its own */
	uint64_t segment;	/* physical address of the stage; 0: unknown */
	uint64_t next;		/* as in the plan */
	struct message cause;	/* what best effort let pass: why the stage is
				 * not in, or what the image's own is for */
};

/*
 * Whether an order of this many bytes is valid: its parts lie within the file
 * and within each other.
 */
bool order_is_valid(const struct order *order, size_t size)
	_must_check_ _nonnull_(1);

#endif
