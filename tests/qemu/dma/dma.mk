# SPDX-License-Identifier: GPL-2.0-or-later
# Not part of the project's own build: make -f .../dma.mk in any directory.
CC = $(shell test "$$(uname -m)" = aarch64 || echo aarch64-linux-gnu-)gcc

here := $(dir $(lastword $(MAKEFILE_LIST)))

# Static: it depends on no library of the guest's.
FLAGS = -Wall -Wextra -Werror -O2 -std=gnu11 -static -s

all: hda-dma igb-dma unreset.so vfio-map vmcore-watch

hda-dma: $(addprefix $(here),hda-dma.c device.c hda.c device.h hda.h)
	$(CC) $(FLAGS) -o $@ $(filter %.c,$^)

igb-dma: $(addprefix $(here),igb-dma.c device.c device.h)
	$(CC) $(FLAGS) -o $@ $(filter %.c,$^)

# Preloaded: it gets the C library of what it is loaded into.
unreset.so: $(here)unreset.c $(here)../../../include/smmu-plan.h
	$(CC) $(filter-out -static,$(FLAGS)) -fPIC -shared \
		-I$(here)../../../include -o $@ $<

vfio-map: $(addprefix $(here),vfio-map.c device.c device.h)
	$(CC) $(FLAGS) -o $@ $(filter %.c,$^)

vmcore-watch: $(here)vmcore-watch.c
	$(CC) $(FLAGS) -o $@ $<

clean:
	rm -f hda-dma igb-dma unreset.so vfio-map vmcore-watch

.PHONY: all clean
