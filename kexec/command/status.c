/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "command/status.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "util/json.h"
#include "command/list.h"
#include "plan/policy.h"

#define TIME_SIZE	32

static bool is_unmet(const struct record *record)
{
	size_t i;

	for (i = 0; i < record->machine.smmu_count; i++)
		if (policy_is_unmet(&record->machine.smmus[i]))
			return true;
	return false;
}

static enum status_state fence_of(const struct record *record)
{
	size_t used = 0, aborts = 0, i;

	for (i = 0; i < record->machine.smmu_count; i++) {
		const struct smmu *smmu = &record->machine.smmus[i];

		if (smmu->status != SMMU_OKAY)
			continue;
		used++;
		aborts += smmu->action == SMMU_ABORT;
	}
	if (aborts == 0)
		return STATUS_UNFENCED;
	return aborts == used ? STATUS_FENCED : STATUS_PARTLY;
}

static void judge_record(struct status_image *image)
{
	const struct record *record = &image->record;

	image->state = fence_of(record);
	/* Without its SMMUs it cannot be said that all were to be kept. */
	image->is_wrong = is_unmet(record) ||
			  (record->cause && record->machine.smmu_count == 0);
}

void status_judge(struct status_image *image)
{
	image->is_wrong = false;
	if (image->loaded != 1) {
		image->state = image->has_record ? STATUS_GONE : STATUS_NONE;
		image->is_wrong = image->has_record;
	} else if (image->has_record) {
		judge_record(image);
	} else if (image->is_damaged || image->was_set_aside) {
		image->state = STATUS_DOUBT;
		image->is_wrong = true;
	} else {
		image->state = STATUS_UNRECORDED;
		image->is_wrong = image->is_wanted;
	}
}

static const char *state_name(enum status_state state)
{
	static const char *const names[] = {
		[STATUS_NONE] = "none",
		[STATUS_FENCED] = "fenced",
		[STATUS_PARTLY] = "partly",
		[STATUS_UNFENCED] = "unfenced",
		[STATUS_UNRECORDED] = "unrecorded",
		[STATUS_GONE] = "gone",
		[STATUS_DOUBT] = "doubt",
	};

	return names[state];
}

static const char *state_text(const struct status_image *image)
{
	switch (image->state) {
	case STATUS_NONE:
		return image->loaded < 0 ? "not loaded: the kernel has none" :
					   "not loaded";
	case STATUS_FENCED:
		return "fenced";
	case STATUS_PARTLY:
		return "partly fenced";
	case STATUS_UNFENCED:
		return "not fenced";
	case STATUS_UNRECORDED:
		return image->is_wanted ?
		       "loaded, but not with the policy that is configured" :
		       "loaded without a policy, or by another program";
	case STATUS_GONE:
		return "unloaded by another program";
	case STATUS_DOUBT:
		return image->is_damaged ?
		       "loaded, but its record is damaged" :
		       "loaded, but a later load or unload came to no end";
	}
	return "";
}

static void print_time(char text[static TIME_SIZE], int64_t seconds, bool utc)
{
	time_t when = (time_t)seconds;
	struct tm parts;

	if (!(utc ? gmtime_r(&when, &parts) : localtime_r(&when, &parts)) ||
	    strftime(text, TIME_SIZE, utc ? "%Y-%m-%dT%H:%M:%SZ" :
					    "%Y-%m-%d %H:%M:%S", &parts) == 0)
		snprintf(text, TIME_SIZE, "?");
}

static void put_record(FILE *out, const struct record *record)
{
	char time[TIME_SIZE];

	print_time(time, record->time, /* utc= */ false);
	fprintf(out, ", loaded %s", time);
	if (record->call)
		fprintf(out, " by %s", record->call);
	if (record->cause)
		fprintf(out, " without the stage: %s", record->cause);
	else if (record->machine.smmu_count == 0)
		fputs(", no SMMU", out);
}

void status_table(FILE *out, const struct status_image images[RECORD_KINDS],
		  bool colour)
{
	int kind;

	for (kind = 0; kind < RECORD_KINDS; kind++) {
		const struct status_image *image = &images[kind];

		fprintf(out, "%s kernel: %s",
			record_name((enum record_kind)kind),
			state_text(image));
		if (image->has_record)
			put_record(out, &image->record);
		putc('\n', out);
		if (image->has_record && image->state != STATUS_GONE)
			list_rows(out, &image->record.machine, colour);
	}
}

static void put_smmus(FILE *out, const struct smmu_machine *machine)
{
	size_t i;

	for (i = 0; i < machine->smmu_count; i++) {
		fputs(i ? ",\n      " : "\n      ", out);
		list_json_smmu(out, &machine->smmus[i]);
	}
}

static void put_image(FILE *out, const struct status_image *image)
{
	const struct record *record = image->has_record ? &image->record :
							  NULL;
	char time[TIME_SIZE];

	if (record)
		print_time(time, record->time, /* utc= */ true);
	fprintf(out, "{ \"loaded\": %s, \"state\": \"%s\", \"wrong\": %s,\n"
		"    \"since\": ", image->loaded == 1 ? "true" : "false",
		state_name(image->state), image->is_wrong ? "true" : "false");
	json_string(out, record ? time : NULL);
	fputs(", \"call\": ", out);
	json_string(out, record ? record->call : NULL);
	fputs(", \"segment\": ", out);
	if (record && record->has_segment)
		fprintf(out, "\"0x%" PRIx64 "\"", record->segment);
	else
		fputs("null", out);
	fputs(",\n    \"cause\": ", out);
	json_string(out, record ? record->cause : NULL);
	fputs(", \"smmus\": [", out);
	if (record)
		put_smmus(out, &record->machine);
	fputs("] }", out);
}

void status_json(FILE *out, const struct status_image images[RECORD_KINDS])
{
	int kind;

	for (kind = 0; kind < RECORD_KINDS; kind++) {
		fprintf(out, "%s\"%s\": ", kind ? ",\n  " : "{ ",
			record_name((enum record_kind)kind));
		put_image(out, &images[kind]);
	}
	fputs(" }\n", out);
}
