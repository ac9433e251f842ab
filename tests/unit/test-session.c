/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known about an image when kexec-tools has ended. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>

#include "command/session.h"
#include "plugin/order.h"
#include "record/record.h"
#include "util/macros.h"

#define EXITED(n)	((n) << 8)
#define KILLED		9

#define PLAIN(status, only, due)	{ SESSION_PLAIN, status, only, 0, 0, \
					  KERNEL_NORMAL, due, NULL }
#define UNLOAD(status)			{ SESSION_UNLOAD, status, false, 0, 0, \
					  KERNEL_NORMAL, false, NULL }
#define FENCED(status, state, error)	{ SESSION_FENCED, status, false, state, \
					  error, KERNEL_NORMAL, false, NULL }

struct judged {
	struct session_end end;
	int loaded;
	enum store_verdict verdict;
	enum store_verdict other;	/* of the other kind of image */
};

static const struct judged judged[] = {
	/* What the kernel says comes first: nothing is loaded. */
	{ PLAIN(EXITED(255), true, false), 0, STORE_GONE, STORE_GONE },
	{ PLAIN(EXITED(0), true, true), 0, STORE_GONE, STORE_GONE },
	{ UNLOAD(EXITED(255)), 0, STORE_GONE, STORE_GONE },
	{ FENCED(EXITED(255), ORDER_PASSED, EINVAL), 0, STORE_GONE,
	  STORE_GONE },

	{ UNLOAD(EXITED(0)), -1, STORE_GONE, STORE_GONE },
	{ UNLOAD(EXITED(0)), 1, STORE_DOUBT, STORE_DOUBT },
	{ UNLOAD(EXITED(255)), 1, STORE_OLD, STORE_OLD },
	{ UNLOAD(KILLED), 1, STORE_OLD, STORE_OLD },
	{ UNLOAD(EXITED(1)), -1, STORE_DOUBT, STORE_DOUBT },

	{ PLAIN(EXITED(0), true, false), 1, STORE_GONE, STORE_GONE },
	{ PLAIN(EXITED(0), true, true), 1, STORE_NEW, STORE_GONE },
	{ PLAIN(EXITED(0), true, false), -1, STORE_GONE, STORE_GONE },
	{ PLAIN(EXITED(255), true, false), 1, STORE_OLD, STORE_OLD },
	{ PLAIN(EXITED(255), true, true), 1, STORE_OLD, STORE_OLD },
	/* It may have loaded, and failed afterwards. */
	{ PLAIN(EXITED(255), false, false), 1, STORE_DOUBT, STORE_DOUBT },
	{ PLAIN(EXITED(255), true, false), -1, STORE_DOUBT, STORE_DOUBT },
	{ PLAIN(KILLED, true, false), 1, STORE_DOUBT, STORE_DOUBT },

	{ FENCED(EXITED(0), ORDER_LOADED, 0), 1, STORE_NEW, STORE_OLD },
	{ FENCED(EXITED(0), ORDER_UNFENCED, 0), -1, STORE_NEW, STORE_DOUBT },
	{ FENCED(KILLED, ORDER_LOADED, 0), 1, STORE_NEW, STORE_OLD },
	{ FENCED(EXITED(255), ORDER_NOT_SEEN, 0), 1, STORE_OLD, STORE_OLD },
	{ FENCED(EXITED(255), ORDER_REFUSED, EINVAL), 1, STORE_OLD,
	  STORE_OLD },
	{ FENCED(EXITED(255), ORDER_PASSED, EBUSY), 1, STORE_OLD, STORE_OLD },
	{ FENCED(EXITED(255), ORDER_PASSED, EBUSY), -1, STORE_DOUBT,
	  STORE_DOUBT },
	/* Killed within the system call. */
	{ FENCED(KILLED, ORDER_PASSED, 0), 1, STORE_DOUBT, STORE_OLD },
	{ FENCED(KILLED, ORDER_READY, 0), 1, STORE_OLD, STORE_OLD },
};

static void check(size_t row, enum kernel_image kind, enum store_verdict wanted)
{
	enum store_verdict verdict = session_judge(&judged[row].end, kind,
						   judged[row].loaded);

	if (verdict != wanted)
		fail_msg("row %zu, %s: %d instead of %d", row,
			 record_name(kind), (int)verdict, (int)wanted);
}

static void test_judge(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(judged); i++) {
		check(i, KERNEL_NORMAL, judged[i].verdict);
		check(i, KERNEL_CRASH, judged[i].other);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_judge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
