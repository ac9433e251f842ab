/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --smmu-status: what is judged how, and how it is shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "command/status.h"

#define COUNT(a)	(sizeof(a) / sizeof(*(a)))

#define HEAD	"kexec-smmu 1\ntime 1000000000\ncall kexec_load\n"
#define STAGE	HEAD "stage yes\nsegment 0x44000000\n"
#define ONE	"smmu 0x9050000\nversion v3\nname /a\n"
#define TWO	"smmu 0xa050000\nversion v3\ngroup 1\nname /b\n"

/* kept: against the wish */
#define ABORT	"policy abort\naction abort\n"
#define KEPT	"policy abort\naction keep\nreason so\n"
#define KEEP	"policy keep\naction keep\n"
#define OFF	"status disabled\n"

struct row {
	const char *record;	/* NULL: none */
	int loaded;
	bool damaged, aside, wanted;
	enum status_state state;
	bool wrong;
};

static const struct row rows[] = {
	{ NULL, 0, false, false, false, STATUS_NONE, false },
	{ NULL, -1, false, false, true, STATUS_NONE, false },
	{ NULL, 0, false, true, true, STATUS_NONE, false },
	{ NULL, 0, true, false, true, STATUS_NONE, false },
	{ NULL, 1, false, false, false, STATUS_UNRECORDED, false },
	{ NULL, 1, false, false, true, STATUS_UNRECORDED, true },
	{ NULL, 1, true, false, false, STATUS_DOUBT, true },
	{ NULL, 1, false, true, false, STATUS_DOUBT, true },
	{ STAGE ONE ABORT "end\n", 0, false, false, false, STATUS_GONE, true },
	{ STAGE ONE ABORT "end\n", -1, false, false, false, STATUS_GONE, true },
	{ STAGE ONE ABORT "end\n", 1, false, false, true, STATUS_FENCED,
	  false },
	{ STAGE ONE ABORT TWO OFF KEPT "end\n", 1, false, false, true,
	  STATUS_FENCED, false },
	{ STAGE ONE ABORT TWO KEPT "end\n", 1, false, false, true,
	  STATUS_PARTLY, true },
	{ STAGE ONE ABORT TWO KEEP "end\n", 1, false, false, true,
	  STATUS_PARTLY, false },
	{ STAGE ONE KEEP TWO "action bypass\npolicy bypass\nend\n", 1, false,
	  false, true, STATUS_UNFENCED, false },
	{ STAGE ONE KEPT "end\n", 1, false, false, true, STATUS_UNFENCED,
	  true },
	/* Without the stage. */
	{ HEAD "stage no\ncause c\n" ONE ABORT "end\n", 1, false, false, false,
	  STATUS_UNFENCED, true },
	{ HEAD "stage no\ncause c\n" ONE KEEP "end\n", 1, false, false, false,
	  STATUS_UNFENCED, false },
	{ HEAD "stage no\ncause c\nend\n", 1, false, false, false,
	  STATUS_UNFENCED, true },
	{ HEAD "stage no\nend\n", 1, false, false, true, STATUS_UNFENCED,
	  false },
};

static void make_image(const struct row *row, struct status_image *ret_image)
{
	*ret_image = (struct status_image){
		.loaded = row->loaded,
		.has_record = row->record,
		.is_damaged = row->damaged,
		.was_set_aside = row->aside,
		.is_wanted = row->wanted,
	};
	if (row->record &&
	    record_parse(row->record, strlen(row->record),
			 &ret_image->record) < 0)
		fail_msg("no record: %s", row->record);
	status_judge(ret_image);
}

static void test_judge(void **state)
{
	struct status_image image;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		make_image(&rows[i], &image);
		if (image.state != rows[i].state ||
		    image.is_wrong != rows[i].wrong)
			fail_msg("row %zu: state %d, wrong %d", i,
				 (int)image.state, (int)image.is_wrong);
		record_clear(&image.record);
	}
}

/* What is shown of two rows; to be freed. */
static char *show(size_t normal, size_t crash, bool json)
{
	struct status_image images[RECORD_KINDS];
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	make_image(&rows[normal], &images[RECORD_NORMAL]);
	make_image(&rows[crash], &images[RECORD_CRASH]);
	if (json)
		status_json(out, images);
	else
		status_table(out, images, false);
	assert_int_equal(fclose(out), 0);
	record_clear(&images[RECORD_NORMAL].record);
	record_clear(&images[RECORD_CRASH].record);
	return text;
}

static void check(size_t normal, size_t crash, bool json, const char *wanted)
{
	char *text = show(normal, crash, json);

	assert_string_equal(text, wanted);
	free(text);
}

static void test_table(void **state)
{
	(void)state;
	check(0, 1, false,
	      "normal kernel: not loaded\n"
	      "crash kernel: not loaded: the kernel has none\n");
	check(4, 5, false,
	      "normal kernel: loaded without a policy, or by another program\n"
	      "crash kernel: loaded, but not with the policy that is "
	      "configured\n");
	check(6, 7, false,
	      "normal kernel: loaded, but its record is damaged\n"
	      "crash kernel: loaded, but a later load or unload came to no "
	      "end\n");
	check(8, 19, false,
	      "normal kernel: unloaded by another program, loaded "
	      "2001-09-09 01:46:40 by kexec_load\n"
	      "crash kernel: not fenced, loaded 2001-09-09 01:46:40 by "
	      "kexec_load, no SMMU\n");
	check(12, 16, false,
	      "normal kernel: partly fenced, loaded 2001-09-09 01:46:40 by "
	      "kexec_load\n"
	      "     BASE SIZE VER STATUS POLICY ACTION   NAME\n"
	      "0x9050000    - v3  okay   abort  abort    /a\n"
	      "0xa050000    - v3  okay   abort  keep [1] /b\n"
	      "[1] so\n"
	      "crash kernel: not fenced, loaded 2001-09-09 01:46:40 by "
	      "kexec_load without the stage: c\n"
	      "     BASE SIZE VER STATUS POLICY ACTION   NAME\n"
	      "0x9050000    - v3  okay   abort  keep [1] /a\n"
	      "[1] the image was loaded without the stage\n");
}

static void test_json(void **state)
{
	(void)state;
	check(10, 1, true,
	      "{ \"normal\": { \"loaded\": true, \"state\": \"fenced\", "
	      "\"wrong\": false,\n"
	      "    \"since\": \"2001-09-09T01:46:40Z\", "
	      "\"call\": \"kexec_load\", \"segment\": \"0x44000000\",\n"
	      "    \"cause\": null, \"smmus\": [\n"
	      "      { \"base\": \"0x9050000\", \"size\": null, "
	      "\"version\": \"v3\", \"model\": null, \"name\": \"/a\", "
	      "\"status\": \"okay\", \"power_managed\": false, "
	      "\"policy\": \"abort\", \"action\": \"abort\", "
	      "\"reason\": null }] },\n"
	      "  \"crash\": { \"loaded\": false, \"state\": \"none\", "
	      "\"wrong\": false,\n"
	      "    \"since\": null, \"call\": null, \"segment\": null,\n"
	      "    \"cause\": null, \"smmus\": [] } }\n");
}

/* Local time in the table, UTC in the JSON. */
static void test_zone(void **state)
{
	char *text;

	(void)state;
	setenv("TZ", "XYZ-5", 1);
	tzset();
	text = show(10, 0, false);
	assert_non_null(strstr(text, "2001-09-09 06:46:40"));
	free(text);
	text = show(10, 0, true);
	assert_non_null(strstr(text, "2001-09-09T01:46:40Z"));
	free(text);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_judge),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_zone),
	};

	setenv("TZ", "UTC0", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
