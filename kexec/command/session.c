/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command/session.h"

#include <errno.h>
#include <string.h>

#include "host/kernel.h"
#include "host/host.h"
#include "util/say.h"

struct records_place session_place(void)
{
	return (struct records_place){
		.folder = host_records(),
		.owner = host_owner(),
		.patience_ms = host_patience_ms(),
	};
}

int session_open(struct records *ret_records, const struct options *options,
		 bool make)
{
	const struct tools_scan *scan = &options->scan;
	const struct records_place place = session_place();
	unsigned int kinds = RECORD_BIT(scan->crash ? RECORD_CRASH :
						      RECORD_NORMAL);

	if (scan->mixed)
		kinds = RECORD_BIT(RECORD_CRASH) | RECORD_BIT(RECORD_NORMAL);
	return records_open(ret_records, &place, kinds, make);
}

void session_close(struct records *records, struct records_end *end)
{
	int kind;

	for (kind = 0; kind < RECORD_KINDS; kind++) {
		enum record_kind which = (enum record_kind)kind;

		if (!(records->kinds & RECORD_BIT(kind)))
			continue;
		end->loaded = kernel_loaded(which);
		records_settle(records, which, records_judge(end));
	}
	records_close(records);
}

void session_undo(struct records *records)
{
	int kind;

	for (kind = 0; kind < RECORD_KINDS; kind++)
		if (records->kinds & RECORD_BIT(kind))
			records_settle(records, (enum record_kind)kind,
				       RECORDS_OLD);
	records_close(records);
}

const char *session_strerror(int error)
{
	switch (error) {
	case EPERM:
		return "it does not belong to root alone";
	case ESTALE:
		return "another load did not wait for its end";
	default:
		return strerror(error);
	}
}

void session_warn(int error)
{
	say("warning: %s: the load cannot be recorded, --smmu-status will not "
	    "know of it: %s",
	    host_records(), session_strerror(error));
}
