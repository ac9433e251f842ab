/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The plan: what the loader tells the stage, and the only thing they share.
 *
 * The segment that holds both; offsets are relative to its first byte, which
 * is page aligned:
 *
 *	0			stage: code and constants, entry point first
 *	info.ro_size		the stage's own memory: stack, saved registers
 *	info.plan_offset	struct smmu_plan_header
 *	  + 64			header.count times struct smmu_plan_entry,
 *				struct smmu_plan_gic if header.gic is not NONE,
 *				the blocks of entries that have one
 *	header.body_size	one job of info.job_size bytes for each entry,
 *				and what SMMU_PLAN_DISCOVER needs
 *				the memory of entries that need some
 *	header.memory_size	end
 *
 * Every field is little-endian. The stage never writes what a checksum covers:
 * code and constants, header, entries, GIC, blocks.
 */
#ifndef SMMU_PLAN_H
#define SMMU_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SMMU_STAGE_MAGIC	UINT64_C(0x47415453554d4d53)	/* "SMMUSTAG" */
#define SMMU_PLAN_MAGIC		UINT64_C(0x4e414c50554d4d53)	/* "SMMUPLAN" */
#define SMMU_PLAN_VERSION	1
#define SMMU_PLAN_ENTRIES_MAX	256	/* of SMMUs, */
#define SMMU_PLAN_OTHERS_MAX	8	/* and of no SMMU */
#define SMMU_PLAN_COUNT_MAX	(SMMU_PLAN_ENTRIES_MAX + SMMU_PLAN_OTHERS_MAX)

/* Where the stage binary holds its struct smmu_stage_info. */
#define SMMU_STAGE_INFO_OFFSET	8

/* What the loader has to know about the stage binary to append a plan. */
struct smmu_stage_info {
	uint64_t magic;		/* SMMU_STAGE_MAGIC */
	uint16_t version;	/* SMMU_PLAN_VERSION */
	uint16_t efi;		/* offset of the entry for EFI firmware */
	uint32_t ro_size;	/* bytes of code and constants */
	uint32_t plan_offset;	/* where the plan header goes; 64-byte aligned */
	uint32_t job_size;	/* bytes of memory for each entry */
};

/* smmu_plan_header.console */
enum {
	SMMU_PLAN_CONSOLE_NONE = 0,
	SMMU_PLAN_CONSOLE_PL011 = 1,
	SMMU_PLAN_CONSOLE_UART8250 = 2,		/* registers 1 byte apart */
	SMMU_PLAN_CONSOLE_UART8250_MMIO32 = 3,	/* registers 4 bytes apart */
};

/* smmu_plan_header.on_failure */
enum {
	SMMU_PLAN_CONTINUE = 0,
	SMMU_PLAN_RESET = 1,
	/*
	 * With SMMU_PLAN_DISCOVER: as RESET where the device tree says that
	 * kexec has started this, else as CONTINUE.
	 */
	SMMU_PLAN_RESET_KEXEC = 2,
};

/* smmu_plan_header.conduit: how PSCI is called at EL1; at EL2 it is SMC */
enum {
	SMMU_PLAN_CONDUIT_NONE = 0,
	SMMU_PLAN_CONDUIT_HVC = 1,
	SMMU_PLAN_CONDUIT_SMC = 2,
};

/* smmu_plan_header.gic: architecture version of the distributor */
enum {
	SMMU_PLAN_GIC_NONE = 0,
	SMMU_PLAN_GIC_V2 = 2,
	SMMU_PLAN_GIC_V3 = 3,		/* GICv4 as well */
};

/*
 * header_crc covers the bytes before it; body_crc covers [0, info.ro_size) of
 * the segment followed by entries, GIC and blocks, up to body_size. Both are CRC-32
 * (ISO-HDLC, as zlib's).
 *
 * next is where the stage continues. It is set after the checksums are made, by
 * whatever places the segment, and guarded by its complement instead, so that a
 * stage whose header is corrupt can still leave. With bit 0 set the rest is
 * relative to the segment's first byte.
 */
struct smmu_plan_header {
	uint64_t magic;		/* SMMU_PLAN_MAGIC */
	uint16_t version;	/* SMMU_PLAN_VERSION */
	uint16_t header_size;	/* 64 */
	uint32_t body_size;	/* bytes up to the end of the last block */
	uint32_t body_crc;
	uint16_t count;		/* entries, 1 to SMMU_PLAN_COUNT_MAX */
	uint16_t interrupts;	/* of struct smmu_plan_gic; 0 without a GIC */
	uint64_t console_base;	/* CPU physical address */
	uint8_t console;
	uint8_t on_failure;
	uint8_t conduit;
	uint8_t gic;
	uint32_t timeout_us;	/* for every wait, not zero; doc/stage.md */
	uint32_t memory_size;	/* bytes of the whole segment */
	uint32_t header_crc;
	uint64_t next;
	uint64_t next_check;	/* ~next */
};

#define SMMU_PLAN_NEXT_RELATIVE	UINT64_C(1)

/* smmu_plan_entry.type */
enum {
	SMMU_PLAN_V1 = 1,
	SMMU_PLAN_V2 = 2,
	SMMU_PLAN_V3 = 3,
	/*
	 * No SMMU: copy the device tree of x0 to base, once all others are
	 * done, unless that hits the first size bytes from the segment's on.
	 * The last entry, if there is one; action and flags are 0.
	 */
	SMMU_PLAN_COPY_DTB = 16,
	/*
	 * No SMMU either: look for those of the machine, which may be up to
	 * size (16 bits), and put them into the state that action says, but for those
	 * that a class default leaves alone. The first entry, for a stage that
	 * has a finder; without SMMUs, copy and GIC. Base is 0.
	 * Where else the jobs are, it needs room for a plan of its own: a
	 * header, and an entry and a job for each SMMU that there may be and each
	 * entry that there is. PSCI's conduit is looked for, too.
	 */
	SMMU_PLAN_DISCOVER = 17,
	/*
	 * Blocks of the body: base is the offset of size bytes in the segment,
	 * a multiple of 8. The first block is behind the GIC, and each other
	 * one behind that of the entry before, from the next multiple of 8 on.
	 */
	SMMU_PLAN_LOG = 18,	/* struct smmu_plan_log; behind all of these */
	SMMU_PLAN_NAMES = 19,
	SMMU_PLAN_FUNCTIONS = 20,	/* of struct smmu_plan_function */
	/*
	 * Memory after the jobs: SMMU_PLAN_WATCH_SIZE bytes from offset base
	 * on, at the next multiple of SMMU_PLAN_WATCH_ALIGN.
	 */
	SMMU_PLAN_WATCH = 21,
	/* SMMU_PLAN_STATE_SIZE bytes for each of SMMU_PLAN_FUNCTIONS */
	SMMU_PLAN_STATES = 22,
};

/* Entries without an SMMU follow the others, except SMMU_PLAN_DISCOVER. */
static inline bool smmu_plan_is_smmu(uint8_t type)
{
	return type <= SMMU_PLAN_V3;
}

/* For the watch of all SMMUs. */
#define SMMU_PLAN_WATCH_SIZE	24576u
#define SMMU_PLAN_WATCH_ALIGN	4096u

/*
 * The block of SMMU_PLAN_LOG: what the stage prints goes into memory too, behind
 * its first line, which is here, and from there into a copy of the next image's
 * device tree. Text and copy follow the jobs.
 */
struct smmu_plan_log {
	uint64_t word;		/* CPU physical address of the 8 bytes that hold
				 * the tree's address; 0: it is in x0 */
	uint32_t memory;	/* offset of SMMU_PLAN_LOG_SIZE bytes of text */
	uint32_t tree_size;	/* of the copy, which follows; a multiple of 8;
				 * 0: the text goes into no tree */
	char line[];		/* the first, with a NUL; behind "kexec-smmu: " */
};

#define SMMU_PLAN_LOG_SIZE	32768u

/* smmu_plan_entry.action */
enum {
	SMMU_PLAN_KEEP = 0,
	SMMU_PLAN_ABORT = 1,
	SMMU_PLAN_BYPASS = 2,
	/*
	 * As abort; and the functions behind it that SMMU_PLAN_FUNCTIONS lists
	 * are stopped, before it is fenced if it translates.
	 */
	SMMU_PLAN_DRAIN = 3,
	/*
	 * As abort; then the functions behind it are stopped and reset, and if
	 * no device behind it still writes, it is opened as by bypass. 4: none.
	 */
	SMMU_PLAN_QUIESCE = 5,
};

/* Whether an SMMU is to refuse all, by quiesce until more is known: odd ones. */
static inline bool smmu_plan_fences(uint8_t action)
{
	return action & 1;
}

/* smmu_plan_entry.flags */
enum {
	/* Cavium CN99xx: the registers of page 1 answer in page 0 only. */
	SMMU_PLAN_PAGE0_ONLY = 1 << 0,
	/* Kept, and not even read: not asked for, or perhaps unclocked. */
	SMMU_PLAN_UNTOUCHED = 1 << 1,
	/*
	 * calxeda,smmu-secure-config-access: what the stage sees is the Secure
	 * side, with the Non-secure sCR0, sGFSR and sGFSYNR1 0x400 higher.
	 */
	SMMU_PLAN_SECURE_ALIAS = 1 << 2,
	/* One more frame of the same SMMU as the entry before. */
	SMMU_PLAN_MIRROR = 1 << 3,
	/* It is watched although it has ATS: somebody has named it. */
	SMMU_PLAN_NAMED = 1 << 4,
	/*
	 * Of SMMU_PLAN_DISCOVER: kexec_smmu_stage.policy= on the command line,
	 * which is not signed, may be bypass or keep, not abort alone.
	 */
	SMMU_PLAN_MAY_LOOSEN = 1 << 5,
	/* Masters behind it are not in SMMU_PLAN_FUNCTIONS: quiesce is abort. */
	SMMU_PLAN_STRANGERS = 1 << 6,
	/*
	 * Of SMMU_PLAN_FUNCTIONS: none is made a master again under the fence,
	 * since what is refused may be an error that firmware takes as fatal.
	 */
	SMMU_PLAN_NO_PROVOKE = 1 << 7,
	/* Of SMMU_PLAN_DISCOVER: look for the console as well. */
	SMMU_PLAN_FIND_CONSOLE = 1 << 8,
};

/* One register frame of one SMMU. */
struct smmu_plan_entry {
	uint64_t base;		/* CPU physical address of the frame */
	uint64_t size;		/* bytes, 0 where unknown */
	uint8_t type;
	uint8_t action;
	uint16_t flags;
	union {
		/* After its fence; 0: no watch. Not 0 with quiesce. */
		uint32_t watch_us;
		uint32_t reserved[2];	/* the rest is 0 */
	};
	uint32_t settle_us;	/* after its fence, where it was open before */
};

/* smmu_plan_function.flags */
enum {
	/* Below it are others: it keeps Bus Master. */
	SMMU_PLAN_FUNCTION_BRIDGE = 1 << 0,
	/* Of SR-IOV: its own vendor and device read as all ones. */
	SMMU_PLAN_FUNCTION_VF = 1 << 1,
	/*
	 * Without a reset its silence, when it is made a master, is enough: its
	 * driver has shut it down, and nothing from outside makes it write.
	 */
	SMMU_PLAN_FUNCTION_SILENT_OK = 1 << 2,
};

/* smmu_plan_function.reset: how quiesce is to reset it */
enum {
	SMMU_PLAN_RESET_NONE = 0,
	SMMU_PLAN_RESET_FLR = 1,	/* by Device Control */
	SMMU_PLAN_RESET_AF = 2,		/* by Advanced Features */
	SMMU_PLAN_RESET_BUS = 3,	/* by Bridge Control of its parent */
};

#define SMMU_PLAN_FUNCTIONS_MAX	1024

/* What the stage keeps of each: its header before a reset, and its state. */
#define SMMU_PLAN_STATE_SIZE	48u

/* smmu_plan_function.parent: none is known */
#define SMMU_PLAN_FUNCTION_NONE	UINT16_MAX

/* A PCI function that may do DMA. */
struct smmu_plan_function {
	uint64_t config;	/* CPU physical address of its 4 KiB */
	uint32_t ids;		/* as its first word reads: device, vendor */
	uint32_t stream;	/* StreamID at its SMMU */
	uint16_t segment;
	uint16_t id;		/* bus, device, function */
	/* The SMMU it is behind, or else the entry of SMMU_PLAN_FUNCTIONS. */
	uint16_t entry;
	/* Index of the bridge right above it; of a VF, of its PF. */
	uint16_t parent;
	uint16_t at_sriov;	/* offsets of capabilities; 0: none. Of a PF: */
				/* all its VFs are listed, with it as parent */
	uint8_t at_pcie;
	uint8_t at_msi;
	uint8_t at_msix;
	uint8_t at_af;
	uint8_t flags;
	uint8_t reset;
};

/*
 * Interrupts of the SMMUs of entries entry_first to entry_last: up to 32 of one
 * register of the distributor, GICD_ICPENDR<n> or GICD_ICPENDR<n>E. Their
 * latched state may be cleared once all of these SMMUs are quiet. No bit is in
 * two.
 */
struct smmu_plan_interrupts {
	uint32_t bits;		/* bit i: the register's interrupt i */
	uint16_t icpendr;	/* offset of the register, bytes */
	uint8_t entry_first;
	uint8_t entry_last;	/* not less than entry_first */
};

/* What signals the SMMUs' interrupts: behind the last entry. */
struct smmu_plan_gic {
	uint64_t distributor;	/* CPU physical address of GICD_CTLR */
	struct smmu_plan_interrupts interrupts[];	/* header.interrupts */
};

#define SMMU_PLAN_AT(type, field, offset)				\
	_Static_assert(offsetof(struct type, field) == (offset),	\
		      #type "." #field " is at " #offset)

SMMU_PLAN_AT(smmu_stage_info, magic, 0);
SMMU_PLAN_AT(smmu_stage_info, version, 8);
SMMU_PLAN_AT(smmu_stage_info, efi, 10);
SMMU_PLAN_AT(smmu_stage_info, ro_size, 12);
SMMU_PLAN_AT(smmu_stage_info, plan_offset, 16);
SMMU_PLAN_AT(smmu_stage_info, job_size, 20);
_Static_assert(sizeof(struct smmu_stage_info) == 24, "smmu_stage_info");

SMMU_PLAN_AT(smmu_plan_header, magic, 0);
SMMU_PLAN_AT(smmu_plan_header, version, 8);
SMMU_PLAN_AT(smmu_plan_header, header_size, 10);
SMMU_PLAN_AT(smmu_plan_header, body_size, 12);
SMMU_PLAN_AT(smmu_plan_header, body_crc, 16);
SMMU_PLAN_AT(smmu_plan_header, count, 20);
SMMU_PLAN_AT(smmu_plan_header, interrupts, 22);
SMMU_PLAN_AT(smmu_plan_header, console_base, 24);
SMMU_PLAN_AT(smmu_plan_header, console, 32);
SMMU_PLAN_AT(smmu_plan_header, on_failure, 33);
SMMU_PLAN_AT(smmu_plan_header, conduit, 34);
SMMU_PLAN_AT(smmu_plan_header, gic, 35);
SMMU_PLAN_AT(smmu_plan_header, timeout_us, 36);
SMMU_PLAN_AT(smmu_plan_header, memory_size, 40);
SMMU_PLAN_AT(smmu_plan_header, header_crc, 44);
SMMU_PLAN_AT(smmu_plan_header, next, 48);
SMMU_PLAN_AT(smmu_plan_header, next_check, 56);
_Static_assert(sizeof(struct smmu_plan_header) == 64, "smmu_plan_header");

SMMU_PLAN_AT(smmu_plan_entry, base, 0);
SMMU_PLAN_AT(smmu_plan_entry, size, 8);
SMMU_PLAN_AT(smmu_plan_entry, type, 16);
SMMU_PLAN_AT(smmu_plan_entry, action, 17);
SMMU_PLAN_AT(smmu_plan_entry, flags, 18);
SMMU_PLAN_AT(smmu_plan_entry, watch_us, 20);
SMMU_PLAN_AT(smmu_plan_entry, reserved, 20);
SMMU_PLAN_AT(smmu_plan_entry, settle_us, 28);
_Static_assert(sizeof(struct smmu_plan_entry) == 32, "smmu_plan_entry");

SMMU_PLAN_AT(smmu_plan_log, word, 0);
SMMU_PLAN_AT(smmu_plan_log, memory, 8);
SMMU_PLAN_AT(smmu_plan_log, tree_size, 12);
SMMU_PLAN_AT(smmu_plan_log, line, 16);

SMMU_PLAN_AT(smmu_plan_function, config, 0);
SMMU_PLAN_AT(smmu_plan_function, ids, 8);
SMMU_PLAN_AT(smmu_plan_function, stream, 12);
SMMU_PLAN_AT(smmu_plan_function, segment, 16);
SMMU_PLAN_AT(smmu_plan_function, id, 18);
SMMU_PLAN_AT(smmu_plan_function, entry, 20);
SMMU_PLAN_AT(smmu_plan_function, parent, 22);
SMMU_PLAN_AT(smmu_plan_function, at_sriov, 24);
SMMU_PLAN_AT(smmu_plan_function, at_pcie, 26);
SMMU_PLAN_AT(smmu_plan_function, at_msi, 27);
SMMU_PLAN_AT(smmu_plan_function, at_msix, 28);
SMMU_PLAN_AT(smmu_plan_function, at_af, 29);
SMMU_PLAN_AT(smmu_plan_function, flags, 30);
SMMU_PLAN_AT(smmu_plan_function, reset, 31);
_Static_assert(sizeof(struct smmu_plan_function) == 32, "smmu_plan_function");

SMMU_PLAN_AT(smmu_plan_interrupts, bits, 0);
SMMU_PLAN_AT(smmu_plan_interrupts, icpendr, 4);
SMMU_PLAN_AT(smmu_plan_interrupts, entry_first, 6);
SMMU_PLAN_AT(smmu_plan_interrupts, entry_last, 7);
_Static_assert(SMMU_PLAN_ENTRIES_MAX <= 256, "smmu_plan_interrupts.entry_last");
_Static_assert(sizeof(struct smmu_plan_interrupts) == 8,
	       "smmu_plan_interrupts");

SMMU_PLAN_AT(smmu_plan_gic, distributor, 0);
SMMU_PLAN_AT(smmu_plan_gic, interrupts, 8);

#endif
