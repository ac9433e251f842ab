/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the models of all versions have in common. */
#ifndef MODEL_FATE_H
#define MODEL_FATE_H

#include <stdint.h>

/* What can become of a transaction; a set, since not all is decided at once. */
enum {
	FATE_TRANSLATE = 1 << 0,
	FATE_BYPASS = 1 << 1,
	FATE_ABORT = 1 << 2,
	FATE_STALL = 1 << 3,	/* held back, until it is told what to do */
};

#define ACK_NEVER	UINT32_MAX

#define BIT(n)		(UINT32_C(1) << (n))

#endif
