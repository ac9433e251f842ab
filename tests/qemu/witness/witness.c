// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A payload that is started in place of Linux, prints in what state it found
 * QEMU's SMMUv3, and switches the machine off.
 *
 * It is the second opinion on what the stage reports, so nothing is shared
 * with the stage: the offsets are copied from the tables of Arm IHI 0070 G.b,
 * section 6.3, here once more.
 */
#include <stdint.h>

/* Of QEMU's machine `virt`. */
#define SMMU		0x09050000ul
#define UART		0x09000000ul

#define SMMU_CR0		0x20
#define SMMU_CR0ACK		0x24
#define SMMU_GBPA		0x44
#define SMMU_IRQ_CTRL		0x50
#define SMMU_IRQ_CTRLACK	0x54
#define SMMU_GERROR		0x60
#define SMMU_GERRORN		0x64

/* PL011 */
#define UARTDR		0x00
#define UARTFR		0x18
#define UARTFR_BUSY	(1u << 3)
#define UARTFR_TXFF	(1u << 5)
#define UARTCR		0x30
#define UARTCR_ON	0x301u		/* UARTEN, TXE, RXE */

#define PSCI_SYSTEM_OFF	0x84000008ul

static uint32_t read32(uint64_t address)
{
	uint32_t value;

	__asm__ volatile("ldr %w0, [%1]" : "=r"(value) : "r"(address)
			 : "memory");
	return value;
}

static void write32(uint64_t address, uint32_t value)
{
	__asm__ volatile("str %w0, [%1]" : : "r"(value), "r"(address)
			 : "memory");
}

static void put_char(char c)
{
	while (read32(UART + UARTFR) & UARTFR_TXFF)
		;
	write32(UART + UARTDR, (unsigned char)c);
}

static void put_text(const char *text)
{
	while (*text)
		put_char(*text++);
}

static void put_value(const char *name, uint64_t value)
{
	int shift = 60;

	put_text(name);
	put_text("0x");
	while (shift && !(value >> shift))
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		put_char("0123456789abcdef"[value >> shift & 0xf]);
}

static uint64_t exception_level(void)
{
	uint64_t value;

	__asm__ volatile("mrs %0, CurrentEL" : "=r"(value));
	return value >> 2 & 3;
}

static uint64_t system_control(uint64_t el)
{
	uint64_t value;

	if (el == 2)
		__asm__ volatile("mrs %0, SCTLR_EL2" : "=r"(value));
	else
		__asm__ volatile("mrs %0, SCTLR_EL1" : "=r"(value));
	return value;
}

static uint64_t vector_base(uint64_t el)
{
	uint64_t value;

	if (el == 2)
		__asm__ volatile("mrs %0, VBAR_EL2" : "=r"(value));
	else
		__asm__ volatile("mrs %0, VBAR_EL1" : "=r"(value));
	return value;
}

/* 0 at EL1, from where it cannot be read. */
static uint64_t hypervisor_configuration(uint64_t el)
{
	uint64_t value = 0;

	if (el == 2)
		__asm__ volatile("mrs %0, HCR_EL2" : "=r"(value));
	return value;
}

/* With EL2 QEMU answers PSCI as firmware, else as a hypervisor. */
static void system_off(uint64_t el)
{
	register uint64_t x0 __asm__("x0") = PSCI_SYSTEM_OFF;

	if (el == 2)
		__asm__ volatile("smc #0" : "+r"(x0) : : "memory", "x1", "x2",
				 "x3");
	else
		__asm__ volatile("hvc #0" : "+r"(x0) : : "memory", "x1", "x2",
				 "x3");
}

void witness(uint64_t x0, uint64_t daif);

void witness(uint64_t x0, uint64_t daif)
{
	uint64_t el = exception_level();

	write32(UART + UARTCR, UARTCR_ON);
	put_text("\r\nwitness: EL=");
	put_char((char)('0' + el));
	put_value(" CR0=", read32(SMMU + SMMU_CR0));
	put_value(" CR0ACK=", read32(SMMU + SMMU_CR0ACK));
	put_value(" GBPA=", read32(SMMU + SMMU_GBPA));
	put_value(" IRQ_CTRL=", read32(SMMU + SMMU_IRQ_CTRL));
	put_value(" IRQ_CTRLACK=", read32(SMMU + SMMU_IRQ_CTRLACK));
	put_value(" GERROR=", read32(SMMU + SMMU_GERROR));
	put_value(" GERRORN=", read32(SMMU + SMMU_GERRORN));
	put_value(" x0=", x0);
	put_value(" SCTLR=", system_control(el));
	put_value(" VBAR=", vector_base(el));
	put_value(" HCR=", hypervisor_configuration(el));
	put_value(" DAIF=", daif);
	put_text(" end\r\n");
	while (read32(UART + UARTFR) & UARTFR_BUSY)
		;
	system_off(el);
}
