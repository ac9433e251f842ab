#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Test rooms.py and metrics.py: break one rule at a time in a copy of the tree,
and see that it is noticed.

  rooms_test.py [TOP]"""

import contextlib
import io
import os
import shutil
import sys
import tempfile
import unittest.mock

import metrics
import rooms
from source import Tree, has_ctags

SIXTY_ONE = "void gic_long(void)\n{\n" + "\tgic_is_shared();\n" * 58 + "}\n"

# What a change does: add text before or after a file, which may be new, or
# replace text in it.
FRONT, AFTER, CHANGE = range(3)

# Rule, whether it needs ctags, changes (how, file, text or (old, new)), and part
# of the violation that is expected.
BREACHES = (
    ("includes", False, [(CHANGE, "kexec/machine/gic.c",
                          ('"machine/gic.h"', '"gic.h"'))],
     'gic.c:2: "gic.h" does not name'),
    ("includes", False, [(CHANGE, "kexec/machine/gic.c",
                          ('"machine/gic.h"', "<machine/gic.h>"))],
     "gic.c:2: <machine/gic.h> is not a system header"),
    ("includes", False, [(CHANGE, "kexec/machine/gic.c",
                          ('"machine/gic.h"', '"../machine/gic.h"'))],
     'gic.c:2: "../machine/gic.h" does not name'),
    ("includes", False, [(FRONT, "purgatory/smmu/v3.c",
                          '#include "v3-regs.h"\n')],
     'v3.c:1: "v3-regs.h" does not name'),
    ("floors", False, [(FRONT, "kexec/util/number.c",
                        '#include "machine/smmu.h"\n')],
     "number.c:1: includes kexec/machine/smmu.h, up a floor"),
    ("floors", False, [(FRONT, "purgatory/smmu/v3.c",
                        '#include "start/entry.h"\n')],
     "v3.c:1: includes purgatory/start/entry.h, up a floor"),
    ("floors", False, [(AFTER, "kexec/attic/box.h", "struct box;\n")],
     "kexec/attic/box.h: not in a room"),
    ("floors", True, [(AFTER, "kexec/machine/gic.c",
                       "void gic_up(void)\n{\n\tpolicy_apply(0);\n}\n")],
     "gic_up() calls policy_apply() of kexec/plan/policy.c, up a floor"),
    ("circles", False, [
        (FRONT, "kexec/util/json.h", '#include "util/number.h"\n'),
        (FRONT, "kexec/util/number.h", '#include "util/json.h"\n')],
     "a circle of kexec/util/json, kexec/util/number"),
    ("circles", True, [
        (AFTER, "kexec/util/json.c",
         "void json_x(void)\n{\n\tnumber_read(0);\n}\n"),
        (AFTER, "kexec/util/number.c",
         "void number_x(void)\n{\n\tjson_string(0);\n}\n")],
     "a circle of kexec/util/json, kexec/util/number"),
    ("circles", True, [
        (AFTER, "kexec/util/json.c",
         "void json_x(void)\n{\n\tnumber_read(0);\n}\n"),
        (AFTER, "kexec/util/number.c",
         "static void (*const rows[])() = {\n\tjson_string,\n};\n"
         "void number_x(void)\n{\n\trows[0]();\n}\n")],
     "a circle of kexec/util/json, kexec/util/number"),
    ("pure", True, [(AFTER, "kexec/acpi/madt.c",
                     "int madt_x(void)\n{\n\treturn open(0, 0);\n}\n")],
     "madt_x() reaches open"),
    ("pure", True, [(AFTER, "kexec/devtree/address.c",
                     'void bus_x(void)\n{\n\tprintf("x");\n}\n')],
     "bus_x() reaches printf"),
    ("pure", True, [(AFTER, "kexec/plan/policy.c",
                     "void policy_x(void)\n{\n\texit(1);\n}\n")],
     "policy_x() reaches exit"),
    ("pure", True, [(AFTER, "kexec/image/image.c",
                     "void image_x(void)\n{\n\tread_file(0);\n}\n")],
     "image_x() reaches"),
    ("pure", False, [(AFTER, "kexec/machine/smmu.h",
                      "void smmu_print(FILE *out);\n")],
     "kexec/machine/smmu.h: FILE"),
    ("plugin", False, [(CHANGE, "kexec/Makemodule.am",
                        ("plugin_sources = \\\n",
                         "plugin_sources = kexec/plan/policy.c \\\n"))],
     "kexec/plan/policy.c: linked into the plugin"),
    ("plugin", False, [(AFTER, "kexec/Makemodule.am",
                        "kexec_kexec_smmu_plugin_la_LIBADD = $(FDT_LIBS)\n")],
     "the plugin links a library"),
    ("plugin", False, [(FRONT, "kexec/plugin/place.c",
                        '#include "plan/policy.h"\n')],
     "place.c:1: includes kexec/plan/policy.h, which the plugin does not"),
    ("plugin", False, [(FRONT, "kexec/command/show.c",
                        '#include "plugin/place.h"\n')],
     "show.c:1: includes kexec/plugin/place.h, which is private to"),
    ("directories", False, [(AFTER, f"kexec/image/x{number}.c", "int x;\n")
                        for number in range(20)],
     "kexec/image: "),
    ("beside", False, [(AFTER, "kexec/machine/lone.h", "struct lone;\n")],
     "kexec/machine/lone.h: no lone.c"),
    ("beside", False, [(AFTER, "kexec/util/macros.c", "int x;\n")],
     "kexec/util/macros.h: a needless exception"),
    ("prefix", True, [(CHANGE, "kexec/util/macros.h", ("streq", "macros_x"))],
     "kexec/util/macros: a needless prefix in house.py: streq"),
    ("prefix", True, [(AFTER, "kexec/machine/gic.c",
                       "int shared(void)\n{\n\treturn 1;\n}\n")],
     "shared() does not begin with"),
    ("prefix", True, [(AFTER, "kexec/machine/gic.c",
                       "int smmu_x(void)\n{\n\treturn 1;\n}\n")],
     "smmu_x() has the prefix of kexec/machine/smmu"),
    ("prefix", True, [(AFTER, "tests/unit/shared.h",
                       "extern int count;\n")],
     "tests/unit/shared.h:1: count does not begin with shared"),
    ("tests", False, [(AFTER, "tests/stray.c", "int x;\n")],
     "tests/stray.c: not a kind of file"),
    ("tests", False, [(AFTER, "tests/fixtures/dts/make.sh", "exit\n")],
     "tests/fixtures/dts/make.sh: not a kind"),
    ("tests", False, [(AFTER, "tests/qemu/bench.py", "pass\n")],
     "tests/qemu/bench.py: not a kind"),
    ("tests", False, [(AFTER, "tests/misc/x.sh", "exit\n")],
     "tests/misc/x.sh: not a kind"),
    ("sizes", True, [(AFTER, "kexec/machine/gic.c", SIXTY_ONE)],
     "gic_long() has 61 lines"),
    ("sizes", False, [(AFTER, "kexec/machine/lone.c", "\n" * 501)],
     "kexec/machine/lone.c: 501 lines"),
    ("sizes", False, [(AFTER, "kmod/more.h", "int x;\n" * 450)],
     "lines of code, not 1 to 450"),
    ("sizes", False, [(AFTER, "kexec/machine/gic.c", "#ifdef X\n#endif\n")],
     ": #ifdef X"),
    ("sizes", False, [(AFTER, "purgatory/smmu/v3.c", "# if X\n#endif\n")],
     ": # if X"),
)

# Looks like violations, and is none.
INNOCENT = [
    (AFTER, "kexec/machine/gic.c", """/* \"
#if 1
exit(1); FILE *x; policy_apply(); #include "gic.h" */
int gic_x(struct gic_x *x)
{
	/* printf(); */
	return x->read("open(FILE)") + x.exit(1) + '"' + printf_like(x); // exit()
}
"""),
    (AFTER, "kexec/machine/gic.h", "#ifdef X\n#endif\n"),
    (AFTER, "kmod/kmod.h", "\n/*\n * int x;\n */\n" * 450),
    (AFTER, "kmod/include/io.h", "int x;\n" * 450),
]

# A program with known numbers: main() and five more in a row, by way of a table
# that another file names; two static functions that are named once.
KNOWN = {
    "kexec/kexec-smmu.c": """
int main(void) { return one() + two(); }
int two(void)
{
	return 2;
}
static int three(void);
static int three(void)
{
	return four_of();
}
int (*const table[])(void) = {
	three,
};
int one(void)
{
	return named_twice() + named_twice(); /* three */
}
""",
    "kexec/util/twice.c": """
int named_twice(void)
{
	return table[0]();
}
""",
    "kexec/util/four.h": """
extern int (*const table[])(void);
""",
    "kexec/util/four.c": """
static int four(void)
{
	return x->four + 4;
}
int four_of(void)
{
	return "four" + four();
}
""",
}


class Copy:
    """A copy of the sources, for changes that are undone again."""

    def __init__(self, top, place):
        self.place = place
        self.known = {}
        for name in ("include", "kexec", "kmod", "purgatory"):
            shutil.copytree(os.path.join(top, name), os.path.join(place, name),
                            ignore=self.ignored)

    @staticmethod
    def ignored(directory, names):
        return [name for name in names if name.startswith(".") or
                not os.path.isdir(os.path.join(directory, name)) and
                not name.endswith((".c", ".h", ".S", ".am"))]

    def read(self, path):
        path = os.path.join(self.place, path)
        if not os.path.exists(path):
            return None
        with open(path, encoding="utf-8") as stream:
            return stream.read()

    def write(self, path, text):
        path = os.path.join(self.place, path)
        if text is None:
            os.unlink(path)
            return
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(text)

    def apply(self, how, path, text):
        old = self.read(path) or ""
        if how == CHANGE:
            assert text[0] in old, f"{path}: no {text[0]}"
            self.write(path, old.replace(*text))
        else:
            self.write(path, text + old if how == FRONT else old + text)

    def findings(self, names, tags):
        home = rooms.House(self.place, tags)
        return {name: set(rooms.RULES[name](home)) for name in names}

    def found_by(self, names, tags, changes):
        """The violations of these rules that some changes bring."""
        if tags not in self.known:
            self.known[tags] = self.findings(rooms.RULES, tags)
        saved = {path: self.read(path) for _, path, _ in changes}
        for change in changes:
            self.apply(*change)
        found = self.findings(names, tags)
        for path, text in saved.items():
            self.write(path, text)
        return sorted(line for name in names
                      for line in found[name] - self.known[tags][name])


def known_numbers():
    with tempfile.TemporaryDirectory() as place:
        for path, text in KNOWN.items():
            os.makedirs(os.path.dirname(os.path.join(place, path)),
                        exist_ok=True)
            with open(os.path.join(place, path), "w",
                      encoding="utf-8") as stream:
                stream.write(text)
        statuses = []
        for limits in ((29, 6), (28, 6), (29, 5)):
            with unittest.mock.patch.multiple(
                    metrics.house, NAMED_ONCE=limits[0], CHAIN=limits[1]), \
                    contextlib.redirect_stdout(io.StringIO()):
                statuses.append(metrics.main(place))
        tree = Tree(place, ("kexec",))
        tree.read_tags()
        once = sorted(tag.name for tag in metrics.named_once(tree))
        chains = [[tag.name for tag in chain]
                  for chain in metrics.longest_chains(tree)]
    return once, chains, statuses


def main():
    top = sys.argv[1] if len(sys.argv) > 1 else "."
    tags = has_ctags()
    failed = done = 0

    def told(good, what):
        nonlocal failed, done
        print(f"{'ok' if good else 'not ok'} {what}")
        done += 1
        failed += not good

    with tempfile.TemporaryDirectory() as place:
        copy = Copy(top, place)
        for rule, needs_tags, changes, text in BREACHES:
            if tags or not needs_tags:
                found = copy.found_by([rule], needs_tags, changes)
                told(any(text in line for line in found), f"{rule}: {text}")
        found = copy.found_by(rooms.RULES, tags, INNOCENT)
        told(not found, f"no false alarm: {found}")
    told({rule for rule, *_ in BREACHES} == set(rooms.RULES),
         "each rule is broken once")
    if tags:
        once, chains, statuses = known_numbers()
        told(once == ["four", "three"], f"named once: {once}")
        told(chains == [["main", "one", "named_twice", "three", "four_of",
                         "four"]], f"calls in a row: {chains}")
        told(statuses == [0, 1, 1], f"limits: {statuses}")
    print(f"{done} cases, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
