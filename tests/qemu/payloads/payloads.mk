# SPDX-License-Identifier: GPL-2.0-or-later
# Not part of the project's own build: make -f .../payloads.mk in any directory.
CC = $(shell test "$$(uname -m)" = aarch64 || echo aarch64-linux-gnu-)gcc
OBJCOPY = $(CC:gcc=objcopy)

here := $(dir $(lastword $(MAKEFILE_LIST)))

FLAGS = -Wall -Wextra -Werror -Os -std=gnu11 -fpie
FLAGS += -ffreestanding -nostdlib -static -no-pie
FLAGS += -mgeneral-regs-only	# FP/SIMD may trap
FLAGS += -mstrict-align		# with the MMU off everything is Device memory
FLAGS += -fno-stack-protector -fno-asynchronous-unwind-tables
FLAGS += -Wl,--build-id=none -Wl,--no-undefined -Wl,--fatal-warnings
FLAGS += -Wl,-z,noexecstack -Wl,-z,norelro -Wl,--no-warn-rwx-segments

shared := $(addprefix $(here),start.S bare.c)
headers := $(here)bare.h $(here)witness.ld

all: witness.bin witness.elf watcher.bin storm.bin el3.bin prober.bin \
	frame.bin goes-on.bin masters.bin switches.bin

%.bin: %.elf
	$(OBJCOPY) -O binary $< $@

%.elf: $(here)%.c $(shared) $(headers)
	$(CC) $(FLAGS) -T $(here)witness.ld -o $@ $(shared) $<

# With an NVMe disk.
masters.elf: $(addprefix $(here),masters.c nvme.c nvme.h) $(shared) $(headers)
	$(CC) $(FLAGS) -fno-tree-loop-distribute-patterns \
		-T $(here)witness.ld -o $@ $(filter %.S %.c,$^)

# With sound controllers that write.
hdas := $(addprefix $(here),hdas.c ../dma/hda.c)
goes-on.elf: $(here)goes-on.c $(hdas) $(here)hdas.h $(here)../dma/hda.h \
		$(shared) $(headers)
	$(CC) $(FLAGS) -T $(here)witness.ld -o $@ $(filter %.S %.c,$^)

# And with the stage's own watch.
purgatory := $(here)../../../purgatory
stage := $(addprefix $(purgatory)/,job/cache.c job/job.c job/wait.c \
	smmu/v3.c smmu/v3-watch.c smmu/watch.c)
switches.elf: $(here)switches.c $(hdas) $(stage) $(here)hdas.h \
		$(here)../dma/hda.h $(shared) $(headers)
	$(CC) $(FLAGS) -fno-tree-loop-distribute-patterns -I$(purgatory) \
		-I$(purgatory)/../include -T $(here)witness.ld -o $@ \
		$(filter %.S %.c,$^)

# Firmware has an entry and a place of its own.
el3.elf: $(addprefix $(here),el3.c el3-start.S el3.ld bare.c bare.h)
	$(CC) $(FLAGS) -T $(filter %.ld,$^) -o $@ $(filter %.S %.c,$^)

clean:
	rm -f *.elf *.bin

.PHONY: all clean
# The .elf files are made on the way, and wanted as well.
.SECONDARY:
