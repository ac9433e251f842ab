/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/order.h"

#include <string.h>

#include "smmu-plan.h"

/* Two strings, and nothing behind them. */
static bool has_strings(const struct order *order, size_t size)
{
	const char *folder = (const char *)order + order->record_offset;
	const char *end;

	if (order->record_offset < sizeof(*order) ||
	    order->record_offset > size ||
	    order->record_size > size - order->record_offset)
		return false;
	end = memchr(folder, '\0', order->record_size);
	return end && memchr(end + 1, '\0', order->record_size -
			     (size_t)(end + 1 - folder));
}

bool order_is_valid(const struct order *order, size_t size)
{
	if (size < sizeof(*order) || order->magic != ORDER_MAGIC ||
	    order->version != ORDER_VERSION || order->mark == 0)
		return false;
	if (order->image_offset < sizeof(*order) ||
	    order->image_offset > size ||
	    order->image_size > size - order->image_offset)
		return false;
	return has_strings(order, size) &&
	       order->memory_size >= order->image_size &&
	       order->image_size >= sizeof(struct smmu_plan_header) &&
	       order->plan_offset <=
		       order->image_size - sizeof(struct smmu_plan_header);
}

const char *order_folder(const struct order *order)
{
	return (const char *)order + order->record_offset;
}

const char *order_body(const struct order *order)
{
	const char *folder = order_folder(order);

	return folder + strlen(folder) + 1;
}
