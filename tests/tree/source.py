# SPDX-License-Identifier: GPL-2.0-or-later
"""The sources as a graph: files, what they include, the functions that they
define, and where each is named. Universal Ctags finds the functions; without
it there are files and includes alone."""

import json
import os
import re
import shutil
import subprocess
from collections import namedtuple

# What a file defines or declares, in its lines first to last: `kind` is
# function, prototype, variable, externvar or macro.
Tag = namedtuple("Tag", "name path kind static first last")

COMMENT = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"'
                     r"|'(?:\\.|[^'\\\n])*'", re.S)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+([<"])([^>"]+)[>"]', re.M)
# A word that is no member of a structure.
WORD = re.compile(r"(?<![\w.])(?<!->)[A-Za-z_]\w*")
CALL = re.compile(WORD.pattern + r"(?=\s*\()")
# Defined here, and called by others' code: the C library's name means that.
INTERPOSED = {"main", "syscall"}
# Initialised data, also pointers to functions: the name, and what begins it.
TABLE = re.compile(r"(\w+)\s*(?:\[[^\]]*\]\s*)*(?:\)\s*\([^()]*\)\s*)?=\s*\{")


def has_ctags():
    """Whether there is the ctags that knows what is asked of it."""
    program = shutil.which("ctags")
    return bool(program) and "Universal Ctags" in subprocess.run(
        [program, "--version"], capture_output=True, text=True).stdout


def bare(text):
    """The text with comments and strings emptied, its lines as they were."""
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
        """What foo.c and foo.h are together."""
        return os.path.splitext(self.path)[0]


class Tree:
    """The sources below some folders of root, but for those that are made."""

    def __init__(self, root, folders, made=()):
        self.root = root
        self.files = {}
        for folder in folders:
            for place, _, names in os.walk(os.path.join(root, folder)):
                for name in names:
                    if name.endswith((".c", ".h", ".S")):
                        path = os.path.relpath(os.path.join(place, name), root)
                        if path not in made:
                            self.files[path] = File(root, path)
        self.tags = []

    def read_tags(self):
        """Fill in self.tags, by one run of ctags."""
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
        """What a definition names, itself not."""
        lines = self.files[tag.path].lines[tag.first - 1:tag.last]
        return set(WORD.findall("\n".join(lines))) - {tag.name}

    def called(self, tag):
        """Those of its words that an opening parenthesis follows."""
        lines = self.files[tag.path].lines[tag.first - 1:tag.last]
        return set(CALL.findall("\n".join(lines))) - {tag.name}

    def tables(self, path):
        """Name -> words, of the initialised data outside of functions."""
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
    """Who calls whom, or hands it on: function -> set of functions. One that
    stands in a table is called by whoever names the table."""
    functions = tree.functions()
    local = {(tag.path, tag.name): tag for tag in functions}
    exported = {}
    for tag in functions:
        if not tag.static and tag.name not in INTERPOSED:
            exported.setdefault(tag.name, []).append(tag)
    tables = {path: tree.tables(path) for path in tree.files}
    graph = {}
    for tag in functions:
        words, seen = tree.words(tag), set()
        while words - seen:
            word = min(words - seen)
            seen.add(word)
            words |= tables[tag.path].get(word, set())
        seen.discard(tag.name)
        graph[tag] = {
            other for word in seen for other in (
                [local[tag.path, word]] if (tag.path, word) in local
                else exported.get(word, ()))}
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
