/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/master.h"

#include <stdlib.h>

void master_clear(struct master *master)
{
	free(master->name);
	free(master->device);
	free(master->driver);
}

const char *master_kind_name(enum master_kind kind)
{
	switch (kind) {
	case MASTER_DEVICE:
		return "device";
	case MASTER_PCI:
		return "pci";
	case MASTER_REGION:
		return "region";
	}
	return "unknown";
}

int master_sort_streams(struct master *masters, size_t master_count,
			struct stream **streams, size_t stream_count)
{
	struct stream *sorted;
	size_t i, first = 0;

	if (!stream_count)
		return 0;
	sorted = reallocarray(NULL, stream_count, sizeof(*sorted));
	if (!sorted)
		return -1;
	for (i = 0; i < stream_count; i++)
		masters[(*streams)[i].master].count++;
	for (i = 0; i < master_count; i++) {
		masters[i].first = first;
		first += masters[i].count;
		masters[i].count = 0;
	}
	for (i = 0; i < stream_count; i++) {
		struct master *master = &masters[(*streams)[i].master];

		sorted[master->first + master->count++] = (*streams)[i];
	}
	free(*streams);
	*streams = sorted;
	return 0;
}
