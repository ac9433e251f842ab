/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kexec_file_load(2): arm64 has no purgatory there, so the kernel is given a
 * wrapped Image in place of the caller's. It accepts only Images: kexec-tools
 * has unpacked any other format before.
 */
#include <config.h>

#include "plugin/file-load.h"

#include <errno.h>
#include <linux/kexec.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "image/image.h"
#include "image/wrapped.h"
#include "plan/next.h"
#include "plugin/outcome.h"
#include "util/memfd.h"
#include "util/message.h"
#include "util/read-file.h"
#include "util/say.h"
#include "util/write.h"

/* How many crash kernels may still be loaded; -1: any number. */
#define LOAD_LIMIT	"/proc/sys/kernel/kexec_load_limit_panic"
#define LOAD_LIMIT_SIZE	64

/* The caller's Image. */
struct kernel {
	uint8_t *bytes;		/* owned */
	size_t size;
	bool wrapped;		/* it has a stage of its own */
	struct image image;	/* if it is not */
};

/*
 * Would kexec_load load a crash kernel? One segment too many is refused after
 * all permission checks and before anything is done; but it counts as a load
 * where loads are limited, so there it is not tried.
 */
static bool can_load_segments(const struct order *order)
{
	const struct plugin_call probe = {
		.number = SYS_kexec_load,
		.args = { 0, KEXEC_SEGMENT_MAX + 1, 0, KEXEC_ON_CRASH, 0,
			  (long)order->mark },
	};
	uint8_t *limit;
	size_t size;

	if (read_file(LOAD_LIMIT, LOAD_LIMIT_SIZE, &limit, &size) == 0) {
		bool unlimited = size >= 2 && memcmp(limit, "-1", 2) == 0;

		free(limit);
		if (!unlimited)
			return false;
	}
	return plugin_forward(&probe) != 0 && errno == EINVAL;
}

/*
 * The caller's kernel: the whole file, as the kernel reads it, whatever its
 * offset is. Returns 0, or an errno and why not.
 */
static int read_kernel(int fd, struct kernel *ret_kernel, struct message *why)
{
	struct stat status;
	struct kernel kernel;
	int error;

	if (fstat(fd, &status) != 0)
		error = errno;
	else if (!S_ISREG(status.st_mode))
		error = EINVAL;
	else
		error = read_fd(fd, IMAGE_BYTES_MAX, &kernel.bytes,
				&kernel.size);
	if (error != 0) {
		message_set(why, "kernel: cannot be read: %s",
			    strerror(error));
		return error;
	}
	error = image_parse(kernel.bytes, kernel.size, &kernel.image);
	kernel.wrapped = error == IMAGE_E_WRAPPED;
	if (error == IMAGE_OK || kernel.wrapped) {
		*ret_kernel = kernel;
		return 0;
	}
	if (error == IMAGE_E_KIND)
		message_set(why, "kernel: not an arm64 Image, but %s: use -c or -a",
			    image_kind(kernel.bytes, kernel.size).name);
	else
		message_set(why, "kernel: %s", image_strerror(error));
	free(kernel.bytes);
	return EINVAL;
}

/*
 * A memfd with the wrapped Image: head, stage, the unmodified kernel, and tail.
 * Returns 0, or an errno and why not.
 */
static int wrap(const struct order *order, const struct kernel *kernel,
		int *ret_fd, uint64_t *ret_next, struct message *why)
{
	uint8_t head[WRAPPED_HEAD_SIZE];
	uint8_t tail[IMAGE_TAIL_SIZE];
	struct image_layout layout;
	uint8_t *stage;
	int fd;
	int error;

	error = image_lay_out(&kernel->image, kernel->size,
			      order->memory_size, &layout);
	if (error != IMAGE_OK) {
		message_set(why, "kernel: %s", image_strerror(error));
		return EINVAL;
	}
	stage = malloc(order->image_size);
	if (!stage) {
		message_oom(why);
		return ENOMEM;
	}
	memcpy(stage, (const uint8_t *)order + order->image_offset,
	       order->image_size);
	plan_next_set(stage + order->plan_offset, image_next(&layout));
	wrapped_head(&layout, &kernel->image, stage, PACKAGE_VERSION, head);
	wrapped_tail(PACKAGE_VERSION, tail);
	fd = memfd_new("kexec-smmu-image");
	error = fd < 0 ? errno : write_at(fd, head, sizeof(head), 0);
	if (error == 0)
		error = write_at(fd, stage, order->image_size,
				 IMAGE_STAGE_OFFSET);
	if (error == 0)
		error = write_at(fd, kernel->bytes, kernel->size,
				 (off_t)layout.payload_offset);
	if (error == 0 && layout.has_pe)
		error = write_at(fd, tail, sizeof(tail),
				 (off_t)layout.tail_offset);
	free(stage);
	if (error == 0) {
		*ret_fd = fd;
		*ret_next = image_next(&layout);
		return 0;
	}
	message_set(why, "memfd for the image: %s", strerror(error));
	if (fd >= 0)
		close(fd);
	return error;
}

/* kexec-tools takes this for a kernel that has only kexec_load. */
static long fall_back(void)
{
	errno = ENOSYS;
	return -1;
}

static long load_file(struct order *order, const struct plugin_call *call,
		      int fd)
{
	struct plugin_call ours = *call;
	struct message why;
	bool falls_back;
	int error;

	ours.args[0] = fd;
	ours.args[5] = (long)order->mark;
	order->segment = 0;
	order->error = 0;
	order->state = ORDER_PASSED;
	error = plugin_give(order, &ours) == 0 ? 0 : errno;
	if (error == 0) {
		order->state = ORDER_LOADED;
		if (order->dry_run)
			say("dry run: kexec_file_load(2): the image %s; the "
			    "kernel chooses where",
			    order->wrapped ? "as it is, with a stage of its own"
					   : "with the stage in front of it");
		return 0;
	}
	order->error = error;
	/*
	 * If images must be signed, the stage may be the only reason for a
	 * refusal, which is EPERM if the kernel is locked down. If kexec-tools
	 * then tries kexec_load, the stage is added there.
	 */
	falls_back = !order->file_only &&
		     (error == ENOSYS || error == EINVAL || error == ENOEXEC ||
		      error == ENOTSUP);
	if (order->best_effort && !falls_back && !order->wrapped &&
	    (error == EPERM || plugin_may_be_stage(error))) {
		message_set(&why, "the kernel refused the image with the stage: %s",
			    strerror(error));
		return plugin_without_stage(order, call, error, &why);
	}
	errno = error;
	return -1;
}

/*
 * An image with a stage of its own is passed on unmodified, to keep its
 * signature valid, if that stage does what is asked for on this machine. If it
 * only lacks something that it keeps as it finds it, the stage that kexec_load
 * adds runs before it.
 */
static long pass_wrapped(struct order *order, const struct plugin_call *call,
			 const struct kernel *kernel)
{
	struct message why, hint;

	order->wrapped = true;
	order->next = 0;
	switch (plugin_match(order, kernel->bytes, kernel->size,
			     UNWRAP_ACTIONS_ALL, &why)) {
	case PLUGIN_SAME:
		return load_file(order, call, (int)call->args[0]);
	case PLUGIN_POLICY:
		if (plugin_match(order, kernel->bytes, kernel->size,
				 UNWRAP_ACTIONS_AFTER, &hint) != PLUGIN_SAME)
			return plugin_refuse(order, PLUGIN_MISMATCH, &why);
		if (!order->file_only)
			return fall_back();
		message_set(&hint, "%s: use -c or -a", why.text);
		return plugin_refuse(order, PLUGIN_MISMATCH, &hint);
	default:
		return plugin_without_stage(order, call, PLUGIN_MISMATCH,
					    &why);
	}
}

long plugin_file_load(struct order *order, const struct plugin_call *call)
{
	struct kernel kernel;
	struct message why;
	long result;
	int fd;
	int error;

	order->wrapped = false;
	order->cause.text[0] = '\0';
	/*
	 * With kexec_load the stage runs before the digest is checked, here
	 * after it.
	 */
	if (plugin_is_crash(call) && !order->file_only &&
	    can_load_segments(order))
		return fall_back();
	error = read_kernel((int)call->args[0], &kernel, &why);
	if (error == 0 && kernel.wrapped) {
		result = pass_wrapped(order, call, &kernel);
		error = errno;
		free(kernel.bytes);
		errno = error;
		return result;
	}
	if (error == 0) {
		error = wrap(order, &kernel, &fd, &order->next, &why);
		free(kernel.bytes);
	}
	if (error != 0 && !order->file_only)
		return fall_back();
	if (error != 0)
		return plugin_without_stage(order, call, error, &why);
	result = load_file(order, call, fd);
	error = errno;
	close(fd);
	errno = error;
	return result;
}
