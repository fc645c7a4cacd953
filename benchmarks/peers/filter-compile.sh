#!/bin/sh
# From an expression to a program: libpcap's pcap_compile and ours, over the same filters in one run; a
# table of microseconds of processor time an expression. Needs Debian's libpcap-dev and a C compiler;
# without them it says so and ends with 0.  Usage: filter-compile.sh [RUNS] [MILLIS-PER-FILTER]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
compiler=$(command -v cc || command -v gcc || true)
if [ -z "$compiler" ]; then
  echo "filter-compile: skipped: no C compiler (apt-get install gcc)" >&2
  exit 0
fi
if ! printf '#include <pcap.h>\n' | "$compiler" -E - >/dev/null 2>&1; then
  echo "filter-compile: skipped: pcap.h not found (apt-get install libpcap-dev)" >&2
  exit 0
fi
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
"$compiler" -O2 -Wall -Wextra -o "$build/filter-compile" "$here/filter_compile.c" -lpcap
ours() { "$here/../run.sh" compile "$@"; }
ours write "$build/filters.tsv"
runs=${1:-3}
millis=${2:-300}
echo "load before: $(cut -d' ' -f1-3 /proc/loadavg 2>/dev/null || echo unknown)"
i=0
while [ "$i" -lt "$runs" ]; do
  "$build/filter-compile" "$build/filters.tsv" "$millis" >>"$build/peer.txt"
  ours measure "$millis" >>"$build/ours.txt"
  i=$((i + 1))
done
echo "load after: $(cut -d' ' -f1-3 /proc/loadavg 2>/dev/null || echo unknown)"
ours table "$build/peer.txt" "$build/ours.txt"
