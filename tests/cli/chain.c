/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <linux/kexec.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/chain.h"

static const char iomem[] =
	"40000000-7fffffff : System RAM\n"
	"  40200000-41d2ffff : Kernel code\n"
	"  42000000-42abffff : Kernel data\n"
	"  48000000-480fffff : reserved\n"
	"  50000000-57ffffff : Crash kernel\n";

static void set(const char *name, const char *dir, const char *file)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	assert_int_equal(setenv(name, path, 1), 0);
}

static int shell(const char *command)
{
	int status = system(command);

	return WIFEXITED(status) ? WEXITSTATUS(status) :
				   128 + WTERMSIG(status);
}

static void write_iomem(const char *dir)
{
	FILE *file;

	set("KST_IOMEM", dir, "iomem");
	file = fopen(getenv("KST_IOMEM"), "w");
	assert_non_null(file);
	assert_int_equal(fwrite(iomem, sizeof(iomem) - 1, 1, file), 1);
	assert_int_equal(fclose(file), 0);
}

void chain_start(struct chain *chain)
{
	const char *top = getenv("top_builddir");
	char command[1024];

	assert_non_null(top);
	strcpy(chain->dir, "/tmp/kexec-smmu-chain-XXXXXX");
	assert_non_null(mkdtemp(chain->dir));
	snprintf(chain->record, sizeof(chain->record), "%s/record",
		 chain->dir);
	snprintf(chain->output, sizeof(chain->output), "%s/output",
		 chain->dir);
	set("KST_TOOLS", top, "tests/cli/stub");
	set("KST_PLUGIN", top, "tests/cli/.libs/plugin-test.so");
	set("KST_STAGE", top, "purgatory/smmu-stage.bin");
	set("KST_RECORDER", top, "tests/cli/.libs/recorder.so");
	set("KST_CLI", top, "tests/cli");
	set("KST_RECORD", chain->dir, "record");
	set("KST_DIR", chain->dir, "");
	set("KST_RECORDS", chain->dir, "records");
	set("KST_SYS", chain->dir, "sys");
	setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 1);
	write_iomem(chain->dir);
	snprintf(command, sizeof(command),
		 "\"$KST_CLI/../make/make-dtb\" smmu \"$KST_DIR/dtb\"");
	assert_int_equal(shell(command), 0);
}

static void forget(struct chain *chain)
{
	size_t i;

	for (i = 0; i < CHAIN_SEGMENTS; i++) {
		free(chain->segments[i].bytes);
		chain->segments[i].bytes = NULL;
	}
	free(chain->kernel);
	chain->kernel = NULL;
	chain->calls = 0;
}

void chain_stop(struct chain *chain)
{
	forget(chain);
	assert_int_equal(shell("rm -rf \"$KST_DIR\""), 0);
}

int chain_run(struct chain *chain, const char *stub, const char *policy)
{
	unlink(chain->record);
	assert_int_equal(setenv("KST_STUB", stub, 1), 0);
	assert_int_equal(setenv("KST_POLICY", policy, 1), 0);
	return shell("LD_PRELOAD=\"$KST_RECORDER\" \"$KST_CLI/outer\" kexec "
		     "\"$KST_CLI/kexec-smmu-test\" "
		     "--smmu-source=\"$KST_DIR/dtb\" "
		     "--smmu-policy=\"$KST_POLICY\" $KST_WORDS -l Image "
		     ">\"$KST_DIR/output\" 2>&1");
}

static void read_exactly(FILE *file, void *bytes, size_t size)
{
	assert_int_equal(fread(bytes, 1, size, file), size);
}

static void read_segments(struct chain *chain, FILE *file)
{
	uint64_t count = chain->last.args[1];
	uint64_t i;

	assert_true(count <= CHAIN_SEGMENTS);
	for (i = 0; i < count; i++) {
		struct chain_segment *segment = &chain->segments[i];

		read_exactly(file, &segment->head, sizeof(segment->head));
		assert_true(segment->head.bufsz < 16 * 1024 * 1024);
		free(segment->bytes);
		segment->bytes = malloc(segment->head.bufsz);
		assert_non_null(segment->bytes);
		read_exactly(file, segment->bytes, segment->head.bufsz);
	}
}

static void read_files(struct chain *chain, FILE *file)
{
	uint64_t length = chain->last.args[2];

	free(chain->kernel);
	read_exactly(file, &chain->kernel_size, sizeof(chain->kernel_size));
	assert_true(chain->kernel_size < 16 * 1024 * 1024);
	chain->kernel = malloc(chain->kernel_size + 1);
	assert_non_null(chain->kernel);
	read_exactly(file, chain->kernel, chain->kernel_size);
	assert_true(length <= sizeof(chain->command_line));
	read_exactly(file, chain->command_line, length);
}

void chain_read(struct chain *chain)
{
	FILE *file = fopen(chain->record, "rb");

	forget(chain);
	while (file && fread(&chain->last, sizeof(chain->last), 1, file) == 1) {
		if (chain->calls++ == 0)
			chain->first = chain->last;
		if (chain->last.number == SYS_kexec_load)
			read_segments(chain, file);
		else if (!(chain->last.args[4] & KEXEC_FILE_UNLOAD))
			read_files(chain, file);
	}
	if (file)
		fclose(file);
}

static void read_text(const char *path, char *text, size_t size)
{
	FILE *file = fopen(path, "r");
	size_t got;

	assert_non_null(file);
	got = fread(text, 1, size - 1, file);
	text[got] = '\0';
	fclose(file);
}

void chain_says(const struct chain *chain, const char *text)
{
	char output[4096];

	read_text(chain->output, output, sizeof(output));
	if (!*text && strcmp(output, "stub: done\n") != 0)
		fail_msg("says: %s", output);
	if (!strstr(output, text))
		fail_msg("says: %s\nwithout: %s", output, text);
}

void chain_says_not(const struct chain *chain, const char *text)
{
	char output[4096];

	read_text(chain->output, output, sizeof(output));
	if (strstr(output, text))
		fail_msg("says: %s", output);
}

void chain_recorded(const struct chain *chain, const char *text)
{
	char path[128], record[4096];

	snprintf(path, sizeof(path), "%s/records/normal", chain->dir);
	read_text(path, record, sizeof(record));
	if (!strstr(record, text))
		fail_msg("recorded: %s\nwithout: %s", record, text);
}
