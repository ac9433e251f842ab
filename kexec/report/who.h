/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names of devices that kept doing DMA: those of a log's StreamID, from the
 * log or, if it has no names (a wrapped file's), from the tables of the system
 * that reads it.
 */
#ifndef REPORT_WHO_H
#define REPORT_WHO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "machine/pci-ids.h"
#include "machine/smmu.h"
#include "report/log.h"
#include "util/macros.h"

#define WHO_NAME_SIZE	128

/* Strings are "" for what is not known; they may hold any byte. */
struct who_device {
	char name[WHO_NAME_SIZE];	/* 0000:00:05.0, or of another bus */
	char driver[WHO_NAME_SIZE];
	bool has_ids;
	uint16_t vendor;
	uint16_t device;
	char vendor_name[PCI_IDS_NAME_SIZE];
	char device_name[PCI_IDS_NAME_SIZE];
};

/* A walk through the devices of one offender. */
struct who {
	const struct log_offender *offender;
	const struct smmu_machine *machine;	/* with functions; or NULL */
	const struct pci_ids *ids;
	struct log_text names;	/* left in the log */
	size_t function;	/* to look at next */
	size_t stream;
	bool has_function;	/* one was found */
};

void who_start(struct who *who, const struct log_offender *offender,
	       const struct smmu_machine *machine, const struct pci_ids *ids)
	_nonnull_(1, 2, 4);

/* The next device; there may be none at all. Returns whether there is one. */
bool who_next(struct who *who, struct who_device *ret_device) _nonnull_(1, 2);

#endif
