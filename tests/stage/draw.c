/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/draw.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint64_t generator = 1;

/* xorshift64: any seed but 0. */
unsigned int draw(unsigned int below)
{
	generator ^= generator << 13;
	generator ^= generator >> 7;
	generator ^= generator << 17;
	return (unsigned int)((generator >> 20) % below);
}

void draw_state(const struct draw *draws, unsigned int *ret_state)
{
	size_t i;

	for (i = 0; i < draws->parameters; i++)
		ret_state[i] = draw(draws->values[i]);
}

/* Pairs that a state has had. */
static bool seen[DRAW_PARAMETERS_MAX][DRAW_PARAMETERS_MAX]
		[DRAW_VALUES_MAX][DRAW_VALUES_MAX];

/* How many of the state's were not. */
static unsigned int new_pairs(const unsigned int *state, size_t parameters)
{
	unsigned int found = 0;
	size_t i, j;

	for (i = 0; i < parameters; i++) {
		for (j = 0; j < i; j++) {
			bool *pair = &seen[i][j][state[i]][state[j]];

			found += !*pair;
			*pair = true;
		}
	}
	return found;
}

static unsigned int all_pairs(const struct draw *draws)
{
	unsigned int pairs = 0;
	size_t i, j;

	assert_in_range(draws->parameters, 1, DRAW_PARAMETERS_MAX);
	for (i = 0; i < draws->parameters; i++) {
		assert_in_range(draws->values[i], 1, DRAW_VALUES_MAX);
		for (j = 0; j < i; j++)
			pairs += draws->values[i] * draws->values[j];
	}
	return pairs;
}

void draw_every_pair(const struct draw *draws)
{
	unsigned int missing = all_pairs(draws);
	unsigned int state[DRAW_PARAMETERS_MAX];
	unsigned int runs = 0;

	memset(seen, 0, sizeof(seen));
	generator = 88172645463325252u;
	while (missing) {
		unsigned int found;

		draw_state(draws, state);
		found = new_pairs(state, draws->parameters);
		missing -= found;
		if (found) {
			draws->run(state, "pairs");
			runs++;
		}
	}
	print_message("%u states\n", runs);
}

unsigned long draw_seed(unsigned long runs)
{
	const char *seed = getenv("MODEL_SEED");
	const char *number = getenv("MODEL_RUNS");

	if (number)
		runs = strtoul(number, NULL, 0);
	generator = seed ? strtoull(seed, NULL, 0) : (uint64_t)time(NULL);
	generator += !generator;
	print_message("MODEL_SEED=%" PRIu64 ", %lu states\n", generator, runs);
	return runs;
}

void draw_at_random(const struct draw *draws, unsigned long runs)
{
	unsigned int state[DRAW_PARAMETERS_MAX];

	for (runs = draw_seed(runs); runs; runs--) {
		draw_state(draws, state);
		draws->run(state, "random");
	}
}
