/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the machine's tables are looked for, and the errors there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit/fixture.h"
#include "host/host.h"
#include "host/source.h"

/* A temporary directory in place of /sys/firmware. */
static char firmware[] = "/tmp/test-machine-XXXXXX";

static const char *in_firmware(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", firmware, name);
	return path;
}

static void make_file(const char *name, const void *bytes, size_t size)
{
	FILE *file = fopen(in_firmware(name), "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static void make_acpi(void)
{
	assert_int_equal(mkdir(in_firmware("acpi"), 0700), 0);
	assert_int_equal(mkdir(in_firmware("acpi/tables"), 0700), 0);
}

/* An IORT with one SMMUv3, whose bytes add up to sum. */
static void make_iort(const char *name, uint8_t sum)
{
	uint8_t bytes[48 + 68] = {
		[0] = 'I', 'O', 'R', 'T', [4] = sizeof(bytes),
		[36] = 1, [40] = 48,
		[48] = 4, 68, [48 + 16 + 2] = 0x05, 0x09,
		[48 + 44] = 106,
	};
	size_t i;

	for (i = 0; i < sizeof(bytes); i++)
		sum = (uint8_t)(sum - bytes[i]);
	bytes[9] = sum;
	make_file(name, bytes, sizeof(bytes));
}

static void make_tree(const char *name)
{
	size_t size;
	uint8_t *blob = fixture_blob("virt-smmuv3", &size);

	make_file(name, blob, size);
	free(blob);
}

static int set_up(void **state)
{
	(void)state;
	strcpy(firmware + strlen(firmware) - 6, "XXXXXX");
	return mkdtemp(firmware) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(in_firmware("fdt"));
	unlink(in_firmware("file"));
	unlink(in_firmware("acpi/tables/APIC"));
	unlink(in_firmware("acpi/tables/IORT"));
	rmdir(in_firmware("acpi/tables"));
	rmdir(in_firmware("acpi"));
	return rmdir(firmware);
}

static void expect_error(const char *path, const char *why_expected)
{
	struct smmu_machine machine = { .smmu_count = 77 };
	struct message why = { "" };
	char wanted[512];

	snprintf(wanted, sizeof(wanted), "%s: %s", path, why_expected);
	assert_int_equal(source_read_table(path, NULL, &machine, &why), -1);
	assert_string_equal(why.text, wanted);
	assert_int_equal(machine.smmu_count, 77);
}

static void test_source(void **state)
{
	static const struct {
		const char *text;
		enum machine_source_kind kind;
	} cases[] = {
		{ "auto", SOURCE_AUTO },   { "fdt", SOURCE_FDT },
		{ "iort", SOURCE_IORT },   { "./fdt", SOURCE_FILE },
		{ "/a.dtb", SOURCE_FILE }, { "", SOURCE_FILE },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct source source;

		source_parse(cases[i].text, &source);
		assert_int_equal(source.kind, cases[i].kind);
		if (source.kind == SOURCE_FILE)
			assert_ptr_equal(source.file, cases[i].text);
	}
}

static void test_file(void **state)
{
	struct source source = { SOURCE_FILE, NULL };
	struct smmu_machine machine;
	struct message why = { "" };

	(void)state;
	make_tree("file");
	source.file = in_firmware("file");
	assert_int_equal(source_read(&source, &machine, &why), 0);
	assert_int_equal(machine.source, SMMU_SOURCE_FDT);
	assert_int_equal(machine.smmu_count, 1);
	smmu_machine_clear(&machine);
}

static void test_file_errors(void **state)
{
	(void)state;
	expect_error(in_firmware("none"), "No such file or directory");
	expect_error(firmware, "Is a directory");
	make_file("file", "", 0);
	expect_error(in_firmware("file"), "the file is empty");
	make_file("file", "\xd0\x0d\xfe", 3);
	expect_error(in_firmware("file"),
		     "neither a device tree blob nor an IORT table");
	make_file("file", "\xd0\x0d\xfe\xed", 4);
	expect_error(in_firmware("file"), "device tree is truncated: 4 bytes");
	make_file("file", "IORTxxxx", 8);
	expect_error(in_firmware("file"), "IORT is truncated: 8 bytes");
	/* A sparse file, one byte too long. */
	assert_int_equal(truncate(in_firmware("file"), MACHINE_FILE_MAX + 1), 0);
	expect_error(in_firmware("file"),
		     "larger than 16 MiB, so not a table");
	expect_error("/dev/zero", "larger than 16 MiB, so not a table");
}

/* Other formats that people have, each with the command that converts it. */
static void test_kinds(void **state)
{
	static const struct {
		const char *bytes;
		const char *line;
	} files[] = {
		{ "IORT @ 0x0000000000000000\n    0000: 49 4F 52 54 98 04",
		  "the output of acpidump; extract the table: acpixtract -s IORT FILE" },
		{ "FACP @ 0x0000000000000000\n    0000: 46 41 43 50 14 01",
		  "the output of acpidump; extract the table: acpixtract -s IORT FILE" },
		{ "\x1f\x8b\x08\x00", "compressed with gzip; unpack it: gzip -dc FILE >TABLE" },
		{ "\x28\xb5\x2f\xfd", "compressed with zstd; unpack it: zstd -dc FILE >TABLE" },
		{ "\xfd" "7zXZ", "compressed with xz; unpack it: xz -dc FILE >TABLE" },
		{ "\x04\x22\x4d\x18", "compressed with lz4; unpack it: lz4 -dc FILE >TABLE" },
		{ "/dts-v1/;\n/ { };\n", "device tree source; compile it: dtc -I dts -O dtb -o TREE.dtb FILE" },
		{ "// SPDX-License-Identifier: (GPL-2.0+ OR MIT)\n\n/dts-v1/;",
		  "device tree source; compile it: dtc -I dts -O dtb -o TREE.dtb FILE" },
		{ "/*\n * Intel ACPI\n */\n[000h 0000   4]   Signature : \"IORT\"",
		  "ACPI table source; compile it: iasl FILE" },
		{ "[0004]            Signature : \"IORT\"", "ACPI table source; compile it: iasl FILE" },
		{ "DefinitionBlock (\"\", \"DSDT\", 2, \"A\", \"B\", 1)",
		  "ACPI table source, but not of an IORT" },
		{ "MZ and more", "neither a device tree blob nor an IORT table" },
		{ "IORT", "IORT is truncated: 4 bytes" },
		{ "IORT @ ", "IORT is truncated: 7 bytes" },
	};
	static const uint8_t facp[36] = { 'F', 'A', 'C', 'P', sizeof(facp) };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(files) / sizeof(*files); i++) {
		make_file("file", files[i].bytes, strlen(files[i].bytes));
		expect_error(in_firmware("file"), files[i].line);
	}
	make_file("file", facp, sizeof(facp));
	expect_error(in_firmware("file"), "an ACPI table, but not an IORT");
}

static void test_iort_file(void **state)
{
	struct source source = { SOURCE_FILE, NULL };
	struct smmu_machine machine;
	struct message why = { "" };
	char wanted[512];

	(void)state;
	make_iort("file", 0);
	source.file = in_firmware("file");
	assert_int_equal(source_read(&source, &machine, &why), 0);
	assert_int_equal(machine.source, SMMU_SOURCE_IORT);
	assert_int_equal(machine.smmu_count, 1);
	assert_int_equal(machine.smmus[0].base, 0x9050000);
	assert_null(machine.warning);
	smmu_machine_clear(&machine);

	make_iort("file", 1);
	snprintf(wanted, sizeof(wanted), "%s: wrong checksum", source.file);
	assert_int_equal(source_read(&source, &machine, &why), 0);
	assert_string_equal(machine.warning, wanted);
	smmu_machine_clear(&machine);
}

static void make_fadt(const char *name, const char *vendor)
{
	uint8_t bytes[276] = { 'F', 'A', 'C', 'P', [4] = 276 & 0xff, 1 };

	memcpy(bytes + 268, vendor, strlen(vendor));
	make_file(name, bytes, sizeof(bytes));
}

static void expect_make(const char *name, bool qualcomm, const char *warning)
{
	struct smmu_machine machine;
	struct message why = { "" };

	if (source_read_table(in_firmware(name), NULL, &machine, &why))
		fail_msg("%s", why.text);
	assert_int_equal(machine.smmu_count, 1);
	assert_int_equal(machine.smmus[0].qualcomm, qualcomm);
	assert_int_equal(!machine.warning, !warning);
	if (warning && !strstr(machine.warning, warning))
		fail_msg("%s", machine.warning);
	smmu_machine_clear(&machine);
}

/* The FADT beside an IORT gives the machine's manufacturer. */
static void test_make(void **state)
{
	static const struct {
		const char *iort, *fadt;
	} names[] = {
		{ "IORT", "FACP" }, { "iort.dat", "facp.dat" },
		{ "a.iort", "a.facp" }, { "iort-iort", "iort-facp" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		make_iort(names[i].iort, 0);
		expect_make(names[i].iort, false, NULL);
		make_fadt(names[i].fadt, "QCOM");
		expect_make(names[i].iort, true, NULL);
		make_fadt(names[i].fadt, "KVMKVM");
		expect_make(names[i].iort, false, NULL);
		make_file(names[i].fadt, "FACP", 4);
		expect_make(names[i].iort, false, "FACP is truncated");
		unlink(in_firmware(names[i].fadt));
		unlink(in_firmware(names[i].iort));
	}
	/* A file of another name has no FADT beside it. */
	make_iort("file", 0);
	make_fadt("FACP", "QCOM");
	expect_make("file", false, NULL);
	unlink(in_firmware("FACP"));
}

static void test_read_file(void **state)
{
	struct message why = { "" };
	uint8_t *bytes;
	size_t size;

	(void)state;
	make_file("file", "IORT", 4);
	assert_int_equal(truncate(in_firmware("file"), MACHINE_FILE_MAX), 0);
	assert_int_equal(
		source_read_file(in_firmware("file"), &bytes, &size, &why), 0);
	assert_int_equal(size, MACHINE_FILE_MAX);
	assert_memory_equal(bytes, "IORT", 5);
	assert_int_equal(bytes[MACHINE_FILE_MAX - 1], 0);
	free(bytes);
}

/* A shell's <(...) gives a pipe, which says no size and comes in pieces. */
static void test_pipe(void **state)
{
	struct smmu_machine machine;
	struct message why = { "" };
	char path[32];
	size_t size;
	uint8_t *blob = fixture_blob("virt-smmuv3", &size);
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], blob, size), size);
	free(blob);
	close(ends[1]);
	snprintf(path, sizeof(path), "/dev/fd/%d", ends[0]);
	if (source_read_table(path, NULL, &machine, &why))
		fail_msg("%s", why.text);
	close(ends[0]);
	assert_int_equal(machine.smmu_count, 1);
	smmu_machine_clear(&machine);
}

static void test_auto_tree(void **state)
{
	struct smmu_machine machine;
	struct message why = { "" };

	(void)state;
	make_tree("fdt");
	assert_int_equal(source_read_firmware(firmware, true, &machine, &why),
			 0);
	assert_int_equal(machine.source, SMMU_SOURCE_FDT);
	assert_int_equal(machine.smmu_count, 1);
	smmu_machine_clear(&machine);
}

static void test_auto_nothing(void **state)
{
	struct smmu_machine machine = { .smmu_count = 77 };
	struct message why = { "" };

	(void)state;
	assert_int_equal(source_read_firmware(firmware, true, &machine, &why),
			 -1);
	assert_non_null(strstr(why.text, ": neither a device tree nor ACPI"));
	assert_int_equal(machine.smmu_count, 77);
	assert_int_equal(source_read_firmware(firmware, false, &machine, &why),
			 0);
	assert_int_equal(machine.source, SMMU_SOURCE_FDT);
	assert_int_equal(machine.smmu_count, 0);
}

/* With ACPI the tree is a stub, whatever its contents. */
static void test_auto_acpi(void **state)
{
	struct smmu_machine machine = { .smmu_count = 77 };
	struct message why = { "" };

	(void)state;
	make_tree("fdt");
	make_acpi();
	assert_int_equal(source_read_firmware(firmware, true, &machine, &why),
			 0);
	assert_int_equal(machine.source, SMMU_SOURCE_IORT);
	assert_int_equal(machine.smmu_count, 0);

	make_iort("acpi/tables/IORT", 0);
	assert_int_equal(source_read_firmware(firmware, true, &machine, &why),
			 0);
	assert_int_equal(machine.source, SMMU_SOURCE_IORT);
	assert_int_equal(machine.smmu_count, 1);
	assert_string_equal(machine.smmus[0].name, "IORT@0x30");
	smmu_machine_clear(&machine);

	machine.smmu_count = 77;
	make_file("acpi/tables/IORT", "IORT", 4);
	assert_int_equal(source_read_firmware(firmware, true, &machine, &why),
			 -1);
	assert_non_null(strstr(why.text, "/acpi/tables/IORT: IORT is truncated: 4 bytes"));
	assert_int_equal(machine.smmu_count, 77);
}

/* Only the kernel's IORT is read together with its APIC table. */
static void expect_gic(enum gic_version version, const char *warning)
{
	struct smmu_machine machine;
	struct message why = { "" };

	assert_int_equal(source_read_firmware(firmware, true, &machine, &why),
			 0);
	assert_int_equal(machine.smmu_count, 1);
	assert_int_equal(machine.interrupts.count, 1);
	assert_int_equal(machine.gic.version, version);
	assert_true(machine.gic.distributor ==
		    (version == GIC_NONE ? 0 : 0x8000000));
	if (warning)
		assert_non_null(strstr(machine.warning, warning));
	else
		assert_null(machine.warning);
	smmu_machine_clear(&machine);
}

static void test_gic(void **state)
{
	uint8_t madt[44 + 24] = {
		'A', 'P', 'I', 'C', sizeof(madt),
		[44] = 0x0c, 24, [44 + 8 + 3] = 0x08, [44 + 20] = 3,
	};
	struct smmu_machine machine;
	struct message why = { "" };

	(void)state;
	make_acpi();
	make_iort("acpi/tables/IORT", 0);
	expect_gic(GIC_NONE, NULL);
	make_file("acpi/tables/APIC", madt, sizeof(madt));
	expect_gic(GIC_V3, NULL);
	make_file("acpi/tables/APIC", madt, sizeof(madt) - 1);
	expect_gic(GIC_NONE, "/acpi/tables/APIC: APIC is truncated: 67 of 68 bytes");
	make_iort("acpi/tables/IORT", 1);
	expect_gic(GIC_NONE, "/acpi/tables/IORT: wrong checksum; ");
	expect_gic(GIC_NONE, "/acpi/tables/APIC: APIC is truncated: 67 of 68 bytes");

	make_file("acpi/tables/APIC", madt, sizeof(madt));
	assert_int_equal(source_read_table(in_firmware("acpi/tables/IORT"), NULL,
					   &machine, &why),
			 0);
	assert_int_equal(machine.interrupts.count, 1);
	assert_int_equal(machine.gic.version, GIC_NONE);
	smmu_machine_clear(&machine);
}

/* Wherever this runs: there is a source, or the message says where none is. */
static void test_iort_source(void **state)
{
	const struct source source = { SOURCE_IORT, NULL };
	struct smmu_machine machine;
	struct message why = { "" };

	(void)state;
	if (!source_read(&source, &machine, &why)) {
		assert_int_equal(machine.source, SMMU_SOURCE_IORT);
		smmu_machine_clear(&machine);
		return;
	}
	assert_ptr_equal(strstr(why.text, "/sys/firmware/acpi/tables/IORT: "),
			 why.text);
}

/* A kernel that is not known to be arm64 may have no tables at all. */
static void test_machine(void **state)
{
	(void)state;
	assert_true(host_machine_is_arm64("aarch64"));
	assert_true(host_machine_is_arm64("aarch64_be"));
	assert_true(host_machine_is_arm64("armv8l"));
	assert_true(host_machine_is_arm64("armv8b"));
	assert_false(host_machine_is_arm64("armv7l"));
	assert_false(host_machine_is_arm64("aarch64_ilp"));
	assert_false(host_machine_is_arm64("x86_64"));
}

#define IN_DIRECTORY(test) \
	cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_source),
		cmocka_unit_test(test_machine),
		cmocka_unit_test(test_iort_source),
		cmocka_unit_test(test_pipe),
		IN_DIRECTORY(test_file),
		IN_DIRECTORY(test_file_errors),
		IN_DIRECTORY(test_kinds),
		IN_DIRECTORY(test_iort_file),
		IN_DIRECTORY(test_make),
		IN_DIRECTORY(test_read_file),
		IN_DIRECTORY(test_auto_tree),
		IN_DIRECTORY(test_auto_nothing),
		IN_DIRECTORY(test_auto_acpi),
		IN_DIRECTORY(test_gic),
	};

	fixture_require_dtc();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
