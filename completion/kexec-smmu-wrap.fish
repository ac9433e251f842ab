# SPDX-License-Identifier: GPL-2.0-or-later
# fish looks for a completion by the name of its command.
source (dirname (status filename))/kexec-smmu.fish
