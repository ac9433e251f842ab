/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command/session.h"

#include <errno.h>
#include <sys/wait.h>

#include "list/list.h"
#include "host/host.h"
#include "host/kernel.h"
#include "launch/order-file.h"
#include "util/say.h"

struct store_place session_place(void)
{
	return (struct store_place){
		.dir = host_records(),
		.owner = host_owner(),
		.patience_ms = host_patience_ms(),
	};
}

int session_begin(const struct options *options, bool make,
		  struct store *ret_store, struct message *why)
{
	const struct store_place place = session_place();
	const struct tools_scan *scan = &options->scan;
	unsigned int kinds = KERNEL_IMAGE_BIT(scan->crash ? KERNEL_CRASH :
							    KERNEL_NORMAL);
	struct store store;

	if (options->dry_run) {
		*ret_store = (struct store){ .dir = -1, .lock = -1 };
		return 0;
	}
	if (scan->mixed)
		kinds = KERNEL_IMAGE_BIT(KERNEL_CRASH) |
			KERNEL_IMAGE_BIT(KERNEL_NORMAL);
	store_open(&place, kinds, make, &store);
	/* An unload leaves no image that a record could describe. */
	if (store.blocked && options_load(options)) {
		message_set(why, "%s: nothing is loaded: the old record can "
			    "be neither removed nor marked as in doubt: %s",
			    place.dir, store_strerror(store.error));
		session_undo(&store);
		return -1;
	}
	*ret_store = store;
	return 0;
}

enum store_verdict session_judge(const struct session_end *end,
				 enum kernel_image kind, int loaded)
{
	bool ended = WIFEXITED(end->status);
	bool good = ended && WEXITSTATUS(end->status) == 0;

	if (loaded == 0)
		return STORE_GONE;
	switch (end->task) {
	case SESSION_FENCED:
		/*
		 * The guard lets through only loads that the plugin has
		 * reported.
		 */
		if (kind != end->kind)
			break;
		if (end->order_state == ORDER_LOADED ||
		    end->order_state == ORDER_UNFENCED)
			return STORE_NEW;
		/* Ended within the call. */
		if (end->order_state == ORDER_PASSED && end->order_error == 0)
			return STORE_DOUBT;
		break;
	case SESSION_PLAIN:
		if (good)
			return end->is_due && kind == end->kind ? STORE_NEW :
								  STORE_GONE;
		if (!ended || !end->only_loads)
			return STORE_DOUBT;
		break;
	case SESSION_UNLOAD:
		if (good)
			return loaded < 0 ? STORE_GONE : STORE_DOUBT;
		break;
	}
	/* If there still is an image, nothing has changed. */
	return loaded == 1 ? STORE_OLD : STORE_DOUBT;
}

void session_end(struct store *store, const struct session_end *end)
{
	int kind;

	for (kind = 0; kind < KERNEL_IMAGES; kind++) {
		enum kernel_image which = (enum kernel_image)kind;
		enum store_verdict verdict;
		int error = ENOMEM;

		if (!(store->kinds & KERNEL_IMAGE_BIT(kind)))
			continue;
		verdict = session_judge(end, which, kernel_loaded(which));
		if (verdict == STORE_NEW && !end->record)
			store_settle(store, which, STORE_GONE, NULL);
		else
			error = store_settle(store, which, verdict,
					     end->record);
		if (verdict == STORE_NEW && error)
			say("warning: %s: the load cannot be recorded, so "
			    "--smmu-status will not show it: %s",
			    host_records(), store_strerror(error));
	}
	store_close(store);
}

void session_loaded(const struct options *options,
		    const struct smmu_machine *machine, bool has_stage,
		    bool is_nameless)
{
	const char *image = options->task == TOOLS_PANIC ? "crash" : "normal";
	const char *note = is_nameless ? "; StreamIDs only: too many devices "
					 "for their names" : "";
	struct message line;
	struct message summary = { "not fenced" };

	if (has_stage)
		list_summary(machine, &summary);
	if (options->dry_run) {
		say("dry run: nothing was loaded; %s kernel: %s%s", image,
		    summary.text, note);
		return;
	}
	message_set(&line, "%s kernel loaded: %s%s", image, summary.text, note);
	host_journal(line.text);
	if (options->scan.debug)
		say("%s", line.text);
}

void session_undo(struct store *store)
{
	int kind;

	for (kind = 0; kind < KERNEL_IMAGES; kind++)
		if (store->kinds & KERNEL_IMAGE_BIT(kind))
			store_settle(store, (enum kernel_image)kind, STORE_OLD,
				     NULL);
	store_close(store);
}
