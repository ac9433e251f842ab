/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "launch/preload.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugin/order.h"

#define PRELOAD	"LD_PRELOAD="
#define ORDER	ORDER_ENV "="

static bool begins(const char *entry, const char *with)
{
	return strncmp(entry, with, strlen(with)) == 0;
}

static size_t count_entries(char *const *environment)
{
	size_t count = 0;

	while (environment[count])
		count++;
	return count;
}

static char *print_preload(const char *plugin, const char *old)
{
	char *entry;
	int length;

	if (old)
		length = asprintf(&entry, PRELOAD "%s:%s", plugin, old);
	else
		length = asprintf(&entry, PRELOAD "%s", plugin);
	return length < 0 ? NULL : entry;
}

static char *print_order(int fd)
{
	char *entry;

	return asprintf(&entry, ORDER "%d", fd) < 0 ? NULL : entry;
}

/* Copies all but ORDER_ENV; true if LD_PRELOAD was among them. */
static bool copy_entries(char *const *environment, const char *plugin,
			 char ***out)
{
	bool preloaded = false;

	for (; *environment; environment++) {
		const char *entry = *environment;

		if (begins(entry, ORDER))
			continue;
		if (begins(entry, PRELOAD)) {
			*(*out)++ = print_preload(plugin,
						  entry + strlen(PRELOAD));
			preloaded = true;
			continue;
		}
		*(*out)++ = strdup(entry);
	}
	return preloaded;
}

char **preload_environment(char *const *environment, const char *plugin,
			   int fd)
{
	size_t count = count_entries(environment);
	char **copy = calloc(count + 3, sizeof(*copy));
	char **out = copy;
	char **entry;

	if (!copy)
		return NULL;
	if (!copy_entries(environment, plugin, &out))
		*out++ = print_preload(plugin, NULL);
	*out++ = print_order(fd);
	for (entry = copy; entry < out; entry++) {
		if (!*entry) {
			for (entry = copy; entry < out; entry++)
				free(*entry);
			free(copy);
			return NULL;
		}
	}
	return copy;
}

void preload_free(char **environment)
{
	char **entry;

	for (entry = environment; entry && *entry; entry++)
		free(*entry);
	free(environment);
}
