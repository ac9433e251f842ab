/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/json.h"

#include <inttypes.h>
#include <string.h>

#include "report/who.h"
#include "util/json.h"

/* A part of the log, or null for an empty one. */
static void put_text(FILE *out, const char *name, struct log_text text)
{
	char copy[LOG_LINE_MAX + 1];

	if (text.size)
		memcpy(copy, text.at, text.size);
	copy[text.size] = '\0';
	fprintf(out, "\"%s\": ", name);
	json_string(out, text.size ? copy : NULL);
}

static void put_string(FILE *out, const char *name, const char *text)
{
	fprintf(out, ", \"%s\": ", name);
	json_string(out, *text ? text : NULL);
}

static void put_smmu(FILE *out, const struct log_smmu *smmu)
{
	fprintf(out, "{ \"base\": \"0x%" PRIx64 "\", \"version\": \"v%u\", ",
		smmu->base, smmu->version);
	put_text(out, "before", smmu->before);
	fputs(", ", out);
	put_text(out, "after", smmu->after);
	fputs(", ", out);
	put_text(out, "outcome", smmu->outcome);
	fprintf(out, ", \"fenced\": %s, \"as_asked\": %s, \"time_us\": %" PRIu64
		", \"serrors\": %" PRIu64 ", ", smmu->is_fenced ? "true" :
		"false", smmu->is_as_asked ? "true" : "false", smmu->time_us,
		smmu->serrors);
	put_text(out, "registers", smmu->registers);
	fputs(" }", out);
}

static void put_device(FILE *out, const struct who_device *device)
{
	fputs("{ \"name\": ", out);
	json_string(out, device->name);
	if (device->has_ids)
		fprintf(out, ", \"vendor\": \"0x%x\", \"device\": \"0x%x\"",
			device->vendor, device->device);
	else
		fputs(", \"vendor\": null, \"device\": null", out);
	put_string(out, "vendor_name", device->vendor_name);
	put_string(out, "device_name", device->device_name);
	put_string(out, "driver", device->driver);
	fputs(" }", out);
}

static void put_offender(FILE *out, const struct report *report,
			 const struct log_offender *offender)
{
	const char *separator = "\n      ";
	struct who_device device;
	struct who who;

	fprintf(out, "{ \"smmu\": \"0x%" PRIx64 "\", \"stream\": \"0x%" PRIx32
		"\", ", offender->base, offender->stream);
	put_text(out, "verb", offender->verb);
	if (offender->has_range)
		fprintf(out, ", \"first\": \"0x%" PRIx64 "\", \"last\": \"0x%"
			PRIx64 "\"", offender->first, offender->last);
	else
		fputs(", \"first\": null, \"last\": null", out);
	fprintf(out, ", \"count\": %" PRIu64 ", \"time_ms\": %" PRIu64
		", \"devices\": [", offender->count, offender->time_ms);
	who_start(&who, offender, report->machine, report->ids);
	while (who_next(&who, &device)) {
		fputs(separator, out);
		put_device(out, &device);
		separator = ",\n      ";
	}
	fputs("] }", out);
}

void report_json(FILE *out, const struct report *report)
{
	const struct log *log = report->log;
	size_t i;

	fputs("{ \"schema\": 1, ", out);
	put_text(out, "version", log->version);
	fputs(", ", out);
	put_text(out, "load", log->nonce);
	fputs(", ", out);
	put_text(out, "made", log->made);
	fprintf(out, ",\n  \"stale\": %s, \"as_asked\": %s, \"fenced\": %zu, "
		"\"stage\": \"0x%" PRIx64 "\", \"el\": %u, \"next\": \"0x%"
		PRIx64 "\"", report->age == LOG_STALE ? "true" : "false",
		log->is_as_asked ? "true" : "false", log_fenced(log),
		log->stage, log->el, log->next);
	if (log->has_counter)
		fprintf(out, ", \"counter\": %" PRIu64 ", \"hertz\": %" PRIu64,
			log->counter, log->hertz);
	else
		fputs(", \"counter\": null, \"hertz\": null", out);
	fprintf(out, ",\n  \"serrors\": %" PRIu64 ", \"serrors_before\": %"
		PRIu64 ", \"left_out\": %" PRIu64, log->serrors,
		log->serrors_before, log->left_out);
	fputs(",\n  \"smmus\": [", out);
	for (i = 0; i < log->smmu_count; i++) {
		fputs(i ? ",\n    " : "\n    ", out);
		put_smmu(out, &log->smmus[i]);
	}
	fputs("],\n  \"devices\": [", out);
	for (i = 0; i < log->offender_count; i++) {
		fputs(i ? ",\n    " : "\n    ", out);
		put_offender(out, report, &log->offenders[i]);
	}
	fputs("],\n  \"records_lost\": [", out);
	for (i = 0; i < log->lossy_count; i++)
		fprintf(out, "%s\"0x%" PRIx64 "\"", i ? ", " : "",
			log->lossy[i]);
	fputs("],\n  \"notes\": [", out);
	for (i = 0; i < log->note_count; i++) {
		fputs(i ? ", { " : "{ ", out);
		put_text(out, "text", log->notes[i]);
		fputs(" }", out);
	}
	fputs("] }\n", out);
}
