/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What SMMUs there are, what each becomes, and whether any was missed. */
#ifndef SURVEY_H
#define SURVEY_H

#include <stdbool.h>

#include "message.h"
#include "settings.h"
#include "smmu.h"

/*
 * Read the source and apply added SMMUs and policies; prints what its parser
 * warns of. Returns 0, or -1 with the reason in *why. Free with
 * smmu_machine_clear().
 */
int survey_machine(const struct settings *settings,
		   struct smmu_machine *ret_machine, struct message *why);

/* Does a rule ask for something to be done? */
bool survey_asks_to_act(const struct settings *settings);

/*
 * What the running kernel drives and the tables do not tell of would stay
 * unfenced. A source that the user chose may be that of another machine. With
 * warn, or where all is to be kept anyway, one line is said, and it is no error.
 */
int survey_check(const struct settings *settings,
		 const struct smmu_machine *machine, bool warn,
		 struct message *why);

#endif
