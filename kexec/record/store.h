/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The records of the images that are loaded, while images are loaded and
 * unloaded. doc/status.md says why none claims a fence that does not exist.
 *
 * 	/run/kexec-smmu/lock	byte 0: the turn; each of the others is held by
 * 				an active command
 * 	/run/kexec-smmu/normal	the record of an image, or of the crash
 * 	/run/kexec-smmu/crash	kernel
 */
#ifndef RECORD_STORE_H
#define RECORD_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "host/kernel.h"

/* Errors without an errno. */
enum {
	STORE_E_FOREIGN = -1,	/* others than the owner may write there */
	STORE_E_OTHERS = -2,	/* another load was under way */
};

/* Text for these and any errno: a fragment. Never NULL. */
const char *store_strerror(int error);

/* Where, and what is demanded of it. */
struct store_place {
	const char *dir;
	uid_t owner;		/* whom it must belong to */
	unsigned int patience_ms;	/* with another active command */
};

/* The record of an image that may be replaced now. */
struct store_record {
	int fd;			/* of an empty file in its place; -1: none */
	bool was_there;		/* there was one before, ... */
	char *old;		/* ... and this is its text if it was whole */
	size_t old_size;
};

/* An active command: from before kexec-tools starts until its end is judged. */
struct store {
	int dir;		/* descriptor; -1: there is none */
	int lock;		/* descriptor, to be inherited; -1: none */
	bool alone;		/* no other command was active since */
	unsigned int kinds;	/* KERNEL_IMAGE_BIT() of what may change */
	unsigned int blocked;	/* those with an old record that stays */
	int error;		/* why nothing can be recorded; or 0 */
	struct store_record records[KERNEL_IMAGES];
};

/*
 * Begin: wait for others, for a limited time, and replace each record of these
 * kinds by an empty file. A record that cannot be replaced is removed or
 * marked; if that fails, too, its kind is in blocked. With make, the directory
 * is created. Never fails; to be ended with store_close().
 */
void store_open(const struct store_place *place, unsigned int kinds, bool make,
		struct store *ret_store);
void store_close(struct store *store);

/* What is true of the image that is loaded now. */
enum store_verdict {
	STORE_GONE,		/* nothing is known of it, or none is loaded */
	STORE_NEW,		/* it is the one that was loaded just now */
	STORE_OLD,		/* it is the one that was there before */
	STORE_DOUBT,		/* one of the two */
};

/*
 * Make the record say so. text is that of the load, for STORE_NEW. Returns 0;
 * or an error if it cannot be recorded: then the record does not say that there
 * is a fence.
 */
int store_settle(struct store *store, enum kernel_image kind,
		 enum store_verdict verdict, const char *text);

/*
 * Read a record's file, terminated by '\0'. Returns 0 and text to be freed, or
 * an error: ENOENT if there is none.
 */
int store_read(const struct store_place *place, enum kernel_image kind,
	       char **ret_text, size_t *ret_size);

#endif
