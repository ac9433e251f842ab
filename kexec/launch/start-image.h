/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What kexec-tools' -e does at its end, for systems without kexec-tools. */
#ifndef LAUNCH_START_IMAGE_H
#define LAUNCH_START_IMAGE_H

/* Start the image that is loaded. Returns only if it cannot be: an errno. */
int start_image(void);

#endif
