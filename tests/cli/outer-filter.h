/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef OUTER_FILTER_H
#define OUTER_FILTER_H

/* The errno that says: this call would have reached the kernel. */
#define OUTER_REACHED	EXDEV

/*
 * Put the filter that outer.c speaks of on this process. Returns 0, or -1 with
 * errno. Any filter installed later decides first, and this one only on what
 * that lets through.
 */
int outer_filter_install(void);

/* Make every later filter fail with EINVAL, as without CONFIG_SECCOMP_FILTER. */
int outer_filter_last(void);

/* Make every fork() fail with EAGAIN, as where there are processes enough. */
int outer_filter_no_fork(void);

#endif
