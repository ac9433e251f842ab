/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The log of a stage: validity, age, devices that are named, output. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/json.h"
#include "report/log.h"
#include "report/text.h"
#include "report/who.h"
#include "util/macros.h"

#define FIRST	"kexec-smmu: 0.1.0, load 7c3f2a9be1045d68, 2026-11-27T22:31:07Z\n"
#define STAGE	"kexec-smmu: stage at 0x4a400000, EL2, 3 SMMUs\n"
#define LAST	"kexec-smmu: on to 0x40080000, CNTVCT 123456789 of 62500000 Hz\n"

static const char whole[] = FIRST STAGE
	"kexec-smmu: 3 SErrors, 1 of them before the first SMMU\n"
	"kexec-smmu: 0x9050000 v3 translate -> abort: done, 14 us (CR0 0xd -> 0x0)\n"
	"kexec-smmu: 0x9070000 v3 translate -> abort: fenced, not quiet: IRQ_CTRL, PRIQEN (it may still write its queue), 61 us, 2 SErrors (CR0 0xd -> 0x0)\n"
	"kexec-smmu: 0x5000000 v2 bypass -> unknown: not fenced: timeout at sCR0, 100061 us\n"
	"kexec-smmu: 0x40000000 device tree: done\n"
	"kexec-smmu: 0x9050000 StreamID 0x28 0000:00:05.0 8086:2668 snd_hda_intel: wrote 0x68000000..0x68000fff, at least 4912 times in 100 ms\n"
	"kexec-smmu: 0x9050000 StreamID 0x100 0000:01:00.0 1b36:000d - | 0000:01:01.0 10ec:8139 8139cp: read 0x1000..0x1fff, at least 1000 times in 100 ms\n"
	"kexec-smmu: 0x5000000 StreamID 0x7 a000000.virtio - virtio_mmio: used, at least 1234567 times in 50 ms\n"
	"kexec-smmu: 0x9050000 and others: records were lost\n"
	"kexec-smmu: 5 lines left out\n"
	LAST;

static const char names[] =
	"# comment\n\n"
	"1b36  Red Hat, Inc.\n"
	"\t000d  QEMU XHCI Host Controller\n"
	"8086  Intel Corporation\n"
	"\t2667  other\n"
	"# comment\n\n"
	"\t2668  82801FB HD Audio\033[31m\n"
	"\t\t1028 2668  a subsystem\n"
	"C 01  Mass storage\n"
	"8086  of a class\n";

static struct pci_ids ids;

static struct log parsed(const char *text)
{
	struct message why;
	struct log log;

	if (log_parse(text, strlen(text), &log, &why) < 0)
		fail_msg("%s", why.text);
	return log;
}

static bool is(struct log_text text, const char *wanted)
{
	return text.size == strlen(wanted) &&
	       (!text.size || memcmp(text.at, wanted, text.size) == 0);
}

static void test_whole(void **state)
{
	struct log log = parsed(whole);

	(void)state;
	assert_true(is(log.version, "0.1.0"));
	assert_true(is(log.nonce, "7c3f2a9be1045d68"));
	assert_true(is(log.made, "2026-11-27T22:31:07Z"));
	assert_int_equal(log.stage, 0x4a400000);
	assert_int_equal(log.el, 2);
	assert_int_equal(log.serrors, 3);
	assert_int_equal(log.serrors_before, 1);
	assert_int_equal(log.left_out, 5);
	assert_int_equal(log.next, 0x40080000);
	assert_true(log.has_counter);
	assert_int_equal(log.counter, 123456789);
	assert_int_equal(log.hertz, 62500000);
	assert_false(log.is_as_asked);
	assert_int_equal(log_fenced(&log), 2);

	assert_int_equal(log.smmu_count, 3);
	assert_int_equal(log.smmus[1].base, 0x9070000);
	assert_int_equal(log.smmus[1].version, 3);
	assert_true(is(log.smmus[1].before, "translate"));
	assert_true(is(log.smmus[1].after, "abort"));
	assert_true(is(log.smmus[1].outcome, "fenced, not quiet: IRQ_CTRL, PRIQEN (it may still write its queue)"));
	assert_int_equal(log.smmus[1].time_us, 61);
	assert_int_equal(log.smmus[1].serrors, 2);
	assert_true(is(log.smmus[1].registers, "(CR0 0xd -> 0x0)"));
	assert_true(log.smmus[0].is_as_asked);
	assert_false(log.smmus[1].is_as_asked);
	assert_false(log.smmus[2].is_fenced);

	assert_int_equal(log.offender_count, 3);
	assert_int_equal(log.offenders[0].stream, 0x28);
	assert_int_equal(log.offenders[0].first, 0x68000000);
	assert_int_equal(log.offenders[0].last, 0x68000fff);
	assert_int_equal(log.offenders[0].count, 4912);
	assert_int_equal(log.offenders[0].time_ms, 100);
	assert_false(log.offenders[2].has_range);
	assert_int_equal(log.offenders[2].count, 1234567);
	assert_int_equal(log.lossy_count, 1);
	assert_int_equal(log.note_count, 1);
	log_clear(&log);
}

/* Valid first lines, and what each line means for the result. */
static void test_lines(void **state)
{
	static const char *const not_as_asked[] = {
		"failed, resetting the machine", "PSCI did not reset it",
		"corrupt, no SMMU was touched", "GIC: faulted",
		"SMMUs: bad ACPI", "0000:00:05.0: not stopped: gone",
		"0000:00:05.0 not stopped: writes", "0000:00:05.0 not reset: silent",
		"0x9050000 not opened: in use", "0x9050000 not opened: 0000:00:05.0",
		"0x40000000 device tree: refused",
		"0x9050000 v3 unknown -> unknown: not fenced: faulted, 9 us",
	};
	static const char *const fine[] = {
		"0x9050000 v3 translate -> translate: kept, 0 us",
		"0000:00:05.0: silent after FLR",
		"2 PCI functions listed at load, 2 stopped, 1 reset",
		"0000:00:05.0: not stopped: untouched", "0x9050000 not watched: ATS",
		"", "on to 0x80", "SMMUs: by the tables",
	};
	char text[256];
	struct log log;
	size_t i;

	(void)state;
	log = parsed("kexec-smmu: 0.1.0, wrapped\n");
	assert_true(is(log.version, "0.1.0"));
	assert_int_equal(log.nonce.size, 0);
	assert_true(log.is_as_asked);
	log_clear(&log);
	log = parsed("kexec-smmu: 0.1.0, wrapped, 2026-11-27T22:31:07Z");
	assert_true(is(log.made, "2026-11-27T22:31:07Z"));
	log_clear(&log);
	for (i = 0; i < ARRAY_SIZE(not_as_asked); i++) {
		snprintf(text, sizeof(text), FIRST "kexec-smmu: %s\n",
			 not_as_asked[i]);
		log = parsed(text);
		if (log.is_as_asked)
			fail_msg("%s: is as asked", not_as_asked[i]);
		log_clear(&log);
	}
	/* An SMMU's state alone does not say how it treats DMA. */
	log = parsed(FIRST "kexec-smmu: 0x9050000 v3 abort -> abort: not fenced: timeout at CR0, 9 us\n"
		     "kexec-smmu: 0x9050000 StreamID 0x1: wrote 0x0..0xfff, at least 1 times in 100 ms\n");
	assert_int_equal(log_fenced(&log), 0);
	assert_int_equal(log.offenders[0].count, 1);
	log_clear(&log);
	for (i = 0; i < ARRAY_SIZE(fine); i++) {
		snprintf(text, sizeof(text), FIRST "kexec-smmu: %s\n", fine[i]);
		log = parsed(text);
		if (!log.is_as_asked)
			fail_msg("%s: is not as asked", fine[i]);
		log_clear(&log);
	}
}

static const struct {
	const char *text;
	const char *why;
} malformed[] = {
	{ "", "empty" },
	{ "\n", "line 1" },
	{ "hello\n", "line 1" },
	{ STAGE, "first line" },
	{ "kexec-smmu: 0.1.0\n", "first line" },
	{ "kexec-smmu: 0.1.0, loaded 7c3f\n", "first line" },
	{ FIRST "stage at 0x0\n", "line 2" },
	{ FIRST "\n" STAGE, "line 2" },
	{ FIRST STAGE "kexec-smmu:", "line 3" },
	{ FIRST "kexec-smmu: \033[31m\n", "byte 0x1b at 75" },
	{ FIRST "kexec-smmu: a\tb\n", "byte 0x09" },
	{ FIRST "kexec-smmu: \303\244\n", "byte 0xc3" },
	{ FIRST "kexec-smmu: \177\n", "byte 0x7f" },
	{ FIRST "kexec-smmu: a\r\n", "byte 0x0d" },
};

static void test_malformed(void **state)
{
	static char big[LOG_SIZE_MAX + 2];
	struct log log = { .el = 99 };
	struct message why;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(malformed); i++) {
		const char *text = malformed[i].text;

		if (log_parse(text, strlen(text), &log, &why) == 0)
			fail_msg("%zu: is one", i);
		if (!strstr(why.text, malformed[i].why))
			fail_msg("%zu: %s", i, why.text);
		assert_int_equal(log.el, 99);
	}
	/* A zero byte belongs to the end alone. */
	assert_int_equal(log_parse(FIRST "\0kexec-smmu: a\n",
				   sizeof(FIRST "\0kexec-smmu: a\n") - 1, &log,
				   &why), -1);
	assert_int_equal(log_parse(FIRST "\0\0", sizeof(FIRST "\0\0") - 1,
				   &log, &why), 0);
	log_clear(&log);
	memset(big, 'x', sizeof(big));
	memcpy(big, "kexec-smmu: 0.1.0, wrapped\nkexec-smmu: ", 39);
	big[LOG_SIZE_MAX + 1] = '\n';
	assert_int_equal(log_parse(big, LOG_SIZE_MAX + 1, &log, &why), -1);
	assert_non_null(strstr(why.text, "too much"));
	assert_int_equal(log_parse(big, 27 + LOG_LINE_MAX, &log, &why), 0);
	log_clear(&log);
	assert_int_equal(log_parse(big, 28 + LOG_LINE_MAX, &log, &why), -1);
}

static void test_age(void **state)
{
	static const struct {
		uint64_t counter, of, now, hertz, seconds;
		enum log_age age;
	} rows[] = {
		/* Seconds of 100 ticks: now at 1000 s, booted at 990 s. */
		{ 98900, 100, 100000, 100, 10, LOG_FRESH },
		{ 93000, 100, 100000, 100, 10, LOG_FRESH },
		{ 92999, 100, 100000, 100, 10, LOG_STALE },
		{ 100000, 100, 100000, 100, 10, LOG_FRESH },
		{ 100001, 100, 100000, 100, 10, LOG_STALE },
		{ 98900, 99, 100000, 100, 10, LOG_STALE },
		/* Unknown times have no consequences. */
		{ 1, 0, 100000, 100, 10, LOG_FRESH },
		{ 1, 100, 0, 0, 10, LOG_FRESH },
		{ 1, 100, 100, 100, 10, LOG_FRESH },
		{ 1, 1, 2, UINT64_MAX, 18446744073, LOG_FRESH },
	};
	struct log log = { .has_counter = true };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		log.counter = rows[i].counter;
		log.hertz = rows[i].of;
		if (log_age(&log, rows[i].now, rows[i].hertz,
			    rows[i].seconds * 1000000000) != rows[i].age)
			fail_msg("row %zu", i);
	}
	log.has_counter = false;
	assert_int_equal(log_age(&log, 100000, 100, 10000000000), LOG_FRESH);
}

/* Devices as in a log, including some that no loader writes. */
static void test_devices(void **state)
{
	static const struct {
		const char *names, *name, *driver;
		int vendor;	/* -1: no IDs */
	} rows[] = {
		{ " 0000:00:05.0 8086:2668 snd", "0000:00:05.0", "snd", 0x8086 },
		{ "0000:00:05.0 8086:2668 -", "0000:00:05.0", "", 0x8086 },
		{ " a - b | ", "a", "b", -1 },
		{ " | a - - ", "a", "", -1 },
		{ "a b c", "a b c", "", -1 },
		{ "a 8086:266 c", "a 8086:266 c", "", -1 },
		{ "a 8086:26688 c", "a 8086:26688 c", "", -1 },
		{ "a", "a", "", -1 },
	};
	struct log_device device;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct log_text text = { rows[i].names, strlen(rows[i].names) };

		assert_true(log_device_next(&text, &device));
		if (!is(device.name, rows[i].name) ||
		    !is(device.driver, rows[i].driver) ||
		    (device.has_ids ? device.vendor : -1) != rows[i].vendor)
			fail_msg("row %zu: %.*s, %.*s", i,
				 LOG_TEXT(device.name), LOG_TEXT(device.driver));
		assert_false(log_device_next(&text, &device));
	}
}

static char *shown(void (*show)(FILE *, const struct report *),
		   const struct report *report)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	show(out, report);
	assert_int_equal(fclose(out), 0);
	return text;
}

static void test_text(void **state)
{
	struct log log = parsed(whole);
	struct report report = { &log, LOG_FRESH, NULL, &ids };
	char *text = shown(report_text, &report);

	(void)state;
	assert_string_equal(text,
		"previous kernel: 2 of 3 SMMUs fenced; not everything is as asked"
		"; 0000:00:05.0 (snd_hda_intel) was still writing"
		"; 0000:01:00.0 or 0000:01:01.0 (8139cp) was still reading"
		"; a000000.virtio (virtio_mmio) was still using memory\n"
		"stage of kexec-smmu 0.1.0, load 7c3f2a9be1045d68, 2026-11-27T22:31:07Z\n"
		"0x9050000 v3: translate -> abort: done, 14 us\n"
		"0x9070000 v3: translate -> abort: fenced, not quiet: IRQ_CTRL, PRIQEN (it may still write its queue), 61 us, 2 SErrors\n"
		"0x5000000 v2: bypass -> unknown: not fenced: timeout at sCR0, 100061 us\n"
		"0x40000000 device tree: done\n"
		"3 SErrors, 1 of them before the first SMMU\n"
		"0000:00:05.0 Intel Corporation 82801FB HD Audio\\x1b[31m [8086:2668], driver snd_hda_intel, went on writing to 0x68000000..0x68000fff, at least 4,912 times in 100 ms\n"
		"0000:01:00.0 Red Hat, Inc. QEMU XHCI Host Controller [1b36:000d], no driver, or 0000:01:01.0 [10ec:8139], driver 8139cp, went on reading from 0x1000..0x1fff, at least 1,000 times in 100 ms\n"
		"a000000.virtio, driver virtio_mmio, went on using memory, at least 1,234,567 times in 50 ms\n"
		"others behind 0x9050000 may have gone on, too: records were lost\n"
		"5 lines left out: the log was full\n");
	free(text);
	report.age = LOG_STALE;
	text = shown(report_text, &report);
	assert_true(begins_with(text, "previous kernel: unknown: this log is from an earlier load; "));
	free(text);
	log_clear(&log);
	log = parsed("kexec-smmu: 0.1.0, wrapped\n");
	text = shown(report_text, &report);
	assert_non_null(strstr(text, "\nstage of kexec-smmu 0.1.0, wrapped\n"));
	free(text);
	log_clear(&log);
}

/* Many devices: the first line stays readable. */
static void test_many(void **state)
{
	static const char line[] = "kexec-smmu: 0x9050000 StreamID 0x28 a - b: wrote 0x0..0xfff, at least 1 times in 100 ms\n";
	char text[2048] = FIRST;
	struct report report = { .ids = &ids };
	struct log log;
	char *all;
	int i;

	(void)state;
	for (i = 0; i < 6; i++)
		strcat(text, line);
	log = parsed(text);
	report.log = &log;
	all = shown(report_text, &report);
	assert_true(begins_with(all, "previous kernel: 0 of 0 SMMUs fenced; a (b) was still writing; a (b) was still writing; a (b) was still writing; a (b) was still writing; so were 2 more\n"));
	free(all);
	log_clear(&log);
}

/* A log without names: they come from the tables of the reading system. */
static void test_tables(void **state)
{
	struct pci_function functions[] = {
		{ .id = 0x28, .vendor = 0x8086, .device = 0x2668, .group = 3,
		  .has_stream = true, .stream = 0x28, .driver = (char[]){ "snd\033" } },
		{ .id = 0x100, .vendor = 1, .group = 3, .has_stream = true,
		  .stream = 0x100 },
		{ .id = 0x108, .vendor = 1, .group = 3, .has_stream = true,
		  .stream = 0x100 },
	};
	struct master masters[] = {
		{ .name = (char[]){ "/pcie" }, .kind = MASTER_PCI, .segment = 2 },
		{ .name = (char[]){ "/dma" }, .kind = MASTER_DEVICE,
		  .device = (char[]){ "a000.dma" }, .driver = (char[]){ "pl330" } },
		{ .name = (char[]){ "/eth" }, .kind = MASTER_DEVICE },
	};
	struct stream streams[] = {
		{ .master = 0, .group = 3, .has_input = true, .has_first = true,
		  .input = 0, .first = 0, .count = 0x400 },
		{ .master = 1, .group = 3, .has_first = true, .first = 0x800, .count = 1 },
		{ .master = 2, .group = 3, .has_first = true, .first = 0x900, .count = 1 },
	};
	struct smmu smmu = { .base = 0x9050000, .has_base = true, .group = 3 };
	const struct smmu_machine machine = {
		.smmus = &smmu, .smmu_count = 1,
		.masters = masters, .master_count = 3,
		.streams = streams, .stream_count = 3,
		.functions = functions, .function_count = 3,
	};
	static const struct {
		uint64_t base;
		uint32_t stream;
		const char *wanted;
	} rows[] = {
		{ 0x9050000, 0x28, "0000:00:05.0 Intel Corporation 82801FB HD Audio\\x1b[31m [8086:2668], driver snd\\x1b, went" },
		{ 0x9050000, 0x100, "0000:01:00.0 [0001:0000], no driver, or 0000:01:01.0 [0001:0000], no driver, went" },
		{ 0x9050000, 0x1ff, "0002:01:1f.7, no driver, went" },
		{ 0x9050000, 0x800, "a000.dma, driver pl330, went" },
		{ 0x9050000, 0x900, "/eth, no driver, went" },
		{ 0x9050000, 0xa00, "StreamID 0xa00 at 0x9050000, went" },
		{ 0x9060000, 0x28, "StreamID 0x28 at 0x9060000, went" },
	};
	struct log_offender offender = { .verb = { "wrote", 5 } };
	struct log log = { .version = { "1", 1 }, .offenders = &offender,
			   .offender_count = 1 };
	struct report report = { &log, LOG_FRESH, &machine, &ids };
	char *text;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		offender.base = rows[i].base;
		offender.stream = rows[i].stream;
		text = shown(report_text, &report);
		if (!strstr(text, rows[i].wanted))
			fail_msg("not: %s: %s", rows[i].wanted, text);
		free(text);
	}
}

static void test_json(void **state)
{
	struct log log = parsed(whole);
	const struct report report = { &log, LOG_FRESH, NULL, &ids };
	char *text = shown(report_json, &report);

	(void)state;
	assert_true(begins_with(text, "{ \"schema\": 1, \"version\": \"0.1.0\", \"load\": \"7c3f2a9be1045d68\", \"made\": \"2026-11-27T22:31:07Z\",\n  \"stale\": false, \"as_asked\": false, \"fenced\": 2, "));
	assert_non_null(strstr(text, "\"counter\": 123456789, \"hertz\": 62500000"));
	assert_non_null(strstr(text, "{ \"name\": \"0000:01:00.0\", \"vendor\": \"0x1b36\", \"device\": \"0xd\", \"vendor_name\": \"Red Hat, Inc.\", \"device_name\": \"QEMU XHCI Host Controller\", \"driver\": null }"));
	assert_non_null(strstr(text, "\\u001b[31m"));
	assert_non_null(strstr(text, "\"records_lost\": [\"0x9050000\"]"));
	free(text);
	log_clear(&log);
}

/* Names, and lines that imitate other lines. */
static void test_names(void **state)
{
	char vendor[PCI_IDS_NAME_SIZE], device[PCI_IDS_NAME_SIZE];
	char lengthy[2 * PCI_IDS_NAME_SIZE];
	struct pci_ids other;

	(void)state;
	pci_ids_find(&ids, 0x8086, 0x2667, vendor, device);
	assert_string_equal(vendor, "Intel Corporation");
	assert_string_equal(device, "other");
	pci_ids_find(&ids, 0x8086, 0x1028, vendor, device);
	assert_string_equal(vendor, "Intel Corporation");
	assert_string_equal(device, "");
	pci_ids_find(&ids, 0x1b36, 0x2668, vendor, device);
	assert_string_equal(device, "");
	pci_ids_find(&ids, 0x1028, 0x2668, vendor, device);
	assert_string_equal(vendor, "");
	pci_ids_find(&(struct pci_ids){ .text = NULL }, 1, 1, vendor, device);
	assert_string_equal(vendor, "");
	memset(lengthy, 'x', sizeof(lengthy));
	memcpy(lengthy, "0001  ", 6);
	assert_int_equal(pci_ids_index(strndup(lengthy, sizeof(lengthy)),
				       sizeof(lengthy), &other), 0);
	pci_ids_find(&other, 1, 1, vendor, device);
	assert_int_equal(strlen(vendor), PCI_IDS_NAME_SIZE - 1);
	assert_string_equal(device, "");
	pci_ids_clear(&other);
}

static int read_names(void **state)
{
	(void)state;
	return pci_ids_index(strdup(names), strlen(names), &ids);
}

static int forget_names(void **state)
{
	(void)state;
	pci_ids_clear(&ids);
	return 0;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_age),
		cmocka_unit_test(test_devices),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, read_names, forget_names);
}
