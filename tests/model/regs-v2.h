/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The model's own transcription of the SMMUv1 and SMMUv2 registers, from
 * vendors' register references (AMD UG1087, Intel's HPS address maps, Arm DDI
 * 0472, DDI 0517, the Cavium CN88xx headers). Independent of the stage's.
 */
#ifndef MODEL_REGS_V2_H
#define MODEL_REGS_V2_H

#include "model/fate.h"

enum {
	/* Global register space 0: the first page. */
	A_GR0_sCR0 = 0x0, A_GR0_sCR1 = 0x4, A_GR0_sACR = 0x10,
	A_GR0_sIDR0 = 0x20, A_GR0_sIDR1 = 0x24, A_GR0_sIDR7 = 0x3c,
	A_GR0_sGFAR = 0x40, A_GR0_sGFAR_LO = 0x40, A_GR0_sGFAR_HI = 0x44,
	A_GR0_sGFSR = 0x48,
	A_GR0_sGFSYNR0 = 0x50, A_GR0_sGFSYNR1 = 0x54, A_GR0_sGFSYNR2 = 0x58,
	A_GR0_TLBIALLNSNH = 0x68, A_GR0_TLBIALLH = 0x6c,
	A_GR0_sTLBGSYNC = 0x70, A_GR0_sTLBGSTATUS = 0x74,
	A_GR0_SMR = 0x800, A_GR0_S2CR = 0xc00,
	/* Secure software finds the Non-secure copies that much higher. */
	NS_ALIAS = 0x400,
	/* Global register space 1: the second page. */
	A_GR1_CBAR = 0x0, A_GR1_CBFRSYNRA = 0x400, A_GR1_CBA2R = 0x800,
	/* The page of a context bank. */
	A_CB_SCTLR = 0x0, A_CB_ACTLR = 0x4, A_CB_RESUME = 0x8,
	A_CB_TTBR0 = 0x20, A_CB_TCR = 0x30, A_CB_FSR = 0x58, A_CB_FAR = 0x60,
	A_CB_FSYNR0 = 0x68,
};

#define R_sCR0_CLIENTPD		BIT(0)
#define R_sCR0_GFRE		BIT(1)
#define R_sCR0_GFIE		BIT(2)
#define R_sCR0_EXIDENABLE	BIT(3)
#define R_sCR0_GCFGFRE		BIT(4)
#define R_sCR0_GCFGFIE		BIT(5)
#define R_sCR0_STALLD		BIT(8)
#define R_sCR0_GSE		BIT(9)
#define R_sCR0_USFCFG		BIT(10)
#define R_sCR0_VMIDPNE		BIT(11)
#define R_sCR0_PTM		BIT(12)
#define R_sCR0_SMCFCFG		BIT(21)
#define R_sCR0_RES0		0x70000000u	/* NSCFG is Secure only */

#define R_sIDR0_NUMSMRG		0xffu
#define R_sIDR0_EXIDS		BIT(8)
#define R_sIDR0_NUMSIDB_SHIFT	9
#define R_sIDR0_NUMSIDB		0x1e00u
#define R_sIDR0_SMS		BIT(27)
#define R_sIDR0_S1TS		BIT(30)
#define R_sIDR1_NUMCB		0xffu
#define R_sIDR1_NUMPAGENDXB_SHIFT 28
#define R_sIDR1_NUMPAGENDXB	0x70000000u
#define R_sIDR1_PAGESIZE		BIT(31)

#define R_sGFSR_ICF		BIT(0)
#define R_sGFSR_USF		BIT(1)
#define R_sGFSR_SMCF		BIT(2)
#define R_sGFSR_MULTI		BIT(31)

#define R_SMR_VALID		BIT(31)
#define R_SMR_MASK_SHIFT	16
#define R_SMR_MASK		0x7fff0000u
#define R_SMR_ID		0x7fffu
#define R_S2CR_CBNDX		0xffu
#define R_S2CR_EXIDVALID	BIT(10)
#define R_S2CR_TYPE_SHIFT	16
#define R_S2CR_TYPE		0x30000u

#define R_CB_SCTLR_M		BIT(0)
#define R_CB_SCTLR_CFRE		BIT(5)
#define R_CB_SCTLR_CFIE		BIT(6)
#define R_CB_SCTLR_CFCFG	BIT(7)
#define R_CB_SCTLR_HUPCF	BIT(8)
#define R_CB_RESUME_TnR		BIT(0)
#define R_CB_FSR_TF		BIT(1)
#define R_CB_FSR_SS		BIT(30)
#define R_CB_FSR_MULTI		BIT(31)
#define R_sTLBGSTATUS_GSACTIVE	BIT(0)

/* S2CR.TYPE */
enum { S2CR_TRANSLATE, S2CR_BYPASS, S2CR_FAULT, S2CR_RESERVED };

#endif
