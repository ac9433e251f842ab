# SPDX-License-Identifier: GPL-2.0-or-later
"""Device trees as dtc reads them."""

import re
import subprocess

from judge import demand


def read(tree):
    """The source of a tree, and what dtc says about it, in order."""
    result = subprocess.run(["dtc", "-I", "dtb", "-O", "dts", "-"], input=tree,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            check=False)
    source, said = (text.decode(errors="replace")
                    for text in (result.stdout, result.stderr))
    demand(result.returncode == 0, "dtc: " + said)
    return source, sorted(said.splitlines())


def logs(tree):
    """The values of all properties with the name of the log's."""
    return re.findall(r"kexec-smmu,log = \"(.*)\";$", read(tree)[0], re.M)


def check_warnings(before, after, what):
    """dtc says nothing about a tree that it did not say of those before."""
    known = [line for tree in before for line in read(tree)[1]]
    said = [line for line in read(after)[1] if line not in known]
    demand(not said, "%s: dtc says %s" % (what, said))
