/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "host/kernel.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "host/host.h"
#include "image/unpack.h"
#include "util/macros.h"
#include "util/read-file.h"

/* As long as a kernel's command line can be on arm64, and more. */
#define LINE_SIZE	4096
/* What /proc/iomem calls it. */
#define CRASH_MEMORY	"Crash kernel"
/* A kernel's configuration, packed. */
#define CONFIG_MAX	(1u << 20)
/* A UUID in text form, and its end. */
#define BOOT_ID_SIZE	37

/* The first line of a short file, without its end; false if it has none. */
static bool read_line(const char *root, const char *name, char *line,
		      size_t size)
{
	char path[PATH_MAX];
	ssize_t got;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	got = read_at(fd, line, size - 1, 0);
	close(fd);
	if (got <= 0)
		return false;
	line[got] = '\0';
	line[strcspn(line, "\n")] = '\0';
	return true;
}

int kernel_loaded(enum kernel_image kind)
{
	char line[8];

	if (!read_line(host_sys(),
		       kind == KERNEL_CRASH ? "kernel/kexec_crash_loaded"
					    : "kernel/kexec_loaded",
		       line, sizeof(line)))
		return -1;
	if (streq(line, "0"))
		return 0;
	return streq(line, "1") ? 1 : -1;
}

static bool exists(const char *root, const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", root, name);
	return access(path, F_OK) == 0;
}

bool kernel_has_sysfs(void)
{
	return exists(host_sys(), "kernel");
}

/* As Linux's kstrtobool(); other values change nothing. */
static void read_switch(const char *text, bool *value)
{
	static const struct {
		const char *start;
		bool value;
	} words[] = {
		{ "y", true }, { "t", true }, { "1", true }, { "on", true },
		{ "e", true }, { "n", false }, { "f", false }, { "0", false },
		{ "of", false }, { "d", false },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		if (!strncasecmp(text, words[i].start, strlen(words[i].start)))
			*value = words[i].value;
	}
}

bool kernel_hands_over(void)
{
	static const char liveupdate[] = "liveupdate=", kho[] = "kho=";
	/* Its configuration says whether that is on by default. */
	bool wanted = false, has_kho = true;
	char line[LINE_SIZE], *rest = line;
	const char *word;

	if (access(host_liveupdate(), F_OK) == 0)
		return true;
	if (!read_line(host_proc(), "cmdline", line, sizeof(line)))
		return false;
	while ((word = strsep(&rest, " \t"))) {
		if (streq(word, "--"))
			break;
		if (begins_with(word, liveupdate))
			read_switch(word + strlen(liveupdate), &wanted);
		else if (begins_with(word, kho))
			read_switch(word + strlen(kho), &has_kho);
	}
	return wanted && has_kho;
}

bool kernel_has_xen(void)
{
	return exists(host_proc(), "xen");
}

/* Whether the first line of a file contains a text; false without the file. */
static bool says(const char *root, const char *name, const char *text)
{
	char line[LINE_SIZE];

	return read_line(root, name, line, sizeof(line)) && strstr(line, text);
}

static bool reads(const char *root, const char *name, const char *text)
{
	char line[LINE_SIZE];

	return read_line(root, name, line, sizeof(line)) &&
	       streq(line, text);
}

/*
 * The first line of a file that contains a text. Returns 1; 0 if none does; -1
 * if the file cannot be read.
 */
static int find_line(const char *root, const char *name, const char *text,
		     char line[static LINE_SIZE])
{
	char path[PATH_MAX];
	int found = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	file = fopen(path, "re");
	if (!file)
		return -1;
	while (!found && fgets(line, LINE_SIZE, file))
		found = strstr(line, text) != NULL;
	fclose(file);
	return found;
}

/* Of the effective set, CAP_SYS_BOOT. */
static bool may_load(void)
{
	static const char key[] = "CapEff:";
	char line[LINE_SIZE];

	if (find_line(host_proc(), "self/status", key, line) != 1)
		return true;
	return strtoull(line + strlen(key), NULL, 16) >> CAP_SYS_BOOT & 1;
}

struct kernel_facts kernel_facts(bool crash)
{
	const char *proc = host_proc();
	char line[LINE_SIZE];

	return (struct kernel_facts){
		.crash = crash,
		.crash_loaded = kernel_loaded(KERNEL_CRASH),
		.may_load = may_load(),
		.load_disabled =
			reads(proc, "sys/kernel/kexec_load_disabled", "1"),
		.limit_reached =
			reads(proc,
			      crash ? "sys/kernel/kexec_load_limit_panic"
				    : "sys/kernel/kexec_load_limit_reboot",
			      "0"),
		.locked_down =
			says(host_sys(), "kernel/security/lockdown", "[") &&
			!says(host_sys(), "kernel/security/lockdown", "[none]"),
		.no_crash_memory =
			find_line(proc, "iomem", CRASH_MEMORY, line) == 0,
		.wants_crash_memory = says(proc, "cmdline", "crashkernel="),
	};
}

bool kernel_reserves_crash_memory(void)
{
	char line[LINE_SIZE];

	return find_line(host_proc(), "iomem", CRASH_MEMORY, line) == 1;
}

int kernel_lists_text(void)
{
	char line[LINE_SIZE];

	return find_line(host_proc(), "kallsyms", " _text\n", line);
}

bool kernel_confines(struct message *ret_line)
{
	static const char domains[] = "may start kexec-tools in a domain of "
				      "its own, without the plugin";
	char line[LINE_SIZE];

	if (reads(host_sys(), "fs/selinux/enforce", "1")) {
		message_set(ret_line, "SELinux is enforcing, and %s: "
			    "try a load from where loads are made", domains);
		return true;
	}
	if (find_line(host_sys(), "kernel/security/apparmor/profiles", "kexec",
		      line) == 1) {
		line[strcspn(line, "\n")] = '\0';
		message_set(ret_line, "AppArmor has the profile %s, and %s: "
			    "try a load from where loads are made", line, domains);
		return true;
	}
	return false;
}

/*
 * Whether the kernel was built with this option, "CONFIG_...=y". Its
 * configuration is in it, next to it, or nowhere.
 */
static bool is_configured(const char *option)
{
	char path[PATH_MAX], line[LINE_SIZE];
	struct unpacked config;
	struct message why;
	struct utsname name;
	uint8_t *bytes;
	size_t size;
	bool found;

	snprintf(path, sizeof(path), "%s/config.gz", host_proc());
	if (read_file(path, CONFIG_MAX, &bytes, &size) == 0) {
		found = unpack(bytes, size, /* zboot= */ false, &config,
			       &why) == 0;
		if (found) {
			found = memmem(config.bytes, config.size, option,
				       strlen(option));
			unpack_clear(&config);
		}
		free(bytes);
		return found;
	}
	uname(&name);
	snprintf(path, sizeof(path), "config-%s", name.release);
	return find_line(host_boot(), path, option, line) == 1;
}

/* Whether an IMA rule that kernels must be signed is in force. */
static bool is_appraised(void)
{
	static const char hook[] = "func=KEXEC_KERNEL_CHECK";
	char path[PATH_MAX], line[LINE_SIZE];
	bool found = false;
	FILE *file;

	/* Only ima_appraise=enforce, the default, refuses an image. */
	if (says(host_proc(), "cmdline", "ima_appraise=log") ||
	    says(host_proc(), "cmdline", "ima_appraise=fix") ||
	    says(host_proc(), "cmdline", "ima_appraise=off"))
		return false;
	/* A built-in policy stays when another is loaded. */
	if (find_line(host_proc(), "cmdline", "ima_policy=", line) == 1 &&
	    strstr(strstr(line, "ima_policy="), "secure_boot"))
		return true;
	snprintf(path, sizeof(path), "%s/kernel/security/integrity/ima/policy",
		 host_sys());
	file = fopen(path, "re");
	if (!file)
		return false;
	while (!found && fgets(line, sizeof(line), file))
		found = begins_with(line, "appraise ") && strstr(line, hook);
	fclose(file);
	return found;
}

/*
 * Whether firmware says so, of a kernel whose integrity policy goes by that: its
 * rule for kernels is then none that it lists, but KEXEC_SIG enforced (Linux,
 * security/integrity/ima/ima_efi.c). In front of the value are its attributes.
 */
static bool is_secure_boot(void)
{
	char path[PATH_MAX];
	uint8_t *bytes;
	size_t size;
	bool is_on;

	snprintf(path, sizeof(path), "%s/firmware/efi/efivars/SecureBoot-"
		 "8be4df61-93ca-11d2-aa0d-00e098032b8c", host_sys());
	if (read_file(path, LINE_SIZE, &bytes, &size) != 0)
		return false;
	is_on = size == 5 && bytes[4] == 1;
	free(bytes);
	return is_on && is_configured("CONFIG_IMA_ARCH_POLICY=y\n") &&
	       is_configured("CONFIG_KEXEC_SIG=y\n");
}

bool kernel_wants_signatures(struct message *ret_line)
{
	if (is_appraised() || is_secure_boot()) {
		message_set(ret_line, "the kernel's integrity policy (IMA) "
			    "appraises kernels: use -s with a signed file of "
			    "kexec-smmu-wrap");
		return true;
	}
	if (is_configured("CONFIG_KEXEC_SIG_FORCE=y\n")) {
		message_set(ret_line, "the kernel accepts only signed images "
			    "with kexec_file_load(2) (CONFIG_KEXEC_SIG_FORCE): "
			    "use -c, or -s with a signed file of "
			    "kexec-smmu-wrap");
		return true;
	}
	return false;
}

bool kernel_has_hest(void)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/firmware/acpi/tables/HEST",
		 host_sys());
	return access(path, F_OK) == 0;
}

const char *kernel_boot_id(void)
{
	static char line[BOOT_ID_SIZE];

	if (!read_line(host_proc(), "sys/kernel/random/boot_id", line,
		       sizeof(line)))
		line[0] = '\0';
	return line;
}
