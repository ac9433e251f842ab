/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "command/check/system.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/modprobe.h"
#include "command/show.h"
#include "host/host.h"
#include "host/kernel.h"
#include "host/module.h"
#include "launch/explain.h"
#include "launch/guard.h"
#include "launch/launch.h"
#include "launch/order-file.h"
#include "launch/preload.h"
#include "launch/tools.h"
#include "record/record.h"
#include "util/macros.h"
#include "util/read-file.h"

#define MODPROBE_MAX	65536

/* kexec-tools as a load starts it, but to print its version to /dev/null. */
static void try_tools(struct check_report *report, struct tools *tools,
		      const char *plugin, struct order_file *file,
		      const struct guard *guard)
{
	static char version[] = "--version";
	char *argv[] = { tools->path, version, NULL };
	char **environment = preload_environment(environ, plugin, file->fd);
	const struct launch launch = {
		.path = tools->path,
		.argv = argv,
		.environment = environment,
		.guard = guard,
		.is_silent = true,
		.fd = file->fd,
		.lock = -1,
	};
	struct message why;
	int status;

	if (!environment) {
		check_report_add(report, CHECK_FAIL, "plugin", NULL,
				 "out of memory");
		return;
	}
	if (launch_run(&launch, &status, &why) < 0) {
		check_report_add(report, CHECK_FAIL, "filter", NULL, "%s",
				 why.text);
	} else {
		check_report_add(report, CHECK_OK, "filter", NULL,
				 "the kernel accepts it");
		if (explain_is_kept(file->order))
			check_report_add(report, CHECK_FAIL, "plugin", NULL,
					 "%s", explain_kept(file->order));
		else
			check_report_add(report, CHECK_OK, "plugin", NULL,
					 "%s: is preloaded", plugin);
	}
	preload_free(environment);
}

void check_system_tools(struct check_report *report, const char *configured,
			const struct plan_image *image)
{
	struct order_request request = { .image = image, .dry_run = true };
	struct order_file file;
	struct paths paths;
	struct guard guard;
	struct tools tools;
	struct message why;

	if (tools_choose(configured, /* strict= */ true, host_kexec_tools(),
			 &tools, &why) < 0) {
		check_report_add(report, CHECK_FAIL, "kexec-tools", NULL, "%s",
				 why.text);
		return;
	}
	check_report_add(report, CHECK_OK, "kexec-tools", NULL, "%s",
			 tools.path);
	host_find(&paths);
	if (!host_is_arm64()) {
		check_report_add(report, CHECK_FAIL, "plugin", NULL,
				 "is for arm64, which this machine is not");
		return;
	}
	if (tools_check(&tools, paths.plugin, &why) < 0) {
		check_report_add(report, CHECK_FAIL, "plugin", NULL, "%s",
				 why.text);
		return;
	}
	/* The reason has been reported. */
	if (!image->bytes)
		return;
	if (guard_mark(&request.mark) != 0) {
		check_report_add(report, CHECK_FAIL, "filter", NULL,
				 "random numbers: %m");
		return;
	}
	if (order_file_new(&request, &file, &why) < 0) {
		check_report_add(report, CHECK_FAIL, "plugin", NULL, "%s",
				 why.text);
		return;
	}
	guard_build_dry(request.mark, EPERM, &guard);
	try_tools(report, &tools, paths.plugin, &file, &guard);
	order_file_clear(&file);
}

void check_system_kernel(struct check_report *report, bool crash)
{
	const struct kernel_facts facts = kernel_facts(crash);
	const char *refusal = explain_kernel(&facts);
	struct message confined, signatures;

	if (kernel_loaded(crash ? KERNEL_CRASH : KERNEL_NORMAL) < 0)
		check_report_add(report, CHECK_FAIL, "loading", NULL,
				 "the kernel has no kexec support, or "
				 "/sys is not mounted");
	else if (refusal)
		/* Root may load, and a signed image may be available. */
		check_report_add(report, !facts.load_disabled &&
				 !facts.limit_reached ? CHECK_WARN :
							CHECK_FAIL,
				 "loading", NULL, "%s", refusal);
	else
		check_report_add(report, CHECK_OK, "loading", NULL,
				 "the kernel accepts images");
	if (kernel_wants_signatures(&signatures))
		check_report_add(report, CHECK_WARN, "signatures", NULL, "%s",
				 signatures.text);
	if (kernel_confines(&confined))
		check_report_add(report, CHECK_WARN, "security modules", NULL,
				 "%s", confined.text);
}

void check_system_crash(struct check_report *report, const struct conf *conf)
{
	const struct kernel_facts facts = kernel_facts(/* crash= */ true);
	int has_text = kernel_lists_text();

	if (kernel_reserves_crash_memory())
		check_report_add(report, CHECK_OK, "crashkernel=", NULL,
				 "memory is reserved");
	else if (!facts.no_crash_memory)
		check_report_add(report, CHECK_WARN, "crashkernel=", NULL,
				 "%s/iomem: cannot be read", host_proc());
	else if (facts.wants_crash_memory)
		check_report_add(report, CHECK_FAIL, "crashkernel=", NULL,
				 "the kernel reserved no memory although it "
				 "was asked to: see its log for why");
	else
		check_report_add(report, conf_has_crash(conf) ? CHECK_WARN :
								CHECK_OK,
				 "crashkernel=", NULL,
				 "not given: no memory is reserved, so no "
				 "crash kernel can be loaded");
	if (has_text == 1)
		check_report_add(report, CHECK_OK, "_text", NULL,
				 "listed in %s/kallsyms", host_proc());
	else
		check_report_add(report, CHECK_WARN, "_text", NULL,
				 "%s/kallsyms: %s", host_proc(), has_text < 0 ?
				 "cannot be read" :
				 "not listed; without it kexec-tools writes "
				 "headers that makedumpfile and cp fail on: "
				 "see crash.md");
}

void check_system_loaded(struct check_report *report, const struct conf *conf)
{
	struct status status;
	struct message why;
	const char *mend;
	int kind;

	if (show_ask(conf, &status, &why) < 0) {
		check_report_add(report, CHECK_FAIL, "loaded", NULL, "%s",
				 why.text);
		return;
	}
	mend = status_mend(&status);
	for (kind = 0; kind < KERNEL_IMAGES; kind++) {
		const struct status_image *image = &status.images[kind];
		bool mends = kind == KERNEL_CRASH && mend;

		check_report_add(report, image->is_wrong ? CHECK_FAIL :
				 image->state == STATUS_HIDDEN ? CHECK_WARN :
								 CHECK_OK,
				 "loaded", record_name((enum kernel_image)kind),
				 "%s%s%s", status_text(image),
				 mends ? "; run: " : "", mends ? mend : "");
	}
	show_forget(&status);
}

void check_system_module(struct check_report *report, const struct conf *conf)
{
	struct module_state module;
	bool is_loaded = module_read(&module);
	char *wanted = NULL;
	struct message why;
	uint8_t *bytes;
	size_t size;
	int error, crash;

	error = read_file(host_modprobe(), MODPROBE_MAX, &bytes, &size);
	if (error == 0) {
		wanted = modprobe_text(conf, &why);
		if (!wanted || strlen(wanted) != size ||
		    memcmp(wanted, bytes, size) != 0)
			check_report_add(report, CHECK_WARN, "module", NULL,
					 "%s: %s", host_modprobe(),
					 wanted ? "does not match the "
					 "configuration; run: kexec-smmu "
					 "--smmu-modprobe" :
					 why.text);
		free(bytes);
		free(wanted);
	}
	for (crash = 0; is_loaded && crash <= 1; crash++) {
		const char *is = crash ? module.crash : module.normal;

		wanted = modprobe_value(conf, crash, &why);
		if (wanted && !streq(wanted, is))
			check_report_add(report, crash &&
					 modprobe_is_too_early(conf, is) ?
					 CHECK_FAIL : CHECK_WARN,
					 "module", NULL,
					 "is loaded with %s=\"%s\", but \"%s\" "
					 "is configured: write that to "
					 "/sys/module/kexec_smmu/parameters/%s",
					 crash ? "crash" : "policy", is, wanted,
					 crash ? "crash" : "policy");
		free(wanted);
	}
	if (is_loaded)
		check_report_add(report, CHECK_OK, "module", NULL,
				 "is loaded: %zu SMMU%s", module.frame_count,
				 module.frame_count == 1 ? "" : "s");
	module_clear(&module);
}
