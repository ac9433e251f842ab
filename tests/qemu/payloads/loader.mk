# SPDX-License-Identifier: GPL-2.0-or-later
# Not part of the project's own build: make -f .../loader.mk in any directory.
CC = $(shell test "$$(uname -m)" = aarch64 || echo aarch64-linux-gnu-)gcc

here := $(dir $(lastword $(MAKEFILE_LIST)))

# Static: it depends on no library of the guest's.
loader: $(here)loader.c
	$(CC) -Wall -Wextra -Werror -O2 -std=gnu11 -static -s -o $@ $<

clean:
	rm -f loader

.PHONY: clean
