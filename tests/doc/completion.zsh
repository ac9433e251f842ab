# SPDX-License-Identifier: GPL-2.0-or-later
# completion.zsh COMMANDS FUNCTIONS: type at a zsh and press the tabulator.
zmodload zsh/zpty || exit 99
export TERM=vt100
zpty shell zsh -f -i
zpty -w shell "unsetopt prompt_sp; PATH=$1:\$PATH; fpath=($2 \$fpath)"
zpty -w shell "autoload -U compinit; compinit -u -d $1/dump"
zpty -w shell "bindkey '^I' complete-word; cd $1; PS1='rea''dy> '"
# Its line editor is up when it prompts.
zpty -r -m shell seen '*ready> *' || exit 99

# completes TYPED EXPECTED: the resulting line; a time limit is set outside
completes()
{
	zpty -n -w shell "$1"$'\t'"@@"
	zpty -r -m shell seen '*@@' || exit 1
	seen=${seen//$'\e['[0-9;]#[a-zA-Z]/}
	seen=${seen//[$'\a\e']/}
	if [[ ${seen//[$'\r\n']/} != *$2* ]]; then
		print -r -- "FAIL: $1: ${(V)seen} instead of $2"
		failed=1
	fi
	zpty -n -w shell $'\x15'
}

setopt extendedglob
failed=0
completes 'kexec-smmu --smmu-po' 'licy='
completes 'kexec-smmu --smmu-policy=ab' 'ort'
completes 'kexec-smmu --smmu-policy=v3=b' 'ypass'
completes 'kexec-smmu --smmu-console au' 'to'
completes 'kexec-smmu --mem' '-min='
completes 'kexec-smmu -l boot/I' 'mage'
zpty -d shell
exit $failed
