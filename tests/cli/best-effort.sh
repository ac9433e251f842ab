#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# --smmu-best-effort: if the stage cannot be added, one line says so and the
# image is loaded without it; an invalid request is still an error.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

recorder=$cli/.libs/recorder.so

# best NAME=VALUE... WORD...
best()
{
	# shellcheck disable=SC2086 # words of options
	run LD_PRELOAD="$recorder" "$@" $POLICY --smmu-best-effort -l Image
}

# loads CASE TEXT [STATUS]: the last run gave the kernel the image without the
# stage, after one line that says TEXT, and recorded that
loads()
{
	if [ "$(grep -c kexec-smmu: "$tmp/err")" != 1 ]; then
		bad "$1: not one line"
	elif ! grep -q "^state unfenced$" "$KST_RECORDS/normal"; then
		bad "$1: recorded otherwise"
	elif [ ! -s "$KST_RECORD" ]; then
		bad "$1: no call"
	else
		expect "$1" "${3:-0}" "the image is loaded without it: $2"
		grep -q '^kexec-smmu: NOT FENCED: ' "$tmp/err" ||
			bad "$1: not NOT FENCED"
	fi
	rm -rf "$KST_RECORDS"
	echo 0 >"$KST_SYS/kernel/kexec_loaded"
}

best KST_STUB=load
expect "control: all is well" 0
grep -q '^state fenced$' "$KST_RECORDS/normal" || bad "control: no record"
rm -rf "$KST_RECORDS"
echo 0 >"$KST_SYS/kernel/kexec_loaded"

# By the plugin, in the system call that it should have changed.
best KST_STUB='segments=16 load'
loads "no segment left" 'the image has 16 segments'
printf '44000000-44003fff : System RAM\n' >"$tmp/map"
best KST_IOMEM="$tmp/map" KST_STUB=load
loads "no room" 'no free memory'
best KST_IOMEM="$tmp/none" KST_STUB=load
loads "no memory map" "$tmp/none: No such file"
for error in 22:Invalid 99:'Cannot assign' 12:'Cannot allocate'; do
	best KST_ERRNO_STAGE="${error%:*}" KST_STUB=load
	loads "the kernel refuses the stage: ${error#*:}" \
		"the kernel refused the image with the stage: ${error#*:}"
done
for error in 1 16; do
	best KST_ERRNO_STAGE="$error" KST_STUB=load
	if [ "$status" != 255 ] || [ -e "$KST_RECORDS/normal" ] ||
			grep -q 'without it' "$tmp/err"; then
		bad "the kernel refuses whatever it is: $error"
	else
		ok "the kernel refuses whatever it is: $error"
	fi
done
best KST_ERRNO=22 KST_STUB=load
expect "the kernel refuses it without the stage, too" 255
[ ! -e "$KST_RECORDS/normal" ] || bad "recorded what is not loaded"

# Before anything is started.
best KST_STAGE="$tmp/none" KST_STUB=load
loads "no stage" "$tmp/none: the stage cannot be read"
head -c 100 "$KST_STAGE" >"$tmp/stage"
best KST_STAGE="$tmp/stage" KST_STUB=load
loads "damaged stage" "$tmp/stage: corrupt"
best KST_PLUGIN="$tmp/none.so" KST_STUB=load
loads "no plugin" "$tmp/none.so: the plugin cannot be read"
best KST_ARCH=other KST_STUB=load
loads "not an arm64 machine" 'stage: is arm64 code'
best KST_NO_SECCOMP=1 KST_STUB=load
loads "a kernel without seccomp" "$KST_TOOLS: not started: the kernel rejected the"

# A kexec-tools that does not keep the plugin is started a second time.
again()
{
	if ! reached; then
		bad "$1: no load came through"
	else
		expect "$1" "$2" "the image is loaded without it: $3"
	fi
}
best KST_TOOLS="$cli/stub-static"
again "static kexec-tools" 255 "$cli/stub-static: is statically linked"
printf '#!/bin/sh\nexec "%s"\n' "$cli/stub-static" >"$tmp/wrapper"
chmod +x "$tmp/wrapper"
best KST_TOOLS="$tmp/wrapper"
again "static kexec-tools behind a script" 255 'kexec-tools: continues'
printf '#!/bin/sh\n"%s"\nexit 5\n' "$cli/stub-static" >"$tmp/wrapper"
best KST_TOOLS="$tmp/wrapper"
again "a script that goes on behind it" 5 'kexec-tools: continues'
best KST_STUB='strip load'
again "preload stripped" 255 'kexec-tools: continues'
mkdir "$KST_PROC/xen"
best KST_STUB=xen
again "Xen" 255 'kexec-tools: does not load with the plugin'
rmdir "$KST_PROC/xen"

# kexec-tools' own errors appear once, and are passed on.
best KST_STUB='exit=7'
expect "kexec-tools fails by itself" 7
best KST_STUB='kill=15'
expect "kexec-tools is killed" 143
best KST_STUB='exit=0'
expect "kexec-tools does nothing, well" 0 'the image is loaded without it'
[ ! -e "$KST_RECORDS/normal" ] || bad "nothing is loaded, and recorded"

# What is wrong with the request.
# shellcheck disable=SC2086 # words of options
run KST_STUB=load $POLICY --smmu-best-effort --smmu-policy=x -l Image
expect_closed "no such policy" 1 'unknown policy'
# shellcheck disable=SC2086
run KST_STUB=load $POLICY --smmu-best-effort --smmu-policy=0x1000=abort -l
expect_closed "no such SMMU" 1 'no such SMMU'
run KST_STUB=load --smmu-source="$tmp/none" --smmu-policy=abort \
	--smmu-best-effort -l Image
expect_closed "no such source" 1 "$tmp/none"

# With nothing to be done, the stage is not needed.
run LD_PRELOAD="$recorder" KST_STAGE="$tmp/none" KST_STUB=load \
	--smmu-source="$tmp/smmu.dtb" --smmu-policy=keep -l Image
loads "all is kept" "$tmp/none: the stage cannot be read"
# shellcheck disable=SC2086
run LD_PRELOAD="$recorder" KST_STAGE="$tmp/none" KST_STUB=load \
	$POLICY --smmu-best-effort --smmu-best-effort=no -l Image
expect_closed "the last word counts" 1 'the stage cannot be read'
finish
