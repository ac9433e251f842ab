/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options of kexec-tools on arm64, of 2.0.20 and every release since, and
 * what it does with a command line. Pure.
 */
#ifndef OPTIONS_KEXEC_TOOLS_H
#define OPTIONS_KEXEC_TOOLS_H

#include <stdbool.h>
#include <stddef.h>

/* What kexec-tools does with a command line. */
enum tools_task {
	TOOLS_LOAD,	/* loads, and perhaps goes on to start what it loaded */
	TOOLS_PANIC,	/* loads a crash kernel */
	TOOLS_EXEC,
	TOOLS_UNLOAD,
	TOOLS_STATUS,	/* prints something of the system and ends */
	TOOLS_HELP,
	TOOLS_VERSION,
};

/* Which system call it loads with. */
enum tools_call {
	TOOLS_CALL_DEFAULT,	/* not said: depends on its release */
	TOOLS_CALL_LOAD,	/* -c: kexec_load */
	TOOLS_CALL_FILE,	/* -s: kexec_file_load */
	TOOLS_CALL_AUTO,	/* -a: kexec_file_load, else kexec_load */
};

/* What one option means here. */
enum tools_effect {
	TOOLS_EFFECT_NONE,
	TOOLS_EFFECT_DEBUG,
	TOOLS_EFFECT_LOAD,
	TOOLS_EFFECT_PRESERVE,	/* as load, whatever a panic said before */
	TOOLS_EFFECT_FORCE,	/* loads and starts it */
	TOOLS_EFFECT_HELPER,	/* loads something that is not a kernel */
	TOOLS_EFFECT_PANIC,
	TOOLS_EFFECT_EXEC,
	TOOLS_EFFECT_UNLOAD,
	TOOLS_EFFECT_STATUS,
	TOOLS_EFFECT_PRINT,	/* as status, at once */
	TOOLS_EFFECT_HELP,	/* at once */
	TOOLS_EFFECT_VERSION,	/* at once */
	TOOLS_EFFECT_CALL_LOAD,
	TOOLS_EFFECT_CALL_FILE,
	TOOLS_EFFECT_CALL_AUTO,
};

struct tools_option {
	const char *name;	/* without its dashes */
	char letter;		/* its short form, 0 if none */
	bool takes_value;
	unsigned int since;	/* release 2.0.since; those of 2.0.20 have 20 */
	enum tools_effect effect;
};

/*
 * Find an option by its name or an abbreviation of it, as getopt_long(3) does:
 * a whole name first, else the only one that begins so. An abbreviation that
 * newer options made ambiguous keeps its meaning in 2.0.20; newer releases
 * reject it themselves. Returns NULL for none and for several.
 */
const struct tools_option *kexec_tools_long(const char *name, size_t size);

/* Find an option by its letter. NULL if there is none. */
const struct tools_option *kexec_tools_short(char letter);

/*
 * The options seen so far and their effect: later options undo earlier ones, so
 * -e -l loads and -l -e starts what is already loaded. Only -S undoes
 * -u.
 */
struct tools_scan {
	bool saw_exec, saw_unload, saw_status;
	bool says_load;		/* -l, -p or another that loads */
	bool loads, crash, helper, starts, shuts_down;
	bool mixed;		/* -p for one of the system calls only */
	bool at_once;		/* .task is final */
	bool debug;		/* -d: report everything */
	enum tools_task task;
	enum tools_call call;
};

void kexec_tools_scan_init(struct tools_scan *ret_scan);
void kexec_tools_scan_option(struct tools_scan *scan,
			     const struct tools_option *option);

/*
 * The task. One that both unloads and loads is a load. Arguments that
 * kexec-tools refuses are ignored: with them it does nothing at all.
 */
enum tools_task kexec_tools_scan_task(const struct tools_scan *scan);

/*
 * Whether a load is all it does: if kexec-tools then fails, nothing was loaded.
 */
bool kexec_tools_scan_only_loads(const struct tools_scan *scan);

#endif
