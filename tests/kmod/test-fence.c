/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The module's way to an SMMUv3, built for the host, where QEMU's cannot show it:
 * - enhanced command queues in the frame are switched off, those beyond it are
 *   not touched;
 * - GBPA is set ahead only while the SMMU translates, and only if it answers;
 * - a frame that is off is not touched;
 * - one that does not answer is given up, and the others are fenced.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "kmod.h"
#include "model/regs-v3.h"

#define BASE		UINT64_C(0x09050000)
#define SIZE		0x20000u
#define QUEUES		SIZE		/* just beyond a frame of that size */
#define BYTES		0x30000u
#define OTHER		BYTES		/* where a second SMMU begins */

static uint8_t memory[OTHER + BYTES];
static uint64_t size;			/* of what is mapped */
static unsigned int accesses, writes;
static bool busy;			/* the first one's GBPA.UPDATE stays */
static u64 now;

static struct platform_device pdev;
struct frame frames[SMMU_PLAN_ENTRIES_MAX];
unsigned int frame_count = 1;
#define frame	(frames[0])

static uint32_t get(uint32_t offset)
{
	uint32_t value;

	memcpy(&value, memory + offset, sizeof(value));
	return value;
}

static void set(uint32_t offset, uint32_t value)
{
	memcpy(memory + offset, &value, sizeof(value));
}

u64 kernel_read(const void *at, unsigned int bytes)
{
	size_t offset = (size_t)((const uint8_t *)at - memory);
	u64 value = 0;

	assert_true(offset % OTHER + bytes <= size);
	accesses++;
	memcpy(&value, at, bytes);
	return value;
}

/* As an SMMU that acknowledges at once. */
void kernel_write(void *at, unsigned int bytes, u64 value)
{
	uint32_t offset = (uint32_t)((uint8_t *)at - memory);
	uint32_t reg = offset % OTHER;

	assert_true(reg + bytes <= size);
	accesses++;
	writes++;
	memcpy(at, &value, bytes);
	if (reg == A_GBPA && (!busy || reg != offset))
		set(offset, (uint32_t)value & ~R_GBPA_UPDATE);
	if (reg == A_CR0 || reg == A_IRQ_CTRL)
		set(offset + 4, (uint32_t)value);
	if (offset == QUEUES + 8)
		set(QUEUES + 12, (uint32_t)value & 1u << 31);
}

u64 ktime_get_mono_fast_ns(void)
{
	return now += 1000;
}

void kernel_print(const char *format, ...)
{
	(void)format;
}

/* One that translates, with an enhanced command queue at QUEUES. */
static int set_up(void **state)
{
	(void)state;
	memset(memory, 0, sizeof(memory));
	memset(&frame, 0, sizeof(frame));
	memset(&pdev, 0, sizeof(pdev));
	pdev.dev.driver = (struct device_driver *)memory;
	frame.entry.base = BASE;
	frame.entry.size = size = SIZE;
	frame.entry.type = SMMU_PLAN_V3;
	frame.actions[END_KEXEC] = SMMU_PLAN_ABORT;
	frame.dev = &pdev.dev;
	frame.mapped = memory;
	frame_count = 1;
	accesses = writes = 0;
	busy = false;
	now = 0;
	set(A_IDR0, 1);
	set(A_IDR1, 1u << 31);
	set(A_CR0, 0xd);
	set(A_CR0 + 4, 0xd);
	set(A_GBPA, 0x1000);
	set(0x4000, QUEUES);
	set(QUEUES + 8, 1u << 31);
	set(QUEUES + 12, 1u << 31);
	return 0;
}

static void test_queue_beyond(void **state)
{
	(void)state;
	assert_true(fence_run(END_KEXEC, NULL));
	assert_int_equal(frame.job.outcome, OUTCOME_DONE);
	assert_int_equal(get(A_GBPA), 0x101000);
	assert_int_equal(get(A_CR0), 0);
	assert_int_equal(get(QUEUES + 8), 1u << 31);
}

static void test_queue_inside(void **state)
{
	(void)state;
	frame.entry.size = size = BYTES;
	assert_true(fence_run(END_KEXEC, NULL));
	assert_int_equal(frame.job.outcome, OUTCOME_DONE);
	assert_int_equal(get(QUEUES + 8), 0);
}

static void test_arm(void **state)
{
	(void)state;
	assert_string_equal(fence_arm(&frame), "armed");
	assert_int_equal(writes, 1);
	assert_int_equal(get(A_GBPA), 0x101000);
	assert_int_equal(get(A_CR0), 0xd);
	/* It is: nothing is left to write. */
	assert_string_equal(fence_arm(&frame), "armed");
	assert_int_equal(writes, 1);
	frame.actions[END_KEXEC] = SMMU_PLAN_BYPASS;
	assert_string_equal(fence_arm(&frame), "armed");
	assert_int_equal(get(A_GBPA), 0x1000);
}

static void test_arm_refused(void **state)
{
	(void)state;
	pdev.dev.power.is_suspended = true;
	assert_string_equal(fence_arm(&frame), "not armed: suspended");
	assert_int_equal(accesses, 0);
	pdev.dev.power.is_suspended = false;
	set(A_CR0 + 4, 0xc);
	assert_string_equal(fence_arm(&frame), "not armed: does not translate");
	set(A_CR0 + 4, 0xd);
	set(A_GBPA, R_GBPA_UPDATE);
	assert_string_equal(fence_arm(&frame), "not armed: GBPA is busy");
	assert_int_equal(writes, 0);
	set(A_GBPA, 0x1000);
	busy = true;
	assert_string_equal(fence_arm(&frame), "not armed: GBPA did not change");
}

static void test_off(void **state)
{
	(void)state;
	pdev.dev.power.is_suspended = true;
	assert_false(fence_run(END_KEXEC, NULL));
	pdev.dev.power.is_suspended = false;
	frame.managed = pdev.dev.power.suspended = true;
	assert_false(fence_run(END_KEXEC, NULL));
	frame.managed = pdev.dev.power.suspended = false;
	pdev.dev.driver = NULL;
	assert_false(fence_run(END_KEXEC, NULL));
	assert_int_equal(accesses, 0);
}

static void test_given_up(void **state)
{
	(void)state;
	frames[1] = frame;
	frames[1].entry.base = BASE + OTHER;
	frames[1].mapped = memory + OTHER;
	frame_count = 2;
	memcpy(memory + OTHER, memory, BYTES);
	busy = true;
	assert_true(fence_run(END_KEXEC, NULL));
	assert_true(now < 5 * NSEC_PER_SEC);
	assert_int_equal(frame.job.outcome, OUTCOME_TIMEOUT);
	assert_int_equal(get(A_CR0), 0xd);
	assert_int_equal(frames[1].job.outcome, OUTCOME_DONE);
	assert_int_equal(get(OTHER + A_GBPA), 0x101000);
	assert_int_equal(get(OTHER + A_CR0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_queue_beyond, set_up),
		cmocka_unit_test_setup(test_queue_inside, set_up),
		cmocka_unit_test_setup(test_arm, set_up),
		cmocka_unit_test_setup(test_arm_refused, set_up),
		cmocka_unit_test_setup(test_off, set_up),
		cmocka_unit_test_setup(test_given_up, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
