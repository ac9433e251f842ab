/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of kexec-smmu-wrap. Pure: no I/O, no printing. */
#ifndef OPTIONS_WRAP_OPTIONS_H
#define OPTIONS_WRAP_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "util/macros.h"
#include "util/message.h"
#include "options/settings.h"

/* Where a raw payload goes if nothing is said: the next 2 MiB. */
#define WRAP_LOAD_OFFSET	(UINT64_C(2) << 20)

enum wrap_task {
	WRAP_IMAGE,
	WRAP_SHOW,		/* these three: of a file that is wrapped */
	WRAP_UNWRAP,
	WRAP_CHECK,
	WRAP_HELP,
	WRAP_VERSION,
};

struct wrap_options {
	enum wrap_task task;
	struct settings settings;	/* plan.copy_dtb among them */
	const char *with;		/* "show", "unwrap", "check" or NULL */
	const char *output;
	const char *payload;
	bool any;		/* --source=any: settings.plan.discover */
	bool raw;
	bool allow_unfenced;	/* though no SMMU changes its state */
	bool has_load_offset;
	uint64_t load_offset;		/* of a raw payload */
};

/* Options that are not settings, ended by an entry without a name. */
extern const struct setting_form wrap_forms[];

/*
 * Parse a command line. Returns 0, or -1 with the reason in *why and
 * *ret_options untouched. argv must outlive the options. Free with
 * wrap_options_clear().
 */
int wrap_options_parse(char *const *argv, struct wrap_options *ret_options,
		       struct message *why) _must_check_ _nonnull_(1, 2, 3);
void wrap_options_clear(struct wrap_options *options);

#endif
