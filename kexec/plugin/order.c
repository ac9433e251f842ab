/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/order.h"

#include "smmu-plan.h"

bool order_is_valid(const struct order *order, size_t size)
{
	if (size < sizeof(*order) || order->magic != ORDER_MAGIC ||
	    order->version != ORDER_VERSION || order->mark == 0)
		return false;
	if (order->image_offset < sizeof(*order) ||
	    order->image_offset > size ||
	    order->image_size > size - order->image_offset)
		return false;
	return order->memory_size >= order->image_size &&
	       order->image_size >= sizeof(struct smmu_plan_header) &&
	       order->plan_offset <=
		       order->image_size - sizeof(struct smmu_plan_header);
}
