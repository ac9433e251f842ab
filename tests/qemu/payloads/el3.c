// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Firmware at EL3 that makes SErrors, which no emulator does by itself, and
 * answers PSCI by SMC. It starts an Image at EL2 or EL1.
 *
 * A timer of the Secure side interrupts whatever runs below (Group 0, an FIQ
 * that SCR_EL3.FIQ brings here). When an SError is due, what runs at EL2 gets
 * it by hand, as a CPU would deliver it (Arm ARM, D1.3): only if HCR_EL2 routes
 * it there and PSTATE.A lets it through; until then it stays pending. What runs
 * at EL1 gets a virtual one, HCR_EL2.VSE, which QEMU then delivers itself.
 *
 * Time is counted from where SErrors were first let through. With QEMU's
 * -icount shift=0 and a counter of 1 GHz one tick is one instruction.
 */
#include "bare.h"

/* What the test asks for, where it put that. */
struct request {
	uint64_t spsr;		/* how the Image starts */
	uint64_t hcr;
	uint64_t vbar;
	uint64_t sctlr;		/* besides what is RES1 */
	uint64_t count;		/* of SErrors */
	uint64_t first;		/* ticks until the first is due */
	uint64_t every;		/* ticks from each to the next */
};

#define REQUEST		((const struct request *)0x4f000000ul)
#define DEVICE_TREE	0x40000000ul	/* QEMU's, with firmware */
#define IMAGE		0x40200000ul
#define STUB		0x4e000000ul	/* vectors at EL2, below EL1 */

/* Often enough to find the first access, which has others behind it. */
#define POLL		40

#define GICD_CTLR	(GICD + 0x000)
#define GICD_CTLR_ON	0x37u		/* all groups, affinity routing */
#define GICD_IGROUPR(n)	(GICD + 0x080 + 4 * (n))
#define GICR		0x080a0000ul
#define GICR_WAKER	(GICR + 0x14)
#define GICR_IGROUPR0	(GICR + 0x10080)
#define GICR_ISENABLER0	(GICR + 0x10100)
#define TIMER		29		/* the Secure physical one's PPI */

#define ICC_PMR_EL1	"S3_0_C4_C6_0"
#define ICC_IAR0_EL1	"S3_0_C12_C8_0"
#define ICC_EOIR0_EL1	"S3_0_C12_C8_1"
#define ICC_IGRPEN0_EL1	"S3_0_C12_C12_6"
#define ICC_SRE_EL2	"S3_4_C12_C9_5"
#define ICC_SRE_EL3	"S3_6_C12_C12_5"
#define ICC_SRE_ON	0xf

#define SCR_RES1	0x30
#define SCR_NS		(1 << 0)
#define SCR_FIQ		(1 << 2)
#define SCR_HCE		(1 << 8)
#define SCR_RW		(1 << 10)
#define SCTLR_RES1	0x30c50830

#define HCR_AMO		(1ul << 5)
#define HCR_VSE		(1ul << 8)
#define HCR_TGE		(1ul << 27)

#define SPSR_SP		(1 << 0)
#define SPSR_A		(1 << 8)
#define SPSR_EL2H	9
#define SPSR_MASKED	0x3c0		/* DAIF */
#define SPSR_FLAGS	0xf0000000ul
#define SPSR_LEVEL(v)	((v) >> 2 & 3)

#define ESR_CLASS(v)	((v) >> 26)
#define ESR_SMC		0x17
#define ESR_SERROR	0xbe000000ul	/* class 0x2f, IL */

#define PSCI_OFF	0x84000008u
#define PSCI_RESET	0x84000009u

/* A PL061 whose first two lines switch the machine. */
#define GPIO		0x090b0000ul
#define GPIO_DATA(mask)	(GPIO + 4 * (mask))
#define GPIO_DIR	(GPIO + 0x400)
#define GPIO_OFF	(1u << 0)
#define GPIO_RESET	(1u << 1)

#define SMC_0		0xd4000003u
#define ERET		0xd69f03e0u

#define READ(name) ({ \
	uint64_t value_; \
	__asm__ volatile("isb\n\tmrs %0, " name : "=r"(value_) : : "memory"); \
	value_; })
#define WRITE(name, value) \
	__asm__ volatile("msr " name ", %0\n\tisb" : : "r"((uint64_t)(value)) \
			 : "memory")

static uint64_t due;		/* 0: nothing was let through yet */
static uint64_t made;		/* SErrors */

uint64_t el3_start(void);
void el3_sync(uint64_t *x);
void el3_fiq(uint64_t *x);
void el3_lost(uint64_t *x);

static void timer_start(void)
{
	WRITE("CNTPS_TVAL_EL1", POLL);
	WRITE("CNTPS_CTL_EL1", made < REQUEST->count);
}

static void gic_start(void)
{
	bare_write32(GICD_CTLR, GICD_CTLR_ON);
	for (unsigned int i = 1; i < 32; i++)
		bare_write32(GICD_IGROUPR(i), ~0u);
	bare_write32(GICR_WAKER, 0);
	bare_write32(GICR_IGROUPR0, ~(1u << TIMER));
	bare_write32(GICR_ISENABLER0, 1u << TIMER);
	WRITE(ICC_SRE_EL3, ICC_SRE_ON);
	WRITE(ICC_SRE_EL2, ICC_SRE_ON);
	WRITE(ICC_PMR_EL1, 0xff);
	WRITE(ICC_IGRPEN0_EL1, 1);
}

/* An HVC from EL1 goes on as an SMC. */
static void stub_make(void)
{
	bare_write32(STUB + 0x400, SMC_0);
	bare_write32(STUB + 0x404, ERET);
}

/* Returns x0 of the Image. */
uint64_t el3_start(void)
{
	due = 0;
	made = 0;
	gic_start();
	WRITE("SCR_EL3", SCR_RES1 | SCR_NS | SCR_FIQ | SCR_HCE | SCR_RW);
	WRITE("HCR_EL2", REQUEST->hcr);
	WRITE("SCTLR_EL2", SCTLR_RES1 | REQUEST->sctlr);
	WRITE("SCTLR_EL1", SCTLR_RES1 | REQUEST->sctlr);
	if (SPSR_LEVEL(REQUEST->spsr) == 2) {
		WRITE("VBAR_EL2", REQUEST->vbar);
	} else {
		stub_make();
		WRITE("VBAR_EL2", STUB);
		WRITE("VBAR_EL1", REQUEST->vbar);
	}
	WRITE("SPSR_EL3", REQUEST->spsr);
	WRITE("ELR_EL3", IMAGE);
	timer_start();
	return DEVICE_TREE;
}

static void deliver(uint64_t spsr)
{
	WRITE("ELR_EL2", READ("ELR_EL3"));
	WRITE("SPSR_EL2", spsr);
	WRITE("ESR_EL2", ESR_SERROR);
	WRITE("ELR_EL3", READ("VBAR_EL2") + (spsr & SPSR_SP ? 0x380 : 0x180));
	WRITE("SPSR_EL3", (spsr & SPSR_FLAGS) | SPSR_MASKED | SPSR_EL2H);
}

/* Whether an SError that is due went to what was interrupted. */
static int try(uint64_t spsr)
{
	uint64_t hcr = READ("HCR_EL2");

	if (SPSR_LEVEL(spsr) != 2) {
		if (!(hcr & HCR_VSE))
			WRITE("HCR_EL2", hcr | HCR_AMO | HCR_VSE);
		return !(hcr & HCR_VSE);
	}
	if ((spsr & SPSR_A) || !(hcr & (HCR_AMO | HCR_TGE)))
		return 0;
	deliver(spsr);
	return 1;
}

void el3_fiq(uint64_t *x)
{
	uint64_t interrupt = READ(ICC_IAR0_EL1);
	uint64_t spsr = READ("SPSR_EL3");

	(void)x;
	if (!due && !(spsr & SPSR_A))
		due = bare_ticks() + REQUEST->first;
	if (due && bare_ticks() >= due && try(spsr)) {
		made++;
		due = bare_ticks() + REQUEST->every;
	}
	timer_start();
	WRITE(ICC_EOIR0_EL1, interrupt);
}

static void end(const char *what, uint32_t line)
{
	bare_console_open();
	bare_put_text(what);
	bare_put_text(SPSR_LEVEL(READ("SPSR_EL3")) == 2 ? " from EL2"
						       : " from EL1");
	bare_put_value(" SErrors=", made);
	/* Of the Image: an HVC from EL1 comes by way of EL2. */
	bare_put_value(" SCTLR=", SPSR_LEVEL(REQUEST->spsr) == 2 ?
		       READ("SCTLR_EL2") : READ("SCTLR_EL1"));
	bare_put_text(" end\r\n");
	bare_write32(GPIO_DIR, GPIO_OFF | GPIO_RESET);
	bare_write32(GPIO_DATA(line), line);
	for (;;)
		;
}

/* `x`: x0 and so on of what was interrupted. */
void el3_sync(uint64_t *x)
{
	if (ESR_CLASS(READ("ESR_EL3")) != ESR_SMC)
		el3_lost(x);
	if ((uint32_t)x[0] == PSCI_OFF)
		end("el3: off", GPIO_OFF);
	if ((uint32_t)x[0] == PSCI_RESET)
		end("el3: reset", GPIO_RESET);
	x[0] = ~0ul;		/* NOT_SUPPORTED */
}

void el3_lost(uint64_t *x)
{
	(void)x;
	bare_console_open();
	bare_put_value("el3: lost, ESR=", READ("ESR_EL3"));
	bare_put_value(" ELR=", READ("ELR_EL3"));
	end("", GPIO_OFF);
}
