/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "host/source-kind.h"

#include <stdbool.h>
#include <string.h>

#include "util/macros.h"

/* Comments may precede what identifies a source text. */
#define TEXT_SIZE	65536u

/* An ACPI table's signature. */
#define SIGNATURE_SIZE	4u

static bool holds(const uint8_t *bytes, size_t size, size_t at,
		  const char *text)
{
	return size >= at && size - at >= strlen(text) &&
	       memcmp(bytes + at, text, strlen(text)) == 0;
}

/* Upper case letters and digits, and a length that is the file's. */
static bool is_acpi(const uint8_t *bytes, size_t size)
{
	size_t i, length = 0;

	if (size < 36)
		return false;
	for (i = 0; i < SIGNATURE_SIZE; i++) {
		if (!(bytes[i] >= 'A' && bytes[i] <= 'Z') &&
		    !(bytes[i] >= '0' && bytes[i] <= '9'))
			return false;
		length |= (size_t)bytes[SIGNATURE_SIZE + i] << 8 * i;
	}
	return length == size;
}

const char *source_kind(const uint8_t *bytes, size_t size)
{
	static const struct {
		const char *magic;
		const char *kind;
	} packed[] = {
		{ "\x1f\x8b", "compressed with gzip; unpack it: gzip -dc FILE >TABLE" },
		{ "\x28\xb5\x2f\xfd", "compressed with zstd; unpack it: zstd -dc FILE >TABLE" },
		{ "\xfd" "7zXZ", "compressed with xz; unpack it: xz -dc FILE >TABLE" },
		{ "\x04\x22\x4d\x18", "compressed with lz4; unpack it: lz4 -dc FILE >TABLE" },
		{ "BZh", "compressed with bzip2; unpack it: bzip2 -dc FILE >TABLE" },
	};
	static const struct {
		const char *text;
		const char *kind;
	} texts[] = {
		{ "/dts-v1/", "device tree source; compile it: dtc -I dts -O dtb -o TREE.dtb FILE" },
		{ "Signature : \"", "ACPI table source; compile it: iasl FILE" },
		{ "DefinitionBlock", "ACPI table source, but not of an IORT" },
	};
	size_t text_size = size < TEXT_SIZE ? size : TEXT_SIZE;
	size_t i;

	if (size == 0)
		return "the file is empty";
	if (holds(bytes, size, SIGNATURE_SIZE, " @ 0x"))
		return "the output of acpidump; extract the table: acpixtract -s IORT FILE";
	if (holds(bytes, size, 0, "\xd0\x0d\xfe\xed") ||
	    holds(bytes, size, 0, "IORT"))
		return NULL;
	for (i = 0; i < ARRAY_SIZE(packed); i++)
		if (holds(bytes, size, 0, packed[i].magic))
			return packed[i].kind;
	for (i = 0; i < ARRAY_SIZE(texts); i++)
		if (memmem(bytes, text_size, texts[i].text,
			   strlen(texts[i].text)))
			return texts[i].kind;
	if (is_acpi(bytes, size))
		return "an ACPI table, but not an IORT";
	return "neither a device tree blob nor an IORT table";
}
