/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/cpu-bus.h"

#include "model/cpu-uart.h"

/* Far ahead, also for who looks at the low or the high half only. */
#define COUNTER_JUMP	(UINT64_C(1) << 40 | UINT64_C(1) << 30)

/* xorshift64 */
static void moment(struct cpu *cpu)
{
	if (!cpu->serror_mean)
		return;
	cpu->serror_seed ^= cpu->serror_seed << 13;
	cpu->serror_seed ^= cpu->serror_seed >> 7;
	cpu->serror_seed ^= cpu->serror_seed << 17;
	if ((cpu->serror_seed >> 20) % cpu->serror_mean == 0)
		cpu->serror_pending = true;
}

void cpu_bus_serror_taken(struct cpu *cpu)
{
	cpu->serror_pending = cpu->serror_more != 0;
	if (cpu->serror_more && cpu->serror_more != CPU_SERRORS_FOR_EVER)
		cpu->serror_more--;
}

/* An access to a UART: does it end in a synchronous abort? */
static bool uart_faults(struct cpu *cpu)
{
	moment(cpu);
	cpu->uart_accesses++;
	if (cpu->uart_accesses == cpu->uart_serror_at)
		cpu->serror_coming = true;
	return cpu->uart_accesses == cpu->uart_abort_at;
}

/* Whether an SError comes of an access to an SMMU or the GIC. */
static bool makes_serror(const struct cpu *cpu, uint64_t address)
{
	return cpu->accesses == cpu->serror_at ||
	       (cpu->serror_every && cpu->accesses % cpu->serror_every == 0) ||
	       (cpu->serror_address && address == cpu->serror_address);
}

/* Whether it is answered by a synchronous abort. */
static bool faults(struct cpu *cpu, uint64_t address, bool write)
{
	moment(cpu);
	cpu->accesses++;
	cpu->counter += cpu->access_ticks;
	if (cpu->pci)
		pci_model_tick(cpu->pci);
	if (write)
		cpu->unfenced_writes++;
	if (makes_serror(cpu, address) && cpu->serror_late)
		cpu->serror_coming = true;
	else if (makes_serror(cpu, address))
		cpu->serror_pending = true;
	return cpu->accesses == cpu->abort_at;
}

static bool is_gic(uint64_t address)
{
	return address - CPU_GIC < CPU_BUS_GIC;
}

static bool is_config(const struct cpu *cpu, uint64_t address)
{
	return cpu->pci && address - CPU_ECAM < CPU_ECAM_SIZE;
}

/* NULL where no SMMU answers. */
static const struct cpu_smmu *smmu_at(const struct cpu *cpu, uint64_t address)
{
	size_t i;

	for (i = 0; i < cpu->smmu_count; i++) {
		const struct cpu_smmu *smmu = &cpu->smmus[i];

		if (smmu->model && address - smmu->base < smmu->mapped)
			return smmu;
	}
	return NULL;
}

static unsigned int fates(const struct cpu *cpu, const struct cpu_smmu *smmu)
{
	return cpu->pci && smmu ? smmu->kind->fates(smmu->model) : 0;
}

/* What functions of PCI still do when an SMMU changes. */
static void judge(struct cpu *cpu, const struct cpu_smmu *smmu,
		  unsigned int before)
{
	unsigned int group = 0;
	size_t i;

	if (!cpu->pci || !smmu)
		return;
	for (i = 0; &cpu->smmus[i] <= smmu; i++)
		group += !cpu->smmus[i].mirror;
	pci_model_judge(cpu->pci, group, before, fates(cpu, smmu));
}

bool cpu_bus_read(struct cpu *cpu, uint64_t address, unsigned int size,
		  uint64_t *ret_value)
{
	const struct cpu_uart *uart = cpu_uart_at(address);
	const struct cpu_smmu *smmu;
	unsigned int before;

	if (uart) {
		if (uart_faults(cpu))
			return false;
		*ret_value = cpu_uart_read(cpu, uart, address, size);
		return true;
	}
	smmu = smmu_at(cpu, address);
	if (!smmu && !is_gic(address) && !is_config(cpu, address))
		return false;
	if (faults(cpu, address, /* write= */ false))
		return false;
	if (is_config(cpu, address))
		return pci_model_read(cpu->pci, address - CPU_ECAM, size,
				      ret_value);
	if (!smmu && !cpu->gic_model)
		return false;
	before = fates(cpu, smmu);
	*ret_value = smmu ?
		smmu->kind->read(smmu->model, address - smmu->base, size) :
		gic_model_read(cpu->gic_model, address - CPU_GIC, size);
	judge(cpu, smmu, before);
	if (smmu && cpu->ones_from && cpu->accesses >= cpu->ones_from)
		*ret_value = size == 8 ? UINT64_MAX : UINT32_MAX;
	return true;
}

bool cpu_bus_write(struct cpu *cpu, uint64_t address, unsigned int size,
		   uint64_t value)
{
	const struct cpu_uart *uart = cpu_uart_at(address);
	const struct cpu_smmu *smmu;
	unsigned int before;

	if (uart) {
		if (uart_faults(cpu))
			return false;
		cpu_uart_write(cpu, uart, address, size, value);
		return true;
	}
	smmu = smmu_at(cpu, address);
	if (!smmu && !is_gic(address) && !is_config(cpu, address))
		return false;
	if (faults(cpu, address, /* write= */ true))
		return false;
	if (is_config(cpu, address))
		return pci_model_write(cpu->pci, address - CPU_ECAM, size,
				       value);
	if (!smmu && !cpu->gic_model)
		return false;
	before = fates(cpu, smmu);
	if (smmu)
		smmu->kind->write(smmu->model, address - smmu->base, size,
				  value);
	else
		gic_model_write(cpu->gic_model, address - CPU_GIC, size, value);
	judge(cpu, smmu, before);
	return true;
}

void cpu_bus_barrier(struct cpu *cpu)
{
	moment(cpu);
	cpu->barriers++;
	cpu->unfenced_writes = 0;
	cpu->serror_pending = cpu->serror_pending || cpu->serror_coming;
	cpu->serror_coming = false;
}

uint64_t cpu_bus_time(struct cpu *cpu)
{
	moment(cpu);
	cpu->counter += cpu->counter_step;
	if (++cpu->counter_reads == cpu->counter_jump_at)
		cpu->counter += COUNTER_JUMP;
	return cpu->counter;
}
