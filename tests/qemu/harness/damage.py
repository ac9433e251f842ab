# SPDX-License-Identifier: GPL-2.0-or-later
"""A judge is tried: it has to accept good consoles and to notice damaged ones."""

import re

import judge
import vm


def result(text, ended):
    """What a machine printed that came to its end, or did not."""
    return vm.Result(text, None if ended else "no end", 0)


def ends(good):
    """What no row may look like: (what it is, console, whether it ended)."""
    return [("nothing to see", "", True), ("no end", good, False)]


def holds(check, row, text, ended):
    """None, or why not."""
    try:
        check(row, text, ended)
    except judge.Failed as error:
        return str(error)
    return None


def try_judge(cases, check, damages):
    """The exit status of a test. check(row, text, ended) raises judge.Failed.
    cases: (name, row, good console, damaged consoles as in ends()). damages:
    (names of rows, what is found there, what is put in its place); each has to
    be for some row."""
    count = failures = 0
    unused = list(damages)
    for name, row, good, damaged in cases:
        damaged = list(damaged)
        for damage in damages:
            where, found, instead = damage
            if not re.search(where, name):
                continue
            if damage in unused:
                unused.remove(damage)
            text = re.sub(found, instead, good, count=1)
            assert text != good, (name, found)
            damaged.append(("%s -> %s" % (found, instead), text, True))
        why = holds(check, row, good, True)
        if why:
            failures += 1
            print("%s: refused: %s" % (name, why))
        for what, text, ended in damaged:
            count += 1
            if holds(check, row, text, ended) is None:
                failures += 1
                print("%s: not noticed: %s" % (name, what))
    for damage in unused:
        print("in no row: %s" % (damage,))
    failures += len(unused)
    print("%d damaged consoles, %d failures" % (count, failures))
    return 1 if failures or not count else 0
