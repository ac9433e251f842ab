/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine/added.h"

#include <inttypes.h>
#include <string.h>

#include "util/number.h"

/* As the plan's: a page of every granule that a frame can have. */
#define BASE_ALIGN	0x1000u
/* The assumed size of a frame without one, to exclude a wrap. */
#define SIZE_ASSUMED	0x20000u

/* Sets *why for an error that number.h returned. */
static int explain(const char *text, int error, const char *what,
		   const char *form, struct message *why)
{
	if (error == NUMBER_E_RANGE)
		message_set(why, "%s: the %s has more than 64 bits",
			    text, what);
	else if (error)
		message_set(why, "%s: the %s is not %s", text, what, form);
	return error ? -1 : 0;
}

static int parse_base(const char *text, const char *digits, size_t size,
		      uint64_t *ret_base, struct message *why)
{
	if (explain(text, number_read_hex(digits, size, ret_base), "address",
		    "0x and hex digits", why))
		return -1;
	if (*ret_base % BASE_ALIGN == 0)
		return 0;
	return message_set(why, "%s: the address is not a multiple of "
			   "0x1000", text);
}

/* plus is where +SIZE begins, NULL if there is none. */
static int parse_size(const char *text, const char *plus,
		      struct added_smmu *added, struct message *why)
{
	added->size = SIZE_ASSUMED;
	added->has_size = plus;
	if (plus && explain(text, number_read(plus + 1, strlen(plus + 1),
					      &added->size), "size",
			    "a number", why))
		return -1;
	if (!added->size)
		return message_set(why, "%s: the size is zero", text);
	if (added->base > UINT64_MAX - added->size)
		return message_set(why, "%s: extends past 64 bits", text);
	if (!plus)
		added->size = 0;
	return 0;
}

int added_parse(const char *text, struct added_smmu *ret_added,
		struct message *why)
{
	const char *at = strchr(text, '@');
	const char *base = at ? at + 1 : NULL;
	struct added_smmu added = { 0 };
	const char *plus;

	if (!base || smmu_version_parse(text, (size_t)(at - text),
					&added.version))
		return message_set(why, "%s: not v1, v2 or v3, @ and an "
				   "address", text);
	plus = strchr(base, '+');
	if (parse_base(text, base, plus ? (size_t)(plus - base) : strlen(base),
		       &added.base, why) ||
	    parse_size(text, plus, &added, why))
		return -1;
	*ret_added = added;
	return 0;
}

int added_append(const struct added_smmu *added, size_t count,
		 struct smmu_machine *machine, struct message *why)
{
	for (; count; count--, added++) {
		const struct smmu *other = smmu_machine_find(machine,
							     added->base);
		struct smmu *smmu;

		if (other)
			return message_set(why, "0x%" PRIx64 ": cannot be added: there already is an SMMU: %s (%s, %s)",
					   added->base, other->name ?
					   other->name : "added before",
					   smmu_version_name(other->version),
					   smmu_status_name(other->status));
		smmu = smmu_machine_add(machine);
		if (!smmu)
			return message_oom(why);
		smmu->version = added->version;
		smmu->base = added->base;
		smmu->has_base = true;
		smmu->size = added->size;
		smmu->has_size = added->has_size;
		smmu->status = SMMU_OKAY;
		smmu->by_hand = true;
		if (machine->smmu_count > 1)
			smmu->group = smmu[-1].group + 1;
	}
	return 0;
}
