/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Logs of a stage, and names of PCI, by libFuzzer. The bytes before the first
 * zero byte are a log, those after it a pci.ids.
 *
 * fuzz-sources: kexec/report/log.c kexec/report/who.c kexec/report/text.c
 * fuzz-sources: kexec/report/json.c kexec/list/list.c kexec/machine/pci.c
 * fuzz-sources: kexec/machine/pci-ids.c kexec/machine/smmu.c kexec/machine/gic.c
 * fuzz-sources: kexec/machine/master.c kexec/masters/join.c kexec/masters/lookup.c
 * fuzz-sources: kexec/util/array.c kexec/util/json.c kexec/util/message.c
 * fuzz-sources: kexec/util/number.c
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/json.h"
#include "report/log.h"
#include "report/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool condition)
{
	if (!condition)
		abort();
}

/* A copy of exactly that size. */
static char *copy(const uint8_t *data, size_t size)
{
	char *text = malloc(size ? size : 1);

	demand(text);
	if (size)
		memcpy(text, data, size);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *zero = size ? memchr(data, 0, size) : NULL;
	size_t first = zero ? (size_t)(zero - data) : size, shown, i;
	const uint8_t *rest = zero ? zero + 1 : data + size;
	char *text = copy(data, first), *output = NULL;
	struct pci_ids ids;
	struct message why;
	struct log log;
	FILE *out;

	demand(!pci_ids_index(copy(rest, size - (size_t)(rest - data)),
			      size - (size_t)(rest - data), &ids));
	if (log_parse(text, first, &log, &why) == 0) {
		const struct report report = { &log, LOG_FRESH, NULL, &ids };

		out = open_memstream(&output, &shown);
		demand(out);
		report_text(out, &report);
		report_json(out, &report);
		demand(!fclose(out));
		for (i = 0; i < shown; i++)
			demand(output[i] == '\n' ||
			       (output[i] >= ' ' && output[i] <= '~'));
		free(output);
		log_clear(&log);
	}
	pci_ids_clear(&ids);
	free(text);
	return 0;
}
