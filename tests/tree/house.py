# SPDX-License-Identifier: GPL-2.0-or-later
"""The plan of the house that doc/figures/house.txt draws: rooms, floors,
exceptions. Paths start at the top of the tree. A path that ends with / is a whole
room; of several that match, the longest counts."""

# From the top floor down.
FLOORS = {
    "kexec": ("kexec/kexec-smmu kexec/kexec-smmu-wrap", "kexec/command/",
              "kexec/launch/", "kexec/plugin/", "kexec/options/",
              "kexec/record/", "kexec/host/", "kexec/report/",
              "kexec/list/", "kexec/plan/",
              "kexec/masters/", "kexec/devtree/", "kexec/acpi/",
              "kexec/machine/", "kexec/image/", "kexec/util/"),
    "purgatory": ("purgatory/start/", "purgatory/platform/",
                  "purgatory/finder/", "purgatory/smmu/", "purgatory/pci/",
                  "purgatory/job/",
                  "purgatory/io"),
}

# Headers that are included without a room, and why.
ROOMLESS = {
    "smmu-plan.h": "shared by the loader and the stage, in include/",
    "io.h": "the stage's way to the hardware; tests have another",
}
# Products of the build.
MADE = {"purgatory/stage-id.h"}
MADE_SUFFIXES = {".a", ".dtb", ".la", ".lai", ".lo", ".log", ".o", ".so", ".trs"}
MADE_DIRECTORIES = {".deps", ".libs", "__pycache__"}

# Headers of plugin/ that others may include, and who may.
PLUGIN_SHOWS = {
    "kexec/plugin/order.h": "kexec/launch/",
    "kexec/plugin/iomem.h": "kexec/command/check/",
    "kexec/plugin/place.h": "kexec/command/check/",
}

# What the plugin may link.
PLUGIN_LINKS = ("kexec/plugin/", "kexec/image/", "kexec/util/",
                "kexec/plan/next.c", "kexec/plan/next.h")

# Rooms that do no I/O, print nothing and never exit, nor does what they call.
PURE = ("kexec/masters/", "kexec/devtree/", "kexec/acpi/",
        "kexec/machine/", "kexec/image/", "kexec/plan/policy",
        "kexec/report/log", "kexec/report/who")
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

FILES_IN_A_DIRECTORY = 20
LINES_OF_A_FUNCTION = 60
LINES_OF_A_FILE = 500
# Of a room, without blank ones and comments: the module is a few hooks around the
# stage's drivers, and runs in a kernel.
LINES_OF_A_ROOM = {"kmod": 450}
# In kexec/: percentage of functions that are static and named in one place, and
# functions in the longest chain of calls.
NAMED_ONCE = 30
CHAIN = 16

# Headers without a source of their name, and why.
HEADERS = {
    "include/smmu-plan.h": "the plan is data",
    "kexec/machine/counter.h": "only an inline function",
    "kexec/util/little-endian.h": "only inline functions",
    "kexec/util/macros.h": "macros",
    "purgatory/finder/state.h": "data; who calls the finder has it",
    "purgatory/io.h": "only inline functions",
    "purgatory/smmu/model.h": "only inline functions",
    "purgatory/smmu/smmu.h": "only an inline function",
    "purgatory/smmu/v2-regs.h": "registers",
    "purgatory/smmu/v3-regs.h": "registers",
    "purgatory/start/check.h": "only inline functions: calls cost bytes",
    "purgatory/start/entry.h": "entry.S is its source",
    "purgatory/start/listening.h": "data of listen and quiesce",
    "purgatory/job/fdt.h": "constants and inline functions",
    "purgatory/job/field.h": "macros",
    "purgatory/job/parts.h": "constants",
    "purgatory/job/reg.h": "only types and inline functions",
}

# Prefixes of exported names, other than the file's name with or without its
# room's.
PREFIXES = {
    "kexec/acpi/table": ("acpi",),
    "kexec/devtree/address": ("bus", "cells"),
    "kexec/options/settings": ("setting",),
    "kexec/plugin/syscall": ("syscall",),
    "kexec/util/little-endian": ("le16", "le32", "le64"),
    "kexec/util/macros": ("begins_with", "streq"),
    "kexec/util/read-file": ("read",),
    "purgatory/smmu/v2": ("smmu_v2",),
    "purgatory/smmu/v3": ("smmu_v3",),
    "purgatory/job/reg": ("reg8", "reg32", "reg64"),
}
# Prefixes that a family of files shares.
FAMILIES = {
    "iort": "kexec/acpi/iort",
    "plugin": "kexec/plugin/",
}

# Prefixes of functions and variables in headers of tests/, other than the
# header's name.
TEST_PREFIXES = {
    "tests/cli/foreign-call": ("foreign_calls",),
    "tests/kmod/kernel/kernel": ("pm_runtime", "ktime"),
    "tests/make/corrupt-iort-make": ("make",),
    "tests/model/cpu-engine": ("cpu",),
    "tests/model/smmu-v2-model": ("smmu_v2",),
    "tests/model/smmu-v3-model": ("smmu_v3",),
}

# Directories of tests/, and the files that belong there besides Makemodule.am.
TESTS = {
    "": r"host\.sh",
    "bench": r"[a-z-]+\.(sh|c)",
    "cli": r"[a-z-]+\.(sh|c|h)|pe_gaps\.py",
    "doc": r"([a-z]+\.(sh|zsh|fish)|cast\.py)",
    "fixtures/acpi": r"[a-z0-9-]+\.(asl|txt)",
    "fixtures/dts": r"[a-z0-9-]+\.dts",
    "fixtures/images": r"[a-z0-9-]+\.(bin|txt)",
    "fixtures/iort": r"[a-z0-9-]+\.(asl|txt)",
    "fixtures": r"",
    "fuzz": r"(fuzz-[a-z-]+\.c|run\.sh)",
    "kmod": r"(build|dkms|fetch|iort\.py|mutate|mutants\.txt|promises\.py|run|"
            r"test-fence\.c)",
    "kmod/kernel": r"(io|kernel)\.h",
    "kmod/kernel/linux": r"[a-z0-9_]+\.h",
    "kmod/modules": r"(Kbuild|[a-z_]+\.c)",
    "make": r"(compile-table\.sh|[a-z-]+\.[ch])",
    "model": r"[a-z0-9-]+\.(c|h|csv|sh|supp)",
    "package": r"(build|dracut|pkgbuild|root|rpm|try)",
    "package/guest": r"[a-z]+(\.sh)?",
    "qemu": r"(run|proof|named|quiesce|several|wrap|show|drivers|fetch|kernel|"
            r"kernel\.config|"
            r"[a-z-]+\.sh)",
    "qemu/dma": r"[a-z-]+\.(c|h|mk)",
    "qemu/guest": r"([a-z-]+|lib\.sh)",
    "qemu/harness": r"[a-z_]+\.py",
    "qemu/payloads": r"[a-z0-9-]+\.(c|h|S|ld|mk)",
    "qemu/vm": r"(lib-vm|vm-[a-z]+)\.sh",
    "sources": r"([a-z-]+\.sh|[a-z_]+\.py|print-[a-z]+\.c)",
    "stage": r"[a-z0-9-]+\.(c|h|sh|txt)",
    "stage/host": r"[a-z0-9]+\.[ch]",
    "tree": r"[a-z_]+\.(py|sh)",
    "unit": r"[a-z0-9-]+\.(c|h|sh|txt)",
}
