/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "launch/tools.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include "launch/elf-kind.h"
#include "util/read-file.h"

/* kexec-tools has 200 KB; statically linked and unstripped, a few MB. */
#define PROGRAM_MAX	(16u << 20)

/* The file that runs; /proc may not be mounted yet. */
static bool stat_self(struct stat *ret_self)
{
	const char *name = (const char *)(uintptr_t)getauxval(AT_EXECFN);

	if (stat("/proc/self/exe", ret_self) == 0)
		return true;
	return name && stat(name, ret_self) == 0;
}

/*
 * A string in every build of this program, and in no kexec-tools: a copy under
 * another name would start itself again and again.
 */
static const char mark[] = "kexec-smmu: not kexec-tools";

/* A file that may be run but not read is taken for kexec-tools. */
static bool is_copy(const char *path)
{
	uint8_t *bytes;
	size_t size;
	bool found;

	if (read_file(path, PROGRAM_MAX, &bytes, &size) != 0)
		return false;
	found = memmem(bytes, size, mark, sizeof(mark)) != NULL;
	free(bytes);
	return found;
}

static bool is_candidate(const char *path, const struct stat *self)
{
	struct stat file;

	if (stat(path, &file) != 0 || !S_ISREG(file.st_mode))
		return false;
	if (file.st_dev == self->st_dev && file.st_ino == self->st_ino)
		return false;
	return access(path, X_OK) == 0 && !is_copy(path);
}

int tools_find(const char *list, struct tools *ret_tools, struct message *why)
{
	const char *at = list;
	struct stat self;

	if (!stat_self(&self)) {
		message_set(why, "kexec-tools: cannot be distinguished from "
			    "this program: /proc is not mounted");
		return -1;
	}
	while (*at) {
		size_t size = strcspn(at, ":");
		char path[PATH_MAX];

		if (size > 0 && size < sizeof(path)) {
			memcpy(path, at, size);
			path[size] = '\0';
			if (is_candidate(path, &self)) {
				memcpy(ret_tools->path, path, size + 1);
				return 0;
			}
		}
		at += size;
		at += *at == ':';
	}
	message_set(why, "kexec-tools: not found; tried %s", list);
	return -1;
}

int tools_choose(const char *configured, bool strict, const char *list,
		 struct tools *ret_tools, struct message *why)
{
	struct stat self;

	if (!configured)
		return tools_find(list, ret_tools, why);
	if (stat_self(&self) && strlen(configured) < sizeof(ret_tools->path) &&
	    is_candidate(configured, &self)) {
		strcpy(ret_tools->path, configured);
		return 0;
	}
	if (!strict)
		return tools_find(list, ret_tools, why);
	message_set(why, "kexec-tools: the configured %s cannot be run, or is "
		    "this program", configured);
	return -1;
}

int tools_check(struct tools *tools, const char *plugin, struct message *why)
{
	struct elf_kind tools_kind;
	struct elf_kind plugin_kind;

	if (strpbrk(plugin, ": ")) {
		message_set(why, "%s: cannot be preloaded: its path has a "
			    "colon or a space", plugin);
		return -1;
	}
	if (elf_kind_read(plugin, &plugin_kind) < 0) {
		message_set(why, "%s: the plugin cannot be read: %m", plugin);
		return -1;
	}
	/* It may be executable but not readable: running it will show. */
	if (elf_kind_read(tools->path, &tools_kind) < 0)
		return 0;
	tools->is_script = !tools_kind.is_elf;
	if (tools->is_script)
		return 0;
	if (!elf_kind_matches(&plugin_kind, &tools_kind)) {
		message_set(why, "%s: cannot be preloaded into %s: they are "
			    "for different architectures; install the "
			    "kexec-smmu of kexec-tools' architecture",
			    plugin, tools->path);
		return -1;
	}
	if (!tools_kind.has_interpreter) {
		message_set(why, "%s: is statically linked, so nothing can be "
			    "preloaded into it; use a kexec-tools that is "
			    "dynamically linked", tools->path);
		return -1;
	}
	return 0;
}
