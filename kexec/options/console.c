/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options/console.h"

#include <string.h>

#include "smmu-plan.h"
#include "util/macros.h"
#include "util/number.h"

static const struct {
	const char *before;	/* the address */
	const char *after;
	uint8_t type;
} kinds[] = {
	{ "pl011@", "", SMMU_PLAN_CONSOLE_PL011 },
	{ "uart8250@", "", SMMU_PLAN_CONSOLE_UART8250 },
	{ "uart8250@", ",mmio32", SMMU_PLAN_CONSOLE_UART8250_MMIO32 },
};

int console_parse(const char *text, struct console_choice *ret_choice,
		  struct message *why)
{
	struct console_choice choice = { .is_auto = streq(text, "auto") };
	size_t comma = strcspn(text, ",");
	size_t before = 0;
	size_t i;

	if (choice.is_auto || streq(text, "none")) {
		*ret_choice = choice;
		return 0;
	}
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		before = strlen(kinds[i].before);
		if (begins_with(text, kinds[i].before) &&
		    streq(text + comma, kinds[i].after))
			break;
	}
	if (i == ARRAY_SIZE(kinds)) {
		message_set(why, "%s: neither none, auto, pl011@ADDRESS nor "
			    "uart8250@ADDRESS[,mmio32]", text);
		return -1;
	}
	choice.serial.type = kinds[i].type;
	if (number_read_hex(text + before, comma - before,
			    &choice.serial.base)) {
		message_set(why, "%s: the address is not 0x and hex digits",
			    text);
		return -1;
	}
	if (serial_check(&choice.serial) < 0) {
		message_set(why, "%s: the address is not a multiple of 4",
			    text);
		return -1;
	}
	*ret_choice = choice;
	return 0;
}
