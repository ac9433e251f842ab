/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writing a record, in kexec-tools' process or in the command. */
#ifndef RECORD_WRITE_H
#define RECORD_WRITE_H

#include <stdbool.h>
#include <stdint.h>

/* The two images that the kernel holds. */
enum record_kind { RECORD_NORMAL, RECORD_CRASH, RECORD_KINDS };

/* Bit of a kind, for sets of them. */
#define RECORD_BIT(kind)	(1u << (kind))

/* What is only known when the load has succeeded. */
struct record_head {
	const char *call;	/* name of the system call; NULL: unknown */
	bool has_stage;
	uint64_t segment;	/* physical address of the stage; 0: unknown */
	/* Why there is no stage, of a struct message; NULL: none was due. */
	const char *cause;
};

/* The file's name in the folder. Never NULL. */
const char *record_name(enum record_kind kind);

/*
 * Write a whole record in place of the one before, or leave that as it is. lock
 * is the inode of the folder's lock as its holder knows it; if it is another by
 * now, the record is not this holder's to write: ESTALE. 0: is not looked at.
 * Returns 0 or an errno.
 */
int record_write(const char *folder, uint64_t lock, enum record_kind kind,
		 const struct record_head *head, const char *body);

#endif
