/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the command line to kexec_file_load(2): what the kernel is given in
 * place of the stub's Image, and when it is another system call instead.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <endian.h>
#include <errno.h>
#include <linux/kexec.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cli/chain.h"
#include "image/image.h"
#include "smmu-plan.h"
#include "cli/stub-image.h"

#define MIB	(UINT64_C(1) << 20)
#define SIZE	100000u		/* of the Image's file */

/* What a wrapped one is larger by, at most. */
#define WRAPPED_SIZE	(4 * MIB)

static struct chain chain;
static uint8_t bytes[SIZE];
static uint8_t wrapped[WRAPPED_SIZE];
static char kernel[128];

static void put(size_t at, size_t size, uint64_t value)
{
	for (; size; size--, value >>= 8)
		bytes[at++] = (uint8_t)value;
}

static void write_bytes(const void *from, size_t size)
{
	FILE *file = fopen(kernel, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(from, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static void write_kernel(void)
{
	write_bytes(bytes, SIZE);
}

/* An Image of 16K pages with a text_offset. */
static int set_up(void **state)
{
	size_t i;

	(void)state;
	for (i = 64; i < SIZE; i++)
		bytes[i] = (uint8_t)(i * 13 + i / 256);
	memset(bytes, 0, 64);
	put(0, 4, 0x14000010);
	put(8, 8, 0x80000);
	put(16, 8, 8 * MIB);
	put(24, 8, 0xc);
	memcpy(bytes + 56, "ARM\x64", 4);
	write_kernel();
	unsetenv("KST_ERRNO");
	unsetenv("KST_ERRNO_LOAD");
	setenv("KST_WORDS", "-s", 1);
	return 0;
}

static int start(void **state)
{
	(void)state;
	chain_start(&chain);
	snprintf(kernel, sizeof(kernel), "%s/Image", chain.dir);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	chain_stop(&chain);
	return 0;
}

static int run(const char *words)
{
	char stub[256];

	snprintf(stub, sizeof(stub), "kernel=%s %s", kernel, words);
	return chain_run(&chain, stub, "abort");
}

/* What a loader of Images, and then the processor, make of it. */
static void check_kernel(void)
{
	const uint8_t *stage = chain.kernel + IMAGE_STAGE_OFFSET;
	struct smmu_plan_header header;
	struct smmu_stage_info info;
	uint64_t payload, value;
	struct pe pe;

	memcpy(&value, chain.kernel + 16, 8);
	assert_int_equal(le64toh(value), 10 * MIB + 0x80000);
	memcpy(&value, chain.kernel + 24, 8);
	assert_int_equal(le64toh(value), 0xc);
	assert_memory_equal(chain.kernel + 56, "ARM\x64", 4);
	assert_int_equal(image_stage_offset(chain.kernel, chain.kernel_size),
			 IMAGE_STAGE_OFFSET);

	memcpy(&info, stage + SMMU_STAGE_INFO_OFFSET, sizeof(info));
	memcpy(&header, stage + le32toh(info.plan_offset), sizeof(header));
	assert_true(le64toh(header.magic) == SMMU_PLAN_MAGIC);
	value = le64toh(header.next);
	assert_true(le64toh(header.next_check) == ~value);
	assert_true(value & SMMU_PLAN_NEXT_RELATIVE);
	payload = IMAGE_STAGE_OFFSET + (value & ~SMMU_PLAN_NEXT_RELATIVE);
	assert_int_equal(payload, 2 * MIB + 0x80000);
	assert_memory_equal(chain.kernel + payload, bytes, SIZE);
	/* As kexec-smmu-wrap's: it can be looked at, and signed. */
	assert_int_equal(pe_read(chain.kernel, chain.kernel_size, &pe), PE_OK);
	assert_int_equal(pe_check(&pe, chain.kernel_size), PE_OK);
}

static void check_file_load(uint64_t flags)
{
	chain_read(&chain);
	assert_int_equal(chain.calls, 1);
	assert_int_equal(chain.last.number, SYS_kexec_file_load);
	assert_int_equal(chain.last.args[1], STUB_INITRD);
	assert_int_equal(chain.last.args[2], sizeof(STUB_COMMAND_LINE));
	assert_string_equal(chain.command_line, STUB_COMMAND_LINE);
	assert_int_equal(chain.last.args[4], flags);
	assert_true(chain.last.args[5] != 0);
	check_kernel();
}

static void test_file(void **state)
{
	(void)state;
	assert_int_equal(run("file"), 0);
	check_file_load(0);
	chain_says(&chain, "");
}

/* -a, and the default since 2.0.27. */
static void test_auto(void **state)
{
	(void)state;
	setenv("KST_WORDS", "-a", 1);
	assert_int_equal(run("auto"), 0);
	check_file_load(0);
	setenv("KST_WORDS", "", 1);
	assert_int_equal(run("auto"), 0);
	check_file_load(0);
	chain_says(&chain, "");
}

static void check_segments(uint64_t flags)
{
	chain_read(&chain);
	assert_int_equal(chain.last.number, SYS_kexec_load);
	assert_int_equal(chain.last.args[1], STUB_SEGMENTS + 1);
	assert_int_equal(chain.last.args[3], flags);
}

/* A crash kernel goes by kexec_load, if the kernel lets it. */
static void test_panic(void **state)
{
	(void)state;
	setenv("KST_WORDS", "-a", 1);
	assert_int_equal(run("panic-auto"), 0);
	check_segments(KEXEC_ON_CRASH);
	assert_int_equal(chain.calls, 1);
	chain_says(&chain, "");

	setenv("KST_ERRNO_LOAD", "1", 1);
	assert_int_equal(run("panic-auto"), 0);
	check_file_load(KEXEC_FILE_ON_CRASH);
	setenv("KST_ERRNO_LOAD", "38", 1);
	assert_int_equal(run("panic-auto"), 0);
	check_file_load(KEXEC_FILE_ON_CRASH);
	unsetenv("KST_ERRNO_LOAD");
	setenv("KST_WORDS", "-s", 1);
	assert_int_equal(run("panic-file"), 0);
	check_file_load(KEXEC_FILE_ON_CRASH);
}

/* Without an Image -a takes the other call, and -s tells why not. */
static void test_no_image(void **state)
{
	(void)state;
	memcpy(bytes, "\177ELF", 4);
	bytes[56] = 0;
	write_kernel();
	assert_int_equal(run("file"), 255);
	chain_says(&chain, "kexec-smmu: the stage cannot be added, nothing is "
		   "loaded: kernel: not an arm64 Image, but an ELF file: use -c "
		   "or -a");
	chain_says(&chain, "errno 22");
	chain_read(&chain);
	assert_int_equal(chain.calls, 0);

	setenv("KST_WORDS", "-a", 1);
	assert_int_equal(run("auto"), 0);
	check_segments(0);
	assert_int_equal(chain.calls, 1);
	chain_says(&chain, "");
}

static void refused(const char *text)
{
	write_kernel();
	assert_int_equal(run("file"), 255);
	chain_says(&chain, text);
	chain_read(&chain);
	assert_int_equal(chain.calls, 0);
	set_up(NULL);
}

static void test_bad_image(void **state)
{
	(void)state;
	put(24, 8, 1);
	refused("kernel: a big-endian Image");
	put(16, 8, 0);
	refused("kernel: its image_size is 0");
	put(16, 8, INT64_MAX);
	refused("kernel: too large");
	put(0, 4, 0x14000400);
	memcpy(bytes + 4096 + 8, "SMMUSTAG", 8);
	refused("kernel: has a stage of its own, but is wrapped by another");
	assert_int_equal(chain_run(&chain, "file", "abort"), 255);
	chain_says(&chain, "kernel: cannot be read: Bad file");
	assert_int_equal(chain_run(&chain, "kernel=/dev/null file", "abort"),
			 255);
	chain_says(&chain, "kernel: cannot be read: Invalid");
}

/* What the plugin makes of a kernel is the next kernel. Returns its size. */
static size_t wrap_kernel(const char *words)
{
	size_t size;

	write_kernel();
	setenv("KST_WORDS", words, 1);
	assert_int_equal(run("file"), 0);
	chain_read(&chain);
	size = chain.kernel_size;
	assert_true(size <= WRAPPED_SIZE);
	memcpy(wrapped, chain.kernel, size);
	write_bytes(wrapped, size);
	setenv("KST_WORDS", "-s", 1);
	return size;
}

/* Loaded, and not a bit of it was changed. */
static void check_unchanged(size_t size)
{
	chain_read(&chain);
	assert_int_equal(chain.calls, 1);
	assert_int_equal(chain.last.number, SYS_kexec_file_load);
	assert_int_equal(chain.last.args[1], STUB_INITRD);
	assert_int_equal(chain.kernel_size, size);
	assert_memory_equal(chain.kernel, wrapped, size);
}

static void mismatch(const char *text)
{
	assert_int_equal(run("file"), 255);
	chain_says(&chain, text);
	chain_read(&chain);
	assert_int_equal(chain.calls, 0);
}

static void test_wrapped(void **state)
{
	size_t size = wrap_kernel("-s");

	(void)state;
	assert_int_equal(run("file"), 0);
	chain_says(&chain, "");
	check_unchanged(size);
	setenv("KST_WORDS", "-a", 1);
	assert_int_equal(run("auto"), 0);
	check_unchanged(size);

	/* By the other call the stage goes in all the same. */
	assert_int_equal(run("panic-auto"), 0);
	check_segments(KEXEC_ON_CRASH);
	chain_says(&chain, "");
}

static void test_wrapped_for_another(void **state)
{
	size_t size = wrap_kernel("-s");
	char stub[256];

	(void)state;
	snprintf(stub, sizeof(stub), "kernel=%s file", kernel);
	assert_int_equal(chain_run(&chain, stub, "bypass"), 255);
	chain_says(&chain, "nothing is loaded: kernel: has a stage of its own, "
		   "for another policy: 0x9050000: should become bypass, "
		   "but the file makes it abort");
	setenv("KST_WORDS", "-s --smmu-best-effort", 1);
	assert_int_equal(chain_run(&chain, stub, "bypass"), 255);
	chain_read(&chain);
	assert_int_equal(chain.calls, 0);

	setenv("KST_WORDS", "-s --smmu-add=v3@0xb000000", 1);
	mismatch("for another machine: 0xb000000: in use on this machine, but "
		 "not in the file");
	chain_says(&chain, "errno 125");
	setenv("KST_WORDS", "-s --smmu-best-effort --smmu-add=v3@0xb000000", 1);
	assert_int_equal(run("file"), 0);
	chain_says(&chain, "NOT FENCED: the image is loaded with only its own "
		   "stage: kernel: has a stage of its own, for another "
		   "machine");
	check_unchanged(size);
	chain_recorded(&chain, "by kexec_file_load, with only its own stage; "
		       "kernel: has a stage of its own, for another machine");
	/* Behind that another policy, too: not even so. */
	wrap_kernel("-s --smmu-add=v3@0xc000000");
	setenv("KST_WORDS", "-s --smmu-best-effort --smmu-add=v3@0xb000000 "
	       "--smmu-add=v3@0xc000000 --smmu-policy=0xc000000=bypass", 1);
	mismatch("for another policy: 0xc000000: should become bypass");

	wrap_kernel("-s --smmu-add=v3@0xb000000");
	mismatch("for another machine: 0xb000000: in the file, but not an SMMU "
		 "of this machine");
	/* Neither does -a go on to the other call. */
	setenv("KST_WORDS", "-a", 1);
	assert_int_equal(run("auto"), 255);
	chain_read(&chain);
	assert_int_equal(chain.calls, 0);
}

static void test_wrapped_and_damaged(void **state)
{
	size_t size = wrap_kernel("-s");

	(void)state;
	wrapped[IMAGE_STAGE_OFFSET + 4000] ^= 1;
	write_bytes(wrapped, size);
	mismatch("has a stage of its own, but is corrupt: its stage would "
		 "touch no SMMU");
	wrapped[IMAGE_STAGE_OFFSET + 4000] ^= 1;
	write_bytes(wrapped, size - SIZE);
	mismatch("has a stage of its own, but is truncated");
}

/* What the kernel answers, and what is said of it. */
static void answered(int error, const char *words, const char *text)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", error);
	setenv("KST_ERRNO", number, 1);
	assert_int_equal(run(words), 255);
	unsetenv("KST_ERRNO");
	snprintf(number, sizeof(number), "errno %d", error);
	chain_says(&chain, number);
	if (text)
		chain_says(&chain, text);
	else
		chain_says_not(&chain, "kexec-smmu:");
	chain_read(&chain);
	assert_int_equal(chain.last.number, SYS_kexec_file_load);
	assert_int_equal(chain.calls, 1);
}

static void test_answers(void **state)
{
	static const int signatures[] = {
		EKEYREJECTED, ENOKEY, EBADMSG, ELIBBAD, ENOPKG, ENODATA,
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(signatures) / sizeof(*signatures); i++) {
		answered(signatures[i], "file", "kernel: accepts only signed");
		answered(signatures[i], "auto", "use -c (kexec_load)");
	}
	answered(EACCES, "file", "IMA");
	/* A policy that wants them appraised denies kexec_load(2) as well. */
	chain_says_not(&chain, "use -c");
	answered(EPERM, "file", "a locked-down kernel");
	answered(ENOSYS, "file", "has no kexec_file_load(2): use -c or -a");
	answered(EBUSY, "file", "kernel: busy: another load is in progress");
	answered(EADDRNOTAVAIL, "auto", NULL);
}

/* What is said of an image that had its stage, and is to be signed. */
static void test_answers_to_wrapped(void **state)
{
	static const struct {
		int error;
		const char *text;
	} answers[] = {
		{ ENODATA, "is not signed" },
		{ ELIBBAD, "has no PE header" },
		{ ENOKEY, "mokutil --import" },
		{ EKEYREJECTED, "was changed after it was signed" },
		{ EKEYEXPIRED, "has expired" },
		{ EKEYREVOKED, "was revoked" },
		{ EBADMSG, "cannot be read" },
		{ ENOPKG, "RSA and SHA-256" },
		{ EPERM, "wants it signed, unchanged since" },
		{ EACCES, "(IMA) rejects the wrapped image" },
	};
	size_t i;

	(void)state;
	wrap_kernel("-s");
	for (i = 0; i < sizeof(answers) / sizeof(*answers); i++)
		answered(answers[i].error, "file", answers[i].text);
}

/* A kernel without the call: the other one, in the same run. */
static void falls_back(const char *error)
{
	setenv("KST_WORDS", "-a", 1);
	setenv("KST_ERRNO", error, 1);
	setenv("KST_ERRNO_LOAD", "0", 1);
	assert_int_equal(run("auto"), 0);
	check_segments(0);
	assert_int_equal(chain.calls, 2);
	assert_int_equal(chain.first.number, SYS_kexec_file_load);
	chain_says(&chain, "");
}

static void test_fall_back(void **state)
{
	(void)state;
	falls_back("38");
	falls_back("22");
	falls_back("8");
	falls_back("95");
}

/* The signature's owner may prefer a load without the stage to none. */
static void test_best_effort(void **state)
{
	(void)state;
	setenv("KST_WORDS", "-s --smmu-best-effort", 1);
	setenv("KST_ERRNO", "129", 1);
	setenv("KST_ERRNO_PLAIN", "0", 1);
	assert_int_equal(run("file"), 0);
	unsetenv("KST_ERRNO_PLAIN");
	chain_says(&chain, "NOT FENCED: the stage cannot be added, the image is "
		   "loaded without it: the kernel refused the image with the "
		   "stage");
	chain_read(&chain);
	assert_int_equal(chain.calls, 2);
	assert_int_equal(chain.kernel_size, SIZE);
	assert_memory_equal(chain.kernel, bytes, SIZE);
}

static void test_unload(void **state)
{
	(void)state;
	assert_int_equal(run("file-unload file"), 0);
	chain_read(&chain);
	assert_int_equal(chain.calls, 2);
	assert_int_equal(chain.first.number, SYS_kexec_file_load);
	assert_int_equal(chain.first.args[4], KEXEC_FILE_UNLOAD);
	check_kernel();
}

#define TEST(name)	cmocka_unit_test_setup(name, set_up)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(test_file),
		TEST(test_auto),
		TEST(test_panic),
		TEST(test_no_image),
		TEST(test_bad_image),
		TEST(test_answers),
		TEST(test_fall_back),
		TEST(test_best_effort),
		TEST(test_wrapped),
		TEST(test_wrapped_for_another),
		TEST(test_wrapped_and_damaged),
		TEST(test_answers_to_wrapped),
		TEST(test_unload),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
