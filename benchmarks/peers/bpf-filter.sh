#!/bin/sh
# Packet filters: libpcap's interpreter in a native loop, and ours, over the same frames in one run; a
# table of nanoseconds of processor time a frame. Needs Debian's libpcap-dev and a C compiler; without
# them it says so and ends with 0.  Usage: bpf-filter.sh [RUNS] [ROUNDS-PER-RUN]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
compiler=$(command -v cc || command -v gcc || true)
if [ -z "$compiler" ]; then
  echo "bpf-filter: skipped: no C compiler (apt-get install gcc)" >&2
  exit 0
fi
if ! printf '#include <pcap.h>\n' | "$compiler" -E - >/dev/null 2>&1; then
  echo "bpf-filter: skipped: pcap.h not found (apt-get install libpcap-dev)" >&2
  exit 0
fi
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
"$compiler" -O2 -Wall -Wextra -o "$build/bpf-filter" "$here/bpf_filter.c" -lpcap
ours() { "$here/../run.sh" filters "$@"; }
ours write "$build"
runs=${1:-3}
rounds=${2:-400}
echo "load before: $(cut -d' ' -f1-3 /proc/loadavg 2>/dev/null || echo unknown)"
i=0
while [ "$i" -lt "$runs" ]; do
  "$build/bpf-filter" "$build/frames.bin" "$build/filters.tsv" "$rounds" >>"$build/peer.txt"
  ours measure "$rounds" >>"$build/ours.txt"
  i=$((i + 1))
done
echo "load after: $(cut -d' ' -f1-3 /proc/loadavg 2>/dev/null || echo unknown)"
ours table "$build/peer.txt" "$build/ours.txt"
