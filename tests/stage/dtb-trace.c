/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stage/dtb-trace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "smmu-plan.h"

#define PSTATE_EL1H	UINT64_C(0x3c5)

struct dtb_trace cpu;

void dtb_trace_check(uc_err error)
{
	if (error != UC_ERR_OK)
		fail_msg("unicorn: %s", uc_strerror(error));
}

static struct line *line_of(uint64_t address)
{
	uint64_t first = cpu.to & -(uint64_t)LINE;
	uint64_t end = cpu.to + cpu.size;

	if (address < first || address >= end)
		return NULL;
	return &cpu.lines[(address - first) / LINE];
}

static void on_clean(uint64_t address)
{
	struct line *line = line_of(address);

	cpu.source_cleans += address >= SOURCE && address < SOURCE + cpu.size;
	if (!line)
		return;
	line->clean = cpu.last_clean = cpu.events;
}

static void on_drop(uint64_t address)
{
	struct line *line = line_of(address);

	if (!line) {
		cpu.other_drops++;
		return;
	}
	line->drop = cpu.last_drop = cpu.events;
}

static void on_barrier(void)
{
	if (cpu.last_clean && !cpu.first_store)
		cpu.barrier_after_clean = cpu.events;
	if (cpu.last_store && !cpu.last_drop)
		cpu.barrier_after_store = cpu.events;
	if (cpu.last_drop)
		cpu.barrier_after_drop = cpu.events;
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
	cpu.events++;
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
	if (!line)
		return;
	line->store = cpu.last_store = ++cpu.events;
	if (!cpu.first_store)
		cpu.first_store = cpu.events;
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
	if (offset == 0 && cpu.console_length < sizeof(cpu.console) - 1)
		cpu.console[cpu.console_length++] = (char)value;
}

/* It reads as 1 wherever it is read, so that waits for it run out. */
static uint64_t smmu_read(uc_engine *uc, uint64_t offset, unsigned int size,
			  void *opaque)
{
	(void)uc;
	(void)offset;
	(void)size;
	(void)opaque;
	cpu.last_smmu = ++cpu.events;
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

	dtb_trace_check(uc_hook_add(cpu.uc, &handle, type, call, NULL, begin,
				    end));
}

void dtb_trace_start(void)
{
	uint8_t *stage = cpu.stage;
	size_t size = cpu.stage_size;

	memset(&cpu, 0, sizeof(cpu));
	cpu.image = IMAGE;
	cpu.stage = stage;
	cpu.stage_size = size;
	cpu.settings = (struct plan_settings){
		.console = SMMU_PLAN_CONSOLE_PL011, .console_base = UART,
		.timeout_us = PLAN_TIMEOUT_DEFAULT_US,
		.copy_dtb = true, .copy_dtb_base = RAM,
		.copy_dtb_keep = KEEP,
	};
	dtb_trace_check(uc_open(UC_ARCH_ARM64, UC_MODE_ARM, &cpu.uc));
	dtb_trace_check(uc_mem_map(cpu.uc, RAM, RAM_SIZE, UC_PROT_ALL));
	dtb_trace_check(uc_mmio_map(cpu.uc, UART, 0x1000, uart_read, NULL,
				    uart_write, NULL));
	dtb_trace_check(uc_mmio_map(cpu.uc, SMMU, 0x20000, smmu_read, NULL,
				    smmu_write, NULL));
	hook(UC_HOOK_CODE, (void *)on_code, 1, 0);	/* everywhere */
	hook(UC_HOOK_MEM_WRITE, (void *)on_store, RAM, RAM + RAM_SIZE - 1);
}

void dtb_trace_stop(void)
{
	dtb_trace_check(uc_close(cpu.uc));
}

static void load_stage(void)
{
	struct smmu_machine machine = { 0 };
	struct smmu *smmu = smmu_machine_add(&machine);
	struct plan_image image;

	smmu->base = SMMU;
	smmu->has_base = true;
	smmu->version = SMMU_VERSION_V3;
	smmu->action = cpu.slow_smmu ? SMMU_ABORT : SMMU_KEEP;
	smmu->power_managed = !cpu.slow_smmu;
	assert_int_equal(plan_build(cpu.stage, cpu.stage_size, &machine,
				    &cpu.settings, &image, NULL), PLAN_OK);
	plan_set_next(image.bytes + image.plan_offset,
		      (NEXT - SEGMENT) | SMMU_PLAN_NEXT_RELATIVE);
	dtb_trace_check(uc_mem_write(cpu.uc, cpu.image + IMAGE_STAGE_OFFSET,
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
	uint8_t head[IMAGE_STAGE_OFFSET];

	if (cpu.image < RAM || cpu.image >= RAM + RAM_SIZE)
		dtb_trace_check(uc_mem_map(cpu.uc, cpu.image, RAM_SIZE,
					   UC_PROT_ALL));
	image_head(&layout, head);
	dtb_trace_check(uc_mem_write(cpu.uc, cpu.image, head, sizeof(head)));
}

uint64_t dtb_trace_run(uint64_t from, uint32_t size)
{
	uint64_t next = cpu.image + (NEXT - IMAGE);
	uint64_t pstate = PSTATE_EL1H;
	uint64_t value;

	cpu.to = cpu.settings.copy_dtb_base;
	cpu.size = (size + 7) & ~7u;
	load_head();
	load_stage();
	uc_reg_write(cpu.uc, UC_ARM64_REG_PSTATE, &pstate);
	uc_reg_write(cpu.uc, UC_ARM64_REG_X0, &from);
	dtb_trace_check(uc_emu_start(cpu.uc, cpu.image, next, 120 * 1000000,
				     0));
	uc_reg_read(cpu.uc, UC_ARM64_REG_PC, &value);
	assert_true(value == next);
	uc_reg_read(cpu.uc, UC_ARM64_REG_X0, &value);
	return value;
}
