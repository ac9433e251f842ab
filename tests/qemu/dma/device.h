/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two ways to a PCI function without a driver of the kernel. */
#ifndef DEVICE_H
#define DEVICE_H

#include <stddef.h>
#include <stdint.h>

/* Prints "PROGRAM: WHAT: WHY" and ends with status 1. */
void device_fail(const char *what, const char *why) __attribute__((noreturn));

/* A locked, zeroed page of this process, shared with its children. */
void *device_page_new(void);

/* Its physical address, from /proc/self/pagemap. */
uint64_t device_page_physical(const void *page);

/* Maps BAR 0 of the function (0000:00:05.0) and enables memory space and bus
 * master. Nothing is undone when the process ends. No driver may have it. */
volatile uint8_t *device_sysfs_open(const char *function);

/* The same of a function that vfio-pci has. What the device may reach is what
 * device_vfio_map() gave it, until the process ends. */
volatile uint8_t *device_vfio_open(const char *function);
void device_vfio_map(const void *page, uint64_t iova);

/* Go on in the background: what vfio mapped lasts as long as the process. */
void device_stay(void) __attribute__((noreturn));

#endif
