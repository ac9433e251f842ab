/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The running kernel's SMMUs compared with those that were found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/iommu-class.h"

static struct smmu smmus[] = {
	{ .base = 0x9050000, .has_base = true, .version = SMMU_VERSION_V3 },
	{ .base = 0x12000000, .has_base = true, .version = SMMU_VERSION_V2 },
	{ .base = 0x13000000, .has_base = true, .version = SMMU_VERSION_V2,
	  .status = SMMU_DISABLED },
	{ .version = SMMU_VERSION_V3, .status = SMMU_UNREACHABLE },
	{ .base = 0xabcdef000, .has_base = true, .version = SMMU_VERSION_V3,
	  .by_hand = true },
};

static struct smmu_machine machine = { .smmus = smmus, .smmu_count = 5 };

static int check(const char *name, struct message *why)
{
	const char *const names[] = { "dmar0", name, "ivhd1" };

	why->text[0] = '\0';
	return iommu_class_check_names(names, 3, &machine, why);
}

static void test_found(void **state)
{
	static const char *const names[] = {
		"smmu3.0x0000000009050000", "smmu3.0x9050000",
		"smmu.0x0000000012000000", "smmu3.0x0000000abcdef000",
		"smmu3.0x0000000ABCDEF000",
		/* Its kind is taken from the tables. */
		"smmu.0x0000000009050000",
	};
	struct message why;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (check(names[i], &why))
			fail_msg("%s: %s", names[i], why.text);
	}
	assert_int_equal(iommu_class_check_names(NULL, 0, &machine, &why), 0);
}

/* Other IOMMUs, and what sysfs shows beside them. */
static void test_others(void **state)
{
	static const char *const names[] = {
		".", "..", "", "smmu", "smmu.", "smmu3.", "smmu3.0x",
		"smmu3.9060000", "smmu3.0xg", "smmu30x9060000",
		"smmu4.0x9060000", "xsmmu.0x9060000", "dart.0x9060000",
		"virtio-iommu.0x9060000", "fd000000.iommu",
		"smmu3.0x10000000000000000",
	};
	struct message why;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (check(names[i], &why))
			fail_msg("%s: %s", names[i], why.text);
	}
}

static void test_missing(void **state)
{
	struct message why;

	(void)state;
	machine.source = SMMU_SOURCE_FDT;
	assert_int_equal(check("smmu3.0x0000000009060000", &why), -1);
	assert_string_equal(why.text, "smmu3.0x0000000009060000: the running kernel drives this SMMU, which is not in the device tree: add it by --smmu-add=v3@0x9060000");
	machine.source = SMMU_SOURCE_IORT;
	assert_int_equal(check("smmu.0x0000000009060000", &why), -1);
	assert_string_equal(why.text, "smmu.0x0000000009060000: the running kernel drives this SMMU, which is not in the IORT: add it by --smmu-add=v1|v2@0x9060000");
	/* An SMMU without an address is not at address zero. */
	assert_int_equal(check("smmu3.0x0000000000000000", &why), -1);
	/* Found, but not in use. */
	assert_int_equal(check("smmu.0x0000000013000000", &why), -1);
	assert_string_equal(why.text, "smmu.0x0000000013000000: the running kernel drives this SMMU, which is disabled in the IORT");
}

static void test_directory(void **state)
{
	char directory[] = "/tmp/test-sysfs-XXXXXX";
	struct message why = { "" };
	char good[64], bad[64];

	(void)state;
	assert_non_null(mkdtemp(directory));
	snprintf(good, sizeof(good), "%s/smmu3.0x9050000", directory);
	snprintf(bad, sizeof(bad), "%s/smmu3.0x9060000", directory);
	assert_int_equal(iommu_class_check(directory, &machine, &why), 0);
	assert_int_equal(mkdir(good, 0700), 0);
	assert_int_equal(iommu_class_check(directory, &machine, &why), 0);
	assert_int_equal(mkdir(bad, 0700), 0);
	assert_int_equal(iommu_class_check(directory, &machine, &why), -1);
	assert_non_null(strstr(why.text, "smmu3.0x9060000: the running"));
	rmdir(good);
	rmdir(bad);
	rmdir(directory);

	/* No IOMMU drivers: nothing to check. Other errors may hide some. */
	assert_int_equal(iommu_class_check(directory, &machine, &why), 0);
	assert_int_equal(iommu_class_check("/dev/null", &machine, &why), -1);
	assert_non_null(strstr(why.text, "/dev/null: cannot be read"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
