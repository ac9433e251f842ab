/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <config.h>

#include "util/write.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

int write_at(int fd, const void *buffer, size_t size, off_t offset)
{
	const char *bytes = buffer;
	size_t done = 0;

	while (done < size) {
		ssize_t put = pwrite(fd, bytes + done, size - done,
				     offset + (off_t)done);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return put < 0 ? errno : EIO;
		done += (size_t)put;
	}
	return 0;
}

static void nothing(int signal_number)
{
	(void)signal_number;
}

/* Not SIG_IGN, which child processes would inherit. */
void write_fails(void)
{
	struct sigaction old, action = { .sa_handler = nothing,
					 .sa_flags = SA_RESTART };

	if (sigaction(SIGXFSZ, NULL, &old) == 0 && old.sa_handler == SIG_DFL)
		sigaction(SIGXFSZ, &action, NULL);
}
