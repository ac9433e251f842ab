/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launch/elf-kind.h"

#include <byteswap.h>
#include <elf.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "util/read-file.h"

#define NATIVE_DATA \
	(__BYTE_ORDER == __LITTLE_ENDIAN ? ELFDATA2LSB : ELFDATA2MSB)

static bool find_interpreter(int fd, const Elf64_Ehdr *header)
{
	unsigned int i;

	if (header->e_phentsize != sizeof(Elf64_Phdr))
		return false;
	for (i = 0; i < header->e_phnum; i++) {
		Elf64_Phdr segment;
		off_t offset = (off_t)(header->e_phoff + i * sizeof(segment));

		if (read_at(fd, &segment, sizeof(segment), offset) !=
		    sizeof(segment))
			return false;
		if (segment.p_type == PT_INTERP)
			return true;
	}
	return false;
}

int elf_kind_read(const char *path, struct elf_kind *ret_kind)
{
	struct elf_kind kind = { .is_elf = false };
	Elf64_Ehdr header = { 0 };
	bool native;
	ssize_t got;
	int error;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	got = read_at(fd, &header, sizeof(header), 0);
	error = errno;
	if (got >= (ssize_t)sizeof(Elf32_Ehdr) &&
	    !memcmp(header.e_ident, ELFMAG, SELFMAG)) {
		native = header.e_ident[EI_DATA] == NATIVE_DATA;
		kind.is_elf = true;
		kind.is_64 = header.e_ident[EI_CLASS] == ELFCLASS64;
		kind.is_big_endian = header.e_ident[EI_DATA] == ELFDATA2MSB;
		/* At the same place in both classes. */
		kind.machine = native ? header.e_machine :
					bswap_16(header.e_machine);
		kind.has_interpreter = native && kind.is_64 &&
				       find_interpreter(fd, &header);
	}
	close(fd);
	if (got < 0) {
		errno = error;
		return -1;
	}
	*ret_kind = kind;
	return 0;
}

bool elf_kind_matches(const struct elf_kind *one, const struct elf_kind *other)
{
	return one->is_elf && other->is_elf && one->is_64 == other->is_64 &&
	       one->is_big_endian == other->is_big_endian &&
	       one->machine == other->machine;
}
