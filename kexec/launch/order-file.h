/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command's side of an order: a memfd, mapped, that the child inherits. */
#ifndef LAUNCH_ORDER_FILE_H
#define LAUNCH_ORDER_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/plan.h"
#include "plugin/order.h"
#include "util/message.h"

struct order_file {
	struct order *order;	/* mapped, followed by the image */
	size_t size;		/* bytes of the mapping */
	int fd;			/* close-on-exec, above the standard three */
};

/* What an order is made of. */
struct order_request {
	const struct plan_image *image;
	uint64_t mark;
	bool best_effort;
	bool file_only;
	bool dry_run;
	bool debug;
};

/*
 * Make an order. Returns 0, or -1 with the reason in *why and *ret_file
 * untouched. Free with order_file_clear().
 */
int order_file_new(const struct order_request *request,
		   struct order_file *ret_file, struct message *why);
void order_file_clear(struct order_file *file);

#endif
