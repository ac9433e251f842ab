/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/pci-ids.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/number.h"

#define ID_DIGITS	4
#define VENDORS		(1u << 16)

/* An ID at the front of a line, two spaces behind it. */
static bool read_id(const char *line, size_t size, uint16_t *ret_id)
{
	char text[] = "0x0000";
	uint64_t value;

	if (size < ID_DIGITS + 2 || line[ID_DIGITS] != ' ' ||
	    line[ID_DIGITS + 1] != ' ')
		return false;
	memcpy(text + 2, line, ID_DIGITS);
	if (number_read_hex(text, strlen(text), &value))
		return false;
	*ret_id = (uint16_t)value;
	return true;
}

static size_t line_size(const struct pci_ids *ids, size_t at)
{
	const char *end = memchr(ids->text + at, '\n', ids->size - at);

	return end ? (size_t)(end - ids->text) - at : ids->size - at;
}

int pci_ids_index(char *text, size_t size, struct pci_ids *ret_ids)
{
	struct pci_ids ids = { text, size, calloc(VENDORS, sizeof(uint32_t)) };
	size_t at, length;
	uint16_t id;

	if (!ids.vendors)
		return -1;
	for (at = 0; at < size; at += length + 1) {
		length = line_size(&ids, at);
		/* Classes begin with C, and no ID is behind that. */
		if (read_id(text + at, length, &id) && !ids.vendors[id])
			ids.vendors[id] = (uint32_t)(at + 1);
	}
	*ret_ids = ids;
	return 0;
}

void pci_ids_clear(struct pci_ids *ids)
{
	free(ids->text);
	free(ids->vendors);
	memset(ids, 0, sizeof(*ids));
}

/* What stands behind an ID. */
static void copy_name(const char *line, size_t size,
		      char ret_name[static PCI_IDS_NAME_SIZE])
{
	line += ID_DIGITS + 2;
	size -= ID_DIGITS + 2;
	if (size >= PCI_IDS_NAME_SIZE)
		size = PCI_IDS_NAME_SIZE - 1;
	memcpy(ret_name, line, size);
	ret_name[size] = '\0';
}

void pci_ids_find(const struct pci_ids *ids, uint16_t vendor, uint16_t device,
		  char ret_vendor[static PCI_IDS_NAME_SIZE],
		  char ret_device[static PCI_IDS_NAME_SIZE])
{
	size_t at, size;
	uint16_t id;

	ret_vendor[0] = ret_device[0] = '\0';
	if (!ids->text || !ids->vendors[vendor])
		return;
	at = ids->vendors[vendor] - 1;
	size = line_size(ids, at);
	copy_name(ids->text + at, size, ret_vendor);
	/* Its devices are behind it, one tab deep; two are subsystems. */
	for (at += size + 1; at < ids->size; at += size + 1) {
		const char *line = ids->text + at;

		size = line_size(ids, at);
		if (size && line[0] != '\t' && line[0] != '#')
			return;
		if (size && line[0] == '\t' &&
		    read_id(line + 1, size - 1, &id) && id == device) {
			copy_name(line + 1, size - 1, ret_device);
			return;
		}
	}
}
