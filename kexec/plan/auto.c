/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/auto.h"

#include "image/drivers.h"

int auto_choose(const struct auto_facts *facts, struct smmu_machine *machine,
		struct message *why)
{
	static const unsigned int drivers[] = {
		[SMMU_VERSION_V1] = IMAGE_DRIVER_ARM_SMMU,
		[SMMU_VERSION_V2] = IMAGE_DRIVER_ARM_SMMU,
		[SMMU_VERSION_V3] = IMAGE_DRIVER_ARM_SMMU_V3,
	};
	static const char *const undriven[] = {
		[SMMU_VERSION_V1] = "auto: the image has no built-in driver for SMMUv1; modules do not count",
		[SMMU_VERSION_V2] = "auto: the image has no built-in driver for SMMUv2; modules do not count",
		[SMMU_VERSION_V3] = "auto: the image has no built-in driver for SMMUv3; modules do not count",
	};
	enum smmu_action action = SMMU_ABORT;
	const char *reason;
	size_t i;

	if (facts->crash && facts->has_hest) {
		action = SMMU_DRAIN;
		reason = "auto: a crash kernel, with firmware-first error handling";
	} else if (facts->crash) {
		reason = "auto: a crash kernel";
	} else if (!facts->has_image) {
		reason = "auto: if the image has built-in drivers for its SMMUs";
	} else if (!facts->is_linux && !facts->drivers && facts->can_stop) {
		action = SMMU_QUIESCE;
		reason = "auto: the image is not Linux, and may need DMA before it drives an SMMU";
	} else {
		reason = "auto: the image has built-in drivers for its SMMUs";
		for (i = 0; i < machine->smmu_count; i++) {
			const struct smmu *smmu = &machine->smmus[i];

			if (smmu->status != SMMU_OKAY ||
			    facts->drivers & drivers[smmu->version])
				continue;
			if (!facts->can_stop)
				return message_set(why, "auto: the image has no built-in driver for SMMU%s, and would get no DMA before it loads one: use abort if it can wait for that, bypass if it cannot",
						   smmu_version_name(smmu->version));
			action = SMMU_QUIESCE;
			reason = undriven[smmu->version];
			break;
		}
	}
	machine->automatic = action;
	machine->automatic_reason = reason;
	return 0;
}
