#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Read the JSON of the worst machine back with an independent parser.
set -eu

if ! command -v python3 >/dev/null 2>&1; then
	echo "SKIP: no python3"
	exit 77
fi

"$top_builddir/tests/unit/test-list" --json | python3 -c '
import json, sys

listing = json.load(sys.stdin)
smmus = listing["smmus"]

def expect(got, wanted):
    if got != wanted:
        sys.exit(f"got {got!r} instead of {wanted!r}")

expect(list(listing), ["schema", "source", "smmus", "unsupported",
                       "reserved_regions", "masters", "functions", "counts",
                       "not_fenced", "crash"])
expect(listing["schema"], 2)
for smmu in smmus:
    expect(list(smmu), ["base", "size", "version", "model", "name", "status",
                        "power_managed", "policy", "action", "reason",
                        "kernel_name", "devices"])
expect(listing["source"], "iort")
expect(smmus[0]["base"], "0xffffffffffffffff")
expect(smmus[0]["size"], 2 ** 64 - 1)
expect(smmus[0]["power_managed"], True)
expect(smmus[0]["model"], "\"back\\slash\"")
expect(smmus[0]["reason"], "one")
expect(smmus[1]["base"], None)
expect(smmus[1]["model"], "\x1b[31m\x01\x7f\n\r\t")
expect(smmus[2]["model"], "\u00e4\u20ac\U0001f600")
# One replacement character for each byte that is not part of a character.
expect(smmus[2]["name"], "\ufffd\ufffd(" + 2 * "\ufffd" + 3 * "\ufffd"
       + 2 * "\ufffd" + 3 * "\ufffd" + 4 * "\ufffd")
expect(smmus[3]["model"], None)
expect([list(x) for x in listing["unsupported"]], 2 * [["name", "model"]])
expect([list(x) for x in listing["reserved_regions"]],
       2 * [["base", "size", "smmu"]])
expect(listing["reserved_regions"][1]["smmu"], None)
for master in listing["masters"]:
    expect(list(master), ["name", "kind", "enabled", "segment", "device",
                          "driver", "id_mask", "streams"])
    for stream in master["streams"]:
        expect(list(stream), ["smmu", "id", "stream", "count", "ignored"])
expect([len(x["streams"]) for x in listing["masters"]], [2, 0])
expect(listing["masters"][0]["streams"][0]["count"], 2 ** 32)
expect(listing["masters"][0]["streams"][0]["stream"], "0xffffffff")
expect(listing["masters"][0]["name"], "\"\x1b[31m")
expect(listing["counts"]["masters_behind_none"], 1)
print("json: OK")
'
