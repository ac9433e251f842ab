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
	bool is_linux;
	unsigned int drivers;	/* IMAGE_DRIVER_* */
	bool can_stop;		/* functions of PCI can be listed for it */
};

/*
 * Choose machine->automatic and its reason, for policy_apply(): abort for a
 * crash kernel, or drain where refused DMA ends in errors that firmware handles
 * first; abort for a Linux image that has a driver built in for each version of
 * SMMU in use, as which an image that is not known is taken; quiesce for what is
 * no Linux. Returns 0, or -1 and the reason in *why if there is no right choice:
 * for a Linux without these drivers, which may have them as modules; and for
 * what is no Linux where no functions can be listed.
 */
int auto_choose(const struct auto_facts *facts, struct smmu_machine *machine,
		struct message *why) _must_check_ _nonnull_(1, 2, 3);

#endif
