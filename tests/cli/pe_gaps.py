#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""pe_gaps.py FILE: does a signature of this wrapped Image cover every byte that
is not its own? Read by the offsets of Microsoft's PE Format alone. Prints
`unsigned` or `signed`, or a line that says what is wrong, status 1."""

import struct
import sys


class Wrong(Exception):
    pass


def demand(condition, what):
    if not condition:
        raise Wrong(what)


def number(data, at, size):
    demand(at + size <= len(data), "cut off at 0x%x" % at)
    return int.from_bytes(data[at:at + size], "little")


def sections(data, table, count):
    """(name, memory, address, bytes, offset, flags)"""
    for at in range(table, table + 40 * count, 40):
        demand(at + 40 <= len(data), "cut off in the section table")
        name, *values = struct.unpack_from("<8s4I", data, at)
        yield (name.rstrip(b"\0").decode(), *values,
               number(data, at + 36, 4))


def check(data):
    demand(data[:2] == b"MZ" and data[56:60] == b"ARM\x64",
           "not both an EFI program and an arm64 Image")
    pe = number(data, 0x3c, 4)
    demand(data[pe:pe + 4] == b"PE\0\0", "no PE header")
    demand(number(data, pe + 4, 2) == 0xaa64, "of another machine")
    opt = pe + 24
    demand(number(data, opt, 2) == 0x20b, "not PE32+")
    demand(number(data, opt + 68, 2) == 10, "not an EFI application")
    align = number(data, opt + 32, 4)
    file_align = number(data, opt + 36, 4)
    memory = number(data, opt + 56, 4)
    end = number(data, opt + 60, 4)
    image_size = number(data, 16, 8)
    demand(image_size >= len(data), "image_size does not cover the file")
    demand(image_size <= memory, "SizeOfImage is less than image_size")
    demand(memory % align == 0, "SizeOfImage is not aligned")
    names = []
    top = 0
    table = opt + number(data, pe + 20, 2)
    for name, size, address, raw, offset, flags in sections(
            data, table, number(data, pe + 6, 2)):
        demand(offset == end, "%s: a gap before 0x%x" % (name, offset))
        demand(address % align == 0, name + ": its address is not aligned")
        demand(offset % file_align == 0 and raw % file_align == 0,
               name + ": is not padded")
        demand(address >= top, name + ": its memory is another's")
        demand(flags & 0xa0000000 != 0xa0000000,
               name + ": is both written and executed")
        demand(name == ".sbat" or address == offset,
               name + ": is elsewhere in memory")
        demand(raw <= size, name + ": has more bytes than memory")
        end = offset + raw
        top = address + size
        names.append(name)
    demand(top <= memory, "SizeOfImage is too small")
    demand(names[0] == ".text" and names[-1] == ".sbat",
           "has the sections " + " ".join(names))
    place, size = struct.unpack_from("<II", data, opt + 144)
    if not size:
        demand(end == len(data), "bytes behind the last section")
        return "unsigned"
    demand(place == end, "bytes before the signature")
    demand(place + size == len(data), "bytes behind the signature")
    return "signed"


def main():
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    try:
        print(check(data))
    except Wrong as wrong:
        print("%s: %s" % (sys.argv[1], wrong))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
