#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dracut module: kexec-smmu in an initramfs, for early kdump, which runs the
# program that KEXEC of /etc/sysconfig/kdump names, and for the root file system
# in which a shutdown ends, where modules copy "kexec" by name, which may be
# kexec-smmu. dracut calls these functions by name.
# shellcheck disable=SC2154 # dracut's variables

check()
{
	require_binaries kexec-smmu || return 1
	return 0
}

depends()
{
	return 0
}

# The command, what it starts, and what a load with a policy needs.
install()
{
	local file
	inst_multiple kexec-smmu
	inst_multiple -o kexec /usr/sbin/kexec.kexec-tools \
		/sbin/kexec.kexec-tools /sbin/kexec.kexec-tools-12
	for file in "${dracutsysrootdir-}"/usr/lib*/kexec-smmu/* \
			"${dracutsysrootdir-}"/usr/lib/*/kexec-smmu/*; do
		file=${file#"${dracutsysrootdir-}"}
		[[ ! -f ${dracutsysrootdir-}$file || $file = *kernel-hook ]] ||
			inst "$file"
	done
	inst_multiple -o /etc/kexec-smmu.conf
}
