# SPDX-License-Identifier: GPL-2.0-or-later
"""Counting what passed and what failed, each with a line."""

import re


class Score:
    """Counts results and prints each as a line."""

    def __init__(self):
        self.passed = self.failed = 0

    def add(self, name, seconds, why=None, log=None):
        if why is None:
            self.passed += 1
            print("  ok      %-44s %5.1f s" % (name, seconds), flush=True)
        else:
            self.failed += 1
            print("  NOT OK  %-44s %5.1f s  %s%s"
                  % (name, seconds, why, "  [%s]" % log if log else ""),
                  flush=True)

    def add_many(self, name, count):
        """Results that passed and are not worth a line each."""
        self.passed += count
        print("  ok      %s: %d results" % (name, count), flush=True)


def log_name(name):
    return re.sub(r"[^A-Za-z0-9.-]+", "-", name)
