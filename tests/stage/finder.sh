#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The finder compared with the loader: on fixtures, on corrupt trees and tables,
# and on real IORTs if $IORT_TABLES is their directory. It never leaves fewer
# SMMUs alone; here is where it leaves more.
set -u
: "${top_srcdir:?is set by make check}" "${top_builddir:?}"

make=$top_builddir/tests/make
program=${FINDER:-$top_builddir/tests/stage/finder}
command -v "${DTC:-dtc}" > /dev/null || { echo "SKIP: no dtc"; exit 77; }
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
mkdir "$tmp/in" || exit 99
for source in "$top_srcdir"/tests/fixtures/dts/*.dts; do
	"${DTC:-dtc}" -q -q -q -f -I dts -O dtb \
		-o "$tmp/in/$(basename "$source" .dts)" "$source" || exit 99
done
# The second frame is where its bus has no window.
"${DTC:-dtc}" -q -q -q -f -I dts -O dtb -o "$tmp/in/half-reachable" << 'END' || exit 99
/dts-v1/;
/ {
	#address-cells = <1>; #size-cells = <1>;
	bus { #address-cells = <1>; #size-cells = <1>; ranges = <0 0x10000000 0x100000>;
		a@0 { compatible = "arm,smmu-v2";
			reg = <0 0x20000 0x8000000 0x20000>; };
	};
};
END
# The first string that is known decides, whatever follows it.
"${DTC:-dtc}" -q -q -q -f -I dts -O dtb -o "$tmp/in/first-decides" << 'END' || exit 99
/dts-v1/;
/ {
	#address-cells = <2>; #size-cells = <2>;
	a@1 { compatible = "nvidia,tegra264-smmu", "arm,smmu-v2";
		reg = <0 0x10000000 0 0x20000 0 0x8000000 0 0x20000>; };
	b@2 { compatible = "nvidia,tegra194-smmu", "arm,smmu-v3";
		reg = <0 0x20000000 0 0x20000>; };
	c@3 { compatible = "marvell,ap806-smmu-500", "arm,smmu-v3";
		reg = <0 0x30000000 0 0x20000>; };
};
END
for name in $("$make/make-iort" --list) whole; do
	"$make/make-iort" "$name" > "$tmp/in/iort-$name" || exit 99
done
"$make/make-corrupt-dts" "$tmp/in" > /dev/null || exit 99
# Relative to where ./check was started, as well.
[ -d "${IORT_TABLES:-/}" ] || IORT_TABLES=$top_srcdir/$IORT_TABLES
for table in "${IORT_TABLES:-/none}"/*.iort; do
	[ ! -f "$table" ] || cp "$table" "$tmp/in/real-${table##*/}" || exit 99
done

# A number in a list of phandles that is some SMMU's phandle; more than two cells
# of address; an odd place for memory reservations; wrong checksums, RMR nodes with
# mappings that are none, tables that ask for too much or are cut off here; a
# string of Qualcomm's that stands alone; frames that are none, behind a region.
cat > "$tmp/wanted" << 'END'
bad-phandles: 0x9100000 is left alone (4)
iort-base-all-ones: could not look: bad address
iort-base-unaligned: could not look: bad address
iort-bases-equal: could not look: bad address
iort-checksum-and-count: could not look: malformed ACPI tables
iort-checksum: could not look: malformed ACPI tables
iort-many-smmus-of-one-base: could not look: malformed ACPI tables
iort-rmr-maps-all-ones: could not look: malformed ACPI tables
iort-rmr-shared-mappings: could not look: too long
iort-span-all-ones: could not look: bad address
off-reserved-29: could not look: malformed device tree
ranges: 0x2340000 is not found
regions: 0x3000000 is left alone (4)
versions: 0x1f00000 is not found
wide-root: 0x500001000 is not found
END
(cd "$tmp/in" && find . -type f | sort | xargs "$program") > "$tmp/out" 2>&1
status=$?
tail -n 1 "$tmp/out"
grep -q '^[1-9][0-9]* files, ' "$tmp/out" || { cat "$tmp/out"; status=1; }
# With each of three defaults; which differ, is enough.
sed -n 's,^\./\([^:]*\): [a-z]*: ,\1: ,p' "$tmp/out" | sort -u > "$tmp/less"
diff "$tmp/wanted" "$tmp/less" || status=1
grep FAIL "$tmp/out" && status=1
exit "$status"
