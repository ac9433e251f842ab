/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/previous.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "devtree/node.h"
#include "host/host.h"
#include "report/log.h"
#include "util/read-file.h"

int previous_log(char **ret_text, size_t *ret_size, struct message *why)
{
	struct property value = { NULL, 0 };
	struct node root, chosen;
	struct message reason;
	char path[PATH_MAX];
	struct stat status;
	uint8_t *bytes;
	size_t size;
	int result;

	snprintf(path, sizeof(path), "%s/device-tree/chosen", host_proc());
	if (stat(path, &status) == 0) {
		snprintf(path, sizeof(path), "%s/device-tree/chosen/"
			 LOG_PROPERTY, host_proc());
		result = read_file(path, LOG_SIZE_MAX, &bytes, &size);
		if (result == ENOENT)
			return 0;
		if (result)
			return message_set(why, "%s: %s", path,
					   strerror(result));
		*ret_text = (char *)bytes;
		*ret_size = size;
		return 1;
	}
	snprintf(path, sizeof(path), "%s/firmware/fdt", host_sys());
	result = read_file(path, BLOB_SIZE_MAX, &bytes, &size);
	if (result == ENOENT)
		return 0;
	if (result)
		return message_set(why, "%s: %s", path, result == EACCES ?
				   "only root can read it" : strerror(result));
	if (node_root(bytes, size, &root, &reason) < 0) {
		free(bytes);
		return message_set(why, "%s: %s", path, reason.text);
	}
	if (node_find(&root, "/chosen", strlen("/chosen"), &chosen))
		value = node_property(&chosen, LOG_PROPERTY);
	if (!value.data) {
		free(bytes);
		return 0;
	}
	/* In place: the property lies in the blob. */
	*ret_text = memmove(bytes, value.data, value.size);
	*ret_size = value.size;
	return 1;
}
