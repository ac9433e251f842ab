#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For /etc/kdump/pre.d of kdump-utils, which runs it in the crash kernel before the
# dump is saved: what the stage saw on the way goes to this kernel's log, which
# kdump saves as kexec-dmesg.log beside vmcore. Nothing here is a reason to save no
# dump.
kexec-smmu --smmu-report 2>&1 | while read -r line; do
	echo "kexec-smmu-report: $line" >>"${KMSG:-/dev/kmsg}"
done
exit 0
