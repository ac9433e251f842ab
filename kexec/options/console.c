/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options/console.h"

#include <string.h>

#include "util/number.h"
#include "smmu-plan.h"

static const struct {
	const char *before;	/* the address */
	const char *behind;
	uint8_t type;
} kinds[] = {
	{ "pl011@", "", SMMU_PLAN_CONSOLE_PL011 },
	{ "uart8250@", "", SMMU_PLAN_CONSOLE_UART8250 },
	{ "uart8250@", ",mmio32", SMMU_PLAN_CONSOLE_UART8250_MMIO32 },
};

/* The kind that a text is of, and the address in it. */
static uint8_t split(const char *text, const char **ret_address,
		     size_t *ret_size)
{
	size_t comma = strcspn(text, ",");
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		size_t size = strlen(kinds[i].before);

		if (strncmp(text, kinds[i].before, size) != 0 ||
		    strcmp(text + comma, kinds[i].behind) != 0)
			continue;
		*ret_address = text + size;
		*ret_size = comma - size;
		return kinds[i].type;
	}
	return SMMU_PLAN_CONSOLE_NONE;
}

int console_parse(const char *text, struct console_choice *ret_choice,
		  struct message *why)
{
	struct console_choice choice = { .is_auto = false };
	const char *address;
	size_t size;

	if (strcmp(text, "none") == 0 || strcmp(text, "auto") == 0) {
		choice.is_auto = *text == 'a';
		*ret_choice = choice;
		return 0;
	}
	choice.serial.type = split(text, &address, &size);
	if (choice.serial.type == SMMU_PLAN_CONSOLE_NONE) {
		message_set(why, "%s: neither none, auto, pl011@ADDRESS nor "
			    "uart8250@ADDRESS[,mmio32]", text);
		return -1;
	}
	if (number_read_hex(address, size, &choice.serial.base)) {
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
