/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kexec-smmu-wrap: an Image that begins with the stage, as a file. */
#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/fence.h"
#include "options/help.h"
#include "image/image.h"
#include "util/replace-file.h"
#include "host/host.h"
#include "util/read-file.h"
#include "util/say.h"
#include "command/survey.h"
#include "image/unpack.h"
#include "command/warn.h"
#include "options/wrap-options.h"

/* What a wrapped Image is made of. */
struct wrapping {
	const struct wrap_options *options;
	struct unpacked payload;	/* owned */
	struct image image;		/* unless it is raw */
	struct plan_image plan;		/* owned */
	struct image_layout layout;
};

/* What the payload is, and that it is one. */
static int check_payload(struct wrapping *wrapping, struct message *why)
{
	const struct unpacked *payload = &wrapping->payload;
	int error = IMAGE_OK;

	if (!wrapping->options->raw)
		error = image_parse(payload->bytes, payload->size,
				    &wrapping->image);
	else if (image_is_wrapped(payload->bytes, payload->size))
		error = IMAGE_E_WRAPPED;
	else if (payload->size == 0)
		error = IMAGE_E_KIND;
	if (error == IMAGE_E_KIND)
		message_set(why, "%s: no arm64 Image, but %s",
			    wrapping->options->payload,
			    image_kind(payload->bytes, payload->size));
	else if (error != IMAGE_OK)
		message_set(why, "%s: %s", wrapping->options->payload,
			    image_strerror(error));
	return error == IMAGE_OK ? 0 : -1;
}

static int lay_out(struct wrapping *wrapping, struct message *why)
{
	const struct wrap_options *options = wrapping->options;
	int error;

	if (options->raw)
		error = image_lay_out_raw(options->load_offset,
					  wrapping->payload.size,
					  wrapping->plan.memory_size,
					  &wrapping->layout);
	else
		error = image_lay_out(&wrapping->image,
				      wrapping->payload.size,
				      wrapping->plan.memory_size,
				      &wrapping->layout);
	if (error == IMAGE_OK)
		return 0;
	message_set(why, "%s: %s", error == IMAGE_E_ROOM ? "--load-offset" :
		    options->payload, image_strerror(error));
	return -1;
}

static int read_machine(const struct settings *settings,
			struct smmu_machine *ret_machine, struct message *why)
{
	struct smmu_machine machine = { 0 };

	if (setting_was_given(settings, setting_find("source", 6)) &&
	    survey_read(settings, &machine, why) < 0)
		return -1;
	if (survey_decide(settings, &machine, why) < 0 ||
	    survey_check(settings, &machine, /* warn= */ false, why) < 0) {
		smmu_machine_clear(&machine);
		return -1;
	}
	*ret_machine = machine;
	return 0;
}

/*
 * The stage with its plan. A copy of the device tree must not hit the image,
 * whose size is known only when that of the plan is: so it is made twice.
 */
static int make_plan(struct wrapping *wrapping,
		     const struct smmu_machine *machine, struct message *why)
{
	struct plan_settings settings;
	struct paths paths;

	if (survey_plan(&wrapping->options->settings, machine, &settings,
			&wrapping->plan, why) < 0 ||
	    lay_out(wrapping, why) < 0)
		return -1;
	if (settings.copy_dtb) {
		settings.copy_dtb_keep = wrapping->layout.size -
					 IMAGE_STAGE_OFFSET;
		plan_image_clear(&wrapping->plan);
		host_find(&paths);
		if (fence_build(paths.stage, &settings, machine,
				&wrapping->plan, why) < 0)
			return -1;
	}
	plan_set_next(wrapping->plan.bytes + wrapping->plan.plan_offset,
		      image_next(&wrapping->layout));
	return 0;
}

static int decide(struct wrapping *wrapping, struct message *why)
{
	const struct settings *settings = &wrapping->options->settings;
	struct smmu_machine machine;
	int result;

	if (read_machine(settings, &machine, why) < 0)
		return -1;
	if (survey_has_smmu(&machine)) {
		warn_kept(&machine);
		result = make_plan(wrapping, &machine, why);
	} else {
		message_set(why, "%s: no SMMU in use: nothing to be done "
			    "before the payload",
			    settings->source.file ? settings->source.file :
						    "--source");
		result = -1;
	}
	smmu_machine_clear(&machine);
	return result;
}

static int write_image(const struct wrapping *wrapping, struct message *why)
{
	uint8_t head[IMAGE_STAGE_OFFSET];
	const struct output_part parts[] = {
		{ 0, head, sizeof(head) },
		{ IMAGE_STAGE_OFFSET, wrapping->plan.bytes,
		  wrapping->plan.size },
		{ wrapping->layout.payload_offset, wrapping->payload.bytes,
		  wrapping->payload.size },
	};

	image_head(&wrapping->layout, head);
	return replace_file(wrapping->options->output, parts,
			    sizeof(parts) / sizeof(*parts), why);
}

static int read_payload(const char *path, uint8_t **ret_bytes,
			size_t *ret_size, struct message *why)
{
	int error = read_file(path, IMAGE_BYTES_MAX, ret_bytes, ret_size);

	if (error == EFBIG)
		message_set(why, "%s: more than %u MiB", path,
			    (unsigned int)(IMAGE_BYTES_MAX >> 20));
	else if (error)
		message_set(why, "%s: %s", path, strerror(error));
	return error ? -1 : 0;
}

static int unpack_payload(struct wrapping *wrapping, const uint8_t *bytes,
			  size_t size, struct message *why)
{
	const struct wrap_options *options = wrapping->options;
	struct message reason;

	if (unpack(bytes, size, !options->raw, &wrapping->payload,
		   &reason) == 0)
		return 0;
	message_set(why, "%s: %s", options->payload, reason.text);
	return -1;
}

static int wrap(const struct wrap_options *options, struct message *why)
{
	struct wrapping wrapping = { .options = options };
	uint8_t *bytes;
	size_t size;
	int result = -1;

	if (read_payload(options->payload, &bytes, &size, why) < 0)
		return -1;
	if (unpack_payload(&wrapping, bytes, size, why) == 0 &&
	    check_payload(&wrapping, why) == 0 &&
	    decide(&wrapping, why) == 0)
		result = write_image(&wrapping, why);
	plan_image_clear(&wrapping.plan);
	unpacked_clear(&wrapping.payload);
	free(bytes);
	return result;
}

static void print_help(void)
{
	const struct setting *setting;
	const struct setting_form *form;

	puts("Usage: kexec-smmu-wrap [OPTION...] -o OUT PAYLOAD\n"
	     "Put a fence for DMA in front of an arm64 image: a stage that "
	     "puts the SMMUs of a\nmachine into a state, then goes on to "
	     "PAYLOAD. PAYLOAD is an arm64 Image, as it\nis, compressed by "
	     "gzip or in an EFI zboot image with gzip.\n--policy is "
	     "needed, and --source or --add.\n");
	for (form = wrap_forms; form->name; form++)
		help_form(stdout, "--", form);
	for (setting = settings_table; setting->form.name; setting++)
		if (setting->form.help && !setting->is_load)
			help_form(stdout, "--", &setting->form);
}

static int show(const struct wrap_options *options)
{
	if (options->task == WRAP_HELP)
		print_help();
	else
		help_version(stdout);
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	struct wrap_options options;
	struct message why;
	int status = EXIT_SUCCESS;

	(void)argc;
	if (wrap_options_parse(argv, &options, &why) < 0) {
		say("%s", why.text);
		return EXIT_FAILURE;
	}
	if (options.task != WRAP_IMAGE) {
		status = show(&options);
	} else if (wrap(&options, &why) < 0) {
		say("%s", why.text);
		status = EXIT_FAILURE;
	}
	wrap_options_clear(&options);
	return status;
}
