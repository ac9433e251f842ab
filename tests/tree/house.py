# SPDX-License-Identifier: GPL-2.0-or-later
"""The plan of the house, as doc/README.md draws it: rooms, floors, and what is
said of single files. Paths are from the top of the tree; one that ends with /
is a whole room, and the longest that fits holds."""

# From the top floor down.
FLOORS = {
    "kexec": ("kexec/kexec-smmu kexec/kexec-smmu-wrap", "kexec/command/",
              "kexec/launch/", "kexec/plugin/", "kexec/options/",
              "kexec/record/", "kexec/host/", "kexec/plan/", "kexec/devtree/",
              "kexec/acpi/", "kexec/machine/", "kexec/image/", "kexec/util/"),
    "purgatory": ("purgatory/start/", "purgatory/platform/", "purgatory/smmu/",
                  "purgatory/work/", "purgatory/reg", "purgatory/io",
                  "purgatory/field"),
}

# What is included by a name without a room.
ROOMLESS = {
    "smmu-plan.h": "what the loader and the stage share, in include/",
    "io.h": "the stage's way to the hardware, of which tests have a second",
    "reg.h": "what an offset and a register are, in purgatory/",
    "field.h": "what a field of a register is, in purgatory/",
}
# What make makes.
MADE = {"purgatory/stage-id.h"}
MADE_SUFFIXES = {".a", ".dtb", ".la", ".lai", ".lo", ".log", ".o", ".so", ".trs"}
MADE_FOLDERS = {".deps", ".libs", "__pycache__"}

# What of plugin/ others may include, and who.
PLUGIN_SHOWS = {"kexec/plugin/order.h": "kexec/launch/"}

# What the plugin links beside its own room.
PLUGIN_LINKS = ("kexec/plugin/", "kexec/image/", "kexec/util/",
                "kexec/plan/next.c")
# Whose headers that takes.
PLUGIN_READS = ("kexec/plan/plan.h",)

# Neither opens a file, nor prints, nor exits; nor does what it calls.
PURE = ("kexec/devtree/", "kexec/acpi/", "kexec/machine/", "kexec/image/",
        "kexec/plan/policy")
STREAMS = {"FILE", "stdin", "stdout", "stderr", "environ"}
IMPURE = set("""
    open openat open64 creat fopen fdopen freopen opendir fdopendir scandir
    read pread readv write pwrite writev close fclose fread fwrite getline
    getdelim fgets fgetc getc getchar gets scanf fscanf lseek fseek stat lstat
    fstat fstatat access faccessat readlink readlinkat mmap munmap unlink
    unlinkat rename renameat mkdir rmdir link symlink ftruncate memfd_create
    printf fprintf dprintf vprintf vfprintf vdprintf puts fputs putc fputc
    putchar perror err errx verr verrx warn warnx vwarn vwarnx error syslog
    exit _exit _Exit quick_exit abort assert raise kill
    fork vfork execv execve execvp execvpe posix_spawn system popen
    getenv secure_getenv setenv putenv syscall ioctl gzopen gzdopen
""".split())

FILES_IN_A_FOLDER = 20
LINES_OF_A_FUNCTION = 60
LINES_OF_A_FILE = 500
# Static functions that are named in one place, in percent of all functions,
# and functions that call each other in a row, both in kexec/.
NAMED_ONCE = 30
CHAIN = 16

# Headers without a source of their name beside them.
HEADERS = {
    "include/smmu-plan.h": "the plan is data",
    "kexec/launch/guard-arch.h": "the one place of what differs by machine",
    "kexec/util/little-endian.h": "inline functions alone",
    "kexec/util/macros.h": "macros",
    "purgatory/field.h": "macros",
    "purgatory/io.h": "inline functions alone; the tests' copy has a source",
    "purgatory/reg.h": "types and inline functions alone",
    "purgatory/smmu/v2-regs.h": "registers",
    "purgatory/smmu/v3-regs.h": "registers",
    "purgatory/start/entry.h": "entry.S is its source",
}

# What exported names begin with, where that is not the file's name, alone or
# after its room's.
PREFIXES = {
    "kexec/acpi/table": ("acpi",),
    "kexec/devtree/address": ("bus", "cells"),
    "kexec/options/settings": ("setting",),
    "kexec/plugin/syscall": ("syscall",),
    "kexec/util/little-endian": ("le16", "le32", "le64"),
    "kexec/util/macros": ("streq",),
    "kexec/util/read-file": ("read",),
    "purgatory/io": ("io",),
    "purgatory/reg": ("reg8", "reg32", "reg64"),
    "purgatory/smmu/v2": ("smmu_v2",),
    "purgatory/smmu/v3": ("smmu_v3",),
}
# What a family of files shares begins with the family's name.
FAMILIES = {
    "iort": "kexec/acpi/iort",
    "plugin": "kexec/plugin/",
}

# The same of the headers of tests/: their functions and variables.
TEST_PREFIXES = {
    "tests/cli/foreign-call": ("foreign_calls",),
    "tests/make/corrupt-iort-make": ("make",),
    "tests/model/cpu-engine": ("cpu",),
    "tests/model/smmu-v2-model": ("smmu_v2",),
}

# tests/: what each folder is for, and the names in it. Makemodule.am may be in
# any.
TESTS = {
    "": r"host\.sh",
    "bench": r"[a-z-]+\.(sh|c)",
    "cli": r"[a-z-]+\.(sh|c|h)",
    "doc": r"[a-z]+\.(sh|zsh)",
    "fixtures/acpi": r"[a-z0-9-]+\.(asl|txt)",
    "fixtures/dts": r"[a-z0-9-]+\.dts",
    "fixtures/images": r"[a-z0-9-]+\.(bin|txt)",
    "fixtures/iort": r"[a-z0-9-]+\.(asl|txt)",
    "fixtures": r"",
    "fuzz": r"(fuzz-[a-z-]+\.c|run\.sh)",
    "make": r"(compile-table\.sh|[a-z-]+\.[ch])",
    "model": r"[a-z0-9-]+\.(c|h|csv|sh|supp)",
    "package": r"(build|root|try)",
    "package/guest": r"[a-z]+(\.sh)?",
    "qemu": r"(run|proof|wrap|show|fetch|kernel|kernel\.config|[a-z]+\.sh)",
    "qemu/dma": r"[a-z-]+\.(c|h|mk)",
    "qemu/guest": r"([a-z-]+|lib\.sh)",
    "qemu/harness": r"[a-z_]+\.py",
    "qemu/payloads": r"[a-z0-9-]+\.(c|h|S|ld|mk)",
    "qemu/vm": r"(lib-vm|vm-[a-z]+)\.sh",
    "sources": r"([a-z-]+\.sh|[a-z_]+\.py|print-[a-z]+\.c)",
    "stage": r"[a-z0-9-]+\.(c|h|sh|txt)",
    "tree": r"[a-z_]+\.(py|sh)",
    "unit": r"[a-z0-9-]+\.(c|h|sh|txt)",
}
