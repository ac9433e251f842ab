/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PCI functions, as the running kernel and their configuration spaces show
 * them. Plain data; struct smmu_machine has the array.
 */
#ifndef MACHINE_PCI_H
#define MACHINE_PCI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What only root can read is unknown to other users. */
enum pci_known { PCI_UNKNOWN, PCI_NO, PCI_YES };

/* Of the Device/Port Type of the PCI Express Capabilities register. */
#define PCI_PORT_TO_PCI		7	/* PCI Express to PCI bridge */
#define PCI_PORT_FROM_PCI	8	/* PCI to PCI Express bridge */

/* Resets that the kernel may use, of its reset_method. */
enum pci_reset {
	PCI_RESET_DEVICE = 1 << 0,	/* one of the kernel's for this device */
	PCI_RESET_ACPI = 1 << 1,
	PCI_RESET_FLR = 1 << 2,
	PCI_RESET_AF_FLR = 1 << 3,
	PCI_RESET_PM = 1 << 4,
	PCI_RESET_BUS = 1 << 5,
	PCI_RESET_CXL_BUS = 1 << 6,
};

/* No index of an array. */
#define PCI_NONE	SIZE_MAX

struct pci_function {
	uint32_t segment;
	uint16_t id;		/* requester ID: bus, device, function */
	uint16_t vendor;
	uint16_t device;
	uint32_t class;		/* class, subclass, interface: 24 bits */
	uint8_t header_type;	/* without the multi-function bit */
	uint8_t subordinate;	/* of a bridge, the last bus below */
	uint8_t secondary;	/* of a bridge, the bus below */
	char *driver;		/* owned; as lsmod has it, NULL for none */
	enum pci_known pcie;
	enum pci_known flr;	/* by Device Capabilities */
	enum pci_known af_flr;	/* by Advanced Features */
	enum pci_known d3hot_reset;	/* by leaving D3hot */
	enum pci_known cxl;	/* has a DVSEC of CXL */
	bool has_port_type;
	uint8_t port_type;
	uint8_t at_pm;		/* offsets of capabilities; 0: none or unknown */
	uint8_t at_pcie;
	uint8_t at_af;
	uint8_t at_msi;
	uint8_t at_msix;
	uint16_t at_sriov;	/* the same, of an extended one */
	bool is_master;		/* Bus Master is on */
	bool is_vf;
	uint16_t physfn;	/* requester ID of its PF */
	uint16_t vfs;		/* of a PF, those that are enabled */
	enum pci_known has_resets;	/* whether resets is known */
	unsigned int resets;	/* of enum pci_reset */
	unsigned int first_reset;	/* the first; 0: none, or unknown */
	bool has_parent;
	uint16_t parent_id;	/* requester ID of the bridge above */
	bool has_iommu_group;
	uint32_t iommu_group;	/* the kernel's number */
	size_t master;		/* the host bridge, or PCI_NONE */

	/* Filled in by masters/join.c. */
	size_t parent;		/* index of the bridge above, or PCI_NONE */
	bool has_config;
	uint64_t config;	/* CPU address of the configuration space */
	bool has_requester;
	uint16_t requester;	/* under which ID its DMA leaves the host bridge */
	uint32_t group;		/* of the SMMU, or MASTER_NO_SMMU */
	bool has_stream;
	uint32_t stream;	/* StreamID */
};

/* Memory in which configuration spaces are found as ECAM has them. */
struct pci_window {
	uint32_t segment;
	size_t master;		/* the host bridge, or PCI_NONE: by segment */
	uint8_t first_bus;
	uint8_t last_bus;
	uint64_t base;		/* of the first bus; CPU physical */

	/* Filled in by masters/join.c. */
	bool is_used;		/* all of it, by the running kernel */
};

/*
 * Whether others are below it: by its header, since there are endpoints among the
 * bridges of the class code; but host bridges have an endpoint's.
 */
bool pci_is_bridge(const struct pci_function *function);
bool pci_is_host_bridge(const struct pci_function *function);

/* A part of the class code. Displays and consoles are never stopped. */
bool pci_is_display(const struct pci_function *function);
bool pci_is_console(const struct pci_function *function);

/* The class in a few words: "Ethernet controller". Never NULL. */
const char *pci_class_name(uint32_t class);

/* Room for pci_name(): 0000:00:00.0, and of larger segments. */
#define PCI_NAME_SIZE	20

/* How Linux writes it. Returns name. */
const char *pci_name(uint32_t segment, uint16_t id,
		     char name[static PCI_NAME_SIZE]);

#endif
