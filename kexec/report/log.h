/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The log of a stage: the text in the property kexec-smmu,log of the next
 * system's /chosen. doc/report.md has its lines. Pure.
 */
#ifndef REPORT_LOG_H
#define REPORT_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/macros.h"
#include "util/message.h"

/* The property. */
#define LOG_PROPERTY	"kexec-smmu,log"

/* A longer text is not a log. */
#define LOG_SIZE_MAX	(64u << 10)

/* Nor does a log have longer lines. */
#define LOG_LINE_MAX	1024

/* A part of the text: printable ASCII, not terminated by a zero byte. */
struct log_text {
	const char *at;
	size_t size;
};

/* For printf's "%.*s". */
#define LOG_TEXT(text)	(int)(text).size, (text).at

/* The outcome of one SMMU. */
struct log_smmu {
	uint64_t base;		/* CPU physical address */
	unsigned int version;
	struct log_text before;	/* states: translate, abort, bypass, unknown */
	struct log_text after;
	struct log_text outcome;	/* doc/stage.md */
	struct log_text registers;	/* in parentheses, or empty */
	uint64_t time_us;	/* from the stage's start */
	uint64_t serrors;
	bool is_fenced;
	bool is_as_asked;
};

/* What was seen of a device behind the fence. */
struct log_offender {
	uint64_t base;		/* of the SMMU */
	uint32_t stream;	/* StreamID */
	struct log_text names;	/* see log_device_next(); or empty */
	struct log_text verb;	/* wrote, read, used */
	bool has_range;
	uint64_t first;		/* addresses as the device has them */
	uint64_t last;
	uint64_t count;		/* at least so many */
	uint64_t time_ms;
};

struct log {
	struct log_text version;	/* of the loader */
	struct log_text nonce;	/* of the load; empty: a wrapped file */
	struct log_text made;	/* when it was loaded or made; or empty */
	uint64_t stage;		/* address */
	unsigned int el;	/* Exception level */
	struct log_smmu *smmus;	/* owned, as are all arrays */
	size_t smmu_count;
	struct log_offender *offenders;
	size_t offender_count;
	uint64_t *lossy;	/* bases of SMMUs that lost records */
	size_t lossy_count;
	struct log_text *notes;	/* lines of any other kind */
	size_t note_count;
	uint64_t serrors;
	uint64_t serrors_before;	/* the first SMMU */
	uint64_t left_out;	/* lines that had no room */
	uint64_t next;		/* address that the stage went on to */
	bool has_counter;
	uint64_t counter;	/* then: CNTVCT_EL0 */
	uint64_t hertz;
	bool is_as_asked;	/* all of it */
};

/*
 * Read a log from text[0, size), which must outlive it; zero bytes at its end
 * do not count. A text with other bytes than printable ASCII and newlines, with
 * a line that is not the stage's, or without the loader's first is not a log.
 * Returns 0; or -1 with the reason in *why and *ret_log untouched. Free with
 * log_clear().
 */
int log_parse(const char *text, size_t size, struct log *ret_log,
	      struct message *why) _must_check_ _nonnull_(1, 3, 4);
void log_clear(struct log *log);

/* How many of its SMMUs refuse everything. */
size_t log_fenced(const struct log *log);

/* One of the functions or devices that a StreamID is of. */
struct log_device {
	struct log_text name;	/* 0000:00:05.0, or of another bus */
	bool has_ids;
	uint16_t vendor;
	uint16_t device;
	struct log_text driver;	/* empty: none */
};

/* Take the next device off the front of names. Returns whether there is one. */
bool log_device_next(struct log_text *names, struct log_device *ret_device);

/* How a log's counter relates to this boot. */
enum log_age {
	LOG_FRESH,		/* or it cannot be known */
	LOG_STALE,		/* it is of an earlier load */
};

/*
 * A stage runs some moments before the kernel that it goes on to starts; a log
 * of more than a minute earlier was passed on by a load without a stage.
 * now is the counter, boottime_ns since the start of this boot, suspended time
 * included; hertz is 0 where there is no counter.
 */
enum log_age log_age(const struct log *log, uint64_t now, uint64_t hertz,
		     uint64_t boottime_ns);

#endif
