#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Measure how kexec/ reads: how many helpers have one caller, and how many calls
a reader has to follow.

  metrics.py [TOP]

Prints the numbers, their limits in house.py, and what they come from. Exits with
status 1 if one is above its limit, and with 77 without Universal Ctags."""

import sys

import house
from source import WORD, Tree, calls, circles, has_ctags


def named_once(tree):
    """The static functions that are named in one place, apart from their own
    definition and prototypes."""
    words = {path: WORD.findall(file.bare)
             for path, file in tree.files.items()}
    for tag in tree.functions():
        if tag.static and tag.path.endswith(".c"):
            said = sum(other.name == tag.name and other.path == tag.path and
                       other.kind in ("function", "prototype")
                       for other in tree.tags)
            if words[tag.path].count(tag.name) - said == 1:
                yield tag


def longest_chains(tree):
    """For each main() and for the plugin's entry: the longest list of functions
    in which each calls the next."""
    graph = calls(tree)
    circle = {tag: tuple(some) for some in circles(graph) for tag in some}
    known = {}

    def chain(tag):
        key = circle.get(tag, (tag,))
        if key not in known:
            ahead = {other for one in key for other in graph[one]} - set(key)
            known[key] = list(key) + max(map(chain, sorted(ahead)), key=len,
                                         default=[])
        return known[key]

    for tag in sorted(graph):
        if tag.name == "main" or \
           (tag.path, tag.name) == ("kexec/plugin/syscall.c", "syscall"):
            yield chain(tag)


def told(name, value, limit, unit):
    good = value <= limit
    print(f"{'ok' if good else 'not ok'} {name}: {value:.3g}{unit}, at most "
          f"{limit}{unit}")
    return good


def main(top):
    if not has_ctags():
        print("no Universal Ctags")
        return 77
    tree = Tree(top, ("kexec",))
    tree.read_tags()
    functions, once = tree.functions(), list(named_once(tree))
    if not functions:
        print("no functions")
        return 1
    share = 100 * len(once) / len(functions)
    good = told("named once", share, house.NAMED_ONCE, " %")
    places = {}
    for tag in once:
        places.setdefault(tag.path, []).append(tag.name)
    if share > house.NAMED_ONCE:
        for path, names in sorted(places.items(), key=lambda at: -len(at[1])):
            print(f"  {path}: {len(names)}: {' '.join(names)}")
    chains = list(longest_chains(tree))
    for chain in chains:
        print(f"  {chain[0].path}: {len(chain)}: "
              f"{' > '.join(tag.name for tag in chain)}")
    good &= told("calls in a row", max(map(len, chains)), house.CHAIN, "")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "."))
