#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# With a policy, no image reaches the kernel without the stage, whatever is
# wrong; and a message says what is wrong.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

recorder=$cli/.libs/recorder.so

# fenced NAME=VALUE... WORD...
fenced()
{
	# shellcheck disable=SC2086 # words of options
	run "$@" $POLICY -l Image
}

# wrapper TEXT: a script in place of kexec-tools
wrapper()
{
	rm -f "$tmp/wrapper"
	printf '#!/bin/sh\n%s\n' "$1" >"$tmp/wrapper"
	chmod +x "$tmp/wrapper"
}

# The tests see what they are to see: unmarked loads do reach the kernel.
run KST_STUB=load -l Image
if reached; then ok "control: without a policy a load comes through"
else bad "control: without a policy a load comes through"; fi
run KST_TOOLS="$cli/stub-static" -l Image
if reached; then ok "control: without a policy a static one, too"
else bad "control: without a policy a static one, too"; fi
fenced KST_STUB=load
if reached; then ok "control: a marked load comes through"
else bad "control: a marked load comes through"; fi
fenced KST_STUB=load LD_PRELOAD="$recorder"
expect "control: all is well" 0
# An environment as sudo and cron leave it: the command sets what it needs.
# shellcheck disable=SC2046,SC2086
env -i $(env | grep -E '^(KST|[A-Z]*SAN)_[A-Z]*=[^ ]*$') KST_STUB=load \
	LD_PRELOAD="$recorder" "$cli/outer" kexec "$cli/kexec-smmu-test" \
	$POLICY -l Image >"$tmp/out" 2>"$tmp/err"
status=$?
expect "control: an environment that was cleaned" 0
fenced KST_STUB='unload file-unload'
if reached; then ok "control: unloads come through"
else bad "control: unloads come through"; fi

fenced KST_TOOLS="$cli/stub-static"
expect_closed "static kexec-tools" 1 'statically linked'
wrapper "exec '$cli/stub-static'"
fenced KST_TOOLS="$tmp/wrapper"
expect_closed "static kexec-tools behind a script" 255 'not a wrapper'
fenced KST_STUB='strip load'
expect_closed "preload stripped" 255 'not a wrapper'
fenced KST_STUB='strip auto'
expect_closed "preload stripped, -a" 255 'not a wrapper'
fenced KST_STUB='strip file'
expect_closed "preload stripped, -s" 255 'not a wrapper'
fenced KST_STUB='strip file-unload exit=0'
if reached; then ok "preload stripped: unloads come through"
else bad "preload stripped: unloads come through"; fi
wrapper "unset LD_PRELOAD; KST_STUB=load exec '$cli/stub'"
fenced KST_TOOLS="$tmp/wrapper"
expect_closed "a wrapper" 255 'not a wrapper'
wrapper 'exit 0'
fenced KST_TOOLS="$tmp/wrapper"
expect_closed "a script that does nothing, well" 1 'kexec-tools: exited without'
wrapper "'$cli/stub-static'; exit 0"
fenced KST_TOOLS="$tmp/wrapper"
expect_closed "a script that hides the failure" 1 'kexec-tools: exited without'
fenced KST_STUB='xen exit=1'
expect_closed "Xen's hypercall" 255
fenced KST_STUB='strip xen exit=1'
expect_closed "Xen's hypercall without the plugin" 255 'not a wrapper'
fenced KST_STUB='exit=0'
expect_closed "no load, and success" 1 'exited without a load'
fenced KST_STUB='strip exit=0'
expect_closed "no load, no plugin, and success" 1 'exited without a load'
fenced KST_STUB=file
expect_closed "-s that we did not see" 255

# A plugin for another architecture: e_machine is at byte 18.
cp "$KST_PLUGIN" "$tmp/foreign.so"
printf '\363\000' | dd of="$tmp/foreign.so" bs=1 seek=18 conv=notrunc 2>/dev/null
fenced KST_PLUGIN="$tmp/foreign.so" KST_STUB=load
expect_closed "plugin of another architecture" 1 'different architectures'
wrapper "KST_STUB=load exec '$cli/stub'"
fenced KST_PLUGIN="$tmp/foreign.so" KST_TOOLS="$tmp/wrapper"
expect_closed "the same, behind a script" 255 'did not load the plugin'
fenced KST_PLUGIN="$tmp/foreign.so" KST_TOOLS="$tmp/wrapper" KST_STUB=exit=0
expect_closed "the same, behind a script that hides it" 255 \
	'did not load the plugin'
fenced KST_PLUGIN="$tmp/none.so" KST_STUB=load
expect_closed "no plugin" 1 "$tmp/none.so: the plugin cannot be read"
cp "$KST_PLUGIN" "$tmp/with space.so"
fenced KST_PLUGIN="$tmp/with space.so" KST_STUB=load
expect_closed "plugin in a directory with a space" 1 'colon or a space'
: >"$tmp/empty.so"
fenced KST_PLUGIN="$tmp/empty.so" KST_STUB=load
expect_closed "empty plugin" 1 'different architectures'

# AT_SECURE, as at a change of the SELinux domain: ld.so ignores LD_PRELOAD.
# A set-user-ID program of nobody's has it for root, unless that is disabled.
cp "$cli/stub" "$tmp/secure"
chown 65534 "$tmp/secure" 2>/dev/null && chmod 4755 "$tmp/secure"
if KST_STUB=secure "$cli/outer" stub "$tmp/secure" >/dev/null; then
	run KST_TOOLS="$tmp/secure" KST_STUB=load -l Image
	if reached; then ok "control: without a policy a scrubbed one, too"
	else bad "control: without a policy a scrubbed one, too"; fi
	for call in load auto file; do
		fenced KST_TOOLS="$tmp/secure" KST_STUB="$call"
		expect_closed "preload scrubbed, $call" 255 \
			'across an SELinux domain change'
	done
	fenced KST_TOOLS="$tmp/secure" KST_STUB='load' KST_STUB_QUIET=1
	expect_closed "preload scrubbed, and success claimed" 1 \
		'LD_PRELOAD is ignored'
else
	echo "# left out: a scrubbed preload, set-user-ID has no effect here"
fi

fenced KST_NO_SECCOMP=1 KST_STUB=load
expect_closed "a kernel without seccomp" 1 'rejected the seccomp filter'

# The stage.
stage=$tmp/stage
damaged()
{
	fenced KST_STAGE="$stage" KST_STUB=load LD_PRELOAD="$recorder"
	expect_closed "stage: $1" 1 "$stage: $2"
	if [ -e "$KST_RECORD" ]; then
		bad "stage: $1: kexec-tools was started all the same"
	fi
}
damaged "not there" 'the stage cannot be read'
mkdir "$stage"
damaged "a directory" 'the stage cannot be read'
rmdir "$stage"
: >"$stage"
damaged "empty" 'corrupt'
size=$(wc -c <"$KST_STAGE")
for at in 0 9 $((size / 2)) $((size - 1)); do
	cp "$KST_STAGE" "$stage"
	byte=$(od -An -tu1 -j "$at" -N1 "$stage")
	byte=$(printf '%o' $((byte ^ 1)))
	# shellcheck disable=SC2059 # an escape is meant
	printf "\\$byte" | dd of="$stage" bs=1 seek="$at" conv=notrunc \
		2>/dev/null
	damaged "one bit of byte $at" 'corrupt'
done
head -c $((size - 1)) "$KST_STAGE" >"$stage"
damaged "cut off" 'corrupt'
{ cat "$KST_STAGE"; printf x; } >"$stage"
damaged "longer" 'corrupt'

# The memory map.
map()
{
	fenced KST_IOMEM="$tmp/map" KST_STUB=load LD_PRELOAD="$recorder"
	expect_closed "memory map: $1" 255 "$2"
	if ! grep -q "errno $3\$" "$tmp/err"; then
		bad "memory map: $1: not errno $3"
	elif [ -e "$KST_RECORD" ]; then
		bad "memory map: $1: a call went out"
	fi
}
map "not there" "$tmp/map: No such file" 2
printf '00000000-00000000 : System RAM\n  00000000-00000000 : x\n' >"$tmp/map"
map "all zeros" 'hidden' 1
printf '0000-ffff : Reserved\n' >"$tmp/map"
map "no memory" 'no System RAM' 22
printf '1000-ffff : System RAM\nnonsense\n' >"$tmp/map"
map "nonsense" 'not an address range' 22
printf '44000000-44003fff : System RAM\n' >"$tmp/map"
map "full" 'no free memory' 12
fenced KST_STUB='segments=16 load' LD_PRELOAD="$recorder"
expect_closed "no segment left" 255 '16 segments'
if [ -e "$KST_RECORD" ]; then bad "no segment left: a call went out"; fi
fenced KST_STUB='segments=16 load' KST_STUB_QUIET=1 LD_PRELOAD="$recorder"
expect_closed "no segment left, and success claimed" 1 'exited with status 0 although'

# What stands in the way before anything is started.
fenced KST_TOOLS="$tmp/none:/dev/null" KST_STUB=load
expect_closed "no kexec-tools" 1 'kexec-tools: not found'
fenced KST_TOOLS="$cli/kexec-smmu-test:/sbin/../none" KST_STUB=load
expect_closed "kexec-tools is ourselves" 1 'kexec-tools: not found'
ln -s "$cli/kexec-smmu-test" "$tmp/link"
fenced KST_TOOLS="$tmp/link" KST_STUB=load
expect_closed "kexec-tools is a link to ourselves" 1 'kexec-tools: not found'
fenced KST_TOOLS="$tmp/link:$cli/stub" KST_STUB=load LD_PRELOAD="$recorder"
expect "the next of the list is taken" 0
printf 'x' >"$tmp/broken"
chmod +x "$tmp/broken"
fenced KST_TOOLS="$tmp/broken" KST_STUB=load
expect_closed "kexec-tools is no program" 1 'cannot be started'
fenced KST_ARCH=other KST_STUB=load
expect_closed "not an arm64 machine" 1 'stage: is arm64 code'
# shellcheck disable=SC2086
run KST_STUB=file $POLICY -s -l Image
expect_closed "-s without a kernel" 255 'kernel: cannot be read'
# shellcheck disable=SC2086
run KST_STUB=file $POLICY -l Image -a --kexec-file-sys
expect_closed "-a and then -s" 255 'kernel: cannot be read'
run KST_STUB=load --smmu-source="$tmp/none" --smmu-policy=abort -l Image
expect_closed "no source" 1 "$tmp/none"
run KST_STUB=load --smmu-source="$tmp/smmu.dtb" --smmu-policy=0x1000=abort -l
expect_closed "an SMMU that is not there" 1 'no such SMMU'
for task in -e -u -S; do
	# shellcheck disable=SC2086
	run KST_STUB=load $POLICY $task
	expect_closed "policy with $task" 1 "cannot go together with $task"
done
# shellcheck disable=SC2086
run KST_STUB=load $POLICY -l --help
expect_closed "--help that loads" 255
finish
