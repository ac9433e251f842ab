/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "devtree/blob.h"

#include <libfdt.h>
#include <string.h>

int blob_damaged(int fdt_error, struct message *why)
{
	return message_set(why, "damaged device tree (%s)",
			   fdt_strerror(fdt_error));
}

/* Section 5.2. Before version 16 names of nodes were full paths. */
int blob_check_header(const void *blob, size_t size, struct message *why)
{
	int error;

	if (size < FDT_V16_SIZE)
		return message_set(why, "device tree is cut off: %zu bytes",
				   size);
	if (fdt_magic(blob) != FDT_MAGIC)
		return message_set(why, "not a device tree blob");
	if (fdt_totalsize(blob) > size)
		return message_set(why, "device tree is cut off: %zu of %u bytes",
				   size, (unsigned int)fdt_totalsize(blob));
	if (fdt_version(blob) < 16)
		error = -FDT_ERR_BADVERSION;
	else if (fdt_off_dt_struct(blob) % FDT_TAGSIZE)
		error = -FDT_ERR_BADOFFSET;
	else
		error = fdt_check_header(blob);
	return error ? blob_damaged(error, why) : 0;
}

int blob_tag(const void *blob, int offset, uint32_t *ret_tag, int *ret_next)
{
	int next;
	uint32_t tag = fdt_next_tag(blob, offset, &next);

	if (next < 0)
		return next;
	/* libfdt 1.6.1 takes some lengths near 2^32 for small ones. */
	if (next <= offset)
		return -FDT_ERR_BADSTRUCTURE;
	*ret_tag = tag;
	*ret_next = next;
	return 0;
}

const struct fdt_property *blob_property(const void *blob, int offset,
					 int next)
{
	const size_t space = (size_t)(next - offset);
	const struct fdt_property *property =
		fdt_offset_ptr(blob, offset, sizeof(*property));

	if (!property || space < sizeof(*property) ||
	    fdt32_ld(&property->len) > space - sizeof(*property))
		return NULL;
	return property;
}

int blob_check_tags(const void *blob)
{
	int offset, next = 0;
	uint32_t tag;

	do {
		offset = next;
		if (blob_tag(blob, offset, &tag, &next))
			return -1;
		if (tag == FDT_PROP && !blob_property(blob, offset, next))
			return -1;
	} while (tag != FDT_END);
	return 0;
}

bool blob_name_is(const void *blob, uint32_t offset, const char *name,
		  size_t size)
{
	const char *strings = (const char *)blob + fdt_off_dt_strings(blob);
	uint32_t block = fdt_size_dt_strings(blob);

	return offset < block && block - offset > size &&
	       !memcmp(strings + offset, name, size) &&
	       !strings[offset + size];
}

struct property blob_text(struct property value)
{
	if (value.data)
		value.size = strnlen((const char *)value.data, value.size);
	return value;
}

bool blob_text_is(struct property value, const char *text)
{
	value = blob_text(value);
	return value.data && value.size == strlen(text) &&
	       !memcmp(value.data, text, value.size);
}

bool blob_is_enabled(struct property status)
{
	return !status.data || blob_text_is(status, "okay") ||
	       blob_text_is(status, "ok");
}

bool blob_string_next(struct property *list, struct property *ret_string)
{
	if (!list->size)
		return false;
	*ret_string = blob_text(*list);
	list->data += ret_string->size;
	list->size -= ret_string->size;
	if (list->size) {
		list->data++;
		list->size--;
	}
	return true;
}
