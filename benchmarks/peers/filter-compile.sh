#!/bin/sh
# From an expression to a program: libpcap's pcap_compile and ours, over the same filters in one run; a
# table of microseconds of processor time an expression. Needs Debian's libpcap-dev and a C compiler;
# without them it says so and ends with 0.  Usage: filter-compile.sh [RUNS] [MILLIS-PER-FILTER]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/peer.sh"
needs_compiler pcap.h libpcap-dev
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
builds filter_compile.c "$build/filter-compile" -lpcap
millis=${2:-300}
ours() { "$here/../run.sh" compile "$@"; }
theirs_measured() { "$build/filter-compile" "$build/filters.tsv" "$millis"; }
ours_measured() { ours measure "$millis"; }
ours write "$build/filters.tsv"
in_turn "${1:-3}" theirs_measured ours_measured
ours table "$build/peer.txt" "$build/ours.txt"
