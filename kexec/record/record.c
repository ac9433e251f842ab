/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "record/record.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/number.h"

#define WITHOUT_STAGE	"the image was loaded without the stage"

/* What cannot stand in a line as it is: \xNN. */
static void put_text(FILE *out, const char *key, const char *text)
{
	if (!text)
		return;
	fprintf(out, "%s ", key);
	for (; *text; text++) {
		if (*text >= ' ' && *text <= '~' && *text != '\\')
			putc(*text, out);
		else
			fprintf(out, "\\x%02x", (unsigned char)*text);
	}
	putc('\n', out);
}

static void put_smmu(FILE *out, const struct smmu *smmu)
{
	if (smmu->has_base)
		fprintf(out, "smmu 0x%" PRIx64 "\n", smmu->base);
	else
		fputs("smmu -\n", out);
	if (smmu->has_size)
		fprintf(out, "size %" PRIu64 "\n", smmu->size);
	fprintf(out, "version %s\nstatus %s\ngroup %u\n",
		smmu_version_name(smmu->version),
		smmu_status_name(smmu->status), smmu->group);
	if (smmu->has_policy)
		fprintf(out, "policy %s\n", smmu_action_name(smmu->policy));
	fprintf(out, "action %s\n", smmu_action_name(smmu->action));
	if (smmu->power_managed)
		fputs("power-managed yes\n", out);
	if (smmu->by_hand)
		fputs("added yes\n", out);
	put_text(out, "model", smmu->model);
	put_text(out, "name", smmu->name);
	put_text(out, "reason", smmu->reason);
}

char *record_body(const struct smmu_machine *machine, const char *boot)
{
	char *text = NULL;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	if (*boot)
		fprintf(out, "boot %s\n", boot);
	fprintf(out, "source %s\n", smmu_source_name(machine->source));
	for (i = 0; i < machine->smmu_count; i++)
		put_smmu(out, &machine->smmus[i]);
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}

/* A line's meaning: 0, or -1 for a value that cannot be. */
struct line {
	const char *key;
	bool of_smmu;		/* belongs to the latest SMMU */
	int (*take)(struct record *record, struct smmu *smmu, char *value);
};

/* Undo put_text() in place. A NUL cannot be meant. */
static int unescape(char *text)
{
	char *out = text;

	while (*text) {
		uint64_t byte = 0;
		char digits[5] = "0x";

		if (*text != '\\') {
			*out++ = *text++;
			continue;
		}
		if (text[1] != 'x' || !text[2] || !text[3])
			return -1;
		memcpy(digits + 2, text + 2, 2);
		if (number_read_hex(digits, 4, &byte) || byte == 0)
			return -1;
		*out++ = (char)byte;
		text += 4;
	}
	*out = '\0';
	return 0;
}

static int take_time(struct record *record, struct smmu *smmu, char *value)
{
	uint64_t seconds;

	(void)smmu;
	if (number_read(value, strlen(value), &seconds) ||
	    seconds > INT64_MAX)
		return -1;
	record->time = (int64_t)seconds;
	return 0;
}

static int take_call(struct record *record, struct smmu *smmu, char *value)
{
	static const char *const calls[] = { "kexec_load", "kexec_file_load" };
	size_t i;

	(void)smmu;
	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (strcmp(value, calls[i]) == 0)
			record->call = calls[i];
	return record->call ? 0 : -1;
}

static int take_stage(struct record *record, struct smmu *smmu, char *value)
{
	(void)smmu;
	record->has_stage = strcmp(value, "yes") == 0;
	return record->has_stage || strcmp(value, "no") == 0 ? 0 : -1;
}

static int take_cause(struct record *record, struct smmu *smmu, char *value)
{
	(void)smmu;
	record->cause = value;
	return unescape(value);
}

static int take_segment(struct record *record, struct smmu *smmu, char *value)
{
	(void)smmu;
	record->has_segment = true;
	return number_read_hex(value, strlen(value), &record->segment);
}

static int take_boot(struct record *record, struct smmu *smmu, char *value)
{
	(void)smmu;
	if (strlen(value) >= sizeof(record->boot))
		return -1;
	strcpy(record->boot, value);
	return 0;
}

static int take_source(struct record *record, struct smmu *smmu, char *value)
{
	(void)smmu;
	record->machine.source = strcmp(value, "fdt") == 0 ? SMMU_SOURCE_FDT :
							     SMMU_SOURCE_IORT;
	return 0;
}

static int take_smmu(struct record *record, struct smmu *unused, char *value)
{
	struct smmu *smmu = smmu_machine_add(&record->machine);

	(void)unused;
	if (!smmu)
		return -1;
	smmu->has_base = strcmp(value, "-") != 0;
	return smmu->has_base ?
	       number_read_hex(value, strlen(value), &smmu->base) : 0;
}

static int take_size(struct record *record, struct smmu *smmu, char *value)
{
	(void)record;
	smmu->has_size = true;
	return number_read(value, strlen(value), &smmu->size);
}

static int take_version(struct record *record, struct smmu *smmu, char *value)
{
	(void)record;
	return smmu_version_parse(value, strlen(value), &smmu->version);
}

static int take_status(struct record *record, struct smmu *smmu, char *value)
{
	int status;

	(void)record;
	for (status = SMMU_OKAY; status <= SMMU_UNREACHABLE; status++) {
		smmu->status = (enum smmu_status)status;
		if (strcmp(value, smmu_status_name(smmu->status)) == 0)
			return 0;
	}
	return -1;
}

static int take_group(struct record *record, struct smmu *smmu, char *value)
{
	uint64_t group;

	(void)record;
	if (number_read(value, strlen(value), &group) || group > UINT32_MAX)
		return -1;
	smmu->group = (unsigned int)group;
	return 0;
}

static int take_policy(struct record *record, struct smmu *smmu, char *value)
{
	(void)record;
	smmu->has_policy = true;
	return smmu_action_parse(value, &smmu->policy);
}

static int take_action(struct record *record, struct smmu *smmu, char *value)
{
	(void)record;
	return smmu_action_parse(value, &smmu->action);
}

static int take_power(struct record *record, struct smmu *smmu, char *value)
{
	(void)record;
	smmu->power_managed = strcmp(value, "yes") == 0;
	return 0;
}

static int take_added(struct record *record, struct smmu *smmu, char *value)
{
	(void)record;
	smmu->by_hand = strcmp(value, "yes") == 0;
	return 0;
}

static int take_string(char **field, char *value)
{
	if (*field || unescape(value) < 0)
		return -1;
	*field = strdup(value);
	return *field ? 0 : -1;
}

static int take_model(struct record *record, struct smmu *smmu, char *value)
{
	(void)record;
	return take_string(&smmu->model, value);
}

static int take_name(struct record *record, struct smmu *smmu, char *value)
{
	(void)record;
	return take_string(&smmu->name, value);
}

static int take_reason(struct record *record, struct smmu *smmu, char *value)
{
	(void)record;
	smmu->reason = value;
	return unescape(value);
}

static const struct line lines[] = {
	{ "time", false, take_time },
	{ "call", false, take_call },
	{ "stage", false, take_stage },
	{ "cause", false, take_cause },
	{ "segment", false, take_segment },
	{ "boot", false, take_boot },
	{ "source", false, take_source },
	{ "smmu", false, take_smmu },
	{ "size", true, take_size },
	{ "version", true, take_version },
	{ "status", true, take_status },
	{ "group", true, take_group },
	{ "policy", true, take_policy },
	{ "action", true, take_action },
	{ "power-managed", true, take_power },
	{ "added", true, take_added },
	{ "model", true, take_model },
	{ "name", true, take_name },
	{ "reason", true, take_reason },
};

static int take_line(struct record *record, char *text)
{
	struct smmu_machine *machine = &record->machine;
	char *value = strchr(text, ' ');
	struct smmu *smmu = NULL;
	size_t i;

	if (!value)
		return -1;
	*value++ = '\0';
	if (machine->smmu_count)
		smmu = &machine->smmus[machine->smmu_count - 1];
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		if (strcmp(text, lines[i].key) != 0)
			continue;
		if (lines[i].of_smmu && !smmu)
			return -1;
		return lines[i].take(record, smmu, value) ? -1 : 0;
	}
	return -1;
}

/* The text is cut up at its line ends. */
static int take_lines(struct record *record)
{
	char *rest = record->text;
	char *text = strsep(&rest, "\n");

	if (strcmp(text, RECORD_FIRST_LINE) != 0)
		return -1;
	while ((text = strsep(&rest, "\n")) && rest) {
		if (strcmp(text, RECORD_LAST_LINE) == 0)
			return *rest == '\0' ? 0 : -1;
		if (take_line(record, text) < 0)
			return -1;
	}
	return -1;
}

static void keep_all(struct smmu_machine *machine)
{
	size_t i;

	for (i = 0; i < machine->smmu_count; i++) {
		struct smmu *smmu = &machine->smmus[i];

		if (smmu->action != SMMU_KEEP)
			smmu->reason = WITHOUT_STAGE;
		smmu->action = SMMU_KEEP;
	}
}

int record_parse(const char *text, size_t size, struct record *ret_record)
{
	struct record record = { .time = 0 };

	if (size > RECORD_SIZE_MAX || memchr(text, '\0', size))
		return -1;
	record.text = strndup(text, size);
	if (!record.text || take_lines(&record) < 0) {
		record_clear(&record);
		return -1;
	}
	if (!record.has_stage)
		keep_all(&record.machine);
	*ret_record = record;
	return 0;
}

void record_clear(struct record *record)
{
	smmu_machine_clear(&record->machine);
	free(record->text);
	memset(record, 0, sizeof(*record));
}
