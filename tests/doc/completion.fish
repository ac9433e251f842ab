# SPDX-License-Identifier: GPL-2.0-or-later
# completion.fish COMMANDS FUNCTIONS: what fish proposes for a line.
set -gx PATH $argv[1] $PATH
set -g fish_complete_path $argv[2]
cd $argv[1]
cp kexec-smmu kexec-smmu-wrap
set -g failed 0

# completes LINE PROPOSAL...: these and no others
function completes
    set -l got (complete -C $argv[1] | string replace -r '\t.*' '')
    if test "$got" != "$argv[2..-1]"
        echo "FAIL: $argv[1]: '$got' instead of '$argv[2..-1]'"
        set -g failed 1
    end
end

completes 'kexec-smmu --smmu-po' --smmu-policy
completes 'kexec-smmu --smmu-policy=ab' --smmu-policy=abort
completes 'kexec-smmu --smmu-policy ab' abort
completes 'kexec-smmu --smmu-policy=v3=b' --smmu-policy=v3=bypass
completes 'kexec-smmu --smmu-list=j' --smmu-list=json
completes 'kexec-smmu --smmu-list boot/I' boot/Image
completes 'kexec-smmu --mem' --mem-min
completes 'kexec-smmu -l boot/' boot/Image
completes 'kexec-smmu-wrap --smmu-policy=ke' --smmu-policy=keep
# Not kexec-tools': its kexec is another program.
printf '#!/bin/sh\n' >kexec
chmod +x kexec
completes 'kexec --smmu-po'
exit $failed
