/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * SMMUv3 Non-secure registers: Arm IHI 0070 G.b, chapter 6. Offsets are from
 * the base of register page 0; fields are masks, high to low.
 */
#ifndef SMMU_V3_REGS_H
#define SMMU_V3_REGS_H

#include "job/field.h"
#include "job/reg.h"

#define SMMU_IDR0		REG32(0x0000)	/* 6.3.1 */
#define IDR0_ST_LEVEL		GENMASK(28, 27)	/* not 0: two levels */
#define IDR0_PRI		BIT(16)
#define IDR0_MSI		BIT(13)
#define IDR0_ATS		BIT(10)
#define IDR0_TTF_AARCH64	BIT(3)
#define IDR0_S1P		BIT(1)

#define SMMU_IDR1		REG32(0x0004)	/* 6.3.2 */
#define IDR1_ECMDQ		BIT(31)
#define IDR1_TABLES_PRESET	BIT(30)
#define IDR1_QUEUES_PRESET	BIT(29)
#define IDR1_CMDQS		GENMASK(25, 21)
#define IDR1_EVENTQS		GENMASK(20, 16)

#define SMMU_AIDR		REG32(0x001c)	/* 6.3.8 */
#define AIDR_RES0		GENMASK(31, 8)

#define SMMU_CR0		REG32(0x0020)	/* 6.3.9 */
#define SMMU_CR0ACK		REG32(0x0024)	/* 6.3.10 */
#define CR0_DPT_WALK_EN		BIT(10)
#define CR0_VMW			GENMASK(8, 6)
#define CR0_ATSCHK		BIT(4)
#define CR0_CMDQEN		BIT(3)
#define CR0_EVENTQEN		BIT(2)
#define CR0_PRIQEN		BIT(1)
#define CR0_SMMUEN		BIT(0)
#define CR0_QUEUES		(CR0_CMDQEN | CR0_EVENTQEN | CR0_PRIQEN)
/* All but SMMUEN. */
#define CR0_REST		(CR0_DPT_WALK_EN | CR0_VMW | CR0_ATSCHK | \
				 CR0_QUEUES)

/* Attributes of tables and queues; 0: Non-cacheable, 6.3.11. */
#define SMMU_CR1		REG32(0x0028)

#define SMMU_CR2		REG32(0x002c)	/* 6.3.12 */
#define CR2_RECINVSID		BIT(1)

#define SMMU_GBPA		REG32(0x0044)	/* 6.3.14 */
#define GBPA_UPDATE		BIT(31)
#define GBPA_ABORT		BIT(20)
#define GBPA_INSTCFG		GENMASK(19, 18)
#define GBPA_PRIVCFG		GENMASK(17, 16)
#define GBPA_SHCFG		GENMASK(13, 12)
#define GBPA_ALLOCCFG		GENMASK(11, 8)
#define GBPA_MTCFG		BIT(4)
#define GBPA_MEMATTR		GENMASK(3, 0)
/* What is written back as it was found. */
#define GBPA_ATTRIBUTES		(GBPA_INSTCFG | GBPA_PRIVCFG | GBPA_SHCFG | \
				 GBPA_ALLOCCFG | GBPA_MTCFG | GBPA_MEMATTR)

#define SMMU_IRQ_CTRL		REG32(0x0050)	/* 6.3.16 */
#define SMMU_IRQ_CTRLACK	REG32(0x0054)	/* 6.3.18 */
#define IRQ_CTRL_EVENTQ_IRQEN	BIT(2)
#define IRQ_CTRL_PRIQ_IRQEN	BIT(1)
#define IRQ_CTRL_GERROR_IRQEN	BIT(0)
#define IRQ_CTRL_FIELDS		(IRQ_CTRL_EVENTQ_IRQEN | \
				 IRQ_CTRL_PRIQ_IRQEN | IRQ_CTRL_GERROR_IRQEN)

#define SMMU_GERROR		REG32(0x0060)	/* 6.3.19 */
#define SMMU_GERRORN		REG32(0x0064)	/* 6.3.20 */
/* DPT, CMDQP, SFM, four MSI aborts, PRIQ and EVENTQ abort, CMDQ */
#define GERROR_FIELDS		(GENMASK(10, 2) | BIT(0))
#define GERROR_EVENTQ_ABT_ERR	BIT(2)

/* Address (0: no MSI), data, attributes; 6.3.21 to 6.3.23 and their kin. */
#define SMMU_GERROR_IRQ_CFG0	REG64(0x0068)
#define SMMU_GERROR_IRQ_CFG1	REG32(0x0070)
#define SMMU_GERROR_IRQ_CFG2	REG32(0x0074)
#define SMMU_EVENTQ_IRQ_CFG0	REG64(0x00b0)
#define SMMU_EVENTQ_IRQ_CFG1	REG32(0x00b8)
#define SMMU_EVENTQ_IRQ_CFG2	REG32(0x00bc)
#define SMMU_PRIQ_IRQ_CFG0	REG64(0x00d0)
#define SMMU_PRIQ_IRQ_CFG1	REG32(0x00d8)
#define SMMU_PRIQ_IRQ_CFG2	REG32(0x00dc)

#define SMMU_STRTAB_BASE	REG64(0x0080)	/* 6.3.24 */
#define SMMU_STRTAB_BASE_CFG	REG32(0x0088)	/* 6.3.25 */
#define STRTAB_BASE_CFG_FMT	GENMASK(17, 16)	/* 1: two levels */
#define STRTAB_BASE_CFG_SPLIT	GENMASK(10, 6)
#define STRTAB_BASE_CFG_LOG2SIZE GENMASK(5, 0)

/* log2 of the entries in the lowest bits of the address. */
#define SMMU_CMDQ_BASE		REG64(0x0090)	/* 6.3.26 */
#define SMMU_CMDQ_PROD		REG32(0x0098)
#define SMMU_CMDQ_CONS		REG32(0x009c)
#define SMMU_EVENTQ_BASE	REG64(0x00a0)	/* 6.3.29 */

#define SMMU_IDR6		REG32(0x0190)
#define IDR6_CMDQ_CONTROL_PAGE_LOG2NUMP	GENMASK(27, 24)
#define IDR6_CMDQ_CONTROL_PAGE_LOG2NUMQ	GENMASK(19, 16)
#define IDR6_LOG2_MAX		8u

/* Page 1; an SMMU with page 0 only has them at the same place there. */
#define SMMU_PAGE1		0x10000u
#define SMMU_EVENTQ_PROD(page)	REG32((page) + 0x00a8u)	/* 6.3.95 */
#define SMMU_EVENTQ_CONS(page)	REG32((page) + 0x00acu)
#define SMMU_PRIQ_PROD(page)	REG32((page) + 0x00c8u)
#define SMMU_PRIQ_CONS(page)	REG32((page) + 0x00ccu)
/* OVFLG of PROD is answered by OVACKFLG of CONS, in the same bit. */
#define QUEUE_OVFLG		BIT(31)
#define QUEUE_INDEX		GENMASK(19, 0)

/* Enhanced command queues, 3.5.6, 6.2.5, 6.3.49. */
#define SMMU_CMDQ_CONTROL_PAGE_BASE_LO(n)	REG32(0x4000u + 32 * (n))
#define SMMU_CMDQ_CONTROL_PAGE_BASE_HI(n)	REG32(0x4004u + 32 * (n))
#define CMDQ_CONTROL_PAGE_ADDR_LO	GENMASK(31, 16)
#define CMDQ_CONTROL_PAGE_ADDR_HI	GENMASK(23, 0)
#define CMDQ_CONTROL_PAGE_SIZE_LOG2	16
#define ECMDQ_PROD		REG32(0x08)
#define ECMDQ_PROD_EN		BIT(31)
#define ECMDQ_CONS		REG32(0x0c)
#define ECMDQ_CONS_ENACK	BIT(31)

#endif
