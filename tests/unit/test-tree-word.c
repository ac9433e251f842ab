/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where kexec-tools' purgatory keeps the address of the device tree. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "plugin/tree-word.h"
#include "util/little-endian.h"

#define KERNEL		UINT64_C(0x40200000)
#define INITRD		UINT64_C(0x42000000)
#define TREE		UINT64_C(0x43000000)
#define PURGATORY	UINT64_C(0x43010000)
#define ENTRY		(PURGATORY + 0x40)
#define PAIR		0x1f0u
#define SIZE		0x208u		/* of the purgatory's bytes */

static uint8_t kernel[64], initrd[64], tree[64], purgatory[SIZE];
static struct kexec_segment segments[4];

static void put(size_t at, uint64_t first, uint64_t second)
{
	le64_st(purgatory + at, first);
	le64_st(purgatory + at + 8, second);
}

/* As in 2.0.25, 2.0.29 and 2.0.32: the tree's address appears twice. */
static int set_up(void **state)
{
	static const uint8_t magic[] = { 0xd0, 0x0d, 0xfe, 0xed };

	(void)state;
	memset(initrd, 0, sizeof(initrd));
	memset(purgatory, 0, sizeof(purgatory));
	memcpy(tree, magic, sizeof(magic));
	le64_st(purgatory + 0x100, TREE);
	put(PAIR, KERNEL, TREE);
	segments[0] = (struct kexec_segment){
		kernel, 64, (void *)(uintptr_t)KERNEL, 0x1000000 };
	segments[1] = (struct kexec_segment){
		initrd, 64, (void *)(uintptr_t)INITRD, 0x1000 };
	segments[2] = (struct kexec_segment){
		tree, 64, (void *)(uintptr_t)TREE, 0x2000 };
	segments[3] = (struct kexec_segment){
		purgatory, SIZE, (void *)(uintptr_t)PURGATORY, 0x1000 };
	return 0;
}

static bool found(uint64_t address)
{
	struct tree_word word = { 1, 2 };

	if (!tree_word_find(segments, 4, ENTRY, &word)) {
		assert_int_equal(word.address, 1);
		assert_int_equal(word.tree_size, 2);
		return false;
	}
	assert_int_equal(word.address, address);
	assert_int_equal(word.tree_size, 0x2000);
	return true;
}

static void one_pair(void **state)
{
	struct kexec_segment first = segments[0];

	(void)state;
	assert_true(found(PURGATORY + PAIR + 8));
	put(PAIR, KERNEL + 0xffffff, TREE);
	assert_true(found(PURGATORY + PAIR + 8));
	/* Whatever their order. */
	segments[0] = segments[3];
	segments[3] = first;
	assert_true(found(PURGATORY + PAIR + 8));
	/* The last bytes, and the first. */
	put(PAIR, 0, 0);
	put(SIZE - 16, KERNEL, TREE);
	assert_true(found(PURGATORY + SIZE - 8));
	put(SIZE - 16, 0, 0);
	put(0, KERNEL, TREE);
	assert_true(found(PURGATORY + 8));
}

static void no_pair(void **state)
{
	static const uint64_t firsts[] = {
		0, KERNEL - 1, KERNEL + 0x1000000, TREE, TREE + 0x1fff,
		PURGATORY, PURGATORY + 0xfff,
	};
	size_t i;

	for (i = 0; i < sizeof(firsts) / sizeof(firsts[0]); i++) {
		put(PAIR, firsts[i], TREE);
		assert_false(found(0));
	}
	put(PAIR, KERNEL, TREE + 8);
	assert_false(found(0));
	put(PAIR, KERNEL, INITRD);
	assert_false(found(0));
	put(PAIR, 0, 0);
	le64_st(purgatory + PAIR + 4, KERNEL);	/* not at a multiple of 8 */
	le64_st(purgatory + PAIR + 12, TREE);
	assert_false(found(0));
	set_up(state);
	segments[3].bufsz = PAIR + 15;
	assert_false(found(0));
	segments[3].bufsz = SIZE;
	tree[0] = 0;
	assert_false(found(0));
	set_up(state);
	assert_false(tree_word_find(segments, 3, ENTRY,
				    &(struct tree_word){ 0 }));
	assert_false(tree_word_find(segments, 0, ENTRY,
				    &(struct tree_word){ 0 }));
}

/* Then it is not known which one is used. */
static void two_pairs(void **state)
{
	(void)state;
	put(0x80, INITRD, TREE);
	assert_false(found(0));
	put(0x80, KERNEL, INITRD);
	assert_true(found(PURGATORY + PAIR + 8));
	memcpy(initrd, tree, 4);	/* begins like a device tree */
	assert_false(found(0));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(one_pair, set_up),
		cmocka_unit_test_setup(no_pair, set_up),
		cmocka_unit_test_setup(two_pairs, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
