/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the policy auto chooses. Pure: no I/O, no printing. */
#ifndef PLAN_AUTO_H
#define PLAN_AUTO_H

#include <stdbool.h>

#include "machine/smmu.h"
#include "util/macros.h"
#include "util/message.h"

/* What it goes by. */
struct auto_facts {
	bool crash;		/* a crash kernel is to be loaded */
	bool has_hest;		/* firmware handles PCIe errors first */
	bool has_image;		/* the image is known, and with it: */
	unsigned int drivers;	/* IMAGE_DRIVER_* */
};

/*
 * Choose machine->automatic and its reason, for policy_apply(): abort for a
 * crash kernel, or drain where refused DMA ends in errors that firmware handles
 * first; abort for a Linux image that has a driver built in for each version of
 * SMMU in use. An image that is not known is taken for one of these. Returns 0,
 * or -1 and the reason in *why if there is no right choice: abort would leave
 * the image without DMA, and bypass would not stop any.
 */
int auto_choose(const struct auto_facts *facts, struct smmu_machine *machine,
		struct message *why) _must_check_ _nonnull_(1, 2, 3);

#endif
