// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Preloaded behind the plugin, into kexec: the plan that it hands to the kernel
 * claims that no PCI function can be reset, and that silence is enough of all.
 * With $UNRESET=silence nobody is provoked either: masters off, wait, open. That
 * is what quiesce is not. With $UNRESET=headers the plan is as it was, but the
 * stage restores no address of a function: its list of words has none.
 */
#define _GNU_SOURCE		/* RTLD_NEXT, memmem() */
#include <dlfcn.h>
#include <linux/kexec.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include "smmu-plan.h"

/* CRC-32 (ISO-HDLC), of more bytes behind those that crc is of. */
static uint32_t crc32(uint32_t crc, const uint8_t *bytes, size_t size)
{
	crc = ~crc;
	while (size--) {
		crc ^= *bytes++;
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (0xedb88320u & -(crc & 1));
	}
	return ~crc;
}

static bool mode_is(const char *mode)
{
	const char *wanted = getenv("UNRESET");

	return wanted && !strcmp(wanted, mode);
}

/* In place of the BARs it saves Interrupt Line again. */
static void lose_headers(uint8_t *stage, size_t size)
{
	static const uint8_t words[] = {
		0x0c, 0x10, 0x14, 0x18, 0x1c, 0x20, 0x24, 0x30, 0x3c, 0x04,
	};
	uint8_t *list = memmem(stage, size, words, sizeof(words));

	if (!list || memmem(list + 1, size - (size_t)(list + 1 - stage), words,
			    sizeof(words)))
		abort();
	memset(list + 1, 0x3c, 6);
	fputs("unreset: no addresses\n", stderr);
}

static void claim(uint8_t *segment, struct smmu_plan_entry *entry)
{
	struct smmu_plan_function *function =
		(struct smmu_plan_function *)(segment + entry->base);
	size_t count = entry->size / sizeof(*function);

	if (mode_is("silence"))
		entry->flags |= SMMU_PLAN_NO_PROVOKE;
	for (size_t i = 0; i < count; i++) {
		function[i].reset = SMMU_PLAN_RESET_NONE;
		function[i].flags |= SMMU_PLAN_FUNCTION_SILENT_OK;
	}
	fprintf(stderr, "unreset: %zu functions\n", count);
}

static void change_plan(uint8_t *segment)
{
	const struct smmu_stage_info *info =
		(const void *)(segment + SMMU_STAGE_INFO_OFFSET);
	uint8_t *plan = segment + info->plan_offset;
	struct smmu_plan_header *header = (void *)plan;
	struct smmu_plan_entry *entries = (void *)(header + 1);

	if (mode_is("headers"))
		lose_headers(segment, info->ro_size);
	else
		for (unsigned int i = 0; i < header->count; i++)
			if (entries[i].type == SMMU_PLAN_FUNCTIONS)
				claim(segment, &entries[i]);
	header->body_crc = crc32(crc32(0, segment, info->ro_size),
				 (const uint8_t *)entries,
				 header->body_size - info->plan_offset -
				 sizeof(*header));
	header->header_crc = crc32(0, plan, offsetof(struct smmu_plan_header,
						     header_crc));
}

static bool is_stage(const struct kexec_segment *segment)
{
	struct smmu_stage_info info;

	if (segment->bufsz < SMMU_STAGE_INFO_OFFSET + sizeof(info))
		return false;
	memcpy(&info, (const uint8_t *)segment->buf + SMMU_STAGE_INFO_OFFSET,
	       sizeof(info));
	return info.magic == SMMU_STAGE_MAGIC;
}

long syscall(long number, ...)
{
	static long (*next)(long number, ...);
	struct kexec_segment segments[KEXEC_SEGMENT_MAX];
	unsigned long count;
	long a[6];
	va_list args;

	va_start(args, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(args, long);
	va_end(args);
	if (!next)
		*(void **)&next = dlsym(RTLD_NEXT, "syscall");
	count = (unsigned long)a[1];
	if (number == SYS_kexec_load && count <= KEXEC_SEGMENT_MAX) {
		memcpy(segments, (const void *)a[2],
		       count * sizeof(*segments));
		for (unsigned long i = 0; i < count; i++) {
			uint8_t *copy;

			if (!is_stage(&segments[i]))
				continue;
			copy = malloc(segments[i].bufsz);
			if (!copy)
				abort();
			memcpy(copy, segments[i].buf, segments[i].bufsz);
			change_plan(copy);
			segments[i].buf = copy;
		}
		a[2] = (long)segments;
	}
	return next(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
