/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --smmu-check: the surroundings of a load: programs, kernel, crash kernel. */
#ifndef COMMAND_CHECK_SYSTEM_H
#define COMMAND_CHECK_SYSTEM_H

#include <stdbool.h>

#include "command/check/report.h"
#include "options/conf.h"
#include "plan/plan.h"

/*
 * kexec-tools, the plugin and the filter: kexec-tools prints its version behind
 * the filter of a dry run, with the plugin preloaded and this image to load.
 * configured: as for tools_choose().
 */
void check_system_tools(struct check_report *report, const char *configured,
			const struct plan_image *image) _nonnull_(1, 3);

/* Whether this kernel accepts images from this user and for this machine. */
void check_system_kernel(struct check_report *report, bool crash)
	_nonnull_(1);

/* What a crash kernel needs; conf says whether crash kernels are configured. */
void check_system_crash(struct check_report *report, const struct conf *conf)
	_nonnull_(1, 2);

/* The images that are loaded now. */
void check_system_loaded(struct check_report *report, const struct conf *conf)
	_nonnull_(1, 2);

/* Whether the kernel module and its file have the configured policies. */
void check_system_module(struct check_report *report, const struct conf *conf)
	_nonnull_(1, 2);

#endif
