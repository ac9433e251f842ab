/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/dtb-trace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "plan/next.h"
#include "smmu-plan.h"

#define PSTATE_EL1H	UINT64_C(0x3c5)

struct dtb_trace dtb_trace;

void dtb_trace_check(uc_err error)
{
	if (error != UC_ERR_OK)
		fail_msg("unicorn: %s", uc_strerror(error));
}

static struct line *line_of(uint64_t address)
{
	uint64_t first = dtb_trace.to & -(uint64_t)LINE;
	uint64_t end = dtb_trace.to + dtb_trace.size;

	if (address < first || address >= end)
		return NULL;
	return &dtb_trace.lines[(address - first) / LINE];
}

static void on_clean(uint64_t address)
{
	struct line *line = line_of(address);

	dtb_trace.source_cleans += address >= SOURCE &&
				   address < SOURCE + dtb_trace.size;
	if (!line)
		return;
	line->clean = dtb_trace.last_clean = dtb_trace.events;
}

static void on_drop(uint64_t address)
{
	struct line *line = line_of(address);

	if (!line) {
		dtb_trace.other_drops += address > dtb_trace.word ||
					 address + LINE <= dtb_trace.word;
		return;
	}
	line->drop = dtb_trace.last_drop = dtb_trace.events;
}

static void on_barrier(void)
{
	if (dtb_trace.last_clean && !dtb_trace.first_store)
		dtb_trace.barrier_after_clean = dtb_trace.events;
	if (dtb_trace.last_store && !dtb_trace.last_drop)
		dtb_trace.barrier_after_store = dtb_trace.events;
	if (dtb_trace.last_drop)
		dtb_trace.barrier_after_drop = dtb_trace.events;
}

static void on_code(uc_engine *uc, uint64_t address, uint32_t size,
		    void *opaque)
{
	uint64_t value = 0;
	uint32_t insn;

	(void)size;
	(void)opaque;
	dtb_trace_check(uc_mem_read(uc, address, &insn, sizeof(insn)));
	if ((insn & 0x1f) < 29)
		uc_reg_read(uc, UC_ARM64_REG_X0 + (int)(insn & 0x1f), &value);
	dtb_trace.events++;
	switch (insn & ~UINT32_C(0x1f)) {
	case 0xd50b7e20:	/* DC CIVAC */
		on_clean(value);
		break;
	case 0xd5087620:	/* DC IVAC */
		on_drop(value);
		break;
	case 0xd5033f80:	/* DSB SY */
		on_barrier();
		break;
	}
}

static void on_store(uc_engine *uc, uc_mem_type type, uint64_t address,
		     int size, int64_t value, void *opaque)
{
	struct line *line = line_of(address);

	(void)uc;
	(void)type;
	(void)size;
	(void)value;
	(void)opaque;
	if (address == dtb_trace.word)
		dtb_trace.word_store = ++dtb_trace.events;
	if (!line)
		return;
	line->store = dtb_trace.last_store = ++dtb_trace.events;
	if (!dtb_trace.first_store)
		dtb_trace.first_store = dtb_trace.events;
}

static uint64_t uart_read(uc_engine *uc, uint64_t offset, unsigned int size,
			  void *opaque)
{
	(void)uc;
	(void)offset;
	(void)size;
	(void)opaque;
	return 0;
}

static void uart_write(uc_engine *uc, uint64_t offset, unsigned int size,
		       uint64_t value, void *opaque)
{
	(void)uc;
	(void)size;
	(void)opaque;
	if (offset == 0 &&
	    dtb_trace.console_length < sizeof(dtb_trace.console) - 1)
		dtb_trace.console[dtb_trace.console_length++] = (char)value;
}

/* It reads as 1 wherever it is read, so that waits for it run out. */
static uint64_t smmu_read(uc_engine *uc, uint64_t offset, unsigned int size,
			  void *opaque)
{
	(void)uc;
	(void)offset;
	(void)size;
	(void)opaque;
	dtb_trace.last_smmu = ++dtb_trace.events;
	return 1;
}

static void smmu_write(uc_engine *uc, uint64_t offset, unsigned int size,
		       uint64_t value, void *opaque)
{
	(void)value;
	smmu_read(uc, offset, size, opaque);
}

static void hook(int type, void *call, uint64_t begin, uint64_t end)
{
	uc_hook handle;

	dtb_trace_check(uc_hook_add(dtb_trace.uc, &handle, type, call, NULL,
				    begin, end));
}

void dtb_trace_start(void)
{
	uint8_t *stage = dtb_trace.stage;
	size_t size = dtb_trace.stage_size;

	memset(&dtb_trace, 0, sizeof(dtb_trace));
	dtb_trace.image = IMAGE;
	dtb_trace.smmus = 1;
	dtb_trace.stage = stage;
	dtb_trace.stage_size = size;
	dtb_trace.settings = (struct plan_settings){
		.console = SMMU_PLAN_CONSOLE_PL011, .console_base = UART,
		.timeout_us = PLAN_TIMEOUT_DEFAULT_US,
		.copy_dtb = true, .copy_dtb_base = RAM,
		.copy_dtb_keep = KEEP,
	};
	dtb_trace_check(uc_open(UC_ARCH_ARM64, UC_MODE_ARM, &dtb_trace.uc));
	dtb_trace_check(uc_mem_map(dtb_trace.uc, RAM, RAM_SIZE, UC_PROT_ALL));
	dtb_trace_check(uc_mmio_map(dtb_trace.uc, UART, 0x1000, uart_read, NULL,
				    uart_write, NULL));
	dtb_trace_check(uc_mmio_map(dtb_trace.uc, SMMU, SMMUS_MAX * SMMU_SIZE,
				    smmu_read, NULL, smmu_write, NULL));
	hook(UC_HOOK_CODE, (void *)on_code, 1, 0);	/* everywhere */
	hook(UC_HOOK_MEM_WRITE, (void *)on_store, RAM, RAM + RAM_SIZE - 1);
}

void dtb_trace_stop(void)
{
	dtb_trace_check(uc_close(dtb_trace.uc));
}

static void load_stage(void)
{
	struct smmu_machine machine = { 0 };
	struct plan_image image;
	unsigned int i;

	for (i = 0; i < dtb_trace.smmus; i++) {
		struct smmu *smmu = smmu_machine_add(&machine);

		smmu->base = SMMU + i * SMMU_SIZE;
		smmu->has_base = true;
		smmu->version = SMMU_VERSION_V3;
		smmu->action = dtb_trace.slow_smmu ? SMMU_ABORT : SMMU_KEEP;
		smmu->power_managed = !dtb_trace.slow_smmu;
	}
	assert_int_equal(plan_build(dtb_trace.stage, dtb_trace.stage_size,
				    &machine, &dtb_trace.settings, &image,
				    NULL), PLAN_OK);
	plan_next_set(image.bytes + image.plan_offset,
		      (NEXT - SEGMENT) | SMMU_PLAN_NEXT_RELATIVE);
	if (dtb_trace.word)
		image.memory_size = plan_next_log(image.bytes, image.bytes +
						 image.plan_offset,
						 dtb_trace.word,
						 dtb_trace.room);
	else
		dtb_trace.room = dtb_trace.settings.blocks.log_tree_size;
	/* The log is the last of what is there, and the tree of the log. */
	dtb_trace.to = dtb_trace.settings.copy_dtb ?
		       dtb_trace.settings.copy_dtb_base :
		       SEGMENT + image.memory_size - dtb_trace.room;
	dtb_trace_check(uc_mem_write(dtb_trace.uc,
				     dtb_trace.image + IMAGE_STAGE_OFFSET,
				     image.bytes, image.size));
	plan_image_clear(&image);
	smmu_machine_clear(&machine);
}

/* In memory of its own, if it is not in that which is there. */
static void load_head(void)
{
	static const struct image_layout layout = {
		.payload_offset = NEXT - IMAGE, .size = KEEP, .flags = 8,
	};
	uint8_t head[IMAGE_HEADER_SIZE];

	if (dtb_trace.image < RAM || dtb_trace.image >= RAM + RAM_SIZE)
		dtb_trace_check(uc_mem_map(dtb_trace.uc, dtb_trace.image,
					   RAM_SIZE, UC_PROT_ALL));
	image_head(&layout, head);
	dtb_trace_check(uc_mem_write(dtb_trace.uc, dtb_trace.image, head,
				     sizeof(head)));
}

uint64_t dtb_trace_run(uint64_t from, uint32_t size)
{
	uint64_t next = dtb_trace.image + (NEXT - IMAGE);
	uint64_t pstate = PSTATE_EL1H;
	uint64_t value;

	dtb_trace.size = (size + 7) & ~7u;
	load_head();
	load_stage();
	uc_reg_write(dtb_trace.uc, UC_ARM64_REG_PSTATE, &pstate);
	uc_reg_write(dtb_trace.uc, UC_ARM64_REG_X0, &from);
	dtb_trace_check(uc_emu_start(dtb_trace.uc, dtb_trace.image, next,
				     120 * 1000000, 0));
	uc_reg_read(dtb_trace.uc, UC_ARM64_REG_PC, &value);
	assert_true(value == next);
	uc_reg_read(dtb_trace.uc, UC_ARM64_REG_X0, &value);
	return value;
}

void dtb_trace_expect_order(size_t size, size_t source_size)
{
	size_t count = (size + dtb_trace.to % LINE + LINE - 1) / LINE;
	size_t i;

	for (i = 0; i < count; i++) {
		const struct line *line = &dtb_trace.lines[i];

		assert_true(line->clean && line->clean < dtb_trace.first_store);
		assert_true(line->store);
		assert_true(line->drop > dtb_trace.last_store);
	}
	assert_true(dtb_trace.last_clean < dtb_trace.barrier_after_clean);
	assert_true(dtb_trace.barrier_after_clean < dtb_trace.first_store);
	assert_true(dtb_trace.last_store < dtb_trace.barrier_after_store);
	assert_true(dtb_trace.barrier_after_drop > dtb_trace.last_drop);
	assert_int_equal(dtb_trace.other_drops, 0);
	assert_true(dtb_trace.source_cleans >= source_size / LINE);
}
