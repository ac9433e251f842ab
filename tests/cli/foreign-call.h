/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FOREIGN_CALL_H
#define FOREIGN_CALL_H

/*
 * Harmless system calls by the numbers of another architecture: 0 where the
 * kernel knows it, else -1 with errno. Ended by an entry without a name.
 */
struct foreign_call {
	const char *name;
	int (*call)(void);
};

extern const struct foreign_call foreign_calls[];

#endif
