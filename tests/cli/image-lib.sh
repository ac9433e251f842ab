# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The bytes of an arm64 Image, for the scripts here. POSIX sh; sourced.

# little SIZE NUMBER: so many bytes, the lowest first
little()
{
	little_size=$1 little_value=$(($2))
	while [ "$little_size" -gt 0 ]; do
		# shellcheck disable=SC2059 # an escape is meant
		printf "\\$(printf '%03o' $((little_value & 255)))"
		little_value=$((little_value >> 8))
		little_size=$((little_size - 1))
	done
}

# image_header TEXT_OFFSET IMAGE_SIZE FLAGS: 64 bytes (Linux, booting.rst)
image_header()
{
	little 4 0x14000010; little 4 0
	little 8 "$1"; little 8 "$2"; little 8 "$3"
	little 8 0; little 8 0; little 8 0
	printf 'ARM\144'; little 4 0
}
