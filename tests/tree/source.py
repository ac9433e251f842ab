# SPDX-License-Identifier: GPL-2.0-or-later
"""The sources as a graph: files, their includes, their functions, and which
functions those call. Functions are found by Universal Ctags; without it, only
files and includes are known."""

import json
import os
import re
import shutil
import subprocess
from collections import namedtuple

# A definition or declaration, on lines first to last. kind: function,
# prototype, variable, externvar or macro.
Tag = namedtuple("Tag", "name path kind static first last")

COMMENT = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"'
                     r"|'(?:\\.|[^'\\\n])*'", re.S)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+([<"])([^>"]+)[>"]', re.M)
# An identifier, unless it names a member of a structure.
WORD = re.compile(r"(?<![\w.])(?<!->)[A-Za-z_]\w*")
CALL = re.compile(WORD.pattern + r"(?=\s*\()")
# Defined here but called from outside: elsewhere in our code, syscall() is the
# C library's.
INTERPOSED = {"main", "syscall"}
# Start of initialised data, pointers to functions included.
TABLE = re.compile(r"(\w+)\s*(?:\[[^\]]*\]\s*)*(?:\)\s*\([^()]*\)\s*)?=\s*\{")


def has_ctags():
    """Whether ctags is Universal Ctags, which has the options used here."""
    program = shutil.which("ctags")
    return bool(program) and "Universal Ctags" in subprocess.run(
        [program, "--version"], capture_output=True, text=True).stdout


def bare(text):
    """The text without comments and contents of strings, line by line as before."""
    return COMMENT.sub(lambda match: "\n" * match.group().count("\n")
                       if match.group()[0] == "/" else match.group()[0] * 2,
                       text)


class File:
    def __init__(self, root, path):
        self.path = path
        self.room = os.path.dirname(path)
        with open(os.path.join(root, path), encoding="utf-8") as stream:
            self.text = stream.read()
        self.bare = bare(self.text)
        self.lines = self.bare.split("\n")
        # (line, "<" or '"', name)
        self.includes = [(self.text.count("\n", 0, match.start()) + 1,
                          match.group(1), match.group(2))
                         for match in INCLUDE.finditer(self.text)]

    @property
    def unit(self):
        """The path without suffix: foo.c and foo.h are one unit."""
        return os.path.splitext(self.path)[0]


class Tree:
    """The sources in some directories of root, except for generated ones."""

    def __init__(self, root, directories, made=()):
        self.root = root
        self.files = {}
        for directory in directories:
            for place, _, names in os.walk(os.path.join(root, directory)):
                for name in names:
                    if name.endswith((".c", ".h", ".S")):
                        path = os.path.relpath(os.path.join(place, name), root)
                        if path not in made:
                            self.files[path] = File(root, path)
        self.tags = []

    def read_tags(self):
        """Fill in self.tags with one run of ctags."""
        paths = sorted(path for path in self.files
                       if path.endswith((".c", ".h")))
        output = subprocess.run(
            ["ctags", "--quiet", "-f", "-", "--output-format=json",
             "--sort=no", "--languages=C", "--langmap=C:.c.h",
             "--kinds-C=fpvdx", "--fields=+neK", "-L", "-"],
            cwd=self.root, input="\n".join(paths), text=True,
            stdout=subprocess.PIPE, check=True).stdout
        for line in output.splitlines():
            tag = json.loads(line)
            first = tag["line"]
            self.tags.append(Tag(
                tag["name"], tag["path"], tag["kind"], tag.get("file", False),
                first, tag.get("end", first)))

    def functions(self):
        return [tag for tag in self.tags if tag.kind == "function"]

    def words(self, tag):
        """The identifiers in a definition, except for its own name."""
        lines = self.files[tag.path].lines[tag.first - 1:tag.last]
        return set(WORD.findall("\n".join(lines))) - {tag.name}

    def called(self, tag):
        """The identifiers in a definition that look like calls."""
        lines = self.files[tag.path].lines[tag.first - 1:tag.last]
        return set(CALL.findall("\n".join(lines))) - {tag.name}

    def tables(self, path):
        """Name -> identifiers in it, for initialised data outside functions."""
        lines = list(self.files[path].lines)
        for tag in self.functions():
            if tag.path == path:
                lines[tag.first - 1:tag.last] = \
                    [""] * (tag.last - tag.first + 1)
        found = {}
        text = "\n".join(lines)
        for match in TABLE.finditer(text):
            end = text.find("\n};", match.end())
            found[match.group(1)] = set(WORD.findall(
                text[match.end():end if end >= 0 else len(text)]))
        return found


def calls(tree):
    """Function -> set of the functions that it calls or passes on. A function in
    a table counts as called by everyone who names the table."""
    functions = tree.functions()
    local = {(tag.path, tag.name): tag for tag in functions}
    exported = {}
    for tag in functions:
        if not tag.static and tag.name not in INTERPOSED:
            exported.setdefault(tag.name, set()).add(tag)
    declared = {tag.name for tag in tree.tags if tag.kind == "externvar"}
    tables, shared = {}, {}
    for path in tree.files:
        for name, words in tree.tables(path).items():
            tables[path, name] = {(path, word) for word in words}
            if name in declared:
                shared[name] = tables[path, name]
    graph = {}
    for tag in functions:
        found, seen = set(), set()
        ahead = {(tag.path, word) for word in tree.words(tag)}
        while ahead:
            place = ahead.pop()
            seen.add(place)
            if place in local:
                found.add(local[place])
            elif place in tables:
                ahead |= tables[place] - seen
            else:
                found |= exported.get(place[1], set())
                ahead |= shared.get(place[1], set()) - seen
        graph[tag] = found - {tag}
    return graph


def circles(graph):
    """The strongly connected components of more than one node (Tarjan), of a
    dict node -> set of nodes."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(graph.get(node, ())):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            at = stack.index(node)
            if len(stack) - at > 1:
                found.append(sorted(stack[at:]))
            del stack[at:]

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return found
