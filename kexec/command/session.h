/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of this machine around one run of kexec-tools. */
#ifndef COMMAND_SESSION_H
#define COMMAND_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "options/options.h"
#include "record/store.h"
#include "util/message.h"

/* Where this machine has them. */
struct store_place session_place(void);

/*
 * Begin, for the images that these arguments may replace. With make, the
 * directory is created. Returns 0, and *ret_store to be ended by session_end()
 * or session_undo(); or -1 with the reason in *why if a load would leave an old
 * record behind that is no longer true.
 */
int session_begin(const struct options *options, bool make,
		  struct store *ret_store, struct message *why);

/* How a run of kexec-tools has ended. */
struct session_end {
	enum {
		SESSION_FENCED,		/* a load with the plugin */
		SESSION_PLAIN,		/* a load without it */
		SESSION_UNLOAD,
	} task;
	int status;		/* as wait(2) has it */
	bool only_loads;	/* PLAIN: nothing was to follow the load */
	uint32_t order_state;	/* FENCED: the plugin's answer */
	int32_t order_error;
	enum kernel_image kind;	/* what was loaded, if anything was */
	bool is_due;		/* PLAIN: a policy was asked for */
	const char *record;	/* then, and if FENCED; NULL: out of memory */
};

/*
 * What is true of an image. loaded is what the kernel says: 1 or 0, or -1 if it
 * does not say. Pure.
 */
enum store_verdict session_judge(const struct session_end *end,
				 enum kernel_image kind, int loaded);

/* Ask the kernel, judge and settle. Says what cannot be recorded. */
void session_end(struct store *store, const struct session_end *end);

/* Nothing was run after all. */
void session_undo(struct store *store);

/*
 * An image was loaded: one line for the system's log, and with kexec-tools' -d
 * for the user, too; after a dry run, for the user alone. Without the stage no
 * SMMU is touched, and machine may be NULL. is_nameless: the stage knows the
 * devices by their StreamIDs only.
 */
void session_loaded(const struct options *options,
		    const struct smmu_machine *machine, bool has_stage,
		    bool is_nameless);

#endif
