/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What SMMUs there are, what each becomes, and whether any was missed. */
#ifndef COMMAND_SURVEY_H
#define COMMAND_SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/message.h"
#include "options/settings.h"
#include "machine/smmu.h"

/*
 * Read the source; prints what its parser warns of. Returns 0, or -1 with the
 * reason in *why. Free with smmu_machine_clear().
 */
int survey_read(const struct settings *settings,
		struct smmu_machine *ret_machine, struct message *why);

/*
 * What the running kernel shows of the machine's masters; of a file nothing,
 * since they may be another machine's. Returns 0, or -1 with the reason in
 * *why.
 */
int survey_masters(const struct settings *settings,
		   struct smmu_machine *machine, struct message *why)
	_must_check_;

/* What is to run after the stage, as far as that is known; NULL: not at all. */
struct survey_image {
	bool crash;
	const char *path;	/* of the file; NULL: bytes */
	const uint8_t *bytes;	/* unpacked; NULL: not known */
	size_t size;
};

/*
 * Apply added SMMUs and policies; the policy auto goes by the image. Returns 0,
 * or -1 with the reason in *why.
 */
int survey_decide(const struct settings *settings,
		  const struct survey_image *image,
		  struct smmu_machine *machine, struct message *why);

/*
 * An SMMU that the running kernel drives and the tables do not list would stay
 * unfenced. Only a file may describe another machine. With warn, or if all is
 * to be kept anyway, this is one line of warning and not an error.
 */
int survey_check(const struct settings *settings,
		 const struct smmu_machine *machine, bool warn,
		 struct message *why);

/*
 * With strict, every SMMU in use must get the state that was asked for; option
 * as for policy_unfenced(). Returns 0, or -1 with the reason in *why.
 */
int survey_strict(const struct settings *settings,
		  const struct smmu_machine *machine, const char *option,
		  struct message *why);

/*
 * For a listing: whether a load would refuse a decided machine, as far as can
 * be known on any machine; prints what the load would only warn about. Returns
 * 0, or -1 with the reason in *why.
 */
int survey_try(const struct settings *settings,
	       const struct smmu_machine *machine, struct message *why)
	_must_check_;

/*
 * A fence stops devices that a live update hands over while they are running. A
 * crash kernel gets no such devices. Returns 0, or -1 with the reason in *why.
 */
int survey_handover(const struct smmu_machine *machine, bool crash,
		    struct message *why) _must_check_;

/* Why the policy quiesce is refused for a crash kernel. */
#define SURVEY_NO_PANIC "quiesce: not after a panic, when no driver has shut its device down: give crash kernels abort, drain or auto (crash-policy)"

/*
 * The stage with its plan for a decided machine, by settings that say all.
 * Returns 0, or -1 with the reason in *why. Free with plan_image_clear().
 */
int survey_build(const struct plan_settings *plan,
		 const struct smmu_machine *machine,
		 struct plan_image *ret_image, struct message *why)
	_must_check_;

/*
 * The same, once platform_settings() has filled in *plan: the log is added, and
 * named: the names of the masters; where they have no room, plan->is_nameless
 * says so.
 */
int survey_segment(const struct settings *settings,
		   const struct smmu_machine *machine, bool named,
		   struct plan_settings *plan, struct plan_image *ret_image,
		   struct message *why) _must_check_;

/*
 * All of it, and the settings that the plan was made by; prints what its
 * console lacks, and how many PCI functions cannot be stopped.
 */
int survey_plan(const struct settings *settings,
		const struct smmu_machine *machine, bool named,
		struct plan_settings *ret_plan, struct plan_image *ret_image,
		struct message *why);

#endif
