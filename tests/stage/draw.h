/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * States of a model by chance: a row of parameters, each a number below that of
 * its values. The same seed draws the same. $MODEL_SEED and $MODEL_RUNS are the
 * user's.
 */
#ifndef DRAW_H
#define DRAW_H

#include <stddef.h>

#define DRAW_PARAMETERS_MAX	40u
#define DRAW_VALUES_MAX		8u	/* of a parameter */

/* What has how many values; run() takes a state that was drawn. */
struct draw {
	const unsigned int *values;
	size_t parameters;
	void (*run)(const unsigned int *state, const char *what);
};

/* A number below that one. */
unsigned int draw(unsigned int below);

void draw_state(const struct draw *draw, unsigned int *ret_state);

/*
 * Run states until each two values of two parameters were in one of them, and
 * no state that adds no pair. Always the same ones.
 */
void draw_every_pair(const struct draw *draw);

/*
 * Take $MODEL_SEED, or the time, and print it. Returns $MODEL_RUNS, or runs
 * where it is not set.
 */
unsigned long draw_seed(unsigned long runs);

/* So many states, by draw_seed(). */
void draw_at_random(const struct draw *draw, unsigned long runs);

#endif
