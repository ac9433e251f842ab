/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/log.h"

#include <stdlib.h>
#include <string.h>

#include "util/array.h"
#include "util/number.h"

#define PREFIX		"kexec-smmu: "
#define VALUES_MAX	8

struct value {
	struct log_text text;
	uint64_t number;
};

/* Kinds of lines, in the order in which they are tried. */
enum line {
	LINE_STAGE, LINE_SERRORS, LINE_COPY, LINE_SMMU, LINE_RANGE,
	LINE_OFFENDER, LINE_LOSSY, LINE_LEFT_OUT, LINE_NEXT, LINE_NEXT_OLD,
	LINE_FAILED, LINE_CORRUPT, LINE_GIC, LINE_PSCI, LINE_SMMUS,
	LINE_FUNCTION, LINE_SILENT, LINE_HELD, LINE_OTHER,
};

/*
 * What they look like: %x and %u are numbers, hexadecimal with 0x and decimal;
 * %h is one of four hex digits; %w a word of letters; %n of anything but spaces;
 * %s any text, the shortest that lets the rest match.
 */
static const char *const lines[] = {
	[LINE_STAGE] = "stage at %x, EL%u, %u SMMU%s",
	[LINE_SERRORS] = "%u SErrors, %u of them before the first SMMU",
	[LINE_COPY] = "%x device tree: %s",
	[LINE_SMMU] = "%x v%u %w -> %w: %s, %u us%s",
	[LINE_RANGE] =
		"%x StreamID %x%s: %w %x..%x, at least %u times in %u ms",
	[LINE_OFFENDER] = "%x StreamID %x%s: %w, at least %u times in %u ms",
	[LINE_LOSSY] = "%x and others: records were lost",
	[LINE_LEFT_OUT] = "%u lines left out",
	[LINE_NEXT] = "on to %x, CNTVCT %u of %u Hz",
	[LINE_NEXT_OLD] = "on to %x",
	[LINE_FAILED] = "failed, %s",
	[LINE_CORRUPT] = "corrupt, %s",
	[LINE_GIC] = "GIC: %s",
	[LINE_PSCI] = "PSCI did not %s",
	[LINE_SMMUS] = "SMMUs: %s",
	[LINE_FUNCTION] = "%n not stopped: %s",
	[LINE_SILENT] = "%n not reset: %s",
	[LINE_HELD] = "%x not opened: %s",
	[LINE_OTHER] = "%s",
};

/* Does this byte, the one at number at, belong to a value of this kind? */
static bool belongs(char kind, char byte, size_t at)
{
	switch (kind) {
	case 'w':
		return byte >= 'a' && byte <= 'z';
	case 'n':
		return byte != ' ';
	case 'u':
		return number_digit(byte) < 10;
	case 'h':
		return number_digit(byte) < 16 && at < 4;
	default:
		return number_digit(byte) < 16 || (at == 1 && byte == 'x');
	}
}

/* Take a value of this kind off the front of text; false if there is none. */
static bool take_value(char kind, struct log_text *text, struct value *value)
{
	char hex[] = "0x0000";
	size_t size = 0;

	while (size < text->size && belongs(kind, text->at[size], size))
		size++;
	value->text = (struct log_text){ text->at, size };
	text->at += size;
	text->size -= size;
	switch (kind) {
	case 'x':
		return !number_read_hex(value->text.at, size, &value->number);
	case 'u':
		return !number_read(value->text.at, size, &value->number);
	case 'h':
		memcpy(hex + 2, value->text.at, size);
		return size == 4 && !number_read_hex(hex, 6, &value->number);
	default:
		return size > 0;
	}
}

/*
 * Does a line look like this? At most two %s are in any, so that the cost is at
 * most the square of its size.
 */
static bool matches(const char *form, struct log_text text,
		    struct value *values)
{
	size_t size;

	for (; *form; form++) {
		if (form[0] != '%') {
			if (!text.size || *text.at != *form)
				return false;
			text.at++;
			text.size--;
			continue;
		}
		if (*++form != 's') {
			if (!take_value(*form, &text, values++))
				return false;
			continue;
		}
		for (size = form[1] ? 0 : text.size; size <= text.size; size++) {
			values->text = (struct log_text){ text.at, size };
			if (matches(form + 1,
				    (struct log_text){ text.at + size,
						       text.size - size },
				    values + 1))
				return true;
		}
		return false;
	}
	return text.size == 0;
}

static bool text_is(struct log_text text, const char *word)
{
	return text.size == strlen(word) &&
	       memcmp(text.at, word, text.size) == 0;
}

static bool text_begins(struct log_text text, const char *start)
{
	return text.size >= strlen(start) &&
	       memcmp(text.at, start, strlen(start)) == 0;
}

/* What became of one: "done", ", 3 SErrors (CR0 ...)". */
static int add_smmu(struct log *log, const struct value *values)
{
	struct log_smmu *smmu = array_add((void **)&log->smmus,
					  &log->smmu_count, sizeof(*smmu));
	const struct log_text outcome = values[4].text;
	struct value more[2];

	if (!smmu)
		return -1;
	smmu->base = values[0].number;
	smmu->version = (unsigned int)values[1].number;
	smmu->before = values[2].text;
	smmu->after = values[3].text;
	smmu->outcome = outcome;
	smmu->time_us = values[5].number;
	smmu->registers = values[6].text;
	if (matches(", %u SErrors%s", values[6].text, more)) {
		smmu->serrors = more[0].number;
		smmu->registers = more[1].text;
	}
	if (text_begins(smmu->registers, " ")) {
		smmu->registers.at++;
		smmu->registers.size--;
	}
	smmu->is_as_asked = text_is(outcome, "done") ||
			    text_is(outcome, "kept");
	smmu->is_fenced = text_is(smmu->after, "abort") &&
			  (smmu->is_as_asked ||
			   text_begins(outcome, "fenced, "));
	log->is_as_asked &= smmu->is_as_asked;
	return 0;
}

/* values: of LINE_RANGE or, without the two of the range, of LINE_OFFENDER. */
static int add_offender(struct log *log, const struct value *values,
			bool has_range)
{
	struct log_offender *offender = array_add((void **)&log->offenders,
						  &log->offender_count,
						  sizeof(*offender));

	if (!offender)
		return -1;
	offender->base = values[0].number;
	offender->stream = (uint32_t)values[1].number;
	offender->names = values[2].text;
	offender->verb = values[3].text;
	offender->has_range = has_range;
	if (has_range) {
		offender->first = values[4].number;
		offender->last = values[5].number;
	}
	values += has_range ? 6 : 4;
	offender->count = values[0].number;
	offender->time_ms = values[1].number;
	return 0;
}

/* One line without its prefix. Returns 0, or -1 where memory ran out. */
static int take_line(struct log *log, struct log_text text)
{
	struct value values[VALUES_MAX];
	size_t kind = 0;
	uint64_t *base;
	struct log_text *note;

	while (!matches(lines[kind], text, values))
		kind++;
	switch (kind) {
	case LINE_STAGE:
		log->stage = values[0].number;
		log->el = (unsigned int)values[1].number;
		return 0;
	case LINE_SERRORS:
		log->serrors = values[0].number;
		log->serrors_before = values[1].number;
		return 0;
	case LINE_SMMU:
		return add_smmu(log, values);
	case LINE_RANGE:
	case LINE_OFFENDER:
		return add_offender(log, values, kind == LINE_RANGE);
	case LINE_LOSSY:
		base = array_add((void **)&log->lossy, &log->lossy_count,
				 sizeof(*base));
		if (base)
			*base = values[0].number;
		return base ? 0 : -1;
	case LINE_LEFT_OUT:
		log->left_out = values[0].number;
		return 0;
	case LINE_NEXT:
		log->has_counter = true;
		log->counter = values[1].number;
		log->hertz = values[2].number;
		log->next = values[0].number;
		return 0;
	case LINE_NEXT_OLD:
		log->next = values[0].number;
		return 0;
	case LINE_COPY:
		log->is_as_asked &= text_is(values[1].text, "done");
		break;
	case LINE_SMMUS:
		log->is_as_asked &= text_is(values[0].text, "by the tables");
		break;
	case LINE_FUNCTION:
		log->is_as_asked &= text_is(values[1].text, "untouched");
		break;
	case LINE_OTHER:
		break;
	default:
		log->is_as_asked = false;
	}
	note = array_add((void **)&log->notes, &log->note_count, sizeof(*note));
	if (note)
		*note = text;
	return note ? 0 : -1;
}

/* The first line: who made it, for which load, and when. */
static bool take_first(struct log *log, struct log_text text)
{
	struct value values[VALUES_MAX];

	if (matches("%s, load %s, %s", text, values)) {
		log->nonce = values[1].text;
		log->made = values[2].text;
	} else if (matches("%s, wrapped, %s", text, values)) {
		log->made = values[1].text;
	} else if (!matches("%s, wrapped", text, values)) {
		return false;
	}
	log->version = values[0].text;
	return true;
}

int log_parse(const char *text, size_t size, struct log *ret_log,
	      struct message *why)
{
	struct log log = { .is_as_asked = true };
	size_t number = 0, length;
	const char *at, *end;

	while (size && text[size - 1] == '\0')
		size--;
	end = text + size;
	if (size > LOG_SIZE_MAX)
		return message_set(why, "%zu bytes, which is too much", size);
	for (at = text; at < end; at++) {
		if (*at != '\n' && (*at < ' ' || *at > '~'))
			return message_set(why, "byte 0x%02x at %zu",
					   (unsigned char)*at,
					   (size_t)(at - text));
	}
	for (at = text; at < end; at += length + 1) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		struct log_text line;

		length = (size_t)((newline ? newline : end) - at);
		line = (struct log_text){ at, length };
		if (length > LOG_LINE_MAX || !text_begins(line, PREFIX)) {
			message_set(why, "line %zu is not the stage's",
				    number + 1);
			goto fail;
		}
		line.at += strlen(PREFIX);
		line.size -= strlen(PREFIX);
		if (number++ == 0) {
			if (take_first(&log, line))
				continue;
			message_set(why, "its first line is not a load's");
			goto fail;
		}
		if (take_line(&log, line) < 0) {
			message_oom(why);
			goto fail;
		}
	}
	if (number > 0) {
		*ret_log = log;
		return 0;
	}
	message_set(why, "it is empty");
fail:
	log_clear(&log);
	return -1;
}

void log_clear(struct log *log)
{
	free(log->smmus);
	free(log->offenders);
	free(log->lossy);
	free(log->notes);
	memset(log, 0, sizeof(*log));
}

size_t log_fenced(const struct log *log)
{
	size_t count = 0, i;

	for (i = 0; i < log->smmu_count; i++)
		count += log->smmus[i].is_fenced;
	return count;
}

bool log_device_next(struct log_text *names, struct log_device *ret_device)
{
	struct log_text rest = *names, one;
	struct log_device device = { .has_ids = false };
	struct value values[VALUES_MAX];
	size_t size = 0;

	while (rest.size && (*rest.at == ' ' || *rest.at == '|')) {
		rest.at++;
		rest.size--;
	}
	while (size < rest.size && rest.at[size] != '|')
		size++;
	*names = (struct log_text){ rest.at + size, rest.size - size };
	while (size && rest.at[size - 1] == ' ')
		size--;
	one = (struct log_text){ rest.at, size };
	if (!size)
		return false;
	if (matches("%n %h:%h %s", one, values)) {
		device.vendor = (uint16_t)values[1].number;
		device.device = (uint16_t)values[2].number;
		device.has_ids = true;
		device.driver = values[3].text;
	} else if (matches("%n - %s", one, values)) {
		device.driver = values[1].text;
	} else {
		values[0].text = one;
	}
	device.name = values[0].text;
	if (text_is(device.driver, "-"))
		device.driver.size = 0;
	*ret_device = device;
	return true;
}

enum log_age log_age(const struct log *log, uint64_t now, uint64_t hertz,
		     uint64_t boottime_ns)
{
	uint64_t boot, seconds = boottime_ns / 1000000000;

	if (!hertz || !log->has_counter || !log->hertz || seconds > UINT64_MAX / hertz / 2)
		return LOG_FRESH;
	boot = seconds * hertz;
	boot = now > boot ? now - boot : 0;
	if (log->hertz != hertz || log->counter > now)
		return LOG_STALE;
	return log->counter < boot && boot - log->counter > 60 * hertz ?
	       LOG_STALE : LOG_FRESH;
}
