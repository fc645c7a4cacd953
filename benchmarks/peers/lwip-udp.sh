#!/bin/sh
# lwIP beside our stacks: UDP datagrams from one network interface to another in one thread, checksums
# on, nanoseconds a datagram, a line per payload length. Needs Debian's liblwip-dev and a C compiler;
# without them it says so and ends with 0.  Usage: lwip-udp.sh [ROUNDS] [DATAGRAMS-PER-ROUND]
set -eu
include="-I/usr/include/lwip" # where liblwip-dev keeps its headers
here=$(cd "$(dirname "$0")" && pwd)
. "$here/peer.sh"
needs_compiler lwip/init.h liblwip-dev "$include"
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
builds lwip_udp.c "$build/lwip-udp" "$include" -llwip -lpthread
"$build/lwip-udp" "$@"
