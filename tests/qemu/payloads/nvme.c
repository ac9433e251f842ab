// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * NVM Express Base Specification 1.4: section 3.1 (registers), 4.2 and 4.6
 * (entries of queues), 5.3 and 5.4 (queues are made), 6.9 (read).
 */
#include "nvme.h"

#include <stddef.h>

#include "bare.h"

#define CC		0x14
#define CC_ON		(4u << 20 | 6u << 16 | 1u)	/* entries: 16 and 64 */
#define CSTS		0x1c
#define CSTS_READY	(1u << 0)
#define AQA		0x24
#define ASQ		0x28
#define ACQ		0x30
#define DOORBELLS	0x1000		/* CAP.DSTRD is 0 in QEMU's */

#define DEPTH		16u		/* of each queue */
#define WAIT_MS		1000

/* Opcodes, and where a command has its fields. */
#define CREATE_SQ	0x01u
#define CREATE_CQ	0x05u
#define READ		0x02u
#define NSID		0x04
#define PRP1		0x18
#define CDW10		0x28
#define CDW11		0x2c
#define CDW12		0x30
#define COMMAND_SIZE	64
#define COMPLETION_SIZE	16
#define STATUS		0x0c		/* of a completion */
#define STATUS_PHASE	(1u << 16)

#define BLOCKS_OF_PAGE	(NVME_PAGE / 512u)

struct queue {
	uint64_t commands;	/* and completions in the page behind it */
	uint64_t doorbells;
	unsigned int sent;
};

static void write_address(uint64_t to, uint64_t address)
{
	bare_write32(to, (uint32_t)address);
	bare_write32(to + 4, (uint32_t)(address >> 32));
}

/* Until the bits have that value; whether they came to. */
static int wait_for(uint64_t address, uint32_t mask, uint32_t value)
{
	uint64_t start = bare_ticks();

	while ((bare_read32(address) & mask) != value)
		if (bare_ticks() - start > bare_ticks_of(WAIT_MS))
			return 0;
	return 1;
}

/* Where the next command of the queue goes, without fields. */
static uint64_t next_command(const struct queue *queue, uint32_t opcode)
{
	uint64_t command = queue->commands +
			   queue->sent % DEPTH * COMMAND_SIZE;

	for (unsigned int i = 0; i < COMMAND_SIZE; i += 4)
		bare_write32(command + i, 0);
	bare_write32(command, opcode | queue->sent << 16);
	return command;
}

/* Have it done: whether it was, without an error. */
static int ring(struct queue *queue)
{
	unsigned int at = queue->sent++;
	uint64_t status = queue->commands + NVME_PAGE +
			  at % DEPTH * COMPLETION_SIZE + STATUS;

	__asm__ volatile("dsb sy" : : : "memory");
	bare_write32(queue->doorbells, queue->sent % DEPTH);
	/* The phase turns around each time the queue starts anew. */
	if (!wait_for(status, STATUS_PHASE,
		      at / DEPTH % 2 ? 0 : STATUS_PHASE))
		return 0;
	bare_write32(queue->doorbells + 4, queue->sent % DEPTH);
	return !(bare_read32(status) & ~(STATUS_PHASE | 0xffffu));
}

static const char *start(uint64_t registers, const struct queue *admin)
{
	bare_write32(registers + CC, 0);
	if (!wait_for(registers + CSTS, CSTS_READY, 0))
		return "does not stop";
	bare_write32(registers + AQA, (DEPTH - 1) << 16 | (DEPTH - 1));
	write_address(registers + ASQ, admin->commands);
	write_address(registers + ACQ, admin->commands + NVME_PAGE);
	bare_write32(registers + CC, CC_ON);
	if (!wait_for(registers + CSTS, CSTS_READY, CSTS_READY))
		return "does not start";
	return NULL;
}

/* Number 1, of both kinds. */
static int make_queues(struct queue *admin, const struct queue *queue)
{
	uint64_t command = next_command(admin, CREATE_CQ);

	write_address(command + PRP1, queue->commands + NVME_PAGE);
	bare_write32(command + CDW10, (DEPTH - 1) << 16 | 1);
	bare_write32(command + CDW11, 1);
	if (!ring(admin))
		return 0;
	command = next_command(admin, CREATE_SQ);
	write_address(command + PRP1, queue->commands);
	bare_write32(command + CDW10, (DEPTH - 1) << 16 | 1);
	bare_write32(command + CDW11, 1 << 16 | 1);
	return ring(admin);
}

const char *nvme_read(uint64_t registers, uint64_t queues, uint64_t buffer,
		      unsigned int pages)
{
	struct queue admin = { queues, registers + DOORBELLS, 0 };
	struct queue queue = { queues + 2 * NVME_PAGE,
			       registers + DOORBELLS + 8, 0 };
	const char *error;
	unsigned int i;

	for (i = 0; i < 4 * NVME_PAGE; i += 4)
		bare_write32(queues + i, 0);
	error = start(registers, &admin);
	if (error)
		return error;
	if (!make_queues(&admin, &queue))
		return "does not answer";
	for (i = 0; i < pages; i++) {
		uint64_t command = next_command(&queue, READ);

		bare_write32(command + NSID, 1);
		write_address(command + PRP1, buffer + i * NVME_PAGE);
		bare_write32(command + CDW10, i * BLOCKS_OF_PAGE);
		bare_write32(command + CDW12, BLOCKS_OF_PAGE - 1);
		if (!ring(&queue))
			return "does not read";
	}
	return NULL;
}
