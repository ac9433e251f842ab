/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/place.h"

#include "util/macros.h"

struct span {
	const struct range *items;
	size_t count;
};

/* Where to look, and what is in the way. */
struct search {
	struct span within;
	struct span obstacles[3];
	uint64_t size;
	uint64_t align;
};

static const char *const error_text[] = {
	[-PLACE_OK] = "no error",
	[-PLACE_E_ROOM] = "no free memory is large enough",
	[-PLACE_E_ENTRY] = "the entry point is in none of the segments",
	[-PLACE_E_REGION] = "the crash kernel is outside the crash regions",
};

const char *place_strerror(int error)
{
	size_t index = (size_t)-error;

	if (error > 0 || index >= ARRAY_SIZE(error_text))
		return "unknown error";
	return error_text[index];
}

static bool contains(const struct range *outer, const struct range *inner)
{
	return outer->first <= inner->first && inner->last <= outer->last;
}

/* Round up to the alignment; false if that overflows. */
static bool align_up(uint64_t address, uint64_t align, uint64_t *ret_address)
{
	uint64_t mask = align - 1;

	if (address > UINT64_MAX - mask)
		return false;
	*ret_address = (address + mask) & ~mask;
	return true;
}

/* The first aligned address after the range, if there is one. */
static bool align_after(const struct range *range, uint64_t align,
			uint64_t *ret_address)
{
	return range->last != UINT64_MAX &&
	       align_up(range->last + 1, align, ret_address);
}

/* The lowest range to look in that reaches up to the address. */
static const struct range *lowest_within(const struct search *search,
					 uint64_t address)
{
	const struct range *lowest = NULL;
	size_t i;

	for (i = 0; i < search->within.count; i++) {
		const struct range *range = &search->within.items[i];

		if (range->last >= address &&
		    (!lowest || range->first < lowest->first))
			lowest = range;
	}
	return lowest;
}

/* What is in the way, if anything; it takes the whole of its first granule. */
static const struct range *obstacle_in(const struct search *search,
				       const struct range *wanted)
{
	size_t kind;
	size_t i;

	for (kind = 0; kind < ARRAY_SIZE(search->obstacles); kind++) {
		const struct span *span = &search->obstacles[kind];

		for (i = 0; i < span->count; i++) {
			const struct range *range = &span->items[i];

			if ((range->first & ~(search->align - 1)) <=
			    wanted->last && range->last >= wanted->first)
				return range;
		}
	}
	return NULL;
}

/* First fit from an address on. Every turn of the loop moves further up. */
static bool first_fit(const struct search *search, uint64_t from,
		      uint64_t *ret_address)
{
	bool more = align_up(from, search->align, &from);

	while (more && from <= UINT64_MAX - (search->size - 1)) {
		struct range wanted = { from, from + (search->size - 1) };
		const struct range *within = lowest_within(search, from);
		const struct range *obstacle;

		if (!within)
			return false;
		if (from < within->first) {
			more = align_up(within->first, search->align, &from);
			continue;
		}
		if (wanted.last > within->last) {
			more = align_after(within, search->align, &from);
			continue;
		}
		obstacle = obstacle_in(search, &wanted);
		if (!obstacle) {
			*ret_address = from;
			return true;
		}
		more = align_after(obstacle, search->align, &from);
	}
	return false;
}

/* The crash region that holds the segment of the entry. */
static int find_region(const struct place_request *request,
		       const struct range **ret_region)
{
	const struct range_list *crash = &request->iomem->crash;
	const struct range entry = { request->entry, request->entry };
	const struct range *segment = NULL;
	size_t i;

	for (i = 0; i < request->segment_count; i++)
		if (contains(&request->segments[i], &entry))
			segment = &request->segments[i];
	if (!segment)
		return PLACE_E_ENTRY;
	for (i = 0; i < crash->count; i++) {
		if (contains(&crash->items[i], segment)) {
			*ret_region = &crash->items[i];
			return PLACE_OK;
		}
	}
	return PLACE_E_REGION;
}

static struct span span_of(const struct range_list *list)
{
	return (struct span){ list->items, list->count };
}

int place_find(const struct place_request *request, uint64_t *ret_address)
{
	struct search search = {
		.obstacles = { { request->segments, request->segment_count } },
		.size = request->size,
		.align = request->align,
	};
	const struct range *region = NULL;
	uint64_t highest = 0;
	size_t i;
	int error;

	if (request->crash) {
		/*
		 * Ranges taken below System RAM do not count here: the region
		 * is reserved as a whole, and the crash kernel may use all of
		 * it.
		 */
		error = find_region(request, &region);
		if (error != PLACE_OK)
			return error;
		search.within = (struct span){ region, 1 };
	} else {
		search.within = span_of(&request->iomem->ram);
		search.obstacles[1] = span_of(&request->iomem->taken);
		search.obstacles[2] = span_of(&request->iomem->crash);
	}
	for (i = 0; i < request->segment_count; i++)
		if (request->segments[i].last > highest)
			highest = request->segments[i].last;
	if (first_fit(&search, highest, ret_address) ||
	    first_fit(&search, 0, ret_address))
		return PLACE_OK;
	return PLACE_E_ROOM;
}
