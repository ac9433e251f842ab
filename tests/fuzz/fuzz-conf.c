/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Configuration files, by libFuzzer: parsed, and applied to both images.
 *
 * fuzz-sources: kexec/options/conf.c kexec/options/settings.c
 * fuzz-sources: kexec/options/nearest.c kexec/options/console.c
 * fuzz-sources: kexec/plan/policy.c
 * fuzz-sources: kexec/machine/added.c kexec/machine/smmu.c kexec/machine/gic.c
 * fuzz-sources: kexec/machine/master.c
 * fuzz-sources: kexec/machine/serial.c kexec/util/array.c kexec/util/number.c
 * fuzz-sources: kexec/util/message.c
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "host/source.h"
#include "options/conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* In place of host/source.c, which reads files. */
void source_parse(const char *text, struct source *ret_source)
{
	ret_source->kind = SOURCE_FILE;
	ret_source->file = text;
}

static void demand(bool condition)
{
	if (!condition)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct message why = { "" };
	struct conf conf;
	int crash;

	if (conf_parse("conf", (const char *)data, size, &conf, &why) < 0) {
		demand(why.text[0] && conf.count == 0);
		conf_clear(&conf);
		return 0;
	}
	demand(!conf.kexec_tools || conf.kexec_tools[0] == '/');
	for (crash = 0; crash < 2; crash++) {
		struct settings settings;

		settings_init(&settings);
		why.text[0] = '\0';
		if (conf_apply(&conf, crash, &settings, &why) < 0)
			demand(why.text[0]);
		settings_clear(&settings);
	}
	conf_clear(&conf);
	return 0;
}
