/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "order.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define IMAGE_OFFSET	128u
_Static_assert(IMAGE_OFFSET >= sizeof(struct order), "image behind the order");

/* Newer than the C libraries that we build with. */
#define NOEXEC_SEAL	0x0008u

/* A machine may forbid memory files that could be executed. */
static int memory_file(void)
{
	unsigned int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
	int fd = memfd_create("kexec-smmu-order", flags | NOEXEC_SEAL);

	if (fd < 0 && errno == EINVAL)
		fd = memfd_create("kexec-smmu-order", flags);
	return fd;
}

/*
 * Its size is sealed: a mapping cannot lose its pages. Where our own standard
 * input, output or error is closed, the order must not take its number.
 */
static int sized_file(size_t size)
{
	int fd = memory_file();
	int high = -1;

	if (fd < 0)
		return -1;
	if (ftruncate(fd, (off_t)size) == 0 &&
	    fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW) == 0)
		high = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	close(fd);
	return high;
}

static void fill(struct order *order, const struct order_request *request)
{
	const struct plan_image *image = request->image;
	char *record;

	order->magic = ORDER_MAGIC;
	order->version = ORDER_VERSION;
	order->image_offset = IMAGE_OFFSET;
	order->image_size = (uint32_t)image->size;
	order->memory_size = (uint32_t)image->memory_size;
	order->plan_offset = (uint32_t)image->plan_offset;
	order->mark = request->mark;
	order->lock = request->lock;
	order->best_effort = request->best_effort;
	order->record_offset = order->image_offset + order->image_size;
	order->record_size = (uint32_t)(strlen(request->folder) +
					strlen(request->body) + 2);
	memcpy((char *)order + IMAGE_OFFSET, image->bytes, image->size);
	record = (char *)order + order->record_offset;
	strcpy(stpcpy(record, request->folder) + 1, request->body);
}

int order_file_new(const struct order_request *request,
		   struct order_file *ret_file, struct message *why)
{
	size_t size = IMAGE_OFFSET + request->image->size +
		      strlen(request->folder) + strlen(request->body) + 2;
	void *bytes;
	int fd;

	fd = sized_file(size);
	if (fd < 0) {
		message_set(why, "memory file for the plugin: %m");
		return -1;
	}
	bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (bytes == MAP_FAILED) {
		message_set(why, "memory file for the plugin: %m");
		close(fd);
		return -1;
	}
	fill(bytes, request);
	*ret_file = (struct order_file){ .order = bytes, .size = size,
					 .fd = fd };
	return 0;
}

void order_file_clear(struct order_file *file)
{
	munmap(file->order, file->size);
	close(file->fd);
	memset(file, 0, sizeof(*file));
	file->fd = -1;
}
