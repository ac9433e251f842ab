#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Make configure and its friends in a git checkout.
set -e
cd "$(dirname "$0")"
exec autoreconf --force --install
