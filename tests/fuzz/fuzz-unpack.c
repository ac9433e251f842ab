/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packed payloads, by libFuzzer: gzip and zboot images.
 *
 * fuzz-sources: kexec/image/unpack.c kexec/util/message.c
 * fuzz-libs: -lz
 */
#include <stdlib.h>
#include <string.h>

#include "image/image.h"
#include "image/unpack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool condition)
{
	if (!condition)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct unpacked unpacked = { .size = 77 };
	struct message why = { "" };

	if (unpack(data, size, /* zboot= */ true, &unpacked, &why) < 0) {
		demand(why.text[0] && unpacked.size == 77);
		return 0;
	}
	demand(!why.text[0] && unpacked.size <= IMAGE_BYTES_MAX);
	demand(unpacked.owned ? unpacked.bytes == unpacked.owned :
				unpacked.bytes == data && unpacked.size == size);
	unpack_clear(&unpacked);
	return 0;
}
