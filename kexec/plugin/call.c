/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "plugin/call.h"

#include <dlfcn.h>
#include <errno.h>
#include <linux/kexec.h>
#include <string.h>
#include <sys/syscall.h>

long plugin_forward(const struct plugin_call *call)
{
	static long (*next)(long number, ...);
	void *symbol;

	if (!next) {
		symbol = dlsym(RTLD_NEXT, "syscall");
		if (!symbol) {
			errno = ENOSYS;
			return -1;
		}
		memcpy(&next, &symbol, sizeof(next));
	}
	return next(call->number, call->args[0], call->args[1], call->args[2],
		    call->args[3], call->args[4], call->args[5]);
}

bool plugin_is_unload(const struct plugin_call *call)
{
	if (call->number == SYS_kexec_file_load)
		return call->args[4] & KEXEC_FILE_UNLOAD;
	return call->args[1] == 0;
}

bool plugin_is_crash(const struct plugin_call *call)
{
	if (call->number == SYS_kexec_file_load)
		return call->args[4] & KEXEC_FILE_ON_CRASH;
	return call->args[3] & KEXEC_ON_CRASH;
}
