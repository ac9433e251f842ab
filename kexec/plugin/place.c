/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/place.h"

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
	[-PLACE_E_REGION] = "the crash kernel is in no crash region",
};

const char *place_strerror(int error)
{
	size_t index = (size_t)-error;

	if (error > 0 || index >= sizeof(error_text) / sizeof(*error_text))
		return "unknown error";
	return error_text[index];
}

static bool contains(const struct range *outer, const struct range *inner)
{
	return outer->first <= inner->first && inner->last <= outer->last;
}

/* Round up to the alignment; false where that overflows. */
static bool align_up(uint64_t address, uint64_t align, uint64_t *ret_address)
{
	uint64_t mask = align - 1;

	if (address > UINT64_MAX - mask)
		return false;
	*ret_address = (address + mask) & ~mask;
	return true;
}

/* The first aligned address behind the range, if there is one. */
static bool align_after(const struct range *range, uint64_t align,
			uint64_t *ret_address)
{
	return range->last != UINT64_MAX &&
	       align_up(range->last + 1, align, ret_address);
}

static bool overlaps(const struct range *obstacle, const struct range *wanted,
		     uint64_t align)
{
	return (obstacle->first & ~(align - 1)) <= wanted->last &&
	       obstacle->last >= wanted->first;
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

static const struct range *obstacle_in(const struct search *search,
				       const struct range *wanted)
{
	size_t kind;
	size_t i;

	for (kind = 0; kind < 3; kind++) {
		const struct span *span = &search->obstacles[kind];

		for (i = 0; i < span->count; i++)
			if (overlaps(&span->items[i], wanted, search->align))
				return &span->items[i];
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

/*
 * What is taken below System RAM does not count here: the region is reserved
 * as a whole, and what lies in it is the crash kernel's to use.
 */
static int search_crash(const struct place_request *request,
			struct search *search)
{
	const struct range *region = NULL;
	int error = find_region(request, &region);

	if (error == PLACE_OK)
		search->within = (struct span){ region, 1 };
	return error;
}

static void search_normal(const struct place_request *request,
			  struct search *search)
{
	search->within = span_of(&request->iomem->ram);
	search->obstacles[1] = span_of(&request->iomem->taken);
	search->obstacles[2] = span_of(&request->iomem->crash);
}

static uint64_t above(const struct place_request *request)
{
	uint64_t highest = 0;
	size_t i;

	for (i = 0; i < request->segment_count; i++)
		if (request->segments[i].last > highest)
			highest = request->segments[i].last;
	return highest;
}

int place_find(const struct place_request *request, uint64_t *ret_address)
{
	struct search search = {
		.obstacles = { { request->segments, request->segment_count } },
		.size = request->size,
		.align = request->align,
	};
	int error = PLACE_OK;

	if (request->crash)
		error = search_crash(request, &search);
	else
		search_normal(request, &search);
	if (error != PLACE_OK)
		return error;
	if (first_fit(&search, above(request), ret_address) ||
	    first_fit(&search, 0, ret_address))
		return PLACE_OK;
	return PLACE_E_ROOM;
}
