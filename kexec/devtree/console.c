/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "devtree/node.h"
#include "machine/serial.h"
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

static struct property get(const struct fdt_node *node, const char *name)
{
	return fdt_node_property(node, name, strlen(name));
}

/* A property of one cell. */
static uint64_t get_cell(const struct fdt_node *node, const char *name,
			 uint64_t missing)
{
	struct property property = get(node, name);

	return property.size == 4 ? cells_read(property.data, 1).low : missing;
}

/* A text, without what follows its first stop byte. */
static struct property get_text(const struct fdt_node *node, const char *name,
				char stop)
{
	struct property text = get(node, name);
	const char *end;

	if (!text.size)
		return (struct property){ NULL, 0 };
	text.size = strnlen((const char *)text.data, text.size);
	end = memchr(text.data, stop, text.size);
	if (end)
		text.size = (size_t)(end - (const char *)text.data);
	return text;
}

/* What /chosen names: the path of a node, or an alias and the rest of one. */
static struct property stdout_path(const struct fdt_node *root)
{
	struct property text = { NULL, 0 };
	struct fdt_node chosen;

	if (!fdt_node_find(root, "/chosen", strlen("/chosen"), &chosen))
		return text;
	text = get_text(&chosen, "stdout-path", ':');
	if (!text.size)
		text = get_text(&chosen, "linux,stdout-path", ':');
	return text;
}

/* An alias stands for a full path, so one of another alias for nothing. */
static bool find_alias(const struct fdt_node *root, const char *text,
		       size_t size, struct fdt_node *ret_node)
{
	const char *rest = memchr(text, '/', size);
	size_t length = rest ? (size_t)(rest - text) : size;
	struct fdt_node aliases, node;
	struct property path;

	if (!length || !fdt_node_find(root, "/aliases", strlen("/aliases"),
				      &aliases))
		return false;
	path = fdt_node_property(&aliases, text, length);
	if (!path.size || *path.data != '/')
		return false;
	path.size = strnlen((const char *)path.data, path.size);
	return fdt_node_find(root, (const char *)path.data, path.size, &node) &&
	       fdt_node_find(&node, text + length, size - length, ret_node);
}

static bool find_stdout(const struct fdt_node *root, struct property name,
			struct fdt_node *ret_node)
{
	const char *text = (const char *)name.data;

	if (*text == '/')
		return fdt_node_find(root, text, name.size, ret_node);
	return find_alias(root, text, name.size, ret_node);
}

static const struct row *find_row(const struct fdt_node *node)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (fdt_node_is(node, rows[i].compatible))
			return &rows[i];
	return NULL;
}

static uint8_t serial_type(const struct row *row, const struct fdt_node *node,
			   struct message *why)
{
	uint64_t shift = get_cell(node, "reg-shift", row->stride == 4 ? 2 : 0);
	uint64_t width = get_cell(node, "reg-io-width", 1);
	uint64_t stride = row->stride;
	uint8_t type;

	if (row->family == PL011)
		return SMMU_PLAN_CONSOLE_PL011;
	if (get(node, "big-endian").data) {
		message_set(why, "its registers are big-endian");
		return SMMU_PLAN_CONSOLE_NONE;
	}
	if (!row->fixed)
		stride = shift < 8 ? UINT64_C(1) << shift : UINT64_MAX;
	type = serial_type_8250(stride, width);
	if (type == SMMU_PLAN_CONSOLE_NONE)
		message_set(why, "the stage cannot print on a 16550 with "
			    "reg-shift %" PRIu64 " and reg-io-width %" PRIu64,
			    shift, width);
	return type;
}

static int read_serial(const struct fdt_node *node, struct serial *ret_serial,
		       struct message *why)
{
	const struct row *row = find_row(node);
	struct property list = get(node, "compatible");
	struct serial serial;

	if (!fdt_node_enabled(node)) {
		message_set(why, "it is disabled");
		return -1;
	}
	if (!row) {
		if (!list.size)
			list = (struct property){ (const uint8_t *)"unknown",
						  strlen("unknown") };
		message_set(why, "the stage cannot print on this kind: %.*s",
			    (int)list.size, (const char *)list.data);
		return -1;
	}
	serial.type = serial_type(row, node, why);
	if (serial.type == SMMU_PLAN_CONSOLE_NONE)
		return -1;
	if (!fdt_node_address(node, &serial.base)) {
		message_set(why, "it has no address that the CPU can use");
		return -1;
	}
	if (row->family == UART8250)
		serial.base += get_cell(node, "reg-offset", 0);
	if (serial_check(&serial) < 0) {
		message_set(why, "its address, 0x%" PRIx64 ", is misaligned",
			    serial.base);
		return -1;
	}
	*ret_serial = serial;
	return 0;
}

int serial_from_fdt(const void *blob, size_t size, struct serial *ret_serial,
		    struct message *why)
{
	struct fdt_node root, node;
	struct property name;
	struct message reason;

	if (fdt_node_root(blob, size, &root, why) < 0)
		return -1;
	name = stdout_path(&root);
	if (!name.size) {
		message_set(why, "/chosen has no stdout-path");
		return -1;
	}
	if (!find_stdout(&root, name, &node)) {
		message_set(why, "stdout-path %.*s: no such node",
			    (int)name.size, (const char *)name.data);
		return -1;
	}
	if (read_serial(&node, ret_serial, &reason) == 0)
		return 0;
	message_set(why, "stdout-path %.*s: %s", (int)name.size,
		    (const char *)name.data, reason.text);
	return -1;
}
