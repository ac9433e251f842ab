/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the command hands to the plugin: a memory file that both map, its
 * descriptor named in the environment variable ORDER_ENV. The plugin answers
 * in the same place.
 *
 * The command puts the plugin in front of what LD_PRELOAD held. The plugin,
 * once it has mapped the order, closes the descriptor and takes itself and
 * ORDER_ENV out of the environment again.
 */
#ifndef ORDER_H
#define ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "message.h"
#include "plan.h"

#define ORDER_ENV	"KEXEC_SMMU_ORDER"
#define ORDER_MAGIC	UINT64_C(0x524544524f4d4d53)	/* "SMMORDER" */
#define ORDER_VERSION	1

/* order.state: how far the plugin came with the latest load. */
enum {
	ORDER_NOT_SEEN = 0,	/* the plugin never ran */
	ORDER_READY = 1,	/* it is in the process and has read the order */
	ORDER_REFUSED = 2,	/* it saw a load and said why it cannot go in */
	ORDER_PASSED = 3,	/* the kernel got the stage, and refused */
	ORDER_LOADED = 4,	/* the kernel took the stage */
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

	/* The plugin's answer. */
	uint32_t state;
	int32_t error;		/* errno of the load, 0 if none */
	uint64_t segment;	/* physical address of the stage's segment */
	uint64_t next;		/* entry point that it goes on to */
};

/* The command's side. */
struct order_file {
	struct order *order;	/* mapped, with the image behind it */
	size_t size;		/* bytes of the mapping */
	int fd;			/* close-on-exec, above the standard three */
};

/*
 * Make an order for the image. Returns 0, or -1 with the reason in *why and
 * *ret_file untouched. Free with order_file_clear().
 */
int order_file_new(const struct plan_image *image, uint64_t mark,
		   struct order_file *ret_file, struct message *why);
void order_file_clear(struct order_file *file);

/*
 * Whether an order of so many bytes is one that can be carried out: its parts
 * lie within the file and within each other.
 */
bool order_is_valid(const struct order *order, size_t size);

#endif
