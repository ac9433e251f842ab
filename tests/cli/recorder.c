/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Preloaded behind the plugin, in place of the kernel: kexec's system calls
 * are appended to the file KST_RECORD and succeed, or fail with KST_ERRNO; if
 * they have more segments than the stub's 3, with KST_ERRNO_STAGE; kexec_load
 * with KST_ERRNO_LOAD, kexec_file_load of the stub's Image as it came with
 * KST_ERRNO_PLAIN; 0 is success.
 * What is loaded then is told in the directory KST_SYS, if it is there.
 */
#include <config.h>

#include "cli/recorder.h"

#include <dlfcn.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/kexec.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cli/stub-image.h"

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

/* As the kernel reads it: from its first byte on. */
static void put_files(FILE *file, const struct record *record)
{
	int fd = (int)record->args[0];
	uint64_t size = 0;
	struct stat status;
	char bytes[65536];
	uint64_t done;

	if (fd >= 0 && fstat(fd, &status) == 0)
		size = (uint64_t)status.st_size;
	put(file, &size, sizeof(size));
	for (done = 0; done < size; done += sizeof(bytes)) {
		size_t part = size - done < sizeof(bytes) ?
			      (size_t)(size - done) : sizeof(bytes);

		if (pread(fd, bytes, part, (off_t)done) != (ssize_t)part)
			exit(99);
		put(file, bytes, part);
	}
	put(file, (const char *)(uintptr_t)record->args[3], record->args[2]);
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

static void write_sys(const char *name, uint64_t number)
{
	const char *dir = getenv("KST_SYS");
	char path[512];
	FILE *file;

	if (!dir)
		return;
	snprintf(path, sizeof(path), "%s/kernel/%s", dir, name);
	file = fopen(path, "w");
	if (!file)
		return;
	fprintf(file, "%" PRIu64 "\n", number);
	fclose(file);
}

static void tell(const struct record *record, bool loaded)
{
	write_sys(is_crash(record) ? "kexec_crash_loaded" : "kexec_loaded",
		  loaded);
	if (loaded && record->number == SYS_kexec_load)
		write_sys("segments", record->args[1]);
}

static bool has_stage(const struct record *record)
{
	return getenv("KST_ERRNO_STAGE") &&
	       record->number == SYS_kexec_load &&
	       record->args[1] > STUB_SEGMENTS;
}

/* The stub's own Image: its first instruction goes to byte 64. */
static bool is_plain(const struct record *record)
{
	static const uint8_t code0[4] = { 0x10, 0, 0, 0x14 };
	uint8_t bytes[4];

	return getenv("KST_ERRNO_PLAIN") &&
	       record->number == SYS_kexec_file_load &&
	       pread((int)record->args[0], bytes, 4, 0) == 4 &&
	       memcmp(bytes, code0, 4) == 0;
}

/* One segment too many, which the kernel says only to who may load at all. */
static long answer_probe(void)
{
	const char *error = getenv("KST_ERRNO_LOAD");

	errno = error ? atoi(error) : EINVAL;
	return -1;
}

static long answer(const struct record *record)
{
	const char *error = getenv(has_stage(record) ? "KST_ERRNO_STAGE" :
						       "KST_ERRNO");
	FILE *file;

	if (record->number == SYS_kexec_load &&
	    record->args[1] > KEXEC_SEGMENT_MAX)
		return answer_probe();
	if (record->number == SYS_kexec_load && getenv("KST_ERRNO_LOAD"))
		error = getenv("KST_ERRNO_LOAD");
	file = fopen(getenv("KST_RECORD"), "ab");
	if (!file)
		exit(99);
	put(file, record, sizeof(*record));
	if (record->number == SYS_kexec_load)
		put_segments(file, record);
	else if (!is_unload(record))
		put_files(file, record);
	if (fclose(file) != 0)
		exit(99);
	if (error && is_plain(record))
		error = getenv("KST_ERRNO_PLAIN");
	if (!error || strcmp(error, "0") == 0) {
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
