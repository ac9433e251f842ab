/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/serial.h"

#include "smmu-plan.h"

uint8_t serial_type_8250(uint64_t stride, uint64_t width)
{
	if (stride == 4 && (width == 4 || width == 1))
		return SMMU_PLAN_CONSOLE_UART8250_MMIO32;
	if (stride == 1 && width == 1)
		return SMMU_PLAN_CONSOLE_UART8250;
	return SMMU_PLAN_CONSOLE_NONE;
}

int serial_check(const struct serial *serial)
{
	if (serial->type == SMMU_PLAN_CONSOLE_UART8250)
		return 0;
	return serial->base % 4 == 0 ? 0 : -1;
}
