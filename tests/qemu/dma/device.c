// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE		/* program_invocation_short_name */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/pci_regs.h>
#include <linux/vfio.h>

#include "device.h"

#define PAGE		4096
#define PCI_DEVICES	"/sys/bus/pci/devices/"

#define PAGEMAP_PRESENT	(1ull << 63)
#define PAGEMAP_FRAME	((1ull << 55) - 1)

static int container = -1;

void device_fail(const char *what, const char *why)
{
	fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, what,
		why);
	exit(1);
}

static int open_file(const char *path)
{
	int fd = open(path, O_RDWR | O_SYNC);

	if (fd < 0)
		device_fail(path, strerror(errno));
	return fd;
}

static int open_of(const char *function, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), PCI_DEVICES "%s/%s", function, name);
	return open_file(path);
}

static volatile uint8_t *map_registers(int fd, off_t offset, size_t size)
{
	void *map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			 offset);

	if (map == MAP_FAILED)
		device_fail("BAR 0", strerror(errno));
	return map;
}

static void enable(int fd, off_t config)
{
	uint16_t command;

	if (pread(fd, &command, sizeof(command), config + PCI_COMMAND) !=
	    sizeof(command))
		device_fail("PCI_COMMAND", strerror(errno));
	command |= PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;
	if (pwrite(fd, &command, sizeof(command), config + PCI_COMMAND) !=
	    sizeof(command))
		device_fail("PCI_COMMAND", strerror(errno));
}

void *device_page_new(void)
{
	void *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (page == MAP_FAILED || mlock(page, PAGE))
		device_fail("page", strerror(errno));
	memset(page, 0, PAGE);
	return page;
}

uint64_t device_page_physical(const void *page)
{
	off_t index = (off_t)((uintptr_t)page / PAGE * sizeof(uint64_t));
	int fd = open("/proc/self/pagemap", O_RDONLY);
	uint64_t entry = 0;

	if (fd < 0 ||
	    pread(fd, &entry, sizeof(entry), index) != sizeof(entry) ||
	    !(entry & PAGEMAP_PRESENT) || !(entry & PAGEMAP_FRAME))
		device_fail("/proc/self/pagemap", "does not tell");
	close(fd);
	return (entry & PAGEMAP_FRAME) * PAGE;
}

volatile uint8_t *device_sysfs_open(const char *function)
{
	int config = open_of(function, "config");
	int bar = open_of(function, "resource0");
	struct stat status;

	enable(config, 0);
	close(config);
	if (fstat(bar, &status))
		device_fail("resource0", strerror(errno));
	return map_registers(bar, 0, (size_t)status.st_size);
}

static int open_group(const char *function)
{
	char path[128], target[256];
	ssize_t length;

	snprintf(path, sizeof(path), PCI_DEVICES "%s/iommu_group", function);
	length = readlink(path, target, sizeof(target) - 1);
	if (length < 0)
		device_fail(path, strerror(errno));
	target[length] = '\0';
	snprintf(path, sizeof(path), "/dev/vfio/%s", strrchr(target, '/') + 1);
	return open_file(path);
}

volatile uint8_t *device_vfio_open(const char *function)
{
	struct vfio_region_info info = { .argsz = sizeof(info) };
	volatile uint8_t *registers;
	int group, device;

	container = open_file("/dev/vfio/vfio");
	group = open_group(function);
	if (ioctl(group, VFIO_GROUP_SET_CONTAINER, &container))
		device_fail("VFIO_GROUP_SET_CONTAINER", strerror(errno));
	if (ioctl(container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU))
		device_fail("VFIO_SET_IOMMU", strerror(errno));
	device = ioctl(group, VFIO_GROUP_GET_DEVICE_FD, function);
	if (device < 0)
		device_fail("VFIO_GROUP_GET_DEVICE_FD", strerror(errno));
	info.index = VFIO_PCI_BAR0_REGION_INDEX;
	if (ioctl(device, VFIO_DEVICE_GET_REGION_INFO, &info))
		device_fail("BAR 0", strerror(errno));
	registers = map_registers(device, (off_t)info.offset, info.size);
	info.index = VFIO_PCI_CONFIG_REGION_INDEX;
	if (ioctl(device, VFIO_DEVICE_GET_REGION_INFO, &info))
		device_fail("configuration space", strerror(errno));
	enable(device, (off_t)info.offset);
	return registers;
}

void device_vfio_map(const void *page, uint64_t iova)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map),
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.vaddr = (uintptr_t)page,
		.iova = iova,
		.size = PAGE,
	};

	if (ioctl(container, VFIO_IOMMU_MAP_DMA, &map))
		device_fail("VFIO_IOMMU_MAP_DMA", strerror(errno));
}

void device_stay(void)
{
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child < 0)
		device_fail("fork", "failed");
	if (child > 0)
		_exit(0);
	setsid();
	for (;;)
		pause();
}
