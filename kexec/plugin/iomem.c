/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/iomem.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/macros.h"
#include "util/number.h"
#include "util/read-file.h"

/* A line for each range; a large machine has some thousand. */
#define IOMEM_SIZE_MAX	(16u << 20)

/* One line; its name is not terminated. */
struct line {
	size_t depth;		/* spaces before it */
	struct range range;
	const char *name;
	size_t name_size;
};

struct parser {
	struct iomem iomem;
	bool in_ram;		/* below a top-level System RAM */
	bool seen_address;	/* some address is not zero */
};

static const char *const error_text[] = {
	[-IOMEM_OK] = "no error",
	[-IOMEM_E_MEMORY] = "out of memory",
	[-IOMEM_E_SYNTAX] = "a line in it is not an address range",
	[-IOMEM_E_HIDDEN] =
		"its addresses are hidden from this process (all zeros)",
	[-IOMEM_E_RAM] = "it lists no System RAM",
};

const char *iomem_strerror(int error)
{
	size_t index = (size_t)-error;

	if (error > 0 || index >= ARRAY_SIZE(error_text))
		return "unknown error";
	return error_text[index];
}

/* Read hex digits up to end; returns what follows them, or NULL. */
static const char *parse_hex(const char *in, const char *end,
			     uint64_t *ret_value)
{
	const char *start = in;
	uint64_t value = 0;

	for (; in < end && number_digit(*in) < 16; in++) {
		if (value >> 60)
			return NULL;
		value = value << 4 | number_digit(*in);
	}
	if (in == start)
		return NULL;
	*ret_value = value;
	return in;
}

/* The line [in, end) is "  FIRST-LAST : NAME"; the name is anything. */
static bool parse_line(const char *in, const char *end, struct line *ret_line)
{
	static const char separator[] = " : ";
	size_t separator_size = sizeof(separator) - 1;
	struct line line = { 0 };

	for (; in < end && *in == ' '; in++)
		line.depth++;
	in = parse_hex(in, end, &line.range.first);
	if (!in || in == end || *in++ != '-')
		return false;
	in = parse_hex(in, end, &line.range.last);
	if (!in || (size_t)(end - in) < separator_size ||
	    memcmp(in, separator, separator_size) != 0)
		return false;
	line.name = in + separator_size;
	line.name_size = (size_t)(end - line.name);
	*ret_line = line;
	return true;
}

static bool is_named(const struct line *line, const char *name)
{
	return line->name_size == strlen(name) &&
	       memcmp(line->name, name, line->name_size) == 0;
}

static int list_add(struct range_list *list, const struct range *range)
{
	struct range *items;

	items = realloc(list->items, (list->count + 1) * sizeof(*items));
	if (!items)
		return IOMEM_E_MEMORY;
	items[list->count++] = *range;
	list->items = items;
	return IOMEM_OK;
}

static int take_line(struct parser *parser, const struct line *line)
{
	struct iomem *iomem = &parser->iomem;

	if (line->range.first != 0 || line->range.last != 0)
		parser->seen_address = true;
	if (line->depth == 0)
		parser->in_ram = is_named(line, "System RAM");
	if (line->range.last < line->range.first)
		return IOMEM_OK;

	if (is_named(line, "Crash kernel"))
		return list_add(&iomem->crash, &line->range);
	if (!parser->in_ram || is_named(line, "Kernel code") ||
	    is_named(line, "Kernel data"))
		return IOMEM_OK;
	return list_add(line->depth == 0 ? &iomem->ram : &iomem->taken,
			&line->range);
}

int iomem_parse(const char *text, size_t size, struct iomem *ret_iomem)
{
	struct parser parser = { 0 };
	const char *end = text + size;
	int error = IOMEM_OK;
	struct line line;

	while (error == IOMEM_OK && text < end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));

		if (!stop)
			stop = end;
		if (stop != text)
			error = parse_line(text, stop, &line) ?
				take_line(&parser, &line) : IOMEM_E_SYNTAX;
		text = stop == end ? end : stop + 1;
	}
	if (error == IOMEM_OK && parser.iomem.ram.count == 0)
		error = IOMEM_E_RAM;
	else if (error == IOMEM_OK && !parser.seen_address)
		error = IOMEM_E_HIDDEN;
	if (error != IOMEM_OK) {
		iomem_clear(&parser.iomem);
		return error;
	}
	*ret_iomem = parser.iomem;
	return IOMEM_OK;
}

void iomem_clear(struct iomem *iomem)
{
	free(iomem->ram.items);
	free(iomem->taken.items);
	free(iomem->crash.items);
	memset(iomem, 0, sizeof(*iomem));
}

int iomem_read(const char *path, struct iomem *ret_iomem, struct message *why)
{
	uint8_t *text;
	size_t size;
	int error = read_file(path, IOMEM_SIZE_MAX, &text, &size);

	if (error != 0) {
		message_set(why, "%s: %s", path, strerror(error));
		return error;
	}
	error = iomem_parse((const char *)text, size, ret_iomem);
	free(text);
	if (error == IOMEM_OK)
		return 0;
	message_set(why, "%s: %s", path, iomem_strerror(error));
	switch (error) {
	case IOMEM_E_MEMORY:
		return ENOMEM;
	case IOMEM_E_HIDDEN:
		return EPERM;
	default:
		return EINVAL;
	}
}
