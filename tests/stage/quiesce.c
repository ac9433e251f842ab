/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/quiesce.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "model/regs-v3.h"
#include "report/log.h"
#include "smmu-plan.h"
#include "stage/expect.h"

#define SETTLE_US	50000u

struct quiesce quiesce;

static void plan(uint8_t *segment, const struct plan_image *image)
{
	pci_model_plan(&quiesce.pci, segment, quiesce.stage_size, image->plan_offset,
		       image->size);
}

void quiesce_set_up(void)
{
	cpu_init(&quiesce.cpu, quiesce.stage, quiesce.stage_size);
	memset(&quiesce.pci, 0, sizeof(quiesce.pci));
	quiesce.pci.clock = &quiesce.cpu.counter;
	quiesce.pci.hertz = QUIESCE_HERTZ;
	quiesce.pci.serror = &quiesce.cpu.serror_pending;
	quiesce.cpu.pci = &quiesce.pci;
	quiesce.cpu.action = SMMU_QUIESCE;
	quiesce.cpu.damage = plan;
	quiesce.cpu.counter_step = QUIESCE_HERTZ / 10000;	/* 100 us */
	quiesce.cpu.access_ticks = QUIESCE_HERTZ / 1000000;
	quiesce.cpu.settings.settle_us = SETTLE_US;
	quiesce.cpu.settings.blocks.watch = true;
}

void quiesce_add_v3(size_t n, uint64_t base, bool open)
{
	smmu_v3_model_reset(&quiesce.v3[n]);
	if (open)
		smmu_v3_model_shut_down(&quiesce.v3[n]);
	else
		smmu_v3_model_translating(&quiesce.v3[n]);
	quiesce.v3[n].idr0 |= R_IDR0_ST_LEVEL;
	cpu_add(&quiesce.cpu, &quiesce.v3[n], base);
}

/* A function behind SMMU n, which is told of what it does. */
struct pci_model_function *quiesce_add(size_t n, uint8_t reset)
{
	struct pci_model_function *function =
		pci_model_add(&quiesce.pci, (unsigned int)n + 1);
	size_t at = quiesce.pci.count - 1, i;

	function->reset = reset;
	for (i = 0; i < V3_OFFENDERS; i++) {
		struct v3_offender *offender = &quiesce.v3[n].offenders[i];

		if (offender->stream)
			continue;
		offender->stream = PCI_MODEL_STREAM(at);
		offender->address = 0x68000000;
		function->burst = &offender->burst;
		break;
	}
	return function;
}

struct pci_model_function *quiesce_add_bridge(size_t n)
{
	struct pci_model_function *function = quiesce_add(n, SMMU_PLAN_RESET_NONE);

	function->bridge = true;
	function->header[15] |= 0x08000000;	/* Discard Timer Status */
	return function;
}

/* Of SMMU 0, with VFs behind SMMU n. */
struct pci_model_function *quiesce_add_pf(uint8_t reset, size_t n, uint32_t vfs)
{
	struct pci_model_function *pf = quiesce_add(0, reset);
	size_t at = quiesce.pci.count - 1;

	pf->sriov = true;
	pf->vfs = vfs;
	pf->sriov_control = vfs ? 0x19 : 0;
	for (; vfs; vfs--) {
		struct pci_model_function *vf = quiesce_add(n, SMMU_PLAN_RESET_FLR);

		vf->vf = true;
		vf->parent = at;
		vf->command = 0x4;
	}
	return pf;
}

void quiesce_run(const char *what, size_t at)
{
	size_t i;

	for (i = 0; i < quiesce.cpu.smmu_count; i++) {
		struct cpu_smmu *smmu = &quiesce.cpu.smmus[i];

		if (smmu->version == SMMU_VERSION_V3)
			smmu_v3_model_begin(smmu->model);
		else
			smmu_v2_model_begin(smmu->model);
	}
	cpu_run(&quiesce.cpu);
	expect_arrival(&quiesce.cpu, what, at);
	if (quiesce.pci.violation[0])
		fail_msg("%s %zu: %s:\n%s", what, at, quiesce.pci.violation,
			 quiesce.cpu.console);
	for (i = 0; i < quiesce.cpu.smmu_count; i++)
		if (quiesce.cpu.smmus[i].version == SMMU_VERSION_V3 &&
		    quiesce.v3[i].violation[0])
			fail_msg("%s %zu: %s", what, at, quiesce.v3[i].violation);
}

void quiesce_expect(const char *text)
{
	if (!strstr(quiesce.cpu.console, text))
		fail_msg("no \"%s\" in:\n%s", text, quiesce.cpu.console);
}

unsigned int quiesce_fates(size_t n)
{
	return quiesce.cpu.smmus[n].kind->fates(quiesce.cpu.smmus[n].model);
}

void quiesce_expect_open(size_t n)
{
	if (quiesce_fates(n) != FATE_BYPASS)
		fail_msg("%zu is not open:\n%s", n, quiesce.cpu.console);
}

/* Why is the end of a line, or NULL. */
void quiesce_expect_held(size_t n, const char *why)
{
	char text[128];

	if (quiesce_fates(n) != FATE_ABORT)
		fail_msg("%zu is not in abort:\n%s", n, quiesce.cpu.console);
	snprintf(text, sizeof(text), "kexec-smmu: 0x%llx not opened: %s",
		 (unsigned long long)quiesce.cpu.smmus[n].base, why);
	quiesce_expect(text);
}

void quiesce_expect_usable(const struct pci_model_function *function)
{
	size_t i;

	assert_int_equal(function->resets, 1);
	for (i = 4; i <= 9; i++)
		assert_int_equal(function->header[i], 0x01010000u * i + 0x10);
	assert_int_equal(function->header[3], 0x03030010);
	assert_int_equal(function->header[12], 0x0c0c0010);
	assert_int_equal(function->header[15], 0x0f0f0010);
	assert_int_equal(function->control, 0x2810);
	assert_int_equal(function->command & 0x407, 0x402);
	assert_int_equal(function->msi & 0x10000, 0);
	assert_int_equal(function->msix & 0x80000000, 0);
}

/* Of its windows one is where bridges let registers be reached: BAR 0. */
bool quiesce_payload_reads(const struct pci_model_function *function, size_t n)
{
	bool has_registers = function->header[4] == 0x04040010 &&
			     (function->command & 0x2);

	return has_registers && quiesce_fates(n) == FATE_BYPASS;
}

bool quiesce_is_as_asked(void)
{
	static const char first[] = "kexec-smmu: kexec-smmu 0, load 0, now\n";
	char text[sizeof(first) + sizeof(quiesce.cpu.console)];
	const char *from = quiesce.cpu.console;
	struct message why;
	struct log log;
	size_t size = strlen(first);
	bool is_as_asked;

	strcpy(text, first);
	for (; *from; from++)
		if (*from != '\r')
			text[size++] = *from;
	if (log_parse(text, size, &log, &why) < 0)
		fail_msg("%s:\n%s", why.text, quiesce.cpu.console);
	is_as_asked = log.is_as_asked;
	log_clear(&log);
	return is_as_asked;
}
