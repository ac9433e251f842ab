/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "io.h"

#include <string.h>

#include "model/cpu-bus.h"
#include "stage/host/guard.h"
#include "stage/host/host.h"

struct host host;

void host_start(struct cpu *cpu)
{
	host.cpu = cpu;
	host.memory = host.memory_end = 0;
	host.event_count = 0;
}

void host_memory(void *memory, size_t size)
{
	host.memory = (uintptr_t)memory;
	host.memory_end = host.memory + size;
}

/* More than any run of a test makes. */
#define EVENTS_LIMIT	(UINT32_C(1) << 28)

static void note(enum host_kind kind, unsigned int size, uint64_t address,
		 uint64_t value)
{
	if (host.event_count < HOST_EVENTS_MAX)
		host.events[host.event_count] = (struct host_event){
			kind, size, address, value };
	if (++host.event_count > EVENTS_LIMIT)
		guard_give_up("hangs");
}

/* The sanitizers see how far memory is accessed; NULL: it is a device's. */
static void *memory_at(uint64_t address)
{
	if (address < host.memory || address >= host.memory_end)
		return NULL;
	return (void *)(uintptr_t)address;
}

static uint64_t read(uint64_t address, unsigned int size)
{
	const void *memory = memory_at(address);
	uint64_t value = 0;

	/* Little-endian, as the stage is. */
	if (memory)
		memcpy(&value, memory, size);
	else if (!cpu_bus_read(host.cpu, address, size, &value))
		guard_abort();
	note(HOST_READ, size, address, value);
	guard_serror();
	return value;
}

static void write(uint64_t address, unsigned int size, uint64_t value)
{
	void *memory = memory_at(address);

	note(HOST_WRITE, size, address, value);
	if (memory)
		memcpy(memory, &value, size);
	else if (!cpu_bus_write(host.cpu, address, size, value))
		guard_abort();
	guard_serror();
}

uint32_t io_read8(uint64_t address)
{
	return (uint32_t)read(address, 1);
}

void io_write8(uint64_t address, uint32_t value)
{
	write(address, 1, (uint8_t)value);
}

uint32_t io_read32(uint64_t address)
{
	return (uint32_t)read(address, 4);
}

void io_write32(uint64_t address, uint32_t value)
{
	write(address, 4, value);
}

uint64_t io_read64(uint64_t address)
{
	return read(address, 8);
}

void io_write64(uint64_t address, uint64_t value)
{
	write(address, 8, value);
}

void io_barrier(void)
{
	note(HOST_BARRIER, 0, 0, 0);
	cpu_bus_barrier(host.cpu);
	guard_serror();
}

/* CTR_EL0.DminLine, the rest 0: log2 of the words of a line. */
uint64_t io_cache_type(void)
{
	return (uint64_t)__builtin_ctz(HOST_LINE / 4) << 16;
}

void io_cache_invalidate(uint64_t address, bool drop)
{
	note(drop ? HOST_DROP : HOST_CLEAN, HOST_LINE, address, 0);
}

bool io_has_crc32(void)
{
	return host.has_crc32;
}

uint64_t io_time(void)
{
	uint64_t time = cpu_bus_time(host.cpu);

	guard_serror();
	return time;
}

uint64_t io_frequency(void)
{
	return host.cpu->counter_frequency;
}
