#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The line of /etc/sysconfig/kdump that doc/loaders.md shows, tried with a stub of
# kdumpctl: as Fedora's does, it sets KEXEC, then reads that file, then runs
# $KEXEC with -s on arm64. It is not kdumpctl.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
# shellcheck source=tests/cli/image-lib.sh
. "$top_srcdir/tests/cli/image-lib.sh"
KST_CONF=$tmp/conf
export KST_CONF
printf 'source = %s\ncrash-policy = abort\n' "$tmp/smmu.dtb" >"$KST_CONF"
# An arm64 Image of 4 KiB, image_size 64 KiB, no flags.
{
	image_header 0 0x10000 0
	head -c 4032 /dev/zero
} >"$tmp/Image"

# What is at the two paths: kexec-tools, and the command.
mkdir -p "$tmp/sbin"
printf '#!/bin/sh\nexec "%s" kexec "%s" "$@"\n' "$cli/outer" "$cli/stub" \
	>"$tmp/sbin/kexec"
printf '#!/bin/sh\nexec "%s" kexec-smmu "%s" "$@"\n' "$cli/outer" \
	"$cli/kexec-smmu-test" >"$tmp/sbin/kexec-smmu"
chmod +x "$tmp/sbin/kexec" "$tmp/sbin/kexec-smmu"

cat >"$tmp/kdumpctl" <<END
#!/bin/sh
KEXEC=$tmp/sbin/kexec
KEXEC_ARGS=
standard_kexec_args="-d -p"
KDUMP_COMMANDLINE=quiet
. $tmp/sysconfig
\$KEXEC \$KEXEC_ARGS -s \$standard_kexec_args --command-line="\$KDUMP_COMMANDLINE" \
	--initrd=$tmp/initrd $tmp/Image
END
chmod +x "$tmp/kdumpctl"
: >"$tmp/initrd"

# sysconfig LINE: with the line as it is shown, but for where the programs are
sysconfig()
{
	echo "KDUMP_COMMANDLINE_APPEND=\"reset_devices\"" >"$tmp/sysconfig"
	echo "$1" | sed "s|/usr/sbin/|$tmp/sbin/|" >>"$tmp/sysconfig"
}

# kdumpctl: run it; the kernel it loads is in the record, if there is one
kdumpctl()
{
	rm -f "$KST_RECORD"
	KST_STUB="kernel=$tmp/Image panic-file" LD_PRELOAD="$cli/.libs/recorder.so" \
		"$tmp/kdumpctl" >"$tmp/out" 2>"$tmp/err"
	status=$?
}

# loaded CODE1: by kexec_file_load, a kernel whose second instruction is that
loaded()
{
	[ "$(od -An -tu8 -N 8 "$KST_RECORD" | tr -d ' ')" = "$(nr_file)" ] &&
		[ "$(od -An -tx4 -j 68 -N 4 "$KST_RECORD" | tr -d ' ')" = "$1" ]
}

# The number of kexec_file_load on this machine.
nr_file()
{
	case $(uname -m) in
	x86_64) echo 320 ;;
	*) echo 294 ;;
	esac
}

line=$(sed -n "s/^# echo '\(KEXEC=.*\)' >>\/etc\/sysconfig\/kdump$/\1/p" \
	"$top_srcdir/doc/loaders.md")
sysconfig "# nothing"
kdumpctl
if [ "$status" = 0 ] && loaded 00000000; then ok "without the line: unfenced"
else bad "without the line: status $status"; fi

sysconfig "$line"
kdumpctl
# code1 of a wrapped Image is the branch to its stage.
if [ "$status" = 0 ] && loaded 14003fff; then ok "with '$line': fenced"
else bad "with '$line': status $status"; fi

# Whatever is wrong, nothing is loaded.
echo 'crash-polcy = abort' >>"$KST_CONF"
kdumpctl
if [ "$status" = 1 ] && [ ! -e "$KST_RECORD" ]; then
	ok "a configuration that is wrong: nothing is loaded"
else
	bad "a configuration that is wrong: status $status"
fi
finish
