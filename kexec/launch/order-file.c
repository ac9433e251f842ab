/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "launch/order-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "util/memfd.h"

#define IMAGE_OFFSET	1024u
_Static_assert(IMAGE_OFFSET >= sizeof(struct order), "image behind the order");

/* Its size is sealed: a mapping cannot lose its pages. */
static int sized_file(size_t size)
{
	int fd = memfd_new("kexec-smmu-order");
	int error;

	if (fd < 0)
		return -1;
	if (ftruncate(fd, (off_t)size) == 0 &&
	    fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW) == 0)
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

static void fill(struct order *order, const struct order_request *request)
{
	const struct plan_image *image = request->image;

	order->magic = ORDER_MAGIC;
	order->version = ORDER_VERSION;
	order->image_offset = IMAGE_OFFSET;
	order->image_size = (uint32_t)image->size;
	order->memory_size = (uint32_t)image->memory_size;
	order->plan_offset = (uint32_t)image->plan_offset;
	order->mark = request->mark;
	order->best_effort = request->best_effort;
	order->file_only = request->file_only;
	memcpy((char *)order + IMAGE_OFFSET, image->bytes, image->size);
}

int order_file_new(const struct order_request *request,
		   struct order_file *ret_file, struct message *why)
{
	size_t size = IMAGE_OFFSET + request->image->size;
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
