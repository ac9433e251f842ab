#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The surroundings of a load: a terminal that hangs up, copies of the command,
# root file systems without kexec-tools, output that cannot be written.

# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
command -v python3 >/dev/null || { echo "SKIP: no python3"; exit 77; }

# A session leader of its own on a terminal that is closed. The kernel tells
# nobody else.
# shellcheck disable=SC2086 # words of options
KST_STUB="sleep" python3 - "$cli/outer" kexec "$cli/kexec-smmu-test" $POLICY \
	-l Image >"$tmp/out" 2>"$tmp/err" <<'END'
import os, pty, signal, sys, time
child, terminal = pty.fork()
if child == 0:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    os.execv(sys.argv[1], sys.argv[1:])
stub = None
for _ in range(500):
    try:
        words = open(os.environ["KST_DUMP"]).read().split()
        if words[:1] == ["ready"]:
            stub = int(words[1])
            break
    except OSError:
        pass
    time.sleep(0.02)
if stub is None:
    sys.exit("the stub did not start")
os.close(terminal)
for _ in range(250):
    try:
        os.kill(stub, 0)
    except OSError:
        break
    done, status = os.waitpid(child, os.WNOHANG)
    if done:
        sys.exit(0 if os.WTERMSIG(status) == signal.SIGHUP else "status")
    time.sleep(0.02)
else:
    os.kill(stub, signal.SIGKILL)
    sys.exit("kexec-tools was not told")
done, status = os.waitpid(child, 0)
sys.exit(0 if os.WTERMSIG(status) == signal.SIGHUP else "status")
END
status=$?
expect "a hang-up of the terminal" 0

# Two copies, each of which takes the other for kexec-tools.
cp "$cli/kexec-smmu-test" "$tmp/copy"
for words in "-l Image" -e --version "--smmu-status"; do
	# shellcheck disable=SC2086
	KST_TOOLS="$tmp/copy" timeout 20 "$cli/outer" kexec \
		"$cli/kexec-smmu-test" $words >"$tmp/out" 2>"$tmp/err"
	status=$?
	[ "$status" != 124 ] || bad "a copy of the command: $words: for ever"
done
run KST_TOOLS="$tmp/copy" -l Image
expect "a copy of the command is not kexec-tools" 1 \
	'kexec-tools: not found; tried'
run KST_TOOLS="$tmp/copy:$cli/stub" -l Image
expect "what comes after it is" 0

# As dracut copies it, without kexec-tools: the loaded image is started.
run KST_TOOLS="$tmp/none" -e
expect "-e without kexec-tools" 1 'the loaded image cannot be started: there is none'
grep -qx started "$tmp/out" || bad "-e without kexec-tools: was not started"
run KST_TOOLS="$tmp/none" -e -x
grep -qx started "$tmp/out" || bad "-e -x without kexec-tools: was not started"
for words in '-l Image' '-p Image' -u -S; do
	# shellcheck disable=SC2086
	run KST_TOOLS="$tmp/none" $words
	expect "$words without kexec-tools" 1 'kexec-tools: not found'
	grep -q started "$tmp/out" && bad "$words without kexec-tools: started"
done
run -e
expect "-e with kexec-tools" 0
grep -q started "$tmp/out" && bad "-e with kexec-tools: started without it"

# If no filter can be installed, or no process started.
printf 'policy = abort\n' >"$tmp/conf"
for word in --help --version; do
	run KST_CONF="$tmp/conf" KST_NO_SECCOMP=1 $word
	expect "$word without seccomp" 0 'warning: '
	grep -q kexec-smmu "$tmp/out" || bad "$word without seccomp: is missing"
	# A sanitizer would look for leaks in a process of its own.
	run KST_CONF="$tmp/conf" KST_NO_FORK=1 \
		ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0" $word
	expect "$word without fork()" 0 'warning: '
	grep -q kexec-smmu "$tmp/out" || bad "$word without fork(): is missing"
done

# one_line TITLE COMMAND...: status 1 and one line; its output is descriptor 3
one_line()
{
	title=$1; shift
	: >"$tmp/out"
	"$@" >&3 2>"$tmp/err"
	status=$?
	[ "$(wc -l <"$tmp/err")" = 1 ] || bad "$title: not one line"
	expect "$title" 1 'cannot be written: '
}
for words in --help --version; do
	one_line "$words, a full output" "$cli/kexec-smmu-test" $words 3>/dev/full
	one_line "$words, an output that can only be read" \
		"$cli/kexec-smmu-test" $words 3</dev/null
	one_line "wrap $words, a full output" "$cli/kexec-smmu-wrap-test" \
		$words 3>/dev/full
	# shellcheck disable=SC2016 # the inner shell's
	one_line "wrap $words, no output" sh -c 'exec "$@" >&-' sh \
		"$cli/kexec-smmu-wrap-test" $words 3>/dev/null
done

# Files of no size at all: the line is read through a pipe.
# limited TITLE WORD...: the command
limited()
{
	title=$1; shift
	: >"$tmp/out"
	{ (ulimit -f 0; "$@" >/dev/null); echo "status $?"; } 2>&1 |
		cat >"$tmp/err"
	status=$(sed -n 's/^status //p' "$tmp/err")
	expect "$title, ulimit -f 0" 1 'File too large'
}
head -c 5000 /dev/zero >"$tmp/payload"
limited wrap "$cli/kexec-smmu-wrap-test" --policy=abort --raw \
	--add=v3@0x9050000 -o "$tmp/wrapped" "$tmp/payload"
# shellcheck disable=SC2086
limited "a load" "$cli/outer" kexec "$cli/kexec-smmu-test" $POLICY -l Image

ln -s "$tmp/nowhere" "$tmp/dangling"
"$cli/kexec-smmu-wrap-test" --policy=abort --raw --add=v3@0x9050000 \
	-o "$tmp/dangling" "$tmp/payload" >"$tmp/out" 2>"$tmp/err"
status=$?
expect "a link that leads nowhere" 1 'is a link to a file that does not exist'
[ -L "$tmp/dangling" ] || bad "a link that leads nowhere: is gone"
finish
