/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --smmu-status: how each situation is judged and shown. */
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
#include "util/macros.h"

#define BOOT	"01234567-89ab-cdef-0123-456789abcdef"

/* Each letter stands for one SMMU of a load. */
static void add(struct smmu_machine *machine, char letter)
{
	struct smmu *smmu = smmu_machine_add(machine);
	char name[] = { '/', letter, '\0' };

	assert_non_null(smmu);
	smmu->has_base = smmu->has_policy = true;
	smmu->base = 0x9050000 + (machine->smmu_count - 1) * 0x1000000;
	smmu->version = SMMU_VERSION_V3;
	smmu->group = (unsigned int)machine->smmu_count;
	smmu->name = strdup(name);
	switch (letter) {
	case 'd':		/* disabled */
		smmu->status = SMMU_DISABLED;
		smmu->policy = SMMU_ABORT;
		smmu->reason = "so";
		break;
	case 'n':		/* left alone although asked for */
		smmu->policy = SMMU_ABORT;
		smmu->reason = "so";
		break;
	case 'a':
		smmu->policy = smmu->action = SMMU_ABORT;
		break;
	case 'm':		/* with a number of devices */
		smmu->policy = smmu->action = SMMU_ABORT;
		smmu->has_devices = true;
		smmu->devices = 3;
		break;
	case 'b':
		smmu->policy = smmu->action = SMMU_BYPASS;
		break;
	case 'e':		/* drives a terminal */
		smmu->policy = smmu->action = SMMU_ABORT;
		smmu->name[1] = '\033';
		break;
	}
}

struct row {
	const char *smmus;	/* of the load; NULL: there is no record; with
				 * a w, the image has a stage of its own */
	bool has_stage;
	const char *cause;
	const char *text;	/* in its place; NULL: none */
	int loaded;
	bool wanted;
	enum status_state state;
	bool wrong;
};

static const struct row rows[] = {
	{ NULL, false, NULL, NULL, 0, false, STATUS_NONE, false },
	{ NULL, false, NULL, NULL, -1, true, STATUS_NONE, false },
	{ NULL, false, NULL, "", 0, true, STATUS_NONE, false },
	{ NULL, false, NULL, "x", 0, true, STATUS_NONE, false },
	{ NULL, false, NULL, NULL, 1, false, STATUS_UNRECORDED, false },
	{ NULL, false, NULL, NULL, 1, true, STATUS_UNRECORDED, true },
	{ NULL, false, NULL, "x", 1, false, STATUS_DOUBT, true },
	{ NULL, false, NULL, "", 1, false, STATUS_DOUBT, true },
	{ "a", true, NULL, NULL, 0, false, STATUS_GONE, true },
	{ "a", true, NULL, NULL, -1, false, STATUS_GONE, true },
	{ "a", true, NULL, NULL, 1, true, STATUS_FENCED, false },
	{ "ad", true, NULL, NULL, 1, true, STATUS_FENCED, false },
	{ "an", true, NULL, NULL, 1, true, STATUS_PARTLY, true },
	{ "ak", true, NULL, NULL, 1, true, STATUS_PARTLY, false },
	{ "kb", true, NULL, NULL, 1, true, STATUS_UNFENCED, false },
	{ "n", true, NULL, NULL, 1, true, STATUS_UNFENCED, true },
	/* Without the stage. */
	{ "a", false, "c", NULL, 1, false, STATUS_UNFENCED, true },
	{ "k", false, "c", NULL, 1, false, STATUS_UNFENCED, false },
	{ "", false, "c", NULL, 1, false, STATUS_UNFENCED, true },
	{ "", false, NULL, NULL, 1, true, STATUS_UNFENCED, false },
	/* A record of another load, and one that says nothing. */
	{ NULL, false, NULL, ".", 1, false, STATUS_DOUBT, true },
	{ NULL, false, NULL, "kexec-smmu 2\nboot \nwrong true\nend\n", 1, false,
	  STATUS_DOUBT, true },
	{ NULL, false, NULL, "kexec-smmu 2\nboot \nstate none\nend\n", 1, false,
	  STATUS_DOUBT, true },
	{ "e", true, NULL, NULL, 1, true, STATUS_FENCED, false },
	/* With a stage of its own: of this machine, or of another. */
	{ "wa", true, NULL, NULL, 1, true, STATUS_FENCED, false },
	{ "wa", true, "c", NULL, 1, true, STATUS_FENCED, true },
	{ "wa", false, "c", NULL, 1, true, STATUS_UNFENCED, true },
	{ "wk", false, "c", NULL, 1, true, STATUS_UNFENCED, true },
	{ "m", true, NULL, NULL, 1, true, STATUS_FENCED, false },
};

static char *make_record(const struct row *row)
{
	struct smmu_machine machine = { .smmu_count = 0 };
	const struct status_load load = {
		.time = 1000000000,
		.boot = BOOT,
		.call = "kexec_load",
		.has_stage = row->has_stage,
		.wrapped = strchr(row->smmus, 'w'),
		.segment = row->has_stage ? 0x44000000 : 0,
		.cause = row->cause,
		.machine = &machine,
	};
	const char *letter;
	char *text;

	for (letter = row->smmus; *letter; letter++)
		if (*letter != 'w')
			add(&machine, *letter);
	text = status_record(&load);
	assert_non_null(text);
	smmu_machine_clear(&machine);
	return text;
}

static void make_image(const struct row *row, struct status_image *ret_image)
{
	*ret_image = (struct status_image){
		.loaded = row->loaded,
		.boot = BOOT,
		.is_wanted = row->wanted,
	};
	if (row->smmus)
		ret_image->text = make_record(row);
	else if (row->text)
		ret_image->text = strdup(row->text);
	if (ret_image->text)
		ret_image->size = strlen(ret_image->text);
	status_judge(ret_image);
}

static void test_judge(void **state)
{
	struct status_image image;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		make_image(&rows[i], &image);
		if (image.state != rows[i].state ||
		    image.is_wrong != rows[i].wrong)
			fail_msg("row %zu: state %d, wrong %d", i,
				 (int)image.state, (int)image.is_wrong);
		free(image.text);
	}
}

/* A record from another boot is ignored; without a boot ID it counts. */
static void test_boot(void **state)
{
	struct status_image image;

	(void)state;
	make_image(&rows[10], &image);
	image.boot = "99999999-89ab-cdef-0123-456789abcdef";
	status_judge(&image);
	assert_int_equal(image.state, STATUS_UNRECORDED);
	image.boot = "";
	status_judge(&image);
	assert_int_equal(image.state, STATUS_FENCED);
	free(image.text);
}

/* Memory is reserved and a policy configured, but no crash kernel is loaded. */
static void test_due(void **state)
{
	struct status_image image = {
		.boot = BOOT, .is_wanted = true, .is_due = true,
	};

	(void)state;
	status_judge(&image);
	assert_int_equal(image.state, STATUS_NONE);
	assert_true(image.is_wrong);
	image.loaded = -1;
	status_judge(&image);
	assert_int_equal(image.state, STATUS_NONE);
	assert_false(image.is_wrong);
}

/* For another user it is neither fenced nor unfenced, but unknown. */
static void test_hidden(void **state)
{
	struct status_image image = {
		.boot = BOOT, .loaded = 1, .is_hidden = true,
	};

	(void)state;
	for (;;) {
		status_judge(&image);
		assert_int_equal(image.state, STATUS_HIDDEN);
		assert_false(image.is_wrong);
		if (image.is_wanted)
			break;
		image.is_wanted = true;
	}
	image.loaded = 0;
	status_judge(&image);
	assert_int_equal(image.state, STATUS_NONE);
}

/* Advice: load again, if that helps and the configuration is valid. */
static void test_mend(void **state)
{
	static const struct {
		size_t row;
		bool mends;
	} cases[] = {
		{ 5, true }, { 6, true }, { 8, true }, { 4, false },
		{ 10, false }, { 12, false }, { 15, false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct status status = { .reload = "again" };
		struct status_image *crash = &status.images[KERNEL_CRASH];
		const char *mend;

		make_image(&rows[cases[i].row], crash);
		mend = status_mend(&status);
		if ((mend == status.reload) != cases[i].mends)
			fail_msg("case %zu", i);
		status.configuration = "wrong";
		assert_null(status_mend(&status));
		free(crash->text);
	}
}

/* The output for two rows; to be freed. */
static char *show(size_t normal, size_t crash, bool json, bool colour)
{
	struct status status = { .module = NULL };
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	make_image(&rows[normal], &status.images[KERNEL_NORMAL]);
	make_image(&rows[crash], &status.images[KERNEL_CRASH]);
	if (json)
		status_json(out, &status);
	else
		status_table(out, &status, colour);
	assert_int_equal(fclose(out), 0);
	free(status.images[KERNEL_NORMAL].text);
	free(status.images[KERNEL_CRASH].text);
	return text;
}

static void check(size_t normal, size_t crash, bool json, const char *wanted)
{
	char *text = show(normal, crash, json, /* colour= */ false);

	assert_string_equal(text, wanted);
	free(text);
}

static void test_table(void **state)
{
	(void)state;
	check(0, 1, false,
	      "normal kernel: not loaded\n"
	      "crash kernel: not loaded: this kernel has no kexec support\n");
	check(4, 5, false,
	      "normal kernel: loaded without a policy, or by another program\n"
	      "crash kernel: loaded, but not with the configured policy\n");
	check(6, 7, false,
	      "normal kernel: loaded, but its record is of another version, "
	      "or corrupt\n"
	      "crash kernel: loaded, but a later load or unload did not "
	      "finish\n");
	check(20, 21, false,
	      "normal kernel: loaded, but two loads ran at once\n"
	      "crash kernel: loaded, but its record is of another version, "
	      "or corrupt\n");
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
	      "0xa050000    - v3  okay   abort  keep [1] /n\n"
	      "[1] so\n"
	      "crash kernel: not fenced, loaded 2001-09-09 01:46:40 by "
	      "kexec_load without the stage: c\n"
	      "     BASE SIZE VER STATUS POLICY ACTION   NAME\n"
	      "0x9050000    - v3  okay   abort  keep [1] /a\n"
	      "[1] the image was loaded without the stage\n");
	check(25, 26, false,
	      "normal kernel: fenced, loaded 2001-09-09 01:46:40 by "
	      "kexec_load, with two stages: the image has one, too; c\n"
	      "     BASE SIZE VER STATUS POLICY ACTION NAME\n"
	      "0x9050000    - v3  okay   abort  abort  /a\n"
	      "crash kernel: not fenced, loaded 2001-09-09 01:46:40 by "
	      "kexec_load, with only its own stage; c\n"
	      "     BASE SIZE VER STATUS POLICY ACTION   NAME\n"
	      "0x9050000    - v3  okay   abort  keep [1] /a\n"
	      "[1] the image was loaded with only its own stage\n");
}

static void test_json(void **state)
{
	(void)state;
	check(10, 1, true,
	      "{ \"normal\": { \"loaded\": true, \"state\": \"fenced\", "
	      "\"wrong\": false,\n"
	      "    \"since\": \"2001-09-09T01:46:40Z\", "
	      "\"call\": \"kexec_load\", \"segment\": \"0x44000000\",\n"
	      "    \"wrapped\": false, \"cause\": null, \"smmus\": [\n"
	      "      { \"base\": \"0x9050000\", \"size\": null, "
	      "\"version\": \"v3\", \"model\": null, \"name\": \"/a\", "
	      "\"status\": \"okay\", \"power_managed\": false, "
	      "\"policy\": \"abort\", \"action\": \"abort\", "
	      "\"reason\": null, "
	      "\"kernel_name\": null, \"devices\": null }] },\n"
	      "  \"crash\": { \"loaded\": false, \"state\": \"none\", "
	      "\"wrong\": false,\n"
	      "    \"since\": null, \"call\": null, \"segment\": null,\n"
	      "    \"wrapped\": null, \"cause\": null, \"smmus\": [] },\n"
	      "  \"module\": null,\n"
	      "  \"configuration\": null, \"run\": null }\n");
}

/* Coloured as in a listing; no other control characters. */
static void test_colour(void **state)
{
	char *text = show(12, 14, /* json= */ false, /* colour= */ true);

	(void)state;
	assert_non_null(strstr(text, " POLICY ACTION   NAME\n"));
	assert_non_null(strstr(text, " abort  \033[32mabort   \033[0m /a\n"));
	assert_non_null(strstr(text, " abort  \033[33mkeep [1]\033[0m /n\n"
				     "[1] so\n"));
	assert_non_null(strstr(text, " bypass \033[31mbypass\033[0m /b\n"));
	free(text);
	text = show(28, 0, /* json= */ false, /* colour= */ true);
	assert_non_null(strstr(text, " abort  \033[32mabort \033[0m       3 /m\n"));
	free(text);
	text = show(23, 0, /* json= */ false, /* colour= */ false);
	assert_non_null(strstr(text, " /\\x1b\n"));
	assert_null(strchr(text, '\033'));
	free(text);
}

/* Local time in the table, UTC in the JSON. */
static void test_zone(void **state)
{
	char *text;

	(void)state;
	setenv("TZ", "XYZ-5", 1);
	tzset();
	text = show(10, 0, false, false);
	assert_non_null(strstr(text, "2001-09-09 06:46:40"));
	free(text);
	text = show(10, 0, true, false);
	assert_non_null(strstr(text, "2001-09-09T01:46:40Z"));
	free(text);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_judge),
		cmocka_unit_test(test_boot),
		cmocka_unit_test(test_due),
		cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_mend),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_colour),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_zone),
	};

	setenv("TZ", "UTC0", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
