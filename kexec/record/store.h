/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keeping the records of the loaded images true while an image is loaded or
 * unloaded. One of these at a time holds the folder's lock; for its time the
 * record of the image that it may replace is set aside, so that whatever
 * becomes of us, no record tells of a fence that is not there.
 *
 *	/run/kexec-smmu/lock		held while kexec-tools is at work
 *	/run/kexec-smmu/normal		the record of an image, or of the crash
 *	/run/kexec-smmu/crash		kernel
 *	/run/kexec-smmu/normal.doubt	set aside, crash.doubt as well
 */
#ifndef RECORD_STORE_H
#define RECORD_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "util/message.h"
#include "record/write.h"

/* Where, and what is demanded of it. */
struct records_place {
	const char *folder;
	uid_t owner;		/* who it has to belong to */
	unsigned int patience_ms;	/* for the lock; then it is taken over */
};

struct records {
	int folder;		/* descriptor; -1: there is none */
	int lock;		/* descriptor; -1: not held */
	uint64_t lock_inode;	/* 0: not held */
	unsigned int kinds;	/* RECORD_BIT() of those that may change */
	unsigned int doubted;	/* those of them that had a record */
};

/*
 * Take the lock, perhaps after a wait, and set aside the records of these
 * kinds. With make, the folder is made. Returns 0, or an errno if there is no
 * folder that can be used: then there is nothing to keep true. To be ended with
 * records_close() in both cases.
 */
int records_open(struct records *ret_records, const struct records_place *place,
		 unsigned int kinds, bool make);
void records_close(struct records *records);

/* How a task has ended, for one kind. */
struct records_end {
	enum {
		RECORDS_FENCED,		/* a load with the plugin */
		RECORDS_PLAIN,		/* a load without it */
		RECORDS_UNLOAD,
	} task;
	int status;		/* of kexec-tools, as wait(2) has it */
	int loaded;		/* the kernel's word: 0, 1; -1: unknown */
	bool only_loads;	/* PLAIN: nothing was to follow the load */
	uint32_t order_state;	/* FENCED: the plugin's answer */
	int32_t order_error;
	bool recorded;		/* the load's own record was written */
};

/* What is true of the image that is loaded now. */
enum records_verdict {
	RECORDS_GONE,		/* nothing is known of it, or none is loaded */
	RECORDS_NEW,		/* it is the one that was recorded just now */
	RECORDS_OLD,		/* it is the one that was there before */
	RECORDS_DOUBT,		/* one of the two */
};

/* Pure. */
enum records_verdict records_judge(const struct records_end *end);

/* Make the records say so. Does nothing if the lock was taken over. */
void records_settle(struct records *records, enum record_kind kind,
		    enum records_verdict verdict);

/*
 * Read a record's file, or with doubt what was set aside. Returns 0 and text
 * to be freed, or an errno: ENOENT where there is none.
 */
int records_read(const struct records_place *place, enum record_kind kind,
		 bool doubt, char **ret_text, size_t *ret_size);

#endif
