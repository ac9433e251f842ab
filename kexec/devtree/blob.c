/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "devtree/blob.h"

#include <libfdt.h>
#include <string.h>

int blob_malformed(int fdt_error, struct message *why)
{
	return message_set(why, "corrupt device tree (%s)",
			   fdt_strerror(fdt_error));
}

/* Section 5.2. Before version 16 names of nodes were full paths. */
static int check_header(const void *blob, size_t size, struct message *why)
{
	int error;

	if (size < FDT_V16_SIZE)
		return message_set(why, "device tree is truncated: %zu bytes",
				   size);
	if (fdt_magic(blob) != FDT_MAGIC)
		return message_set(why, "not a device tree blob");
	if (fdt_totalsize(blob) > size)
		return message_set(why, "device tree is truncated: %zu of %u bytes",
				   size, (unsigned int)fdt_totalsize(blob));
	if (fdt_totalsize(blob) > BLOB_SIZE_MAX)
		return message_set(why, "device tree is larger than %u MiB, which no arm64 kernel accepts",
				   BLOB_SIZE_MAX >> 20);
	if (fdt_version(blob) < 16)
		error = -FDT_ERR_BADVERSION;
	else if (fdt_off_dt_struct(blob) % FDT_TAGSIZE)
		error = -FDT_ERR_BADOFFSET;
	else
		error = fdt_check_header(blob);
	/* Section 5.3: the reservations end with one of no size. */
	if (!error && fdt_num_mem_rsv(blob) < 0)
		error = -FDT_ERR_TRUNCATED;
	return error ? blob_malformed(error, why) : 0;
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

/*
 * Bytes at the front of the strings block that are part of terminated strings.
 * Looked for once: from each property it would cost the block's size.
 */
static size_t strings_size(const void *blob)
{
	const char *strings = (const char *)blob + fdt_off_dt_strings(blob);
	size_t size = fdt_size_dt_strings(blob);

	while (size && strings[size - 1])
		size--;
	return size;
}

/* Section 5.4: one root, everything in it, and every property has a name. */
int blob_check(const void *blob, size_t size, struct message *why)
{
	const struct fdt_property *property;
	int offset, next = 0, error = 0;
	size_t depth = 0, names;
	bool rooted = false;
	uint32_t tag;

	if (check_header(blob, size, why))
		return -1;
	names = strings_size(blob);
	do {
		offset = next;
		error = blob_tag(blob, offset, &tag, &next);
		if (error)
			return blob_malformed(error, why);
		if (tag == FDT_NOP)
			continue;
		if (tag == FDT_END ? depth || !rooted :
		    tag == FDT_BEGIN_NODE ? !depth && rooted : !depth)
			return blob_malformed(-FDT_ERR_BADSTRUCTURE, why);
		if (tag == FDT_BEGIN_NODE) {
			rooted = true;
			depth++;
		} else if (tag == FDT_END_NODE) {
			depth--;
		} else if (tag == FDT_PROP) {
			property = blob_property(blob, offset, next);
			if (!property)
				return blob_malformed(-FDT_ERR_BADSTRUCTURE, why);
			if (fdt32_ld(&property->nameoff) >= names)
				return message_set(why, "corrupt device tree (the name of a property lies outside its strings block)");
		}
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
