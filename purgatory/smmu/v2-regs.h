/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * SMMUv1 and SMMUv2 registers, named as in Arm IHI 0062. That document was not
 * at hand: offsets and fields are those on which vendors' register references
 * (Intel's of the Stratix 10, AMD's UG1087 of the Zynq UltraScale+, both with
 * an MMU-500) and Linux's arm-smmu agree. Fields are masks, high to low.
 *
 * Offsets of the global registers are from the base of the frame, those of a
 * translation context bank from the base of its page.
 */
#ifndef SMMU_V2_REGS_H
#define SMMU_V2_REGS_H

#include "io.h"

#define SMMU_REG(offset)	((struct reg32){ (offset) })

/*
 * The Non-secure copies of SMMU_sCR0, SMMU_sGFSR and SMMU_sGFSYNR1, as Secure
 * software sees them: that much higher.
 */
#define SMMU_NS_ALIAS		0x400u

#define SMMU_sCR0		SMMU_REG(0x000u)
#define sCR0_SMCFCFG		(1u << 21)	/* conflicting matches fault */
#define sCR0_USFCFG		(1u << 10)	/* unmatched streams fault */
#define sCR0_GSE		(1u << 9)
#define sCR0_STALLD		(1u << 8)
#define sCR0_GCFGFIE		(1u << 5)
#define sCR0_GCFGFRE		(1u << 4)
#define sCR0_EXIDENABLE		(1u << 3)
#define sCR0_GFIE		(1u << 2)
#define sCR0_GFRE		(1u << 1)
#define sCR0_CLIENTPD		(1u << 0)	/* everything bypasses */

#define SMMU_sIDR0		SMMU_REG(0x020u)
#define sIDR0_S1TS		(1u << 30)
#define sIDR0_SMS		(1u << 27)	/* else stream indexing */
#define sIDR0_NUMSIDB		(0xfu << 9)
#define sIDR0_NUMSIDB_SHIFT	9
#define sIDR0_EXIDS		(1u << 8)
#define sIDR0_NUMSMRG		(0xffu << 0)

#define SMMU_sIDR1		SMMU_REG(0x024u)
#define sIDR1_PAGESIZE		(1u << 31)	/* 64 KiB, else 4 KiB */
#define sIDR1_NUMPAGENDXB	(7u << 28)
#define sIDR1_NUMPAGENDXB_SHIFT	28
#define sIDR1_NUMS2CB		(0xffu << 16)
#define sIDR1_NUMS2CB_SHIFT	16
#define sIDR1_NUMCB		(0xffu << 0)

#define SMMU_sGFSR		SMMU_REG(0x048u)	/* write one to clear */
#define sGFSR_SMCF		(1u << 2)
#define sGFSR_USF		(1u << 1)
#define sGFSR_ICF		(1u << 0)

#define SMMU_sGFSYNR1		SMMU_REG(0x054u)
#define sGFSYNR1_StreamID	(0xffffu << 0)

/* What is written to these four does not matter. */
#define SMMU_TLBIALLNSNH	SMMU_REG(0x068u)
#define SMMU_TLBIALLH		SMMU_REG(0x06cu)
#define SMMU_sTLBGSYNC		SMMU_REG(0x070u)
#define SMMU_sTLBGSTATUS	SMMU_REG(0x074u)
#define sTLBGSTATUS_GSACTIVE	(1u << 0)

/* n < NUMSMRG. With extended stream IDs S2CR.EXIDVALID stands for VALID. */
#define SMMU_SMR(n)		SMMU_REG(0x800u + 4 * (n))
#define SMR_VALID		(1u << 31)

/* n < NUMSMRG, or 2 to the power of NUMSIDB with stream indexing. */
#define SMMU_S2CR(n)		SMMU_REG(0xc00u + 4 * (n))
#define SMMU_S2CR_MAX		256u
#define S2CR_TYPE		(3u << 16)
#define S2CR_TYPE_FAULT		(2u << 16)
#define S2CR_EXIDVALID		(1u << 10)

/* Translation context bank */
#define SMMU_CB_SCTLR		SMMU_REG(0x000u)
#define SCTLR_CFCFG		(1u << 7)	/* stall, else terminate */
#define SCTLR_CFIE		(1u << 6)
#define SCTLR_M			(1u << 0)	/* else no translation: bypass */

#define SMMU_CB_RESUME		SMMU_REG(0x008u)
#define RESUME_TnR		(1u << 0)	/* terminate, not retry */

#define SMMU_CB_FSR		SMMU_REG(0x058u)	/* write one to clear */
#define FSR_SS			(1u << 30)	/* stalled; ended by RESUME */

#endif
