/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The SMMUv3 model by itself: that each field of CR0 is acknowledged for
 * itself, what arises while a source is on, how command queues stop.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "model/regs-v3.h"
#include "model/smmu-v3-model.h"

#define QUEUES	(R_CR0_CMDQEN | R_CR0_EVENTQEN | R_CR0_PRIQEN)
#define ECMDQ	0x20000u	/* the first queue of the control page */

static struct smmu_v3_model smmu;

static int set_up(void **state)
{
	(void)state;
	smmu_v3_model_reset(&smmu);
	smmu_v3_model_translating(&smmu);
	smmu.idr0 |= R_IDR0_PRI | R_IDR0_MSI;
	smmu.cr0.target = smmu.cr0.effective = R_CR0_SMMUEN | QUEUES;
	smmu.closing = true;
	return 0;
}

static void put(uint32_t offset, uint32_t value)
{
	smmu_v3_model_write(&smmu, offset, 4, value);
}

static uint32_t get(uint32_t offset)
{
	return (uint32_t)smmu_v3_model_read(&smmu, offset, 4);
}

static void expect_violation(const char *text)
{
	if (!strstr(smmu.violation, text))
		fail_msg("no \"%s\": %s", text, smmu.violation);
}

static void fields_for_themselves(void **state)
{
	(void)state;
	smmu_v3_model_begin(&smmu);
	smmu_v3_model_delay(&smmu, R_CR0_CMDQEN, ACK_NEVER);
	smmu_v3_model_delay(&smmu, R_CR0_PRIQEN, 2);
	smmu.gbpa.target = smmu.gbpa.effective = R_GBPA_ABORT;
	put(A_CR0, R_CR0_PRIQEN);
	assert_int_equal(get(A_CR0ACK), R_CR0_PRIQEN | R_CR0_CMDQEN);
	assert_int_equal(smmu_v3_model_fates(&smmu), FATE_ABORT);
	put(A_CR0, 0);	/* another field of it is in flight */
	assert_int_equal(get(A_CR0ACK), R_CR0_PRIQEN | R_CR0_CMDQEN);
	assert_int_equal(get(A_CR0ACK), R_CR0_PRIQEN | R_CR0_CMDQEN);
	assert_int_equal(get(A_CR0ACK), R_CR0_CMDQEN);
	assert_string_equal(smmu.violation, "");
	put(A_CR0, R_CR0_CMDQEN);
	expect_violation("CR0: 0x8 altered while in flight");
}

/* As long as its queue may be written to, and once more as that ends. */
static void records_and_errors(void **state)
{
	uint32_t last;

	(void)state;
	smmu.unrest = 1;
	smmu_v3_model_begin(&smmu);
	smmu_v3_model_delay(&smmu, R_CR0_EVENTQEN, 1);
	put(A_IRQ_CTRL, 0);
	get(A_IRQ_CTRLACK);
	assert_true(smmu.eventq_prod && smmu.priq_prod);
	assert_int_equal(smmu.gerror, R_GERROR_CMDQ_ERR |
			 R_GERROR_EVENTQ_ABT_ERR | R_GERROR_PRIQ_ABT_ERR |
			 R_GERROR_MSI_CMDQ_ABT_ERR);
	smmu.closing = false;
	put(A_CR0, R_CR0_SMMUEN);
	get(A_CR0ACK);
	put(A_GERRORN, smmu.gerror);
	assert_int_equal(smmu.gerror ^ smmu.gerrorn, R_GERROR_EVENTQ_ABT_ERR);
	assert_int_equal(get(A_CR0ACK), R_CR0_SMMUEN);
	put(A_GERRORN, smmu.gerror);
	last = smmu.eventq_prod;
	get(A_CR0ACK);
	assert_int_equal(smmu.gerror, smmu.gerrorn);
	assert_int_equal(smmu.eventq_prod, last);
	assert_string_equal(smmu.violation, "");
}

static void msis(void **state)
{
	(void)state;
	smmu.unrest = 1;
	smmu.msi_address[1] = 0x8090040;
	smmu_v3_model_begin(&smmu);
	get(A_CR0);
	assert_int_equal(smmu.msis, 1);
	assert_true(smmu.gerror & R_GERROR_MSI_EVENTQ_ABT_ERR);
	put(A_IRQ_CTRL, 0);
	get(A_IRQ_CTRLACK);
	smmu.msis = 0;
	smmu_v3_model_write(&smmu, A_EVENTQ_IRQ_CFG0, 8, 0x1000);
	assert_int_equal(smmu.msis, 0);
	assert_string_equal(smmu.violation, "");
	put(A_IRQ_CTRL, R_IRQ_CTRL_EVENTQ_IRQEN);
	expect_violation("an MSI goes to 0x1000");
}

/* One of 256; it ends the commands that it has, and only EN is ours. */
static void command_queues(void **state)
{
	const uint32_t queue = ECMDQ + 255 * 256;

	(void)state;
	smmu.idr1 |= R_IDR1_ECMDQ;
	smmu.idr6 = 8u << R_IDR6_LOG2NUMQ_SHIFT;
	smmu.ecmdq_delay = 2;
	smmu_v3_model_ecmdq(&smmu, 255, 3, 9);
	smmu_v3_model_begin(&smmu);
	assert_int_equal(get(queue + A_ECMDQ_CONS), R_ECMDQ_EN | 3);
	assert_true(smmu_v3_model_ecmdq_possible(&smmu));
	put(queue + A_ECMDQ_PROD, 9);
	assert_int_equal(get(queue + A_ECMDQ_CONS), R_ECMDQ_EN | 4);
	assert_int_equal(get(queue + A_ECMDQ_CONS), R_ECMDQ_EN | 5);
	assert_int_equal(get(queue + A_ECMDQ_CONS), 6);
	assert_false(smmu_v3_model_ecmdq_possible(&smmu));
	assert_string_equal(smmu.violation, "");
	put(queue + A_ECMDQ_PROD, 0);
	expect_violation("ECMDQ_PROD 0x0 instead of 0x9");

	set_up(state);
	get(queue + A_ECMDQ_PROD);
	expect_violation("read of 0x2ff08");
}

#define TEST(name)	cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(fields_for_themselves),
		TEST(records_and_errors),
		TEST(msis),
		TEST(command_queues),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
