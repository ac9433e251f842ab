/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Command lines in tests. */
#ifndef UNIT_WORDS_H
#define UNIT_WORDS_H

/* Room for its arguments, and a NULL. */
#define WORDS_MAX	16

/* Arguments are separated by single spaces; _ stands for an empty one. */
void words_split(char *text, char *ret_argv[static WORDS_MAX]);

#endif
