#!/bin/sh
# lwIP beside our stacks: UDP datagrams from one network interface to another in one thread, checksums
# on, nanoseconds a datagram, a line per payload length. Needs Debian's liblwip-dev and a C compiler;
# without them it says so and ends with 0.  Usage: lwip-udp.sh [ROUNDS] [DATAGRAMS-PER-ROUND]
set -eu
include="-I/usr/include/lwip" # where liblwip-dev keeps its headers
here=$(cd "$(dirname "$0")" && pwd)
compiler=$(command -v cc || command -v gcc || true)
if [ -z "$compiler" ]; then
  echo "lwip-udp: skipped: no C compiler (apt-get install gcc)" >&2
  exit 0
fi
if ! printf '#include <lwip/init.h>\n' | "$compiler" $include -E - >/dev/null 2>&1; then
  echo "lwip-udp: skipped: lwip/init.h not found (apt-get install liblwip-dev)" >&2
  exit 0
fi
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
"$compiler" $include -O2 -Wall -Wextra -o "$build/lwip-udp" "$here/lwip_udp.c" -llwip -lpthread
"$build/lwip-udp" "$@"
