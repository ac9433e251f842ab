# SPDX-License-Identifier: GPL-2.0-or-later
"""IORT tables carved from the firmware of a running machine: what the guest's
kexec-smmu listed, against the table read here, and by iasl where it is."""

import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(
    os.path.dirname(os.path.abspath(__file__)))), "sources"))
import iort_read    # noqa: E402 pylint: disable=wrong-import-position

LIMIT = 10      # seconds for iasl, which some tables make loop


def by_iasl(table):
    """(SMMUs, whether iasl came to the end); None without iasl."""
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "table")
        with open(path, "wb") as file:
            file.write(table)
        try:
            subprocess.run(["iasl", "-p", path, "-d", path], timeout=LIMIT,
                           stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL, check=False)
        except (FileNotFoundError, subprocess.TimeoutExpired):
            return None
        return iort_read.from_iasl(path + ".dsl")


def differing(listing, table):
    """What is wrong, "" for nothing. `listing`: the parsed JSON."""
    if table is None:
        return "the guest showed none"
    listed = iort_read.from_json(listing)
    wanted = iort_read.from_bytes(table)
    if listed != wanted:
        return "listed %s instead of %s" % (listed, wanted)
    found = by_iasl(table)
    if found and found[0] != listed[:None if found[1] else len(found[0])]:
        return "listed %s, by iasl %s" % (listed, found[0])
    return ""
