/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command/check/report.h"

#include <stdarg.h>
#include <string.h>

#include "util/json.h"

static const char *const verdict_names[] = {
	[CHECK_OK] = "ok",
	[CHECK_WARN] = "warn",
	[CHECK_FAIL] = "FAIL",
};

void check_report_add(struct check_report *report, enum check_verdict verdict,
		      const char *name, const char *image,
		      const char *format, ...)
{
	struct check_item *item = &report->items[report->count];
	char raw[sizeof(item->text.text)];
	va_list ap;

	if (report->count == CHECK_ITEMS_MAX)
		return;
	va_start(ap, format);
	vsnprintf(raw, sizeof(raw), format, ap);
	va_end(ap);
	item->verdict = verdict;
	item->name = name;
	item->image = image;
	message_set(&item->text, "%s", raw);
	report->count++;
}

enum check_verdict check_report_worst(const struct check_report *report)
{
	enum check_verdict worst = CHECK_OK;
	size_t i;

	for (i = 0; i < report->count; i++)
		if (report->items[i].verdict > worst)
			worst = report->items[i].verdict;
	return worst;
}

void check_report_table(FILE *out, const struct check_report *report)
{
	size_t i;

	for (i = 0; i < report->count; i++) {
		const struct check_item *item = &report->items[i];

		fprintf(out, "%-4s %s%s%s: %s\n", verdict_names[item->verdict],
			item->image ? item->image : "",
			item->image ? " kernel, " : "", item->name,
			item->text.text);
	}
}

void check_report_json(FILE *out, const struct check_report *report)
{
	size_t i;

	fprintf(out, "{ \"verdict\": \"%s\", \"items\": [",
		verdict_names[check_report_worst(report)]);
	for (i = 0; i < report->count; i++) {
		const struct check_item *item = &report->items[i];

		fprintf(out, "%s\n    { \"verdict\": \"%s\", \"item\": ",
			i ? "," : "", verdict_names[item->verdict]);
		json_string(out, item->name);
		fputs(", \"image\": ", out);
		json_string(out, item->image);
		fputs(", \"text\": ", out);
		json_string(out, item->text.text);
		fputs(" }", out);
	}
	fputs("] }\n", out);
}
