/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * SMMUv1 and SMMUv2 registers, named as in Arm IHI 0062. That document was not
 * available: offsets and fields are those on which vendors' register references
 * (Intel's of the Stratix 10, AMD's UG1087 of the Zynq UltraScale+, both with
 * an MMU-500) and Linux's arm-smmu agree. Fields are masks, high to low.
 *
 * Offsets of the global registers are from the base of the frame, those of a
 * translation context bank from the base of its page.
 */
#ifndef SMMU_V2_REGS_H
#define SMMU_V2_REGS_H

#include "job/field.h"
#include "job/reg.h"

/*
 * The Non-secure copies of SMMU_sCR0, SMMU_sGFAR, SMMU_sGFSR and SMMU_sGFSYNRn,
 * as Secure software sees them: that much higher.
 */
#define SMMU_NS_ALIAS		0x400u

#define SMMU_sCR0		REG32(0x000u)
#define sCR0_SMCFCFG		BIT(21)	/* conflicting matches fault */
#define sCR0_USFCFG		BIT(10)	/* unmatched streams fault */
#define sCR0_GSE		BIT(9)
#define sCR0_STALLD		BIT(8)
#define sCR0_GCFGFIE		BIT(5)
#define sCR0_GCFGFRE		BIT(4)
#define sCR0_EXIDENABLE		BIT(3)
#define sCR0_GFIE		BIT(2)
#define sCR0_GFRE		BIT(1)
#define sCR0_CLIENTPD		BIT(0)	/* everything bypasses */

#define SMMU_sIDR0		REG32(0x020u)
#define sIDR0_S1TS		BIT(30)
#define sIDR0_SMS		BIT(27)	/* else stream indexing */
#define sIDR0_NUMSIDB		GENMASK(12, 9)
#define sIDR0_EXIDS		BIT(8)
#define sIDR0_NUMSMRG		GENMASK(7, 0)

#define SMMU_sIDR1		REG32(0x024u)
#define sIDR1_PAGESIZE		BIT(31)	/* 64 KiB, else 4 KiB */
#define sIDR1_NUMPAGENDXB	GENMASK(30, 28)
#define sIDR1_NUMS2CB		GENMASK(23, 16)
#define sIDR1_NUMCB		GENMASK(7, 0)

#define SMMU_sGFAR_LO		REG32(0x040u)	/* address of the fault */
#define SMMU_sGFAR_HI		REG32(0x044u)

#define SMMU_sGFSR		REG32(0x048u)	/* write one to clear */
#define sGFSR_MULTI		BIT(31)	/* more came before it was cleared */
#define sGFSR_SMCF		BIT(2)
#define sGFSR_USF		BIT(1)
#define sGFSR_ICF		BIT(0)

#define SMMU_sGFSYNR0		REG32(0x050u)
#define sGFSYNR0_WNR		BIT(1)	/* a write */

#define SMMU_sGFSYNR1		REG32(0x054u)
#define sGFSYNR1_StreamID	GENMASK(15, 0)

/* What is written to these four does not matter. */
#define SMMU_TLBIALLNSNH	REG32(0x068u)
#define SMMU_TLBIALLH		REG32(0x06cu)
#define SMMU_sTLBGSYNC		REG32(0x070u)
#define SMMU_sTLBGSTATUS	REG32(0x074u)
#define sTLBGSTATUS_GSACTIVE	BIT(0)

/* n < NUMSMRG. With extended stream IDs S2CR.EXIDVALID stands for VALID. */
#define SMMU_SMR(n)		REG32(0x800u + 4 * (n))
#define SMR_VALID		BIT(31)

/* n < NUMSMRG, or 2 to the power of NUMSIDB with stream indexing. */
#define SMMU_S2CR(n)		REG32(0xc00u + 4 * (n))
#define SMMU_S2CR_MAX		256u
#define S2CR_TYPE		GENMASK(17, 16)
#define S2CR_TYPE_FAULT		2u
#define S2CR_EXIDVALID		BIT(10)

/* Translation context bank */
#define SMMU_CB_SCTLR		REG32(0x000u)
#define SCTLR_CFCFG		BIT(7)	/* stall, else terminate */
#define SCTLR_CFIE		BIT(6)
#define SCTLR_M			BIT(0)	/* else no translation: bypass */

#define SMMU_CB_RESUME		REG32(0x008u)
#define RESUME_TnR		BIT(0)	/* terminate, not retry */

#define SMMU_CB_FSR		REG32(0x058u)	/* write one to clear */
#define FSR_SS			BIT(30)	/* stalled; ended by RESUME */

#endif
