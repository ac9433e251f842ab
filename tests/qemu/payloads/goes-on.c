// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Before an Image of ours: starts every sound controller, and goes on to the
 * Image, which is in memory already.
 */
#include "bare.h"
#include "hdas.h"

#define IMAGE		0x44000000ul

void bare_payload(uint64_t x0, uint64_t daif)
{
	void (*image)(uint64_t, uint64_t, uint64_t, uint64_t) =
		(void (*)(uint64_t, uint64_t, uint64_t, uint64_t))IMAGE;
	struct hdas hdas;
	const char *error;
	unsigned int i;

	(void)daif;
	bare_console_open();
	error = hdas_start(&hdas);
	if (error) {
		bare_put_text("goes-on: ");
		bare_put_text(error);
		bare_put_text("\r\n");
		bare_system_off();
	}
	for (i = 0; i < hdas.count; i++) {
		bare_put_value("goes-on: ", hdas.found[i].function);
		bare_put_value(" writes to ", hdas.found[i].samples);
		bare_put_text("\r\n");
	}
	image(x0, 0, 0, 0);
}
