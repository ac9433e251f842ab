/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The model's own transcription of the SMMUv3 registers, from Arm IHI 0070
 * G.b, 6.2 and 6.3. Independent of the stage's: the same wrong offset in
 * both must not go unnoticed.
 */
#ifndef MODEL_REGS_V3_H
#define MODEL_REGS_V3_H

#include "model/fate.h"

enum {
	A_IDR0 = 0x0, A_IDR1 = 0x4, A_IDR5 = 0x14, A_IIDR = 0x18, A_AIDR = 0x1c,
	A_CR0 = 0x20, A_CR0ACK = 0x24, A_CR1 = 0x28, A_CR2 = 0x2c,
	A_GBPA = 0x44, A_IRQ_CTRL = 0x50, A_IRQ_CTRLACK = 0x54,
	A_GERROR = 0x60, A_GERRORN = 0x64,
	A_STRTAB_BASE = 0x80, A_STRTAB_BASE_CFG = 0x88,
	A_CMDQ_BASE = 0x90, A_CMDQ_PROD = 0x98, A_CMDQ_CONS = 0x9c,
	A_EVENTQ_BASE = 0xa0,
	A_GERROR_IRQ_CFG0 = 0x68, A_GERROR_IRQ_CFG1 = 0x70,
	A_GERROR_IRQ_CFG2 = 0x74,
	A_EVENTQ_IRQ_CFG0 = 0xb0, A_EVENTQ_IRQ_CFG1 = 0xb8,
	A_EVENTQ_IRQ_CFG2 = 0xbc,
	A_PRIQ_IRQ_CFG0 = 0xd0, A_PRIQ_IRQ_CFG1 = 0xd8, A_PRIQ_IRQ_CFG2 = 0xdc,
	A_IDR6 = 0x190,
	/* Of page 1; without the page's offset. */
	A_EVENTQ_PROD = 0xa8, A_EVENTQ_CONS = 0xac,
	A_PRIQ_PROD = 0xc8, A_PRIQ_CONS = 0xcc,
	PAGE1 = 0x10000,
	A_CMDQ_CONTROL_PAGE_BASE = 0x4000,
	/* In a control page, from where the queue's registers begin. */
	A_ECMDQ_PROD = 0x8, A_ECMDQ_CONS = 0xc,
};

#define R_IDR0_S1P		BIT(1)
#define R_IDR0_HYP		BIT(9)
#define R_IDR0_ATS		BIT(10)
#define R_IDR0_MSI		BIT(13)
#define R_IDR0_PRI		BIT(16)
#define R_IDR0_ST_LEVEL		0x18000000u
#define R_IDR1_EVENTQS		0x001f0000u
#define R_IDR1_CMDQS		0x03e00000u
#define R_IDR1_QUEUES_PRESET	BIT(29)
#define R_IDR1_TABLES_PRESET	BIT(30)
#define R_IDR1_ECMDQ		BIT(31)
#define R_CR0_SMMUEN		BIT(0)
#define R_CR0_PRIQEN		BIT(1)
#define R_CR0_EVENTQEN		BIT(2)
#define R_CR0_CMDQEN		BIT(3)
#define R_CR0_ATSCHK		BIT(4)
#define R_CR0_VMW		0x1c0u
#define R_CR0_DPT_WALK_EN	BIT(10)
#define R_CR0_ALL		0x5dfu
#define R_CR2_RECINVSID		BIT(1)
#define R_GBPA_ABORT		BIT(20)
#define R_GBPA_UPDATE		BIT(31)
#define R_GBPA_RES0		0x7fe0c0e0u
#define R_IRQ_CTRL_GERROR_IRQEN	BIT(0)
#define R_IRQ_CTRL_PRIQ_IRQEN		BIT(1)
#define R_IRQ_CTRL_EVENTQ_IRQEN	BIT(2)
#define R_IRQ_CTRL_ALL		7u
#define R_IDR6_LOG2NUMQ_SHIFT	16
#define R_IDR6_LOG2NUMQ		(0xfu << R_IDR6_LOG2NUMQ_SHIFT)
#define R_IDR6_LOG2NUMP_SHIFT	24
#define R_IDR6_LOG2NUMP		(0xfu << R_IDR6_LOG2NUMP_SHIFT)
#define R_ECMDQ_EN		BIT(31)	/* and ENACK */
#define R_ECMDQ_INDEX		0xfffffu	/* WR, RD, with their wrap */

#define R_STRTAB_BASE_CFG_LOG2SIZE	0x3fu
#define R_STRTAB_BASE_CFG_SPLIT		0x7c0u
#define R_STRTAB_BASE_CFG_FMT		0x30000u
#define R_QUEUE_INDEX		0xfffffu	/* with its wrap bit */
#define R_QUEUE_OVFLG		BIT(31)
#define R_BASE_LOG2SIZE		0x1fu		/* of CMDQ_BASE, EVENTQ_BASE */
#define R_BASE_ADDR		0x00ffffffffffffe0ull

/* GERROR, 6.3.19 */
#define R_GERROR_CMDQ_ERR		BIT(0)
#define R_GERROR_EVENTQ_ABT_ERR		BIT(2)
#define R_GERROR_PRIQ_ABT_ERR		BIT(3)
#define R_GERROR_MSI_CMDQ_ABT_ERR	BIT(4)
#define R_GERROR_MSI_EVENTQ_ABT_ERR	BIT(5)
#define R_GERROR_MSI_PRIQ_ABT_ERR	BIT(6)
#define R_GERROR_MSI_GERROR_ABT_ERR	BIT(7)
#define R_GERROR_CMDQP_ERR		BIT(9)
#define R_GERROR_DPT_ERR		BIT(10)

#endif
