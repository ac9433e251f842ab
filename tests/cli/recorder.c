/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Preloaded behind the plugin, in place of the kernel: kexec's system calls
 * are appended to the file KST_RECORD and succeed, or fail with KST_ERRNO; if
 * they have more segments than the stub's 3, with KST_ERRNO_STAGE.
 * What is loaded then is told in the folder KST_SYS, if it is there.
 */
#include <config.h>

#include "recorder.h"

#include <dlfcn.h>
#include <errno.h>
#include <linux/kexec.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include "stub-image.h"

long syscall(long number, ...) __attribute__((visibility("default")));

static void put(FILE *file, const void *bytes, size_t size)
{
	if (fwrite(bytes, 1, size, file) != size)
		exit(99);
}

static void put_segments(FILE *file, const struct record *record)
{
	const struct kexec_segment *segments =
		(const struct kexec_segment *)(uintptr_t)record->args[2];
	uint64_t i;

	for (i = 0; i < record->args[1]; i++) {
		struct record_segment segment = {
			.mem = (uint64_t)(uintptr_t)segments[i].mem,
			.memsz = segments[i].memsz,
			.bufsz = segments[i].bufsz,
		};

		put(file, &segment, sizeof(segment));
		put(file, segments[i].buf, segments[i].bufsz);
	}
}

static bool is_unload(const struct record *record)
{
	if (record->number == SYS_kexec_load)
		return record->args[1] == 0;
	return record->args[4] & KEXEC_FILE_UNLOAD;
}

static bool is_crash(const struct record *record)
{
	if (record->number == SYS_kexec_load)
		return record->args[3] & KEXEC_ON_CRASH;
	return record->args[4] & KEXEC_FILE_ON_CRASH;
}

static void tell(const struct record *record, bool loaded)
{
	const char *folder = getenv("KST_SYS");
	char path[512];
	FILE *file;

	if (!folder)
		return;
	snprintf(path, sizeof(path), "%s/kernel/kexec_%sloaded", folder,
		 is_crash(record) ? "crash_" : "");
	file = fopen(path, "w");
	if (!file)
		return;
	fprintf(file, "%d\n", loaded);
	fclose(file);
}

static bool has_stage(const struct record *record)
{
	return getenv("KST_ERRNO_STAGE") &&
	       record->number == SYS_kexec_load &&
	       record->args[1] > STUB_SEGMENTS;
}

static long answer(const struct record *record)
{
	const char *error = getenv(has_stage(record) ? "KST_ERRNO_STAGE" :
						       "KST_ERRNO");
	FILE *file = fopen(getenv("KST_RECORD"), "ab");

	if (!file)
		exit(99);
	put(file, record, sizeof(*record));
	if (record->number == SYS_kexec_load)
		put_segments(file, record);
	if (fclose(file) != 0)
		exit(99);
	if (!error) {
		tell(record, !is_unload(record));
		return 0;
	}
	/* The kernel frees a crash image before it looks at the new one. */
	if (is_crash(record) && atoi(error) != EPERM && atoi(error) != EBUSY)
		tell(record, false);
	errno = atoi(error);
	return -1;
}

static long forward(const struct record *record)
{
	long (*next)(long number, ...);
	void *symbol = dlsym(RTLD_NEXT, "syscall");

	if (!symbol)
		exit(99);
	memcpy(&next, &symbol, sizeof(next));
	return next(record->number, record->args[0], record->args[1],
		    record->args[2], record->args[3], record->args[4],
		    record->args[5]);
}

long syscall(long number, ...)
{
	struct record record = { .number = number };
	va_list ap;
	int i;

	va_start(ap, number);
	for (i = 0; i < 6; i++)
		record.args[i] = va_arg(ap, unsigned long);
	va_end(ap);
	if (number != SYS_kexec_load && number != SYS_kexec_file_load)
		return forward(&record);
	return answer(&record);
}
