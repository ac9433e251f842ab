/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "masters/lookup.h"

struct lookup_stream lookup_stream(const struct smmu_machine *machine,
				   size_t master, uint32_t id)
{
	const struct master *of = &machine->masters[master];
	const struct stream *stream = &machine->streams[of->first];
	const struct stream *end = stream + of->count, *found = NULL;
	struct lookup_stream result = { MASTER_NO_SMMU, false, 0 };

	id &= of->id_mask;
	for (; stream < end; stream++) {
		/* A range that has counted one too many ends here. */
		if (found && (!stream->has_input || stream->input != id))
			continue;
		if (stream->has_input &&
		    (id < stream->input || id - stream->input >= stream->count))
			continue;
		found = stream;
		if (!stream->inclusive_end ||
		    id - stream->input + UINT64_C(1) != stream->count)
			break;
	}
	if (found) {
		result.group = found->group;
		result.has_id = found->has_first;
		result.id = found->first;
		if (found->has_input)
			result.id += id - found->input;
	}
	return result;
}

size_t lookup_next(const struct smmu_machine *machine, size_t at,
		   uint32_t group, uint32_t id, uint32_t *ret_id)
{
	for (; at < machine->stream_count; at++) {
		const struct stream *stream = &machine->streams[at];
		uint32_t first = stream->first & ~stream->ignored;
		uint32_t seen = id & ~stream->ignored;

		if (stream->group != group || !stream->has_first ||
		    seen < first || seen - first >= stream->count)
			continue;
		*ret_id = stream->has_input ? stream->input + (seen - first) :
					      0;
		break;
	}
	return at;
}
