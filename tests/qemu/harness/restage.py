#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""restage.py IMAGE STAGE: put another stage of the same size into a wrapped
Image, as if it had been there when its checksums were made. The programs take
none but that of their own build; a stage that was broken to see a test notice
it is another one. See include/smmu-plan.h."""

import struct
import sys
import zlib

PLACE = 0x10000         # of the stage in a wrapped Image
INFO = struct.Struct("<8xQHxxIII")
HEADER = 64
BODY_SIZE, BODY_CRC, HEADER_CRC = 12, 16, 44


def word(data, offset):
    return struct.unpack_from("<I", data, offset)[0]


def checksum(data, size, plan):
    """Of code and constants, and of what is behind the plan's header."""
    return zlib.crc32(data[plan + HEADER:word(data, plan + BODY_SIZE)],
                      zlib.crc32(data[:size]))


def restage(image, stage):
    """The Image with that stage, as bytes."""
    segment = bytearray(image[PLACE:])
    size, plan = INFO.unpack_from(segment)[2:4]
    if INFO.unpack_from(stage) != INFO.unpack_from(segment):
        raise SystemExit("restage: a stage of another size")
    if checksum(segment, size, plan) != word(segment, plan + BODY_CRC):
        raise SystemExit("restage: the plan has another form")
    segment[:size] = stage[:size]
    for offset, value in ((BODY_CRC, lambda: checksum(segment, size, plan)),
                          (HEADER_CRC, lambda: zlib.crc32(
                              segment[plan:plan + HEADER_CRC]))):
        struct.pack_into("<I", segment, plan + offset, value())
    return image[:PLACE] + segment


def main():
    with open(sys.argv[2], "rb") as file:
        stage = file.read()
    with open(sys.argv[1], "r+b") as file:
        image = restage(file.read(), stage)
        file.seek(0)
        file.write(image)


if __name__ == "__main__":
    main()
