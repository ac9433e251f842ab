/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kexec-smmu-wrap: make a file, an Image that begins with the stage. */
#include <config.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/show.h"
#include "command/survey.h"
#include "command/warn.h"
#include "image/drivers.h"
#include "image/image.h"
#include "image/unpack.h"
#include "image/unwrap.h"
#include "image/wrapped.h"
#include "list/list.h"
#include "options/help.h"
#include "options/wrap-options.h"
#include "plan/next.h"
#include "util/little-endian.h"
#include "util/macros.h"
#include "util/read-file.h"
#include "util/replace-file.h"
#include "util/say.h"
#include "util/write.h"

#define RELEASE_MAX	64

struct payload {
	uint8_t *file;			/* owned */
	struct unpacked unpacked;	/* owned */
	struct image image;		/* unless it is raw */
};

/* Read it, unpack it, and see what it is. */
static int read_payload(const struct wrap_options *options,
			struct payload *ret_payload, struct message *why)
{
	struct unpacked *unpacked = &ret_payload->unpacked;
	const char *path = options->payload;
	struct message reason;
	struct image_kind kind;
	size_t size;
	int error;

	error = read_file(path, IMAGE_BYTES_MAX, &ret_payload->file, &size);
	if (error) {
		if (error == EFBIG)
			message_set(why, "%s: more than %u MiB", path,
				    (unsigned int)(IMAGE_BYTES_MAX >> 20));
		else
			message_set(why, "%s: %s", path, strerror(error));
		return -1;
	}
	if (unpack(ret_payload->file, size, !options->raw, unpacked,
		   &reason) < 0) {
		message_set(why, "%s: %s", path, reason.text);
		return -1;
	}
	if (!options->raw)
		error = image_parse(unpacked->bytes, unpacked->size,
				    &ret_payload->image);
	else if (image_stage_offset(unpacked->bytes, unpacked->size))
		error = IMAGE_E_WRAPPED;
	else if (unpacked->size == 0)
		error = IMAGE_E_KIND;
	if (error == IMAGE_OK)
		return 0;
	kind = image_kind(unpacked->bytes, unpacked->size);
	if (error != IMAGE_E_KIND)
		message_set(why, "%s: %s", path, image_strerror(error));
	else if (kind.command)
		message_set(why, "%s: not an arm64 Image, but %s; to extract "
			    "the Image: %s", path, kind.name, kind.command);
	else
		message_set(why, "%s: not an arm64 Image, but %s", path, kind.name);
	return -1;
}

/* The SMMUs, and the action for each. */
static int read_machine(const struct wrap_options *options,
			const struct payload *payload,
			struct smmu_machine *ret_machine,
			struct message *ret_open, struct message *why)
{
	const struct settings *settings = &options->settings;
	const struct survey_image image = { false, NULL, payload->unpacked.bytes,
					    payload->unpacked.size };
	bool has_source = setting_was_given(settings, setting_find("source", 6));

	/* The stage looks for them. */
	if (settings->plan.discover) {
		ret_open->text[0] = '\0';
		return 0;
	}
	if ((has_source && survey_read(settings, ret_machine, why) < 0) ||
	    survey_decide(settings, &image, ret_machine, why) < 0)
		return -1;
	/* SMMUs that are only added by hand may be another machine's. */
	if (has_source && survey_check(settings, ret_machine,
				       /* warn= */ false, why) < 0)
		return -1;
	if (!smmu_machine_in_use(ret_machine)) {
		message_set(why, "%s: no SMMU in use: nothing to be done "
			    "before the payload",
			    settings->source.file ? settings->source.file :
						    "--source");
		return -1;
	}
	if (survey_strict(settings, ret_machine, "--policy", why) < 0)
		return -1;
	if (policy_unfenced(ret_machine, "--policy", ret_open) &&
	    !smmu_machine_acts(ret_machine) && !options->allow_unfenced)
		return message_set(why, "%s; --allow-unfenced writes the file "
				   "regardless", ret_open->text);
	warn_kept(ret_machine);
	return 0;
}

/*
 * The stage with its plan, and where the parts go. A copy of the device tree
 * must not hit the image, whose size is known only when that of the plan is: so
 * it is made twice.
 */
static int make_plan(const struct wrap_options *options,
		     const struct payload *payload,
		     const struct smmu_machine *machine,
		     struct plan_image *ret_plan,
		     struct image_layout *ret_layout, struct message *why)
{
	struct plan_settings settings;
	uint64_t end;
	int error;

	if (survey_plan(&options->settings, machine, /* named= */ false,
			&settings, ret_plan, why) < 0)
		return -1;
	/* A payload that comes early leaves less room for the log, or none. */
	end = IMAGE_STAGE_OFFSET + ret_plan->memory_size;
	if (settings.log && options->raw && end > options->load_offset) {
		end -= options->load_offset;
		if (end > settings.blocks.log_tree_size)
			settings.blocks.log_line[0] = '\0';
		else
			settings.blocks.log_tree_size -= (end + 7) & ~7u;
		plan_image_clear(ret_plan);
		if (survey_build(&settings, machine, ret_plan, why) < 0)
			return -1;
	}
	if (options->raw)
		error = image_lay_out_raw(options->load_offset,
					  payload->unpacked.size,
					  image_memory(payload->unpacked.bytes,
						       payload->unpacked.size),
					  ret_plan->memory_size, ret_layout);
	else
		error = image_lay_out(&payload->image, payload->unpacked.size,
				      ret_plan->memory_size, ret_layout);
	if (error != IMAGE_OK) {
		message_set(why, "%s: %s", error == IMAGE_E_ROOM ?
			    "--load-offset" : options->payload,
			    image_strerror(error));
		return -1;
	}
	if (settings.log && settings.blocks.log_line[0] == '\0')
		say("warning: --load-offset leaves no room for the stage's log");
	if (settings.copy_dtb) {
		settings.copy_dtb_keep = ret_layout->size - IMAGE_STAGE_OFFSET;
		plan_image_clear(ret_plan);
		if (survey_build(&settings, machine, ret_plan, why) < 0)
			return -1;
	}
	plan_next_set(ret_plan->bytes + ret_plan->plan_offset,
		      image_next(ret_layout));
	return 0;
}

static int write_image(const struct wrap_options *options,
		       const struct image_layout *layout,
		       const struct plan_image *plan,
		       const struct payload *payload, struct message *why)
{
	uint8_t tail[IMAGE_TAIL_SIZE];
	uint8_t head[WRAPPED_HEAD_SIZE];
	const struct output_part parts[] = {
		{ 0, head, sizeof(head) },
		{ IMAGE_STAGE_OFFSET, plan->bytes, plan->size },
		{ layout->payload_offset, payload->unpacked.bytes,
		  payload->unpacked.size },
		/* The last, so that it can be left out. */
		{ layout->tail_offset, tail, sizeof(tail) },
	};

	wrapped_head(layout, options->raw ? NULL : &payload->image,
		     plan->bytes, PACKAGE_VERSION, head);
	wrapped_tail(PACKAGE_VERSION, tail);
	return replace_file(options->output, parts,
			    ARRAY_SIZE(parts) - !layout->has_pe, why);
}

/* What was made, in one line. Returns the exit status. */
static int print_made(const struct wrap_options *options,
		      const struct payload *payload,
		      const struct smmu_machine *machine)
{
	struct message summary;

	if (options->any)
		message_set(&summary, "SMMUs are looked for where it runs: %s",
			    smmu_action_name(options->settings.rules[0].action));
	else
		list_summary(machine, &summary);
	printf("%s: %s, then %s of %zu bytes\n", options->output, summary.text,
	       options->raw ? "a raw payload" : "an arm64 Image",
	       payload->unpacked.size);
	return show_end("standard output", EXIT_SUCCESS);
}

static void show_payload(const struct unwrapped *file)
{
	size_t size = (size_t)file->payload_size;
	const char *release = drivers_linux(file->payload, size);
	size_t i = 0;

	printf("payload: %s of %" PRIu64 " bytes at 0x%" PRIx64 "%s",
	       file->flags & WRAPPED_RAW ? "raw" : "arm64 Image",
	       file->payload_size, file->payload_offset,
	       file->flags & WRAPPED_EFI ? ", an EFI program" : "");
	if (release) {
		const char *end = (const char *)file->payload + size;

		while (i < RELEASE_MAX && release + i < end &&
		       release[i] > ' ' && release[i] < 0x7f)
			i++;
	}
	if (i)
		printf(", Linux %.*s", (int)i, release);
	putchar('\n');
}

static void show_plan(const struct unwrap_plan *plan)
{
	uint64_t base = le64_ld(plan->header +
				offsetof(struct smmu_plan_header,
					 console_base));
	uint8_t console = plan->header[offsetof(struct smmu_plan_header,
						console)];
	static const char *const on_failures[] = {
		[SMMU_PLAN_CONTINUE] = "continue",
		[SMMU_PLAN_RESET] = "reset",
		[SMMU_PLAN_RESET_KEXEC] = "reset where kexec has started it",
	};
	uint8_t on_failure = plan->header[offsetof(struct smmu_plan_header,
						   on_failure)];
	uint32_t settle_us = 0, watch_us = 0;
	bool is_auto = plan->count && unwrap_entry(plan, 0).flags &
				      SMMU_PLAN_FIND_CONSOLE;
	size_t i;

	if (console == SMMU_PLAN_CONSOLE_NONE)
		printf("console: %s\n", is_auto ? "auto" : "none");
	else
		printf("console: %s@0x%" PRIx64 "%s\n",
		       console == SMMU_PLAN_CONSOLE_PL011 ? "pl011" :
							    "uart8250", base,
		       console == SMMU_PLAN_CONSOLE_UART8250_MMIO32 ?
		       ",mmio32" : "");
	for (i = 0; i < plan->count; i++) {
		struct smmu_plan_entry entry = unwrap_entry(plan, i);

		if (entry.settle_us > settle_us)
			settle_us = entry.settle_us;
		if (entry.watch_us > watch_us)
			watch_us = entry.watch_us;
	}
	printf("timeout: %" PRIu32 "us\nsettle: %" PRIu32 "us\n"
	       "watch: %" PRIu32 "us\non-failure: %s\n",
	       le32_ld(plan->header + offsetof(struct smmu_plan_header,
					       timeout_us)), settle_us, watch_us,
	       on_failure < ARRAY_SIZE(on_failures) ? on_failures[on_failure] :
						      "unknown");
	for (i = 0; i < plan->count; i++) {
		struct smmu_plan_entry entry = unwrap_entry(plan, i);

		if (entry.type == SMMU_PLAN_DISCOVER)
			printf("smmu: any, up to %" PRIu64 ", %s%s\n",
			       entry.size, unwrap_action_name(entry.action),
			       entry.flags & SMMU_PLAN_MAY_LOOSEN ?
			       ", a command line may loosen it" : "");
		else
			printf("smmu: 0x%" PRIx64 " %s %s\n", entry.base,
			       unwrap_type_name(entry.type),
			       unwrap_action_name(entry.action));
	}
}

/* Lines "NAME: VALUE", for people and for grep. */
static void show_file(const char *path, const struct unwrapped *file)
{
	printf("file: %s\nwrapped by: kexec-smmu %s\n", path,
	       file->version[0] ? file->version : "0.1.0 or earlier");
	if (file->pe_error == PE_OK)
		printf("signature: %s\n", file->is_signed ?
		       "yes, not verified" : "none");
	else
		printf("signature: %s: %s\n", file->pe_error == PE_E_NONE ?
		       "none possible" : "worthless",
		       pe_strerror(file->pe_error));
	show_payload(file);
	show_plan(&file->plan);
}

/* Which SMMUs are in use does not depend on the policy. */
static int compare(struct settings *settings, const char *path,
		   const struct unwrapped *file, struct message *why)
{
	struct unwrap_difference difference;
	struct smmu_machine machine = { 0 };
	struct plan_image image = { 0 };
	struct plan_settings plan;
	struct unwrap_plan here;
	struct message line;
	int result = -1;
	size_t step = 0;

	if (unwrap_entry(&file->plan, 0).type == SMMU_PLAN_DISCOVER) {
		printf("%s: names no SMMUs, and looks for those of the "
		       "machine it runs on\n", path);
		return 0;
	}
	if (setting_take(setting_find("policy", 6), settings, "--policy",
			 "abort", why) < 0 ||
	    survey_read(settings, &machine, why) < 0 ||
	    survey_decide(settings, NULL, &machine, why) < 0 ||
	    survey_check(settings, &machine, /* warn= */ false, why) < 0)
		goto out;
	if (!smmu_machine_in_use(&machine)) {
		message_set(why, "%s: no SMMU in use on this machine", path);
		goto out;
	}
	if (survey_plan(settings, &machine, /* named= */ false, &plan, &image,
			why) < 0)
		goto out;
	if (unwrap_segment(image.bytes, image.size, &here) != UNWRAP_OK) {
		message_set(why, "stage: its plan cannot be read");
		goto out;
	}
	result = 0;
	for (;;) {
		difference = unwrap_compare(&file->plan, &here,
					    UNWRAP_ACTIONS_NONE, &step);
		if (difference.kind == UNWRAP_SAME)
			break;
		unwrap_describe(&difference, &line);
		printf("%s: %s\n", path, line.text);
		result = 1;
	}
	if (result == 0)
		printf("%s: names the SMMUs of this machine\n", path);
out:
	plan_image_clear(&image);
	smmu_machine_clear(&machine);
	return result;
}

/*
 * Show a wrapped file, compare it with this machine, or unwrap it. Returns 0, 1
 * if --check found a difference, or -1 with the reason in *why.
 */
static int run_wrapped(struct wrap_options *options, struct message *why)
{
	const char *path = options->payload;
	struct unwrapped file;
	int error, result = 0;
	uint8_t *bytes;
	size_t size;

	/* Stage and signature are small compared to the largest payload. */
	error = read_file(path, 2 * IMAGE_BYTES_MAX, &bytes, &size);
	if (error) {
		message_set(why, "%s: %s", path, strerror(error));
		return -1;
	}
	error = unwrap_read(bytes, size, &file);
	if (error != UNWRAP_OK) {
		message_set(why, "%s: %s", path, unwrap_strerror(error));
		result = -1;
	} else if (options->task == WRAP_SHOW) {
		show_file(path, &file);
	} else if (options->task == WRAP_CHECK) {
		result = compare(&options->settings, path, &file, why);
	} else {
		const struct output_part part = {
			0, file.payload, (size_t)file.payload_size,
		};

		result = replace_file(options->output, &part, 1, why);
	}
	free(bytes);
	return result;
}

static void print_help(void)
{
	const struct setting *setting;
	const struct setting_form *form;

	puts("Usage: kexec-smmu-wrap [OPTION...] -o OUT PAYLOAD\n"
	     "       kexec-smmu-wrap --show|--check|--unwrap [OPTION...] "
	     "PAYLOAD\n"
	     "Put a DMA fence in front of an arm64 image: a stage that puts "
	     "the SMMUs of a\nmachine into a state, then starts PAYLOAD. "
	     "PAYLOAD is an arm64 Image: plain,\ncompressed with gzip, or "
	     "in an EFI zboot image with gzip.\n--policy is required, and "
	     "--source or --add.\n"
	     "With --source=any the stage looks for the SMMUs itself, so "
	     "OUT suits any machine.\n");
	for (form = wrap_forms; form->name; form++)
		help_form(stdout, "--", form);
	for (setting = settings_table; setting->form.name; setting++)
		if (setting->form.help && !setting->is_load)
			help_form(stdout, "--", &setting->form);
	help_contact(stdout);
}

int main(int argc, char **argv)
{
	struct payload payload = { 0 };
	struct smmu_machine machine = { 0 };
	struct plan_image plan = { 0 };
	struct image_layout layout;
	struct wrap_options options;
	struct message why, open;
	int status = EXIT_FAILURE, result;

	(void)argc;
	say_as("kexec-smmu-wrap");
	write_fails();
	if (wrap_options_parse(argv, &options, &why) < 0) {
		say("%s", why.text);
		return EXIT_FAILURE;
	}
	if (options.task == WRAP_HELP || options.task == WRAP_VERSION) {
		if (options.task == WRAP_HELP)
			print_help();
		else
			help_version(stdout);
		status = show_end("standard output", EXIT_SUCCESS);
	} else if (options.task != WRAP_IMAGE) {
		result = run_wrapped(&options, &why);
		if (result < 0)
			say("%s", why.text);
		else
			status = show_end("standard output",
					  result ? SHOW_WRONG : EXIT_SUCCESS);
	} else if (read_payload(&options, &payload, &why) < 0 ||
		   read_machine(&options, &payload, &machine, &open,
				&why) < 0 ||
		   make_plan(&options, &payload, &machine, &plan, &layout,
			     &why) < 0 ||
		   write_image(&options, &layout, &plan, &payload,
			       &why) < 0) {
		say("%s", why.text);
	} else {
		if (open.text[0])
			say("%s", open.text);
		status = print_made(&options, &payload, &machine);
	}
	plan_image_clear(&plan);
	smmu_machine_clear(&machine);
	unpack_clear(&payload.unpacked);
	free(payload.file);
	wrap_options_clear(&options);
	return status;
}
