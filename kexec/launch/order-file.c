/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "launch/order-file.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "util/memfd.h"

#define IMAGE_OFFSET	1024u
_Static_assert(IMAGE_OFFSET >= sizeof(struct order), "image behind the order");

int order_file_new(const struct order_request *request,
		   struct order_file *ret_file, struct message *why)
{
	const struct plan_image *image = request->image;
	size_t size = IMAGE_OFFSET + image->size;
	int fd = memfd_new("kexec-smmu-order");
	void *bytes = MAP_FAILED;

	/* Its size is sealed: a mapping cannot lose its pages. */
	if (fd >= 0 && ftruncate(fd, (off_t)size) == 0 &&
	    fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW) == 0)
		bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED,
			     fd, 0);
	if (bytes == MAP_FAILED) {
		message_set(why, "memfd for the plugin: %m");
		if (fd >= 0)
			close(fd);
		return -1;
	}
	*(struct order *)bytes = (struct order){
		.magic = ORDER_MAGIC,
		.version = ORDER_VERSION,
		.image_offset = IMAGE_OFFSET,
		.image_size = (uint32_t)image->size,
		.memory_size = (uint32_t)image->memory_size,
		.plan_offset = (uint32_t)image->plan_offset,
		.mark = request->mark,
		.best_effort = request->best_effort,
		.file_only = request->file_only,
		.dry_run = request->dry_run,
		.debug = request->debug,
	};
	memcpy((char *)bytes + IMAGE_OFFSET, image->bytes, image->size);
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
