#!/bin/sh
# Packet filters: libpcap's interpreter in a native loop, and ours, over the same frames in one run; a
# table of nanoseconds of processor time a frame. Needs Debian's libpcap-dev and a C compiler; without
# them it says so and ends with 0.  Usage: bpf-filter.sh [RUNS] [ROUNDS-PER-RUN]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/peer.sh"
needs_compiler pcap.h libpcap-dev
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
builds bpf_filter.c "$build/bpf-filter" -lpcap
rounds=${2:-400}
ours() { "$here/../run.sh" filters "$@"; }
theirs_measured() { "$build/bpf-filter" "$build/frames.bin" "$build/filters.tsv" "$rounds"; }
ours_measured() { ours measure "$rounds"; }
ours write "$build"
in_turn "${1:-3}" theirs_measured ours_measured
ours table "$build/peer.txt" "$build/ours.txt"
