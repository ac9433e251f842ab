/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/unwrap.h"

#include <inttypes.h>
#include <string.h>

#include "image/crc32.h"
#include "util/little-endian.h"
#include "util/macros.h"

#define INFO(field)	(SMMU_STAGE_INFO_OFFSET + \
			 offsetof(struct smmu_stage_info, field))
#define HEADER(field)	offsetof(struct smmu_plan_header, field)
#define ENTRY(field)	offsetof(struct smmu_plan_entry, field)

static const char *const error_text[] = {
	[-UNWRAP_OK] = "no error",
	[-UNWRAP_E_KIND] = "not a wrapped image",
	[-UNWRAP_E_VERSION] = "wrapped by another version of kexec-smmu-wrap",
	[-UNWRAP_E_CUT] = "truncated",
	[-UNWRAP_E_CORRUPT] = "corrupt: its stage would touch no SMMU",
};

const char *unwrap_strerror(int error)
{
	size_t index = (size_t)-error;

	if (error > 0 || index >= ARRAY_SIZE(error_text))
		return "unknown error";
	return error_text[index];
}

int unwrap_segment(const uint8_t *segment, size_t size,
		   struct unwrap_plan *ret_plan)
{
	size_t room, ro_size, body_size;
	struct unwrap_plan plan;
	uint32_t crc;

	if (size < INFO(job_size) + sizeof(uint32_t) ||
	    le64_ld(segment + INFO(magic)) != SMMU_STAGE_MAGIC)
		return UNWRAP_E_KIND;
	if (le16_ld(segment + INFO(version)) != SMMU_PLAN_VERSION)
		return UNWRAP_E_VERSION;
	ro_size = le32_ld(segment + INFO(ro_size));
	room = le32_ld(segment + INFO(plan_offset));
	if (room > size || size - room < sizeof(struct smmu_plan_header))
		return UNWRAP_E_CUT;
	plan.header = segment + room;
	room += sizeof(struct smmu_plan_header);
	plan.entries = segment + room;
	plan.count = le16_ld(plan.header + HEADER(count));
	body_size = le32_ld(plan.header + HEADER(body_size));
	if (le64_ld(plan.header + HEADER(magic)) != SMMU_PLAN_MAGIC ||
	    image_crc32(0, plan.header, HEADER(header_crc)) !=
	    le32_ld(plan.header + HEADER(header_crc)))
		return UNWRAP_E_CORRUPT;
	if (le16_ld(plan.header + HEADER(version)) != SMMU_PLAN_VERSION)
		return UNWRAP_E_VERSION;
	if (body_size > size || ro_size > room)
		return UNWRAP_E_CUT;
	if (plan.count == 0 || plan.count > SMMU_PLAN_COUNT_MAX ||
	    body_size < room + plan.count * sizeof(struct smmu_plan_entry))
		return UNWRAP_E_CORRUPT;
	crc = image_crc32(0, segment, ro_size);
	crc = image_crc32(crc, plan.entries, body_size - room);
	if (crc != le32_ld(plan.header + HEADER(body_crc)))
		return UNWRAP_E_CORRUPT;
	while (plan.count > 1 &&
	       !smmu_plan_is_smmu(unwrap_entry(&plan, plan.count - 1).type))
		plan.count--;
	*ret_plan = plan;
	return UNWRAP_OK;
}

/* What the note says; in files without one the payload is the rest. */
static void read_note(const uint8_t *bytes, struct unwrapped *unwrapped)
{
	struct wrapped_note note;

	memcpy(&note, bytes + WRAPPED_NOTE_OFFSET, sizeof(note));
	if (le64toh(note.magic) != WRAPPED_NOTE_MAGIC)
		return;
	unwrapped->payload_size = le64toh(note.payload_size);
	unwrapped->flags = le32toh(note.flags);
	memcpy(unwrapped->version, note.version, sizeof(note.version) - 1);
}

int unwrap_read(const uint8_t *bytes, size_t size,
		struct unwrapped *ret_unwrapped)
{
	size_t stage = image_stage_offset(bytes, size);
	struct unwrapped unwrapped = { 0 };
	struct pe pe;
	uint64_t next;
	int error;

	if (stage == 0)
		return UNWRAP_E_KIND;
	error = unwrap_segment(bytes + stage, size - stage, &unwrapped.plan);
	if (error)
		return error;
	next = le64_ld(unwrapped.plan.header + HEADER(next));
	if (next != ~le64_ld(unwrapped.plan.header + HEADER(next_check)) ||
	    !(next & SMMU_PLAN_NEXT_RELATIVE))
		return UNWRAP_E_CORRUPT;
	next &= ~SMMU_PLAN_NEXT_RELATIVE;
	if (next > size - stage)
		return UNWRAP_E_CUT;
	unwrapped.payload_offset = stage + next;
	unwrapped.payload = bytes + stage + next;
	unwrapped.payload_size = size - stage - next;
	if (stage >= WRAPPED_HEAD_SIZE)
		read_note(bytes, &unwrapped);
	if (unwrapped.payload_size > size - stage - next)
		return UNWRAP_E_CUT;
	unwrapped.pe_error = pe_read(bytes, size, &pe);
	if (unwrapped.pe_error == PE_OK) {
		unwrapped.is_signed = pe.signature_size != 0;
		unwrapped.pe_error = pe_check(&pe, size);
	}
	*ret_unwrapped = unwrapped;
	return UNWRAP_OK;
}

struct smmu_plan_entry unwrap_entry(const struct unwrap_plan *plan, size_t i)
{
	const uint8_t *entry = plan->entries + i * sizeof(struct smmu_plan_entry);

	return (struct smmu_plan_entry){
		.base = le64_ld(entry + ENTRY(base)),
		.size = le64_ld(entry + ENTRY(size)),
		.type = entry[ENTRY(type)],
		.action = entry[ENTRY(action)],
		.flags = le16_ld(entry + ENTRY(flags)),
		.watch_us = le32_ld(entry + ENTRY(watch_us)),
		.settle_us = le32_ld(entry + ENTRY(settle_us)),
	};
}

static bool find(const struct unwrap_plan *plan, uint64_t base,
		 struct smmu_plan_entry *ret_entry)
{
	size_t i;

	for (i = 0; i < plan->count; i++) {
		struct smmu_plan_entry entry = unwrap_entry(plan, i);

		if (entry.base != base)
			continue;
		*ret_entry = entry;
		return true;
	}
	return false;
}

/* Neither written nor read. */
static bool is_untouched(const struct smmu_plan_entry *entry)
{
	return entry->action == SMMU_PLAN_KEEP &&
	       (entry->flags & SMMU_PLAN_UNTOUCHED);
}

struct unwrap_difference unwrap_compare(const struct unwrap_plan *file,
					const struct unwrap_plan *here,
					enum unwrap_actions actions,
					size_t *step)
{
	/* What that stage will find, and leave alone, is not known here. */
	if (!*step && unwrap_entry(file, 0).type == SMMU_PLAN_DISCOVER) {
		*step = here->count + file->count;
		return (struct unwrap_difference){ .kind = UNWRAP_ANY };
	}
	for (; *step < here->count + file->count; ++*step) {
		bool by_file = *step >= here->count;
		struct smmu_plan_entry other;
		struct smmu_plan_entry entry =
			unwrap_entry(by_file ? file : here,
				     by_file ? *step - here->count : *step);
		bool found = find(by_file ? here : file, entry.base, &other);
		struct unwrap_difference difference = { .base = entry.base };

		if (!found && by_file && !is_untouched(&entry))
			difference.kind = UNWRAP_STRANGE;
		if (!found && !by_file && entry.action != SMMU_PLAN_KEEP)
			difference.kind = UNWRAP_MISSING;
		/* What both have is compared once. */
		if (found && !by_file && entry.type != other.type) {
			difference.kind = UNWRAP_OTHER;
			difference.here = entry.type;
			difference.file = other.type;
		} else if (found && !by_file && actions &&
			   entry.action != other.action &&
			   !(actions == UNWRAP_ACTIONS_AFTER &&
			     other.action == SMMU_PLAN_KEEP)) {
			difference.kind = UNWRAP_POLICY;
			difference.here = entry.action;
			difference.file = other.action;
		}
		if (difference.kind != UNWRAP_SAME) {
			++*step;
			return difference;
		}
	}
	return (struct unwrap_difference){ .kind = UNWRAP_SAME };
}

const char *unwrap_type_name(uint8_t type)
{
	static const char *const names[] = { "v?", "v1", "v2", "v3" };

	return names[type < ARRAY_SIZE(names) ? type : 0];
}

const char *unwrap_action_name(uint8_t action)
{
	static const char *const names[] = {
		[SMMU_PLAN_KEEP] = "keep",
		[SMMU_PLAN_ABORT] = "abort",
		[SMMU_PLAN_BYPASS] = "bypass",
		[SMMU_PLAN_DRAIN] = "drain",
		[SMMU_PLAN_QUIESCE] = "quiesce",
	};

	return action < ARRAY_SIZE(names) && names[action] ? names[action] :
							     "unknown";
}

void unwrap_describe(const struct unwrap_difference *difference,
		     struct message *ret_line)
{
	switch (difference->kind) {
	case UNWRAP_SAME:
		message_set(ret_line, "the same");
		break;
	case UNWRAP_ANY:
		message_set(ret_line, "its stage looks for the SMMUs itself, "
			    "so what each becomes is not known here");
		break;
	case UNWRAP_MISSING:
		message_set(ret_line, "0x%" PRIx64 ": in use on this machine, "
			    "but not in the file",
			    difference->base);
		break;
	case UNWRAP_STRANGE:
		message_set(ret_line, "0x%" PRIx64 ": in the file, but not an "
			    "SMMU of this machine", difference->base);
		break;
	case UNWRAP_OTHER:
		message_set(ret_line, "0x%" PRIx64 ": %s on this machine, but "
			    "%s in the file", difference->base,
			    unwrap_type_name(difference->here),
			    unwrap_type_name(difference->file));
		break;
	case UNWRAP_POLICY:
		message_set(ret_line, "0x%" PRIx64 ": should become %s, but "
			    "the file makes it %s", difference->base,
			    unwrap_action_name(difference->here),
			    unwrap_action_name(difference->file));
		break;
	}
}
