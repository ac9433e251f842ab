/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "command/status.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "list/json.h"
#include "list/list.h"
#include "plan/policy.h"
#include "record/record.h"
#include "util/json.h"

#define TIME_SIZE	32

static const char *const state_names[STATUS_STATES] = {
	[STATUS_NONE] = "none",
	[STATUS_FENCED] = "fenced",
	[STATUS_PARTLY] = "partly",
	[STATUS_UNFENCED] = "unfenced",
	[STATUS_UNRECORDED] = "unrecorded",
	[STATUS_GONE] = "gone",
	[STATUS_DOUBT] = "doubt",
	[STATUS_HIDDEN] = "hidden",
};

/* Of a person's time zone, or of all. */
static void print_time(char text[static TIME_SIZE], int64_t seconds, bool utc)
{
	time_t when = (time_t)seconds;
	struct tm parts;

	if (!(utc ? gmtime_r(&when, &parts) : localtime_r(&when, &parts)) ||
	    strftime(text, TIME_SIZE, utc ? "%Y-%m-%dT%H:%M:%SZ" :
					    "%Y-%m-%d %H:%M:%S", &parts) == 0)
		snprintf(text, TIME_SIZE, "?");
}

static void record_json(FILE *out, const struct status_load *load)
{
	char time[TIME_SIZE];
	size_t i;

	print_time(time, load->time, /* utc= */ true);
	fprintf(out, "json \"since\": \"%s\", \"call\": ", time);
	json_string(out, load->call);
	if (load->segment)
		fprintf(out, ", \"segment\": \"0x%" PRIx64 "\",\n",
			load->segment);
	else
		fputs(", \"segment\": null,\n", out);
	fprintf(out, "json \"wrapped\": %s, \"cause\": ",
		load->wrapped ? "true" : "false");
	json_string(out, load->cause);
	fputs(", \"smmus\": [", out);
	for (i = 0; i < load->machine->smmu_count; i++) {
		fputs(i ? ",\njson   " : "\njson   ", out);
		list_json_smmu(out, &load->machine->smmus[i]);
	}
	fputs("] }\n", out);
}

char *status_record(const struct status_load *load)
{
	struct smmu_machine *machine = load->machine;
	enum status_state state = STATUS_UNFENCED;
	/*
	 * Without its SMMUs nobody can say that all were to be kept, or what a
	 * stage made for another machine does to them.
	 */
	bool wrong = load->cause && (machine->smmu_count == 0 || load->wrapped);
	size_t used = 0, aborts = 0, size, i;
	char time[TIME_SIZE];
	char *text = NULL;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	for (i = 0; i < machine->smmu_count; i++) {
		struct smmu *smmu = &machine->smmus[i];

		if (!load->has_stage && smmu->action != SMMU_KEEP) {
			smmu->action = SMMU_KEEP;
			smmu->reason = load->wrapped ?
				       "the image was loaded with only its own "
				       "stage" :
				       "the image was loaded without the stage";
		}
		wrong |= policy_is_unmet(smmu);
		used += smmu->status == SMMU_OKAY;
		aborts += smmu->status == SMMU_OKAY &&
			  smmu_fences(smmu->action);
	}
	if (aborts)
		state = aborts == used ? STATUS_FENCED : STATUS_PARTLY;
	fprintf(out, RECORD_FIRST_LINE "boot %s\nstate %s\nwrong %s\n",
		load->boot, state_names[state], wrong ? "true" : "false");

	print_time(time, load->time, /* utc= */ false);
	fprintf(out, "text loaded %s", time);
	if (load->call)
		fprintf(out, " by %s", load->call);
	if (load->wrapped)
		fputs(!load->has_stage ? ", with only its own stage" :
		      load->segment ? ", with two stages: the image has one, too"
				    : ", a wrapped image", out);
	if (load->cause)
		fprintf(out, "%s%s", load->wrapped ? "; " :
			" without the stage: ", load->cause);
	else if (machine->smmu_count == 0)
		fputs(", no SMMU", out);
	putc('\n', out);
	list_rows(out, machine, "row ", /* colour= */ false);
	record_json(out, load);
	fputs(RECORD_LAST_LINE, out);
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

/* Whether the record's line of a key has this value. */
static bool says(const char *record, const char *key, const char *value)
{
	size_t size;
	const char *text = record_next(record, key, &size);

	return text && strlen(value) == size && memcmp(text, value, size) == 0;
}

void status_judge(struct status_image *image)
{
	int state = STATUS_FENCED;

	image->kind = image->text ? record_kind(image->text, image->size) :
				    RECORD_WHOLE;
	/*
	 * One from an earlier boot does not count, in case the directory was
	 * not emptied.
	 */
	image->record = NULL;
	if (image->text && image->kind == RECORD_WHOLE &&
	    (!image->boot[0] || says(image->text, "boot", "") ||
	     says(image->text, "boot", image->boot)))
		image->record = image->text;

	if (image->loaded != 1) {
		image->state = image->record ? STATUS_GONE : STATUS_NONE;
		image->is_wrong = image->record ||
				  (image->is_due && image->loaded == 0);
	} else if (image->is_hidden) {
		image->state = STATUS_HIDDEN;
		image->is_wrong = false;
	} else if (image->record) {
		while (state <= STATUS_UNFENCED &&
		       !says(image->record, "state", state_names[state]))
			state++;
		image->state = state <= STATUS_UNFENCED ? state : STATUS_DOUBT;
		image->is_wrong = !says(image->record, "wrong", "false");
	} else if (image->kind != RECORD_WHOLE) {
		image->state = STATUS_DOUBT;
		image->is_wrong = true;
	} else {
		image->state = STATUS_UNRECORDED;
		image->is_wrong = image->is_wanted;
	}
}

const char *status_text(const struct status_image *image)
{
	switch (image->state) {
	case STATUS_FENCED:
		return "fenced";
	case STATUS_PARTLY:
		return "partly fenced";
	case STATUS_UNFENCED:
		return "not fenced";
	case STATUS_UNRECORDED:
		return image->is_wanted ?
		       "loaded, but not with the configured policy" :
		       "loaded without a policy, or by another program";
	case STATUS_GONE:
		return "unloaded by another program";
	case STATUS_DOUBT:
		return image->kind == RECORD_OPEN ?
		       "loaded, but a later load or unload did not finish" :
		       image->kind == RECORD_MARKED ?
		       "loaded, but two loads ran at once" :
		       "loaded, but its record is of another version, or "
		       "corrupt";
	case STATUS_HIDDEN:
		return "loaded; only root can read whether it is fenced";
	default:
		return image->loaded < 0 ?
		       "not loaded: this kernel has no kexec support" :
		       image->is_due ?
		       "not loaded, although a policy is configured for it "
		       "and memory is reserved" : "not loaded";
	}
}

/* The cell under ACTION, up to the next column, is coloured as in a listing. */
static void put_rows(FILE *out, const char *record, bool colour)
{
	const char *row = record, *heads = NULL, *action, *next;
	size_t from = 0, to = 0, size;

	while ((row = record_next(row, "row", &size))) {
		if (!heads) {
			heads = row;
			action = strstr(heads, "ACTION");
			from = action ? (size_t)(action - heads) : 0;
			next = heads + from;
			next += strcspn(next, " ");
			next += strspn(next, " ");
			to = (size_t)(next - heads) - 1;
		}
		if (!colour || row == heads || row[0] == '[' || from == 0 ||
		    to <= from || size < to)
			fprintf(out, "%.*s\n", (int)size, row);
		else
			fprintf(out, "%.*s%s%.*s%s%.*s\n", (int)from, row,
				list_colour(row + from), (int)(to - from),
				row + from, LIST_PLAIN, (int)(size - to),
				row + to);
	}
}

/* It fences whatever is loaded, even if nobody recorded it. */
static void put_module(FILE *out, const struct module_state *module)
{
	size_t i;

	fprintf(out, "kernel module: policy \"%s\", crash \"%s\"\n",
		module->normal, module->crash);
	for (i = 0; i < module->frame_count; i++) {
		const struct module_frame *frame = &module->frames[i];

		fprintf(out, "0x%" PRIx64 " v%u: by the module: %s on kexec "
			"-e, %s on a panic%s\n", frame->base, frame->version,
			smmu_action_name(frame->normal),
			smmu_action_name(frame->crash),
			frame->is_on ? "" : " (suspended now)");
	}
}

const char *status_mend(const struct status *status)
{
	const struct status_image *crash = &status->images[KERNEL_CRASH];

	if (!crash->is_wrong || status->configuration)
		return NULL;
	switch (crash->state) {
	case STATUS_FENCED:
	case STATUS_PARTLY:
	case STATUS_UNFENCED:
		return NULL;
	default:
		return status->reload;
	}
}

static void module_json(FILE *out, const struct module_state *module)
{
	size_t i;

	fputs(",\n  \"module\": ", out);
	if (!module) {
		fputs("null", out);
		return;
	}
	fputs("{ \"policy\": ", out);
	json_string(out, module->normal);
	fputs(", \"crash\": ", out);
	json_string(out, module->crash);
	fputs(", \"smmus\": [", out);
	for (i = 0; i < module->frame_count; i++) {
		const struct module_frame *frame = &module->frames[i];

		fprintf(out, "%s\n    { \"base\": \"0x%" PRIx64 "\", "
			"\"version\": \"v%u\", \"policy\": \"%s\", "
			"\"crash\": \"%s\", \"suspended\": %s }",
			i ? "," : "", frame->base, frame->version,
			smmu_action_name(frame->normal),
			smmu_action_name(frame->crash),
			frame->is_on ? "false" : "true");
	}
	fputs("] }", out);
}

void status_table(FILE *out, const struct status *status, bool colour)
{
	const char *mend = status_mend(status);
	int kind;

	for (kind = 0; kind < KERNEL_IMAGES; kind++) {
		const struct status_image *image = &status->images[kind];
		const char *text;
		size_t size;

		fprintf(out, "%s kernel: %s",
			record_name((enum kernel_image)kind),
			status_text(image));
		text = image->record ? record_next(image->record, "text",
						   &size) : NULL;
		if (text)
			fprintf(out, ", %.*s", (int)size, text);
		putc('\n', out);
		if (image->record && image->state != STATUS_GONE)
			put_rows(out, image->record, colour);
	}
	if (status->module)
		put_module(out, status->module);
	if (mend)
		fprintf(out, "run: %s\n", mend);
}

void status_json(FILE *out, const struct status *status)
{
	static const char nothing[] = "\n"
		"json \"since\": null, \"call\": null, \"segment\": null,\n"
		"json \"wrapped\": null, \"cause\": null, \"smmus\": [] }\n";
	int kind;

	for (kind = 0; kind < KERNEL_IMAGES; kind++) {
		const struct status_image *image = &status->images[kind];
		const char *line = image->record ? image->record : nothing;
		size_t size;

		fprintf(out, "%s\"%s\": { \"loaded\": %s, \"state\": \"%s\", "
			"\"wrong\": %s,", kind ? ",\n  " : "{ ",
			record_name((enum kernel_image)kind),
			image->loaded == 1 ? "true" : "false",
			state_names[image->state],
			image->is_wrong ? "true" : "false");
		while ((line = record_next(line, "json", &size)))
			fprintf(out, "\n    %.*s", (int)size, line);
	}
	module_json(out, status->module);
	fputs(",\n  \"configuration\": ", out);
	json_string(out, status->configuration);
	fputs(", \"run\": ", out);
	json_string(out, status_mend(status));
	fputs(" }\n", out);
}
