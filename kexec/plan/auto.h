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
	bool has_hest;		/* firmware-first error handling (APEI) */
	bool has_image;		/* the image is known, and with it: */
	bool is_linux;
	unsigned int drivers;	/* IMAGE_DRIVER_* */
	bool can_stop;		/* PCI functions can be listed for it */
};

/*
 * Choose machine->automatic and its reason, for policy_apply(): abort for a
 * crash kernel, or drain on a machine with firmware-first error handling; abort
 * for a Linux image that has a built-in driver for each version of SMMU in use,
 * and for an image that is not known; quiesce for what is not Linux, and for a
 * Linux without these drivers: it may have them as modules, but needs DMA before
 * it loads them. Returns 0, or -1 and the reason in *why if there is no right
 * choice: quiesce, where no functions can be listed.
 */
int auto_choose(const struct auto_facts *facts, struct smmu_machine *machine,
		struct message *why) _must_check_ _nonnull_(1, 2, 3);

#endif
