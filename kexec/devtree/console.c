/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "devtree/console.h"

#include <inttypes.h>
#include <string.h>

#include "devtree/address.h"
#include "devtree/node.h"
#include "smmu-plan.h"
#include "util/macros.h"

enum family { PL011, UART8250 };

/*
 * UARTs that transmit as one of the two does; what else they have is not used.
 * stride: that of the registers of a 16550 without reg-shift. With a fixed one
 * the binding has no reg-shift.
 */
static const struct row {
	const char *compatible;
	enum family family;
	unsigned int stride;
	bool fixed;
} rows[] = {
	{ "arm,pl011", PL011, 4, true },
	{ "arm,sbsa-uart", PL011, 4, true },
	{ "ns8250", UART8250, 1, false },
	{ "ns16450", UART8250, 1, false },
	{ "ns16550", UART8250, 1, false },
	{ "ns16550a", UART8250, 1, false },
	{ "ns16750", UART8250, 1, false },
	{ "ns16850", UART8250, 1, false },
	{ "snps,dw-apb-uart", UART8250, 1, false },
	{ "nvidia,tegra20-uart", UART8250, 1, false },
	{ "intel,xscale-uart", UART8250, 1, false },
	{ "mrvl,mmp-uart", UART8250, 4, false },
	{ "brcm,bcm2835-aux-uart", UART8250, 4, true },
	{ "mediatek,mt6577-uart", UART8250, 4, true },
	{ "socionext,uniphier-uart", UART8250, 4, true },
	{ "ti,am654-uart", UART8250, 4, true },
};

/* A text, without the options behind it. */
static struct property until_colon(struct property value)
{
	struct property text = blob_text(value);
	const uint8_t *end = text.size ? memchr(text.data, ':', text.size) :
					 NULL;

	if (end)
		text.size = (size_t)(end - text.data);
	return text;
}

/* What /chosen names, without the options: a path, or an alias and more. */
static struct property stdout_path(const struct node *root)
{
	struct property text = { NULL, 0 };
	struct node chosen;

	if (!node_find(root, "/chosen", strlen("/chosen"), &chosen))
		return text;
	text = until_colon(node_property(&chosen, "stdout-path"));
	if (!text.size)
		text = until_colon(node_property(&chosen,
						 "linux,stdout-path"));
	return text;
}

/* More than the 31 of section 3.3; compared with every property there is. */
#define ALIAS_SIZE_MAX	64

/*
 * The node that text leads to. An alias stands for a full path, so one of
 * another alias for nothing.
 */
static bool find_stdout(const struct node *root, struct property name,
			struct node *ret_node)
{
	const char *text = (const char *)name.data;
	const char *rest = memchr(text, '/', name.size);
	size_t length = rest ? (size_t)(rest - text) : name.size;
	struct node aliases, node;
	struct property path;

	if (*text == '/')
		return node_find(root, text, name.size, ret_node);
	if (length > ALIAS_SIZE_MAX ||
	    !node_find(root, "/aliases", strlen("/aliases"), &aliases))
		return false;
	path = blob_text(node_property_namelen(&aliases, text, length));
	if (!path.size || *path.data != '/')
		return false;
	return node_find(root, (const char *)path.data, path.size, &node) &&
	       node_find(&node, text + length, name.size - length, ret_node);
}

static uint8_t serial_type(const struct row *row, const struct node *node,
			   struct message *why)
{
	uint32_t shift = cells_one(node_property(node, "reg-shift"),
				   row->stride == 4 ? 2 : 0);
	uint32_t width = cells_one(node_property(node, "reg-io-width"), 1);
	uint64_t stride = row->stride;
	uint8_t type;

	if (row->family == PL011)
		return SMMU_PLAN_CONSOLE_PL011;
	if (node_property(node, "big-endian").data) {
		message_set(why, "its registers are big-endian");
		return SMMU_PLAN_CONSOLE_NONE;
	}
	if (!row->fixed)
		stride = shift < 8 ? UINT64_C(1) << shift : UINT64_MAX;
	type = serial_type_8250(stride, width);
	if (type == SMMU_PLAN_CONSOLE_NONE)
		message_set(why, "the stage cannot print on a 16550 with "
			    "reg-shift %" PRIu32 " and reg-io-width %" PRIu32,
			    shift, width);
	return type;
}

static int read_serial(const struct node *node, struct serial *ret_serial,
		       struct message *why)
{
	struct property list = node_property(node, "compatible");
	const struct row *row = rows;
	struct serial serial;

	if (!node_enabled(node))
		return message_set(why, "it is disabled");
	while (row < rows + ARRAY_SIZE(rows) && !node_is(node, row->compatible))
		row++;
	if (row == rows + ARRAY_SIZE(rows)) {
		if (!list.size)
			list = (struct property){ (const uint8_t *)"unknown",
						  strlen("unknown") };
		return message_set(why, "the stage cannot print on this type: %.*s",
				   (int)list.size, (const char *)list.data);
	}
	serial.type = serial_type(row, node, why);
	if (serial.type == SMMU_PLAN_CONSOLE_NONE)
		return -1;
	if (!node_address(node, &serial.base))
		return message_set(why, "it has no address that the CPU can use");
	if (row->family == UART8250)
		serial.base += cells_one(node_property(node, "reg-offset"), 0);
	if (serial_check(&serial) < 0)
		return message_set(why, "its address, 0x%" PRIx64 ", is misaligned",
				   serial.base);
	*ret_serial = serial;
	return 0;
}

int devtree_console(const void *blob, size_t size, struct serial *ret_serial,
		    struct message *why)
{
	struct node root, node;
	struct property name;
	struct message reason;

	if (node_root(blob, size, &root, why) < 0)
		return -1;
	name = stdout_path(&root);
	if (!name.size)
		return message_set(why, "/chosen has no stdout-path");
	if (!find_stdout(&root, name, &node))
		return message_set(why, "stdout-path %.*s: no such node",
				   (int)name.size, (const char *)name.data);
	if (read_serial(&node, ret_serial, &reason) == 0)
		return 0;
	return message_set(why, "stdout-path %.*s: %s", (int)name.size,
			   (const char *)name.data, reason.text);
}
