/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "launch/preload.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugin/order.h"
#include "util/macros.h"

#define PRELOAD	"LD_PRELOAD="
#define ORDER	ORDER_ENV "="

char **preload_environment(char *const *environment, const char *plugin,
			   int fd)
{
	bool preloaded = false;
	size_t count = 0;
	char **copy, **out;
	int length;

	while (environment[count])
		count++;
	copy = calloc(count + 3, sizeof(*copy));
	if (!copy)
		return NULL;
	for (out = copy; *environment; environment++) {
		const char *entry = *environment;

		if (begins_with(entry, ORDER))
			continue;
		if (begins_with(entry, PRELOAD)) {
			length = asprintf(out, PRELOAD "%s:%s", plugin,
					  entry + strlen(PRELOAD));
			preloaded = true;
		} else {
			length = asprintf(out, "%s", entry);
		}
		if (length < 0)
			goto fail;
		out++;
	}
	if (!preloaded) {
		if (asprintf(out, PRELOAD "%s", plugin) < 0)
			goto fail;
		out++;
	}
	if (asprintf(out, ORDER "%d", fd) < 0)
		goto fail;
	return copy;

fail:
	*out = NULL;
	preload_free(copy);
	return NULL;
}

void preload_free(char **environment)
{
	char **entry;

	for (entry = environment; entry && *entry; entry++)
		free(*entry);
	free(environment);
}
