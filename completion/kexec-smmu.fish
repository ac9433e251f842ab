# SPDX-License-Identifier: GPL-2.0-or-later
# fish completion of kexec-smmu(8), of kexec(8) where that is it, and of
# kexec-smmu-wrap(1). Options are asked of the command's own --help, so that
# those of the kexec-tools that is there come with ours.

# What an option takes; nothing: files.
function __kexec_smmu_values
    switch (string replace smmu- '' -- $argv[1])
        case policy
            echo abort auto bypass drain keep quiesce {v1,v2,v3}={abort,auto,bypass,drain,keep,quiesce}
        case source
            test $argv[1] = source; and echo any
            echo auto fdt iort
        case add
            echo {v1,v2,v3}@0x
        case list
            echo table json tree
        case status check
            echo table json
        case report
            echo text json
        case color
            echo auto always never
        case console
            echo none auto pl011@0x uart8250@0x
        case timeout
            echo 10ms 100ms 1s
        case settle
            echo 0ms 50ms 100ms
        case watch
            echo 0ms 100ms 1s
        case on-failure
            echo continue reset
        case log best-effort strict reset-unbound
            echo yes no
        case load-offset copy-dtb
            echo 0x
        case max-smmus
            echo 64 255
    end
end

# The long options of "COMMAND --help"; = after those with a value.
function __kexec_smmu_options
    $argv[1] --help 2>/dev/null | sed -n -e 's/\[=.*//' \
        -e 's/^[ \t]*\(-[a-zA-Z?],\{0,1\} *\)\{0,1\}--\([a-z][a-z0-9-]*=\{0,1\}\).*/\2/p'
end

set -l commands kexec-smmu kexec-smmu-wrap
string match -q '*/kexec-smmu' -- (realpath (command -s kexec) 2>/dev/null)
and set -a commands kexec
for command in $commands
    command -sq $command
    or continue
    for option in (__kexec_smmu_options $command)
        set -l name (string replace = '' -- $option)
        set -l values (__kexec_smmu_values $name)
        set -l how
        test "$name" != "$option"
        and set how -r
        if test -z "$values"
            complete -c $command -l $name $how
        else if string match -q '*source' -- $name
            complete -c $command -l $name $how -F -a "$values"
        else
            complete -c $command -l $name $how -f -a "$values"
        end
    end
end
