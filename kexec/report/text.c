/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/text.h"

#include <inttypes.h>
#include <string.h>

#include "list/list.h"
#include "report/who.h"
#include "util/macros.h"

/* Devices that the first line has room for. */
#define NAMED_MAX	4

/* What the stage says that a device did, as two sentences have it. */
static const struct {
	const char *verb;
	const char *was;	/* was still ... */
	const char *went_on;	/* went on ... */
} verbs[] = {
	{ "wrote", "writing", "writing to" },
	{ "read", "reading", "reading from" },
	{ "used", "using memory", "using memory at" },
};

static size_t find_verb(const struct log_offender *offender)
{
	size_t i = 0;

	while (i < ARRAY_SIZE(verbs) - 1 &&
	       (offender->verb.size != strlen(verbs[i].verb) ||
		memcmp(offender->verb.at, verbs[i].verb,
		       offender->verb.size) != 0))
		i++;
	return i;
}

static void put(FILE *out, const char *text)
{
	list_text(out, text, SIZE_MAX);
}

/* 4,912 */
static void put_count(FILE *out, uint64_t count)
{
	if (count >= 1000) {
		put_count(out, count / 1000);
		fprintf(out, ",%03u", (unsigned int)(count % 1000));
	} else {
		fprintf(out, "%u", (unsigned int)count);
	}
}

/*
 * In few words, 0000:05:00.0 (mlx5_core); or in full, as lspci has it:
 * 0000:00:05.0 Intel Corporation 82801FB [8086:2668], driver snd_hda_intel.
 */
static void put_who(FILE *out, const struct report *report,
		    const struct log_offender *offender, bool in_full)
{
	const char *between = in_full ? ", or " : " or ", *separator = "";
	struct who_device device;
	struct who who;

	who_start(&who, offender, report->machine, report->ids);
	for (; who_next(&who, &device); separator = between) {
		fputs(separator, out);
		put(out, device.name);
		if (!in_full) {
			fputs(device.driver[0] ? " (" : "", out);
			put(out, device.driver);
			fputs(device.driver[0] ? ")" : "", out);
			continue;
		}
		fputs(device.vendor_name[0] ? " " : "", out);
		put(out, device.vendor_name);
		fputs(device.device_name[0] ? " " : "", out);
		put(out, device.device_name);
		if (device.has_ids)
			fprintf(out, " [%04x:%04x]", device.vendor,
				device.device);
		fputs(device.driver[0] ? ", driver " : ", no driver", out);
		put(out, device.driver);
	}
	if (!*separator)
		fprintf(out, "StreamID 0x%" PRIx32 " at 0x%" PRIx64,
			offender->stream, offender->base);
}

static void put_summary(FILE *out, const struct report *report)
{
	const struct log *log = report->log;
	size_t i;

	if (report->age == LOG_STALE) {
		fputs("previous kernel: unknown: this log is from an earlier "
		      "load; the stage did not run before this kernel\n", out);
		return;
	}
	fprintf(out, "previous kernel: %zu of %zu SMMU%s fenced",
		log_fenced(log), log->smmu_count,
		log->smmu_count == 1 ? "" : "s");
	if (!log->is_as_asked)
		fputs("; not everything is as asked", out);
	for (i = 0; i < log->offender_count && i < NAMED_MAX; i++) {
		fputs("; ", out);
		put_who(out, report, &log->offenders[i], /* in_full= */ false);
		fprintf(out, " was still %s",
			verbs[find_verb(&log->offenders[i])].was);
	}
	if (i < log->offender_count)
		fprintf(out, "; so were %zu more", log->offender_count - i);
	putc('\n', out);
}

static void put_offender(FILE *out, const struct report *report,
			 const struct log_offender *offender)
{
	put_who(out, report, offender, /* in_full= */ true);
	if (offender->has_range)
		fprintf(out, ", went on %s 0x%" PRIx64 "..0x%" PRIx64,
			verbs[find_verb(offender)].went_on, offender->first,
			offender->last);
	else
		fprintf(out, ", went on %s", verbs[find_verb(offender)].was);
	fputs(", at least ", out);
	put_count(out, offender->count);
	fprintf(out, " time%s in %" PRIu64 " ms\n",
		offender->count == 1 ? "" : "s", offender->time_ms);
}

void report_text(FILE *out, const struct report *report)
{
	const struct log *log = report->log;
	size_t i;

	put_summary(out, report);
	fprintf(out, "stage of kexec-smmu %.*s, ", LOG_TEXT(log->version));
	if (log->nonce.size)
		fprintf(out, "load %.*s", LOG_TEXT(log->nonce));
	else
		fputs("wrapped", out);
	if (log->made.size)
		fprintf(out, ", %.*s", LOG_TEXT(log->made));
	putc('\n', out);
	for (i = 0; i < log->smmu_count; i++) {
		const struct log_smmu *smmu = &log->smmus[i];

		fprintf(out, "0x%" PRIx64 " v%u: %.*s -> %.*s: %.*s, %" PRIu64
			" us", smmu->base, smmu->version,
			LOG_TEXT(smmu->before), LOG_TEXT(smmu->after),
			LOG_TEXT(smmu->outcome), smmu->time_us);
		if (smmu->serrors)
			fprintf(out, ", %" PRIu64 " SErrors", smmu->serrors);
		putc('\n', out);
	}
	for (i = 0; i < log->note_count; i++)
		fprintf(out, "%.*s\n", LOG_TEXT(log->notes[i]));
	if (log->serrors)
		fprintf(out, "%" PRIu64 " SErrors, %" PRIu64 " of them before "
			"the first SMMU\n", log->serrors, log->serrors_before);
	for (i = 0; i < log->offender_count; i++)
		put_offender(out, report, &log->offenders[i]);
	for (i = 0; i < log->lossy_count; i++)
		fprintf(out, "others behind 0x%" PRIx64 " may have gone on, "
			"too: records were lost\n", log->lossy[i]);
	if (log->left_out)
		fprintf(out, "%" PRIu64 " lines left out: the log was full\n",
			log->left_out);
}
