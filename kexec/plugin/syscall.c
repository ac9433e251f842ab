/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The plugin: preloaded into kexec-tools, it overrides the C library's
 * syscall(), with which kexec-tools gives the kernel an image.
 */
#include <config.h>

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "plugin/call.h"
#include "plugin/file-load.h"
#include "plugin/load.h"
#include "plugin/order.h"
#include "util/say.h"

/* NULL until a valid order is read; without one no load passes. */
static struct order *order;

long syscall(long number, ...) __attribute__((visibility("default")));

static struct order *map_order(int fd)
{
	struct stat file;
	void *bytes;

	if (fstat(fd, &file) != 0 || file.st_size < (off_t)sizeof(*order))
		return NULL;
	bytes = mmap(NULL, (size_t)file.st_size, PROT_READ | PROT_WRITE,
		     MAP_SHARED, fd, 0);
	if (bytes == MAP_FAILED)
		return NULL;
	if (!order_is_valid(bytes, (size_t)file.st_size)) {
		munmap(bytes, (size_t)file.st_size);
		return NULL;
	}
	return bytes;
}

static void __attribute__((constructor)) start(void)
{
	const char *text = getenv(ORDER_ENV);
	const char *preload = getenv("LD_PRELOAD");
	const char *others = preload ? strchr(preload, ':') : NULL;
	char *end;
	long fd;

	if (!text)
		return;
	fd = strtol(text, &end, 10);
	if (end == text || *end || fd <= STDERR_FILENO || fd > INT32_MAX)
		return;
	order = map_order((int)fd);
	if (!order)
		return;
	close((int)fd);
	/*
	 * Programs that kexec-tools starts, such as /sbin/shutdown, see none of
	 * this.
	 */
	unsetenv(ORDER_ENV);
	if (others)
		setenv("LD_PRELOAD", others + 1, 1);
	else
		unsetenv("LD_PRELOAD");
	order->state = ORDER_READY;
}

static void __attribute__((destructor)) stop(void)
{
	if (order)
		order->ended = 1;
}

/*
 * Fewer than six arguments may have been given; the others are passed on as
 * found.
 */
long syscall(long number, ...)
{
	struct plugin_call call = { .number = number };
	bool by_file = number == SYS_kexec_file_load;
	va_list ap;
	int i;

	va_start(ap, number);
	for (i = 0; i < 6; i++)
		call.args[i] = va_arg(ap, long);
	va_end(ap);

	if ((number != SYS_kexec_load && !by_file) || plugin_is_unload(&call))
		return plugin_forward(&call);
	if (!order) {
		say("plugin: nothing is loaded: the kexec-smmu command passed "
		    "no order");
		errno = EPERM;
		return -1;
	}
	order->by_file = by_file;
	order->crash = plugin_is_crash(&call);
	return by_file ? plugin_file_load(order, &call) :
			 plugin_load(order, &call);
}
