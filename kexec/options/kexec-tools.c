/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options/kexec-tools.h"

#include <string.h>

#include "util/macros.h"

/* The oldest release whose abbreviations are distinguished. */
#define SINCE_OLDEST	20

static const struct tools_option table[] = {
	{ "help", 'h', false, 20, TOOLS_EFFECT_HELP },
	{ "version", 'v', false, 20, TOOLS_EFFECT_VERSION },
	{ "force", 'f', false, 20, TOOLS_EFFECT_FORCE },
	{ "no-checks", 'i', false, 20, TOOLS_EFFECT_NONE },
	{ "no-ifdown", 'x', false, 20, TOOLS_EFFECT_NONE },
	{ "no-sync", 'y', false, 20, TOOLS_EFFECT_NONE },
	{ "load", 'l', false, 20, TOOLS_EFFECT_LOAD },
	{ "unload", 'u', false, 20, TOOLS_EFFECT_UNLOAD },
	{ "exec", 'e', false, 20, TOOLS_EFFECT_EXEC },
	{ "exec-live-update", 0, false, 21, TOOLS_EFFECT_EXEC },
	{ "type", 't', true, 20, TOOLS_EFFECT_NONE },
	{ "load-panic", 'p', false, 20, TOOLS_EFFECT_PANIC },
	{ "load-preserve-context", 0, false, 20, TOOLS_EFFECT_PRESERVE },
	{ "load-jump-back-helper", 0, false, 20, TOOLS_EFFECT_HELPER },
	{ "load-live-update", 0, false, 21, TOOLS_EFFECT_PRESERVE },
	{ "entry", 0, true, 20, TOOLS_EFFECT_NONE },
	{ "mem-min", 0, true, 20, TOOLS_EFFECT_NONE },
	{ "mem-max", 0, true, 20, TOOLS_EFFECT_NONE },
	{ "reuseinitrd", 0, false, 20, TOOLS_EFFECT_NONE },
	{ "kexec-file-syscall", 's', false, 20, TOOLS_EFFECT_CALL_FILE },
	{ "kexec-syscall", 'c', false, 20, TOOLS_EFFECT_CALL_LOAD },
	{ "kexec-syscall-auto", 'a', false, 20, TOOLS_EFFECT_CALL_AUTO },
	{ "debug", 'd', false, 20, TOOLS_EFFECT_DEBUG },
	{ "status", 'S', false, 20, TOOLS_EFFECT_STATUS },
	{ "print-ckr-size", 0, false, 20, TOOLS_EFFECT_PRINT },
	{ "hotplug", 0, false, 28, TOOLS_EFFECT_NONE },
	{ "no-cma", 0, false, 33, TOOLS_EFFECT_NONE },
	{ "force-dtb", 0, false, 33, TOOLS_EFFECT_NONE },
	{ "append", 0, true, 20, TOOLS_EFFECT_NONE },
	{ "command-line", 0, true, 20, TOOLS_EFFECT_NONE },
	{ "dtb", 0, true, 20, TOOLS_EFFECT_NONE },
	{ "initrd", 0, true, 20, TOOLS_EFFECT_NONE },
	{ "ramdisk", 0, true, 20, TOOLS_EFFECT_NONE },
	{ "serial", 0, true, 21, TOOLS_EFFECT_NONE },
	{ "reuse-cmdline", 0, false, 20, TOOLS_EFFECT_NONE },
};

/* The only option up to a release that begins so, else NULL. */
static const struct tools_option *
only_prefix(const char *name, size_t size, unsigned int release)
{
	const struct tools_option *found = NULL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		if (table[i].since > release ||
		    strncmp(table[i].name, name, size) != 0)
			continue;
		if (found)
			return NULL;
		found = &table[i];
	}
	return found;
}

const struct tools_option *kexec_tools_long(const char *name, size_t size)
{
	const struct tools_option *found;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(table); i++)
		if (strlen(table[i].name) == size &&
		    memcmp(table[i].name, name, size) == 0)
			return &table[i];
	found = only_prefix(name, size, -1u);
	return found ? found : only_prefix(name, size, SINCE_OLDEST);
}

const struct tools_option *kexec_tools_short(char letter)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(table); i++)
		if (table[i].letter && table[i].letter == letter)
			return &table[i];
	return NULL;
}

static void scan_at_once(struct tools_scan *scan, enum tools_task task)
{
	if (!scan->at_once)
		scan->task = task;
	scan->at_once = true;
}

void kexec_tools_scan_init(struct tools_scan *ret_scan)
{
	*ret_scan = (struct tools_scan){ .loads = true, .shuts_down = true };
}

/* Most options that act set everything again. */
static void scan_act(struct tools_scan *scan, bool loads, bool starts)
{
	scan->says_load |= loads;
	scan->loads = loads;
	scan->starts = starts;
	scan->shuts_down = false;
}

void kexec_tools_scan_option(struct tools_scan *scan,
			     const struct tools_option *option)
{
	switch (option->effect) {
	case TOOLS_EFFECT_NONE:
		break;
	case TOOLS_EFFECT_DEBUG:
		scan->debug = true;
		break;
	case TOOLS_EFFECT_LOAD:
		scan_act(scan, true, false);
		break;
	case TOOLS_EFFECT_FORCE:
		scan_act(scan, true, true);
		break;
	case TOOLS_EFFECT_PANIC:
		scan_act(scan, true, false);
		scan->crash = true;
		scan->mixed = false;
		break;
	case TOOLS_EFFECT_PRESERVE:
		scan_act(scan, true, false);
		scan->mixed = scan->crash;
		break;
	case TOOLS_EFFECT_HELPER:
		scan_act(scan, false, false);
		scan->helper = true;
		scan->mixed = scan->crash;
		break;
	case TOOLS_EFFECT_EXEC:
		scan_act(scan, false, true);
		scan->saw_exec = true;
		break;
	case TOOLS_EFFECT_UNLOAD:
		scan_act(scan, false, false);
		scan->saw_unload = true;
		break;
	case TOOLS_EFFECT_STATUS:
		scan->saw_status = true;
		break;
	case TOOLS_EFFECT_PRINT:
		scan_at_once(scan, TOOLS_STATUS);
		break;
	case TOOLS_EFFECT_HELP:
		scan_at_once(scan, TOOLS_HELP);
		break;
	case TOOLS_EFFECT_VERSION:
		scan_at_once(scan, TOOLS_VERSION);
		break;
	case TOOLS_EFFECT_CALL_LOAD:
		scan->call = TOOLS_CALL_LOAD;
		break;
	case TOOLS_EFFECT_CALL_FILE:
		scan->call = TOOLS_CALL_FILE;
		break;
	case TOOLS_EFFECT_CALL_AUTO:
		scan->call = TOOLS_CALL_AUTO;
		break;
	}
}

enum tools_task kexec_tools_scan_task(const struct tools_scan *scan)
{
	if (scan->at_once)
		return scan->task;
	if (scan->saw_status)
		return TOOLS_STATUS;
	if (scan->loads || scan->helper)
		return scan->crash ? TOOLS_PANIC : TOOLS_LOAD;
	return scan->saw_unload ? TOOLS_UNLOAD : TOOLS_EXEC;
}

bool kexec_tools_scan_only_loads(const struct tools_scan *scan)
{
	return scan->loads && !scan->helper && !scan->starts &&
	       !scan->shuts_down && !scan->saw_unload && !scan->mixed;
}
