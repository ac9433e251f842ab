/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * make-dtb KIND FILE: a device tree for tests that should not need dtc.
 * KIND: smmu (an SMMUv3), power (one that is power-managed), other (an IOMMU
 * of another kind), off (an SMMUv3 that is disabled), none.
 */
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE	4096

static char blob[SIZE];

static void check(int error)
{
	if (error >= 0)
		return;
	fprintf(stderr, "make-dtb: %s\n", fdt_strerror(error));
	exit(99);
}

static void iommu(const char *name, const char *model)
{
	static const uint64_t reg[2] = { 0x9050000, 0x20000 };
	fdt64_t cells[2] = { cpu_to_fdt64(reg[0]), cpu_to_fdt64(reg[1]) };

	check(fdt_begin_node(blob, name));
	check(fdt_property_string(blob, "compatible", model));
	check(fdt_property(blob, "reg", cells, sizeof(cells)));
	check(fdt_property_u32(blob, "#iommu-cells", 1));
}

static void nodes(const char *kind)
{
	if (strcmp(kind, "none") == 0)
		return;
	if (strcmp(kind, "other") == 0)
		iommu("iommu@9050000", "apple,t8103-dart");
	else
		iommu("smmuv3@9050000", "arm,smmu-v3");
	if (strcmp(kind, "power") == 0)
		check(fdt_property_u32(blob, "power-domains", 1));
	if (strcmp(kind, "off") == 0)
		check(fdt_property_string(blob, "status", "disabled"));
	check(fdt_end_node(blob));
}

int main(int argc, char **argv)
{
	FILE *out;

	if (argc != 3)
		return 99;
	check(fdt_create(blob, SIZE));
	check(fdt_finish_reservemap(blob));
	check(fdt_begin_node(blob, ""));
	check(fdt_property_u32(blob, "#address-cells", 2));
	check(fdt_property_u32(blob, "#size-cells", 2));
	nodes(argv[1]);
	check(fdt_end_node(blob));
	check(fdt_finish(blob));
	out = fopen(argv[2], "wb");
	if (!out || fwrite(blob, fdt_totalsize(blob), 1, out) != 1 ||
	    fclose(out) != 0) {
		perror(argv[2]);
		return 99;
	}
	return 0;
}
