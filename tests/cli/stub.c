/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * In place of kexec-tools. KST_STUB says what it does, word by word:
 *
 *	dump		write argv, environment, descriptors and signals to
 *			the file KST_DUMP
 *	segments=N	load so many segments, 3 by default
 *	load, panic	kexec_load(2)
 *	auto		kexec_file_load(2), then as kexec-tools does with -a
 *	file		kexec_file_load(2)
 *	panic-auto, panic-file	the same for a crash kernel
 *	kernel=PATH	the file that those load, of kexec_load(2) the first
 *			segment; else they have none
 *	unload, crash-unload, file-unload
 *	xen		the hypercall by which Xen's toolstack loads
 *	forward		system calls that must come through unchanged
 *	strip		start itself again, with a clean LD_PRELOAD
 *	secure		status 96 unless AT_SECURE is set
 *	sleep		tell the file KST_DUMP, and wait for a signal
 *	wait		tell it, and wait until the file KST_GO is there
 *	kill=N, exit=N
 *
 * A load that fails prints its errno and ends with status 255; with 0 where
 * KST_STUB_QUIET is set.
 */
#include <config.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kexec.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cli/stub-image.h"

#define SEGMENTS_MAX	20

static unsigned long segment_count = STUB_SEGMENTS;
static char **stub_argv;
static int kernel_fd = -1;

static FILE *open_dump(void)
{
	const char *path = getenv("KST_DUMP");
	FILE *file = path ? fopen(path, "w") : NULL;

	if (!file) {
		perror("KST_DUMP");
		exit(99);
	}
	return file;
}

/*
 * Of the records, which has to be held as long as a load can follow; that it is
 * there is no difference that kexec-tools could notice.
 */
static bool is_lock(const char *name)
{
	char path[64], target[4096];
	const char *records = getenv("KST_RECORDS");
	ssize_t size;

	snprintf(path, sizeof(path), "/proc/self/fd/%.10s", name);
	size = readlink(path, target, sizeof(target) - 1);
	if (!records)
		records = "/run/kexec-smmu";
	if (size < 0)
		return false;
	target[size] = '\0';
	return strncmp(target, records, strlen(records)) == 0 &&
	       strcmp(target + strlen(records), "/lock") == 0;
}

static void dump_descriptors(FILE *out)
{
	DIR *dir = opendir("/proc/self/fd");
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		int fd = atoi(entry->d_name);

		if (entry->d_name[0] != '.' && fd != dirfd(dir) &&
		    fd != fileno(out) && !is_lock(entry->d_name))
			fprintf(out, "fd %d\n", fd);
	}
	if (dir)
		closedir(dir);
}

static void dump_signals(FILE *out)
{
	FILE *status = fopen("/proc/self/status", "r");
	char line[256];

	while (status && fgets(line, sizeof(line), status))
		if (strncmp(line, "SigBlk", 6) == 0 ||
		    strncmp(line, "SigIgn", 6) == 0)
			fputs(line, out);
	if (status)
		fclose(status);
}

static void dump(void)
{
	FILE *out = open_dump();
	char **word;

	for (word = stub_argv; *word; word++)
		fprintf(out, "arg <%s>\n", *word);
	for (word = environ; *word; word++)
		fprintf(out, "env <%s>\n", *word);
	dump_descriptors(out);
	dump_signals(out);
	fclose(out);
}

static void check(const char *what, long result)
{
	if (result == 0)
		return;
	fflush(stdout);
	fprintf(stderr, "%s failed: errno %d\n", what, errno);
	exit(getenv("KST_STUB_QUIET") ? 0 : 255);
}

static long load(unsigned long base, unsigned long flags)
{
	static char bytes[SEGMENTS_MAX][STUB_SEGMENT_BYTES];
	struct kexec_segment segments[SEGMENTS_MAX];
	struct stat status;
	unsigned long i;

	for (i = 0; i < segment_count; i++) {
		memset(bytes[i], STUB_SEGMENT_FILL((int)i), sizeof(bytes[i]));
		segments[i].buf = bytes[i];
		segments[i].bufsz = sizeof(bytes[i]);
		segments[i].mem = (void *)STUB_SEGMENT_MEM(base, i);
		segments[i].memsz = STUB_SEGMENT_MEMSZ;
	}
	if (kernel_fd >= 0 && fstat(kernel_fd, &status) == 0) {
		segments[0].bufsz = (size_t)status.st_size;
		segments[0].buf = mmap(NULL, segments[0].bufsz, PROT_READ,
				       MAP_PRIVATE, kernel_fd, 0);
	}
	return syscall(SYS_kexec_load, STUB_ENTRY(base), segment_count,
		       segments, flags);
}

static long file_load(unsigned long flags)
{
	return syscall(SYS_kexec_file_load, kernel_fd, STUB_INITRD,
		       sizeof(STUB_COMMAND_LINE), STUB_COMMAND_LINE, flags);
}

/* The errors after which kexec-tools takes the other system call. */
static long auto_load(bool crash)
{
	long result = file_load(crash ? KEXEC_FILE_ON_CRASH : 0);

	if (result == 0 || (errno != ENOSYS && errno != EINVAL &&
			    errno != ENOEXEC && errno != ENOTSUP))
		return result;
	return crash ? load(STUB_CRASH_BASE, KEXEC_ON_CRASH) :
		       load(STUB_BASE, 0);
}

/* Calls that need each of their arguments, and the errno of one that fails. */
static void forward(void)
{
	long page = sysconf(_SC_PAGESIZE);
	int fd = memfd_create("stub", MFD_CLOEXEC);
	const char *bytes;

	if (syscall(SYS_getpid) != getpid())
		exit(98);
	if (fd < 0 || pwrite(fd, "x", 1, page) != 1)
		exit(98);
	bytes = (const char *)syscall(SYS_mmap, NULL, page, PROT_READ,
				      MAP_SHARED, fd, page);
	if (bytes == MAP_FAILED || *bytes != 'x')
		exit(98);
	errno = 0;
	if (syscall(SYS_close, -1) != -1 || errno != EBADF)
		exit(98);
}

/* As a wrapper does: a new program, which has the rest of the words to do. */
static void strip(const char *rest)
{
	unsetenv("LD_PRELOAD");
	unsetenv("KEXEC_SMMU_ORDER");
	setenv("KST_STUB", rest, 1);
	execv("/proc/self/exe", stub_argv);
	exit(98);
}

static void tell_ready(void)
{
	FILE *out = open_dump();

	fprintf(out, "ready %ld\n", (long)getpid());
	fclose(out);
}

static void wait_for_go(void)
{
	int i;

	tell_ready();
	for (i = 0; i < 2000; i++) {
		if (access(getenv("KST_GO"), F_OK) == 0)
			return;
		usleep(10000);
	}
	exit(97);
}

static void wait_for_signal(void)
{
	tell_ready();
	sleep(20);
	exit(97);
}

static int number_after(const char *word, const char *name)
{
	size_t size = strlen(name);

	return strncmp(word, name, size) == 0 ? atoi(word + size) : -1;
}

static void act_with_number(const char *word)
{
	int number = number_after(word, "segments=");

	if (number >= 0 && number <= SEGMENTS_MAX)
		segment_count = (unsigned long)number;
	number = number_after(word, "exit=");
	if (number >= 0)
		exit(number);
	number = number_after(word, "kill=");
	if (number >= 0)
		raise(number);
}

static void act(const char *word, const char *rest)
{
	if (strcmp(word, "dump") == 0)
		dump();
	else if (strcmp(word, "load") == 0)
		check("kexec_load", load(STUB_BASE, 0));
	else if (strcmp(word, "panic") == 0)
		check("kexec_load", load(STUB_CRASH_BASE, KEXEC_ON_CRASH));
	else if (strcmp(word, "auto") == 0)
		check("kexec_load", auto_load(false));
	else if (strcmp(word, "panic-auto") == 0)
		check("kexec_load", auto_load(true));
	else if (strcmp(word, "panic-file") == 0)
		check("kexec_file_load", file_load(KEXEC_FILE_ON_CRASH));
	else if (strncmp(word, "kernel=", 7) == 0)
		kernel_fd = open(word + 7, O_RDONLY);
	else if (strcmp(word, "file") == 0)
		check("kexec_file_load", file_load(0));
	else if (strcmp(word, "unload") == 0)
		check("unload", syscall(SYS_kexec_load, 0, 0, NULL, 0));
	else if (strcmp(word, "crash-unload") == 0)
		check("unload", syscall(SYS_kexec_load, 0, 0, NULL,
					KEXEC_ON_CRASH));
	else if (strcmp(word, "file-unload") == 0)
		check("unload", file_load(KEXEC_FILE_UNLOAD));
	else if (strcmp(word, "xen") == 0)
		check("hypercall", ioctl(STDIN_FILENO, 0x305000, NULL));
	else if (strcmp(word, "forward") == 0)
		forward();
	else if (strcmp(word, "strip") == 0)
		strip(rest);
	else if (strcmp(word, "secure") == 0 && !getauxval(AT_SECURE))
		exit(96);
	else if (strcmp(word, "wait") == 0)
		wait_for_go();
	else if (strcmp(word, "sleep") == 0)
		wait_for_signal();
	else
		act_with_number(word);
}

int main(int argc, char **argv)
{
	const char *words = getenv("KST_STUB");
	char *copy = strdup(words ? words : "");
	char *rest = copy;
	char *word;

	(void)argc;
	stub_argv = argv;
	while ((word = strsep(&rest, " ")))
		act(word, rest ? rest : "");
	free(copy);
	puts("stub: done");
	return 0;
}
