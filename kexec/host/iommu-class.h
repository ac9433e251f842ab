/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The SMMUs that the running kernel drives, as sysfs shows them: a second
 * witness for what was found in the machine's tables, and for what has power.
 */
#ifndef HOST_IOMMU_CLASS_H
#define HOST_IOMMU_CLASS_H

#include <stddef.h>

#include "util/macros.h"
#include "util/message.h"
#include "machine/smmu.h"

/*
 * Linux registers an IOMMU by the name smmu3.0x0000000009050000 (SMMUv3) or
 * smmu.0x... (v1, v2), with the address of its first frame; other IOMMUs have
 * other names. Look for the first such name in names[0, count) that has no
 * frame in use in the machine. Returns 0 if there is none, or -1 with the line
 * to print in *why. Pure.
 */
int iommu_class_check_names(const char *const *names, size_t count,
			    const struct smmu_machine *machine,
			    struct message *why) _must_check_;

/*
 * The same for the entries of a directory, /sys/class/iommu. Without it, there
 * is nothing to check: the kernel has no IOMMU drivers.
 */
int iommu_class_check(const char *directory, const struct smmu_machine *machine,
		      struct message *why) _must_check_;

/*
 * Note for each SMMU of the machine's own tables how the running kernel uses
 * it, and its name there (for the first frame of that address). directory is
 * /sys/class/iommu, where only those are to which a driver is bound, sys is
 * /sys. If an SMMU has no devices behind it, the device tree says which masters
 * it has: one with a driver makes it used, such as a host bridge whose
 * functions were removed. If that cannot be seen, it counts as used. If the
 * directory cannot be read nothing is noted, and iommu_class_check() reports
 * it.
 */
void iommu_class_note(const char *directory, const char *sys,
		      struct smmu_machine *machine) _nonnull_(1, 2, 3);

#endif
