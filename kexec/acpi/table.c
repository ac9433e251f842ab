/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "acpi/table.h"

#include <string.h>

#include "util/little-endian.h"

#define AT_LENGTH	4u
#define AT_REVISION	8u

uint16_t acpi_get16(const struct acpi_table *table, size_t at)
{
	return le16_ld(table->bytes + at);
}

uint32_t acpi_get32(const struct acpi_table *table, size_t at)
{
	return le32_ld(table->bytes + at);
}

uint64_t acpi_get64(const struct acpi_table *table, size_t at)
{
	return le64_ld(table->bytes + at);
}

bool acpi_has(const struct acpi_table *table, size_t at, size_t size)
{
	return at <= table->size && size <= table->size - at;
}

bool acpi_is_qualcomm(const struct acpi_table *table, size_t at)
{
	static const char name[] = "QCOM";

	return !memcmp(table->bytes + at, name, strlen(name));
}

bool acpi_rest_is_zero(const struct acpi_table *table, size_t at)
{
	for (; at < table->size; at++) {
		if (table->bytes[at])
			return false;
	}
	return true;
}

int acpi_table_open(const void *blob, size_t size, const char *signature,
		    size_t least, struct acpi_table *ret_table,
		    struct message *why)
{
	struct acpi_table table = { .bytes = blob };
	uint8_t sum = 0;
	size_t at;

	if (size < strlen(signature) ||
	    memcmp(blob, signature, strlen(signature)))
		return message_set(why, "not an %s table", signature);
	if (size < least)
		return message_set(why, "%s is truncated: %zu bytes", signature,
				   size);
	table.size = acpi_get32(&table, AT_LENGTH);
	if (table.size > size)
		return message_set(why, "%s is truncated: %zu of %zu bytes",
				   signature, size, table.size);
	if (table.size < least)
		return message_set(why, "corrupt %s (its length is %zu)",
				   signature, table.size);
	table.revision = table.bytes[AT_REVISION];
	for (at = 0; at < table.size; at++)
		sum = (uint8_t)(sum + table.bytes[at]);
	table.checksum_good = sum == 0;
	*ret_table = table;
	return 0;
}
