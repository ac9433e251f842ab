/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is read from valid device trees, and from plausible invalid ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "devtree/iommu.h"
#include "unit/fixture.h"

/* The last part of a node's path, in which some fixtures say what to expect. */
static const char *leaf(const struct smmu *smmu)
{
	return strrchr(smmu->name, '/') + 1;
}

static void test_qemu_virt(void **state)
{
	struct smmu_machine machine;
	const struct smmu *smmu;

	(void)state;
	fixture_machine("virt-smmuv3", &machine);
	assert_int_equal(machine.source, SMMU_SOURCE_FDT);
	assert_int_equal(machine.smmu_count, 1);
	assert_int_equal(machine.unsupported_count, 0);
	assert_int_equal(machine.region_count, 0);
	smmu = &machine.smmus[0];
	assert_true(smmu->has_base);
	assert_int_equal(smmu->base, 0x9050000);
	assert_true(smmu->has_size);
	assert_int_equal(smmu->size, 0x20000);
	assert_int_equal(smmu->version, SMMU_VERSION_V3);
	assert_int_equal(smmu->status, SMMU_OKAY);
	assert_string_equal(smmu->name, "/smmuv3@9050000");
	assert_string_equal(smmu->model, "arm,smmu-v3");
	assert_false(smmu->power_managed);
	assert_false(smmu->page0_only);
	assert_false(smmu->has_policy);
	assert_int_equal(smmu->action, SMMU_KEEP);
	assert_null(smmu->reason);
	smmu_machine_clear(&machine);
}

static void test_look_alikes(void **state)
{
	struct smmu_machine machine;

	(void)state;
	fixture_machine("no-smmu", &machine);
	assert_int_equal(machine.smmu_count, 0);
	assert_int_equal(machine.unsupported_count, 0);
	smmu_machine_clear(&machine);
}

/* The name begins with the status to expect. */
static void test_status(void **state)
{
	struct smmu_machine machine;
	size_t i;

	(void)state;
	fixture_machine("status", &machine);
	assert_int_equal(machine.smmu_count, 18);
	for (i = 0; i < machine.smmu_count; i++) {
		const struct smmu *smmu = &machine.smmus[i];
		const char *status = smmu_status_name(smmu->status);

		if (strncmp(leaf(smmu), status, strlen(status)))
			fail_msg("%s: got %s", smmu->name, status);
		/* Its address is known whatever its status. */
		assert_true(smmu->has_base);
	}
	smmu_machine_clear(&machine);
}

/* The address follows the name's @, or the name begins with "unreachable". */
static void check_addresses(const char *name, size_t count)
{
	struct smmu_machine machine;
	size_t i;

	fixture_machine(name, &machine);
	assert_int_equal(machine.smmu_count, count);
	for (i = 0; i < machine.smmu_count; i++) {
		const struct smmu *smmu = &machine.smmus[i];
		const char *at = strchr(leaf(smmu), '@');

		if (at) {
			if (smmu->base != strtoull(at + 1, NULL, 16))
				fail_msg("%s: got 0x%" PRIx64, smmu->name,
					 smmu->base);
			assert_true(smmu->has_base);
			assert_int_equal(smmu->status, SMMU_OKAY);
			assert_int_equal(smmu->size, 0x20000);
		} else {
			assert_memory_equal(leaf(smmu), "unreachable", 11);
			if (smmu->status != SMMU_UNREACHABLE)
				fail_msg("%s: got %s at 0x%" PRIx64, smmu->name,
					 smmu_status_name(smmu->status),
					 smmu->base);
			assert_false(smmu->has_base);
			assert_int_equal(smmu->base, 0);
		}
	}
	smmu_machine_clear(&machine);
}

static void test_ranges(void **state)
{
	(void)state;
	check_addresses("ranges", 26);
	check_addresses("wide-root", 4);
}

static void test_lengths(void **state)
{
	(void)state;
	check_addresses("bad-lengths", 10);
}

static void check_unreachable(const char *name, size_t count)
{
	struct smmu_machine machine;
	size_t i;

	fixture_machine(name, &machine);
	assert_int_equal(machine.smmu_count, count);
	for (i = 0; i < machine.smmu_count; i++) {
		const struct smmu *smmu = &machine.smmus[i];

		if (smmu->has_base || smmu->status != SMMU_UNREACHABLE)
			fail_msg("%s: got 0x%" PRIx64, smmu->name, smmu->base);
	}
	smmu_machine_clear(&machine);
}

static void test_cells(void **state)
{
	(void)state;
	check_unreachable("bad-cells", 9);
	check_unreachable("bad-root-cells", 3);
}

static void test_frames(void **state)
{
	struct smmu_machine machine;
	const struct smmu *smmus;

	(void)state;
	fixture_machine("frames", &machine);
	assert_int_equal(machine.smmu_count, 5);
	smmus = machine.smmus;

	/* In the order of reg, not of addresses. */
	assert_int_equal(smmus[0].base, 0x10000000);
	assert_int_equal(smmus[1].base, 0x8000000);
	assert_string_equal(smmus[0].name, "/two@10000000");
	assert_string_equal(smmus[1].name, "/two@10000000");
	assert_string_equal(smmus[1].model, "nvidia,tegra264-smmu");
	assert_int_equal(smmus[0].group, smmus[1].group);

	assert_int_equal(smmus[2].status, SMMU_UNREACHABLE);
	assert_false(smmus[2].has_base);
	assert_false(smmus[2].has_size);
	assert_int_not_equal(smmus[2].group, smmus[1].group);
	assert_int_equal(smmus[3].status, SMMU_DISABLED);
	assert_false(smmus[3].has_base);
	assert_int_not_equal(smmus[3].group, smmus[2].group);

	/* The first string that matches, wherever it stands. */
	assert_string_equal(smmus[4].model, "arm,smmu-v3");
	smmu_machine_clear(&machine);
}

static void test_power(void **state)
{
	static const struct {
		const char *name;
		bool power_managed;
		bool page0_only;
		bool secure_alias;
	} cases[] = {
		{ "/plain", false, false, false },
		{ "/clocked", true, false, false },
		{ "/domain", true, false, false },
		{ "/both", true, false, false },
		{ "/empty", false, false, false },
		{ "/cavium", false, true, false },
		{ "/highbank", false, false, true },
		/* Does not apply to an SMMUv3, whatever its node says. */
		{ "/wrong-quirk", false, false, false },
		{ "/parent/plain", false, false, false },
	};
	struct smmu_machine machine;
	size_t i;

	(void)state;
	fixture_machine("power", &machine);
	assert_int_equal(machine.smmu_count, 9);
	for (i = 0; i < machine.smmu_count; i++) {
		const struct smmu *smmu = &machine.smmus[i];

		assert_string_equal(smmu->name, cases[i].name);
		assert_int_equal(smmu->power_managed, cases[i].power_managed);
		assert_int_equal(smmu->page0_only, cases[i].page0_only);
		assert_int_equal(smmu->secure_alias, cases[i].secure_alias);
	}
	smmu_machine_clear(&machine);
}

static void test_kinds(void **state)
{
	static const struct {
		const char *name;
		const char *model;
	} cases[] = {
		{ "/dart@1", "apple,t8103-dart" },
		{ "/iommu@2", "rockchip,rk3568-iommu" },
		{ "/sysmmu@3", "samsung,exynos-sysmmu" },
		{ "/m4u@4", "mediatek,mt8173-m4u" },
		{ "/ipmmu@5", "renesas,ipmmu-r8a7795" },
		{ "/iommu@6", "sprd,iommu-v1" },
		{ "/iommu@7", "allwinner,sun50i-h6-iommu" },
		{ "/iommu@8", "qcom,msm8916-iommu" },
		{ "/iommu@9", "virtio,pci-iommu" },
		{ "/unheard@a", "example,new-thing" },
		{ "/nameless@b", "unknown" },
		{ "/tegra@e", "nvidia,tegra30-smmu" },
		{ "/msm@f", "qcom,msm-iommu-v2" },
	};
	const size_t count = sizeof(cases) / sizeof(cases[0]);
	struct smmu_machine machine;
	size_t i;

	(void)state;
	fixture_machine("kinds", &machine);
	assert_int_equal(machine.smmu_count, 1);
	assert_string_equal(machine.smmus[0].name, "/smmu@c");
	assert_string_equal(machine.smmus[0].model, "arm,smmu-v3");
	assert_int_equal(machine.unsupported_count, count);
	for (i = 0; i < count; i++) {
		assert_string_equal(machine.unsupported[i].name, cases[i].name);
		assert_string_equal(machine.unsupported[i].model,
				    cases[i].model);
	}
	smmu_machine_clear(&machine);
}

/* The name gives the version and, after the @, the string that decided. */
static void test_versions(void **state)
{
	struct smmu_machine machine;
	size_t i;

	(void)state;
	fixture_machine("versions", &machine);
	assert_int_equal(machine.unsupported_count, 0);
	assert_int_equal(machine.smmu_count, 24);
	for (i = 0; i < machine.smmu_count; i++) {
		const struct smmu *smmu = &machine.smmus[i];
		const char *name = leaf(smmu);

		if (strncmp(name, smmu_version_name(smmu->version), 2))
			fail_msg("%s: got %s", smmu->name,
				 smmu_version_name(smmu->version));
		if (strcmp(strchr(name, '@') + 1, smmu->model))
			fail_msg("%s: got %s", smmu->name, smmu->model);
		if (!strncmp(name + 2, "-qualcomm", 9) != smmu->qualcomm)
			fail_msg("%s: got %s", smmu->name, smmu->qualcomm ?
				 "Qualcomm" : "not of Qualcomm's");
		assert_int_equal(smmu->status, SMMU_OKAY);
	}
	smmu_machine_clear(&machine);
}

/* Lists that end without a zero byte, with nothing after them. */
static void test_exact_lists(void **state)
{
	static const struct {
		const char *list;
		size_t size;
		bool is_iommu;
		unsigned int version;
		bool qualcomm;
	} cases[] = {
		{ "", 0, false, 0, false },
		{ "q", 1, false, 0, false },
		{ "qcom", 4, false, 0, false },
		{ "qcom,", 5, false, 0, true },
		{ "arm,smmu-v", 10, false, 0, false },
		{ "arm,smmu-v2", 11, true, SMMU_VERSION_V2, false },
		{ "qcom,-smmu-v", 12, false, 0, true },
		{ "qcom,-smmu-v2", 13, true, SMMU_VERSION_V2, true },
		{ "qcom,smmu-v2\0x", 14, true, SMMU_VERSION_V2, true },
		{ "arm,mmu-500\0qcom", 16, true, SMMU_VERSION_V2, false },
		/* Head and tail of a pattern do not overlap. */
		{ "apple,-dart", 11, true, 0, false },
		{ "apple,dart", 10, false, 0, false },
	};
	struct iommu_match match;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t *list = fixture_copy(cases[i].list, cases[i].size);

		match = iommu_compatible((struct property){ list,
							    cases[i].size });
		if (match.is_iommu != cases[i].is_iommu ||
		    match.version != cases[i].version ||
		    match.qualcomm != cases[i].qualcomm)
			fail_msg("%s: got %d, %u, %d", cases[i].list,
				 match.is_iommu, match.version,
				 match.qualcomm);
		free(list);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_qemu_virt),
		cmocka_unit_test(test_look_alikes),
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_cells),
		cmocka_unit_test(test_frames),
		cmocka_unit_test(test_power),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_exact_lists),
	};

	fixture_require_dtc();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
