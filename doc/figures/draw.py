#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draw the figures: NAME.svg from NAME.txt, one cell for each character.

  draw.py DIRECTORY [OUT]

DIRECTORY has the texts, OUT gets the pictures (default: DIRECTORY). Box-drawing
characters become lines, shades become bars, everything else is text. The texts
are what a terminal shows; their second line is the title."""

import os
import re
import sys
from xml.sax.saxutils import escape

WIDTH, HEIGHT, MARGIN = 8, 18, 12
SHADES = {"█": "#c83a32", "▓": "#4d7fb8", "▒": "#e3a53a", "░": "#7dbf8e",
          "▁": "#d5d9de"}
# The sides that a character reaches from the middle of its cell.
SIDES = {"─": "lr", "│": "ud", "┌": "rd", "┐": "ld", "└": "ru", "┘": "lu",
         "├": "udr", "┤": "udl", "┬": "lrd", "┴": "lru", "┼": "lrud"}
TIPS = {"►": "M{l},{t} L{r},{m} L{l},{b} Z",
        "◄": "M{r},{t} L{l},{m} L{r},{b} Z",
        "▼": "M{l},{t} L{r},{t} L{c},{b} Z"}
STYLE = """text { font: 13px monospace; fill: #1b1f24; white-space: pre }
path { stroke: #1b1f24; fill: none }
path.tip { fill: #1b1f24; stroke: none }
.paper { fill: #fff }"""


def runs(line, wanted):
    """(column, text) of each longest piece of line made of wanted(character)"""
    start = None
    for column, char in enumerate(line + "\0"):
        if char != "\0" and wanted(char):
            start = column if start is None else start
        elif start is not None:
            yield start, line[start:column]
            start = None


def words(line):
    """(column, text) of each piece of text; two blanks separate them"""
    drawn = set(SHADES) | set(SIDES) | set(TIPS)
    for column, text in runs(line, lambda char: char not in drawn):
        for match in re.finditer(r"\S+(?: \S+)*", text):
            yield column + match.start(), match.group()


def cell(row, column):
    """The edges and the middle of a cell."""
    left, top = MARGIN + column * WIDTH, MARGIN + row * HEIGHT
    return {"l": left, "c": left + WIDTH // 2, "r": left + WIDTH,
            "t": top + 5, "m": top + HEIGHT // 2, "b": top + HEIGHT - 5,
            "u": top, "d": top + HEIGHT}


def lines_of(row, line):
    """The lines of a row's box-drawing characters, as one path"""
    parts = []
    for column, char in enumerate(line):
        at = cell(row, column)
        for side in SIDES.get(char, ""):
            end = ("%d,%d" % (at["c"], at[side]) if side in "ud"
                   else "%d,%d" % (at[side], at["m"]))
            parts.append("M%d,%d L%s" % (at["c"], at["m"], end))
    return ['<path d="%s"/>' % " ".join(parts)] if parts else []


def bars_of(row, line):
    for shade, colour in SHADES.items():
        for column, text in runs(line, lambda char: char == shade):
            at = cell(row, column)
            yield '<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>' % (
                at["l"], at["u"] + 2, len(text) * WIDTH, HEIGHT - 4, colour)


def tips_of(row, line):
    for column, char in enumerate(line):
        if char in TIPS:
            yield '<path class="tip" d="%s"/>' % TIPS[char].format(
                **cell(row, column))


def texts_of(row, line):
    for column, text in words(line):
        at = cell(row, column)
        yield '<text x="%d" y="%d" textLength="%d">%s</text>' % (
            at["l"], at["d"] - 5, len(text) * WIDTH, escape(text))


def svg(text):
    """The picture of such a text"""
    head, title, *lines = text.rstrip("\n").split("\n")
    width = 2 * MARGIN + WIDTH * max(map(len, lines))
    height = 2 * MARGIN + HEIGHT * len(lines)
    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" '
           'width="%d" height="%d">' % (width, height, width, height),
           "<!-- %s -->" % head.lstrip("# "), "<!-- Made by draw.py. -->",
           "<title>%s</title>" % escape(title.lstrip("# ")),
           "<style>%s</style>" % STYLE,
           '<rect class="paper" width="%d" height="%d"/>' % (width, height)]
    for row, line in enumerate(lines):
        for part in (bars_of, lines_of, tips_of, texts_of):
            out.extend(part(row, line))
    return "\n".join(out + ["</svg>", ""])


def main(dir, out=None):
    for name in sorted(os.listdir(dir)):
        stem, suffix = os.path.splitext(name)
        if suffix != ".txt":
            continue
        with open(os.path.join(dir, name), encoding="utf-8") as file:
            picture = svg(file.read())
        with open(os.path.join(out or dir, stem + ".svg"), "w",
                  encoding="utf-8") as file:
            file.write(picture)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
