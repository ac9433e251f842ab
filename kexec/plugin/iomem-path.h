/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PLUGIN_IOMEM_PATH_H
#define PLUGIN_IOMEM_PATH_H

/* Where the memory map is read: /proc/iomem except in tests. */
const char *plugin_iomem_path(void);

#endif
