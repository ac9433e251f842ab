# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
# For the scripts that run as first process of a Debian in QEMU.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8
export DEBIAN_FRONTEND=noninteractive INITRD=No

mount_all()
{
	mount -t proc proc /proc
	mount -t sysfs sysfs /sys
	mount -t tmpfs tmpfs /run
}

# holds TITLE COMMAND...
holds()
{
	title=$1; shift
	if "$@" >/tmp/holds 2>&1; then
		echo "ok $title"
	else
		echo "not ok $title: status $?: $*"
		sed 's/^/    | /' /tmp/holds
	fi
}

# not COMMAND...
not()
{
	! "$@"
}

# prints TEXT COMMAND...
prints()
{
	text=$1; shift
	"$@" 2>&1 | tee /tmp/prints | grep -qF -- "$text" && return
	cat /tmp/prints
	return 1
}

off()
{
	echo "try: end"
	sync
	mount -o remount,ro / 2>/dev/null
	echo o >/proc/sysrq-trigger
	sleep 60
}
