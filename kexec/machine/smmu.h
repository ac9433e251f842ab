/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a machine's firmware says about its SMMUs: plain data, filled in by the
 * parsers (devtree/, acpi/) and read by everything after them. Nothing here
 * does I/O or prints.
 */
#ifndef MACHINE_SMMU_H
#define MACHINE_SMMU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "machine/gic.h"
#include "machine/master.h"
#include "machine/pci.h"
#include "util/macros.h"

enum smmu_version { SMMU_VERSION_V1 = 1, SMMU_VERSION_V2, SMMU_VERSION_V3 };

enum smmu_status {
	SMMU_OKAY,
	SMMU_DISABLED,		/* its own status, or that of a parent */
	SMMU_RESERVED,		/* status = "reserved": owned by other firmware */
	SMMU_UNREACHABLE,	/* no CPU address through its parents */
};

enum smmu_action {
	SMMU_KEEP,
	SMMU_ABORT,
	SMMU_BYPASS,
	SMMU_DRAIN,
	SMMU_QUIESCE,
	SMMU_AUTO,		/* of a policy alone; plan/auto.h chooses */
};

/* What the running kernel shows of an SMMU that is in its own tables. */
enum smmu_use {
	SMMU_USE_UNKNOWN,	/* of a file, or added */
	SMMU_USED,		/* its driver is bound to it, and it is awake */
	SMMU_UNDRIVEN,		/* no driver is bound to it */
	SMMU_SUSPENDED,		/* its driver has suspended it */
	SMMU_MASTERLESS,	/* no master behind it has a driver */
};

/* One register frame. A node with several has several, of one group. */
struct smmu {
	uint64_t base;		/* CPU physical address, if has_base */
	uint64_t size;		/* bytes, if has_size */
	bool has_base;
	bool has_size;
	bool power_managed;	/* has clocks or power-domains */
	bool page0_only;	/* SMMUv3 without page 1 (Cavium CN99xx) */
	bool secure_alias;	/* SMMUv1: the CPU is on its Secure side */
	bool qualcomm;		/* Qualcomm's: firmware filters its registers */
	bool owns_region;	/* a reserved region is used through it */
	bool by_hand;		/* of --smmu-add: no name, no model */
	enum smmu_version version;
	enum smmu_status status;
	enum smmu_use use;	/* of a group, all frames alike */
	unsigned int group;	/* frames of one node share it; neighbours */
	char *model;		/* owned; NULL where there is none */
	char *name;		/* owned; node path or IORT@0x…; NULL: none */
	char *kernel_name;	/* owned; the running kernel's; NULL: none */
	size_t devices;		/* that the kernel has put behind it */
	bool has_devices;	/* that is known */

	/* Filled in by policy.c. */
	bool has_policy;	/* a policy was asked for */
	bool is_named;		/* by the rule: its address or path */
	enum smmu_action policy;
	enum smmu_action action;
	const char *reason;	/* why they differ, else NULL; static text */
};

/* An IOMMU that is not a supported SMMU. Both strings are owned. */
struct unsupported_iommu {
	char *name;
	char *model;
};

/* Memory that firmware says a device keeps using, and the SMMU it is behind. */
struct reserved_region {
	uint64_t base;		/* CPU physical address */
	uint64_t size;		/* bytes */
	char *smmu;		/* owned; name of the SMMU, NULL if none */
};

enum smmu_source { SMMU_SOURCE_FDT, SMMU_SOURCE_IORT };

struct smmu_machine {
	enum smmu_source source;
	struct smmu *smmus;
	size_t smmu_count;
	struct unsupported_iommu *unsupported;
	size_t unsupported_count;
	struct reserved_region *regions;
	size_t region_count;
	struct master *masters;
	size_t master_count;
	struct stream *streams;		/* sorted by master */
	size_t stream_count;
	/* What the running kernel shows, if that was looked at. */
	bool has_functions;
	struct pci_function *functions;	/* sorted by segment and ID */
	size_t function_count;
	struct pci_window *windows;
	size_t window_count;
	enum smmu_action automatic;	/* what the policy auto is here, */
	const char *automatic_reason;	/* and why; static text: plan/auto.h */
	/* As which functions behind no SMMU are stopped; else SMMU_KEEP. */
	enum smmu_action rest;	/* policy.c */
	struct gic gic;			/* of all interrupts */
	struct gic_list interrupts;	/* in the order of groups */
	char *warning;		/* owned; a line about the tables, or NULL */
};

/*
 * The names on the command line and in JSON: "v3", "okay", "abort", "fdt".
 * Never NULL.
 */
const char *smmu_version_name(enum smmu_version version);
const char *smmu_status_name(enum smmu_status status);
const char *smmu_action_name(enum smmu_action action);
const char *smmu_source_name(enum smmu_source source);

/* Read text[0, size) as "v1", "v2" or "v3". Returns 0, or -1 for others. */
int smmu_version_parse(const char *text, size_t size,
		       enum smmu_version *ret_version) _must_check_;

/* Are transactions refused before anything passes? quiesce may open it then. */
static inline bool smmu_fences(enum smmu_action action)
{
	return action == SMMU_ABORT || action == SMMU_DRAIN ||
	       action == SMMU_QUIESCE;
}

/* Are PCI functions behind it stopped? */
static inline bool smmu_stops(enum smmu_action action)
{
	return action == SMMU_DRAIN || action == SMMU_QUIESCE;
}

/* Read the word of a policy, "keep", ... "auto". Returns 0, or -1 for others. */
int smmu_action_parse(const char *text, enum smmu_action *ret_action)
	_must_check_;

/*
 * Append a zeroed element and return it, or NULL if memory ran out. The pointer
 * is valid until the next append.
 */
struct smmu *smmu_machine_add(struct smmu_machine *machine) _must_check_;
struct unsupported_iommu *smmu_machine_add_unsupported(
					struct smmu_machine *machine)
	_must_check_;
struct reserved_region *smmu_machine_add_region(struct smmu_machine *machine)
	_must_check_;
struct master *smmu_machine_add_master(struct smmu_machine *machine)
	_must_check_;
struct stream *smmu_machine_add_stream(struct smmu_machine *machine)
	_must_check_;
struct pci_function *smmu_machine_add_function(struct smmu_machine *machine)
	_must_check_;
struct pci_window *smmu_machine_add_window(struct smmu_machine *machine)
	_must_check_;

/* The first frame at this CPU physical address, of any status; else NULL. */
const struct smmu *smmu_machine_find(const struct smmu_machine *machine,
				     uint64_t base);

/* The first frame of a group; NULL for MASTER_NO_SMMU. */
const struct smmu *smmu_machine_group(const struct smmu_machine *machine,
				      uint32_t group);

/* Is an SMMU in use? */
bool smmu_machine_in_use(const struct smmu_machine *machine);

/* Is there an SMMU in use with this action? */
bool smmu_machine_has(const struct smmu_machine *machine,
		      enum smmu_action action);

/* Is something done to an SMMU? */
bool smmu_machine_acts(const struct smmu_machine *machine);

/*
 * May it be without power, as far as tables and the running kernel say? An
 * access may then never be answered.
 */
bool smmu_may_be_unpowered(const struct smmu *smmu);

/* Room for smmu_label() to write an address. */
#define SMMU_LABEL_SIZE	24

/* The name of an SMMU in messages: added ones have no name of their own. */
const char *smmu_label(const struct smmu *smmu,
		       char room[static SMMU_LABEL_SIZE]);

/* Free what the machine owns and zero it. */
void smmu_machine_clear(struct smmu_machine *machine);

#endif
