/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The plugin: preloaded into kexec-tools, it stands before the C library's
 * syscall(), by which kexec-tools gives the kernel an image.
 */
#include <config.h>

#include "plugin/plugin.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kexec.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "util/say.h"

/* NULL until the order is read and found good: then no load passes. */
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

/* What kexec-tools starts, as /sbin/shutdown, is to find nothing of us. */
static void clean_environment(void)
{
	const char *preload = getenv("LD_PRELOAD");
	const char *old = preload ? strchr(preload, ':') : NULL;

	unsetenv(ORDER_ENV);
	if (old)
		setenv("LD_PRELOAD", old + 1, 1);
	else
		unsetenv("LD_PRELOAD");
}

static void __attribute__((constructor)) start(void)
{
	const char *text = getenv(ORDER_ENV);
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
	clean_environment();
	order->state = ORDER_READY;
}

static void __attribute__((destructor)) stop(void)
{
	if (order)
		order->ended = 1;
}

long plugin_forward(const struct plugin_call *call)
{
	static long (*next)(long number, ...);
	void *symbol;

	if (!next) {
		symbol = dlsym(RTLD_NEXT, "syscall");
		if (!symbol) {
			errno = ENOSYS;
			return -1;
		}
		memcpy(&next, &symbol, sizeof(next));
	}
	return next(call->number, call->args[0], call->args[1], call->args[2],
		    call->args[3], call->args[4], call->args[5]);
}

static bool is_unload(const struct plugin_call *call)
{
	if (call->number == SYS_kexec_file_load)
		return call->args[4] & KEXEC_FILE_UNLOAD;
	return call->args[1] == 0;
}

static long load(const struct plugin_call *call)
{
	if (is_unload(call))
		return plugin_forward(call);
	if (!order) {
		say("plugin: nothing is loaded: it got no order from the "
		    "kexec-smmu command");
		errno = EPERM;
		return -1;
	}
	order->by_file = call->number == SYS_kexec_file_load;
	return order->by_file ? plugin_file_load(order, call) :
				plugin_load(order, call);
}

/* Fewer arguments than six were perhaps given; the others go on as found. */
long syscall(long number, ...)
{
	struct plugin_call call = { .number = number };
	va_list ap;
	int i;

	va_start(ap, number);
	for (i = 0; i < 6; i++)
		call.args[i] = va_arg(ap, long);
	va_end(ap);

	switch (number) {
	case SYS_kexec_load:
	case SYS_kexec_file_load:
		return load(&call);
	default:
		return plugin_forward(&call);
	}
}
