/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Used by the plugin under test in place of kexec/plugin/iomem-path.c. */
#include <stdlib.h>

#include "plugin/iomem-path.h"

const char *plugin_iomem_path(void)
{
	const char *path = getenv("KST_IOMEM");

	return path ? path : "/nowhere";
}
