/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/functions.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "acpi/mcfg.h"
#include "host/devices.h"
#include "host/host.h"
#include "host/source.h"
#include "masters/capabilities.h"
#include "masters/join.h"
#include "masters/resets.h"
#include "util/read-file.h"

#define IOMEM_MAX	(16u << 20)
#define PCI_IDS_MAX	(16u << 20)

static bool parse_name(const char *name, uint32_t *ret_segment,
		       uint16_t *ret_id)
{
	unsigned int segment, bus, device, function;
	int end = 0;

	if (sscanf(name, "%x:%x:%x.%x%n", &segment, &bus, &device, &function,
		   &end) != 4 || name[end] != '\0' || bus > 0xff ||
	    device > 0x1f || function > 7)
		return false;
	*ret_segment = segment;
	*ret_id = (uint16_t)(bus << 8 | device << 3 | function);
	return true;
}

static uint32_t read_number(int directory, const char *name)
{
	char text[DEVICES_TEXT_SIZE];

	devices_text(directory, name, text);
	return (uint32_t)strtoul(text, NULL, 0);
}

/* A capabilities_read; other users than root may read only the header. */
static bool read_config(void *context, uint16_t offset, uint32_t *ret_value)
{
	const int *fd = context;
	uint8_t bytes[4];

	if (*fd < 0 || read_at(*fd, bytes, sizeof(bytes), offset) !=
		       (ssize_t)sizeof(bytes))
		return false;
	*ret_value = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 |
		     (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
	return true;
}

/*
 * Which host bridge the function is below, by the path that its link has:
 * .../pci0000:00/0000:00:01.0/0000:01:00.0; and which bridge, if any.
 */
static void find_above(const char *sys, const char *path,
		       const struct smmu_machine *machine,
		       struct pci_function *function)
{
	static const char root[] = "/firmware/devicetree/base";
	char above[2 * PATH_MAX], node[PATH_MAX];
	const char *bus = strstr(path, "/pci"), *last, *at;
	uint32_t segment;
	ssize_t size = -1;
	size_t i;

	/* The root bus is the last component that does not name a function. */
	while (bus && (at = strstr(bus + 1, "/pci")))
		bus = at;
	last = strrchr(path, '/');
	if (!bus || !last)
		return;
	for (at = last; at > path && at[-1] != '/';)
		at--;
	snprintf(node, sizeof(node), "%.*s", (int)(last - at), at);
	function->has_parent = parse_name(node, &segment, &function->parent_id);
	snprintf(above, sizeof(above), "%s/bus/pci/devices/%.*s/of_node", sys,
		 (int)(bus - path), path);
	if (machine->source == SMMU_SOURCE_FDT)
		size = readlink(above, node, sizeof(node) - 1);
	node[size < 0 ? 0 : size] = '\0';
	at = strstr(node, root);
	for (i = 0; i < machine->master_count; i++) {
		const struct master *master = &machine->masters[i];

		if (master->kind == MASTER_PCI &&
		    (machine->source == SMMU_SOURCE_FDT ?
		     at && streq(at + strlen(root), master->name) :
		     master->segment == function->segment)) {
			function->master = i;
			break;
		}
	}
}

/* Everything about a function except its place. */
static void read_function(int directory, struct pci_function *function)
{
	char name[NAME_MAX + 1], text[DEVICES_TEXT_SIZE];
	uint32_t segment;
	int config;

	function->vendor = (uint16_t)read_number(directory, "vendor");
	function->device = (uint16_t)read_number(directory, "device");
	function->class = read_number(directory, "class") & 0xffffff;
	function->vfs = (uint16_t)read_number(directory, "sriov_numvfs");
	function->is_vf = devices_link(directory, "physfn", name) &&
			  parse_name(name, &segment, &function->physfn);
	function->has_iommu_group = devices_link(directory, "iommu_group", name);
	if (function->has_iommu_group)
		function->iommu_group = (uint32_t)strtoul(name, NULL, 10);
	/*
	 * Only PCI Express has a link; this tells users who cannot read
	 * capabilities.
	 */
	if (faccessat(directory, "max_link_speed", F_OK, 0) == 0)
		function->pcie = PCI_YES;
	/* Linux shows the file where there is a way, and since 5.15. */
	if (faccessat(directory, "reset_method", F_OK, 0) == 0) {
		function->has_resets = PCI_YES;
		devices_text(directory, "reset_method", text);
		resets_parse(text, function);
	}
	config = openat(directory, "config", O_RDONLY | O_CLOEXEC);
	capabilities_decode(read_config, &config, function);
	if (config >= 0)
		close(config);
	function->driver = devices_driver(directory, ".");
}

/* The windows of an ACPI machine. A table that cannot be read has none. */
static void read_windows(const char *sys, struct smmu_machine *machine)
{
	struct message ignored;
	char path[PATH_MAX];
	uint8_t *bytes;
	size_t size;

	snprintf(path, sizeof(path), "%s/firmware/acpi/tables/MCFG", sys);
	if (machine->source == SMMU_SOURCE_FDT ||
	    source_read_file(path, &bytes, &size, &ignored))
		return;
	if (mcfg_parse(bytes, size, machine, &ignored))
		machine->window_count = 0;
	free(bytes);
}

static int read_functions(const char *sys, int devices, DIR *dir,
			  struct smmu_machine *machine)
{
	struct pci_function *function;
	const struct dirent *entry;
	char path[PATH_MAX];
	uint32_t segment;
	int directory;
	ssize_t size;
	uint16_t id;

	while ((entry = readdir(dir))) {
		if (!parse_name(entry->d_name, &segment, &id))
			continue;
		function = smmu_machine_add_function(machine);
		if (!function)
			return -1;
		function->segment = segment;
		function->id = id;
		function->master = PCI_NONE;
		size = readlinkat(devices, entry->d_name, path,
				  sizeof(path) - 1);
		path[size < 0 ? 0 : size] = '\0';
		find_above(sys, path, machine, function);
		directory = openat(devices, entry->d_name,
				   O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		/*
		 * It may have been removed meanwhile; it is listed regardless.
		 */
		if (directory < 0)
			continue;
		read_function(directory, function);
		close(directory);
	}
	return 0;
}

int functions_read(const char *sys, const char *proc, struct smmu_machine *machine,
	     struct message *why)
{
	uint8_t *memory = NULL;
	char path[PATH_MAX];
	size_t size = 0;
	int result;
	DIR *dir;

	if (machine->has_functions)
		return 0;
	snprintf(path, sizeof(path), "%s/bus/pci/devices", sys);
	dir = opendir(path);
	if (!dir && errno != ENOENT)
		return message_set(why, "%s: %m", path);
	if (!dir)
		return 0;
	machine->has_functions = true;
	result = read_functions(sys, dirfd(dir), dir, machine);
	closedir(dir);
	if (result)
		return message_oom(why);
	read_windows(sys, machine);
	snprintf(path, sizeof(path), "%s/iomem", proc);
	if (read_file(path, IOMEM_MAX, &memory, &size))
		size = 0;
	join_functions(machine, memory ? (const char *)memory : "", size);
	free(memory);
	return 0;
}

int functions_reset(const char *sys, const struct pci_function *function,
		    struct message *why)
{
	char name[PCI_NAME_SIZE], path[PATH_MAX];
	int fd, result = 0;

	pci_name(function->segment, function->id, name);
	snprintf(path, sizeof(path), "%s/bus/pci/devices/%s/reset", sys, name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	/* Without Bus Master it does no DMA now. */
	if (fd < 0 && errno == ENOENT)
		return !function->is_master ? 0 :
		       message_set(why, "%s: Linux knows no way to reset it",
				   name);
	if (fd < 0 || write(fd, "1", 1) != 1)
		result = message_set(why, "%s: cannot be reset: %m", name);
	if (fd >= 0)
		close(fd);
	return result;
}

void functions_names(struct pci_ids *ret_ids)
{
	uint8_t *bytes;
	size_t size;

	memset(ret_ids, 0, sizeof(*ret_ids));
	if (read_file(host_pci_ids(), PCI_IDS_MAX, &bytes, &size) == 0 &&
	    pci_ids_index((char *)bytes, size, ret_ids) < 0)
		free(bytes);
}
