#!/bin/sh
# lwIP beside our stacks: full TCP segments from one network interface to another in one thread, checksums
# on, nanoseconds a segment with its share of acknowledgments. Needs Debian's liblwip-dev and a C compiler;
# without them it says so and ends with 0.  Usage: lwip-tcp.sh [ROUNDS] [SEGMENTS-PER-ROUND]
set -eu
include="-I/usr/include/lwip" # where liblwip-dev keeps its headers
here=$(cd "$(dirname "$0")" && pwd)
. "$here/peer.sh"
needs_compiler lwip/init.h liblwip-dev "$include"
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
builds lwip_tcp.c "$build/lwip-tcp" "$include" -llwip -lpthread
"$build/lwip-tcp" "$@"
