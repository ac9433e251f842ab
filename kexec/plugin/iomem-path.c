/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/iomem-path.h"

/*
 * In a file of its own, so that the tests can build a plugin with another path.
 */
const char *plugin_iomem_path(void)
{
	return "/proc/iomem";
}
