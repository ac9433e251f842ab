/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kexec_file_load(2): arm64 has no purgatory there, so the kernel is given a
 * wrapped Image in place of the caller's. It takes nothing but Images: whatever
 * a kernel was packed into, kexec-tools has unpacked it before.
 */
#include <config.h>

#include <errno.h>
#include <linux/kexec.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "image/image.h"
#include "util/memfd.h"
#include "plan/plan.h"
#include "plugin/plugin.h"
#include "util/read-file.h"
#include "util/write.h"

/* How many crash kernels may still be loaded; -1: any number. */
#define LOAD_LIMIT	"/proc/sys/kernel/kexec_load_limit_panic"
#define LOAD_LIMIT_SIZE	64

/* The caller's Image. */
struct kernel {
	uint8_t *bytes;		/* owned */
	size_t size;
	struct image image;
};

static bool has_load_limit(void)
{
	uint8_t *text;
	size_t size;
	bool limited;

	if (read_file(LOAD_LIMIT, LOAD_LIMIT_SIZE, &text, &size) != 0)
		return false;
	limited = size < 2 || memcmp(text, "-1", 2) != 0;
	free(text);
	return limited;
}

/*
 * Would kexec_load load a crash kernel? One segment too many is refused behind
 * all questions of permission, and before anything is done; but it counts where
 * loads are counted.
 */
static bool can_load_segments(const struct order *order)
{
	const struct plugin_call probe = {
		.number = SYS_kexec_load,
		.args = { 0, KEXEC_SEGMENT_MAX + 1, 0, KEXEC_ON_CRASH, 0,
			  (long)order->mark },
	};

	return !has_load_limit() && plugin_forward(&probe) != 0 &&
	       errno == EINVAL;
}

/* The caller's kernel. Returns 0, or an errno and why not. */
static int read_kernel(int fd, struct kernel *ret_kernel, struct message *why)
{
	struct stat status;
	int error;

	if (fstat(fd, &status) != 0) {
		error = errno;
	} else if (!S_ISREG(status.st_mode)) {
		error = EINVAL;
	} else {
		error = read_fd(fd, IMAGE_BYTES_MAX, &ret_kernel->bytes,
				&ret_kernel->size);
	}
	if (error)
		message_set(why, "kernel: cannot be read: %s",
			    strerror(error));
	return error;
}

static int parse_kernel(struct kernel *kernel, struct message *why)
{
	int error = image_parse(kernel->bytes, kernel->size, &kernel->image);

	if (error == IMAGE_OK)
		return 0;
	if (error == IMAGE_E_KIND)
		message_set(why, "kernel: no arm64 Image, but %s: use -c or -a",
			    image_kind(kernel->bytes, kernel->size));
	else
		message_set(why, "kernel: %s", image_strerror(error));
	return EINVAL;
}

/* The stage's part, with the way on to the kernel. */
static int put_stage(int fd, const struct order *order, uint64_t next)
{
	uint8_t *bytes = malloc(order->image_size);
	int error;

	if (!bytes)
		return ENOMEM;
	memcpy(bytes, (const uint8_t *)order + order->image_offset,
	       order->image_size);
	plan_set_next(bytes + order->plan_offset, next);
	error = write_at(fd, bytes, order->image_size, IMAGE_STAGE_OFFSET);
	free(bytes);
	return error;
}

/* A file with the wrapped Image. Returns 0, or an errno and why not. */
static int wrap(const struct order *order, const struct kernel *kernel,
		int *ret_fd, uint64_t *ret_next, struct message *why)
{
	uint8_t head[IMAGE_STAGE_OFFSET];
	struct image_layout layout;
	int fd = -1;
	int error;

	error = image_lay_out(&kernel->image, kernel->size,
			      order->memory_size, &layout);
	if (error != IMAGE_OK) {
		message_set(why, "kernel: %s", image_strerror(error));
		return EINVAL;
	}
	image_head(&layout, head);
	*ret_next = image_next(&layout);
	fd = memfd_new("kexec-smmu-image");
	error = fd < 0 ? errno : write_at(fd, head, sizeof(head), 0);
	if (!error)
		error = put_stage(fd, order, *ret_next);
	if (!error)
		error = write_at(fd, kernel->bytes, kernel->size,
				 (off_t)layout.payload_offset);
	if (!error) {
		*ret_fd = fd;
		return 0;
	}
	message_set(why, "memory file for the image: %s", strerror(error));
	if (fd >= 0)
		close(fd);
	return error;
}

static int make_file(const struct order *order, int kernel_fd, int *ret_fd,
		     uint64_t *ret_next, struct message *why)
{
	struct kernel kernel = { 0 };
	int error = read_kernel(kernel_fd, &kernel, why);

	if (error == 0)
		error = parse_kernel(&kernel, why);
	if (error == 0)
		error = wrap(order, &kernel, ret_fd, ret_next, why);
	free(kernel.bytes);
	return error;
}

/* kexec-tools takes this for a kernel that has only kexec_load. */
static long fall_back(void)
{
	errno = ENOSYS;
	return -1;
}

static bool falls_back(const struct order *order, int error)
{
	return !order->file_only && (error == ENOSYS || error == EINVAL ||
				     error == ENOEXEC || error == ENOTSUP);
}

/*
 * Where images have to be signed, the stage alone may be why one is refused: a
 * kernel that is locked down says EPERM then.
 */
static bool may_be_stage(int error)
{
	return error == EPERM || plugin_may_be_stage(error);
}

static long load_file(struct order *order, const struct plugin_call *call,
		      int fd)
{
	struct plugin_call ours = *call;
	struct message why;
	int error;

	ours.args[0] = fd;
	ours.args[5] = (long)order->mark;
	order->segment = 0;
	order->error = 0;
	order->state = ORDER_PASSED;
	if (plugin_forward(&ours) == 0) {
		order->state = ORDER_LOADED;
		plugin_record(order, call, NULL);
		return 0;
	}
	error = order->error = errno;
	if (order->best_effort && may_be_stage(error) &&
	    !falls_back(order, error)) {
		message_set(&why, "the kernel refused it with the stage: %s",
			    strerror(error));
		return plugin_without_stage(order, call, error, &why);
	}
	errno = error;
	return -1;
}

long plugin_file_load(struct order *order, const struct plugin_call *call)
{
	bool crash = call->args[4] & KEXEC_FILE_ON_CRASH;
	struct message why;
	long result;
	int fd = -1;
	int error;

	/* There the stage comes before the digest, and here behind it. */
	if (crash && !order->file_only && can_load_segments(order))
		return fall_back();
	error = make_file(order, (int)call->args[0], &fd, &order->next, &why);
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
