#!/bin/sh
# What rules that do not match cost the real kernel of this machine: processor time of a UDP datagram over
# lo in a network namespace of its own, with N rules in OUTPUT. Needs root, namespaces, a C compiler and
# nft; iptables-legacy too, if it is there. Without them it says so and ends with 0.
# Usage: kernel-rules.sh [DATAGRAMS] [ROUNDS]
set -eu
here=$(cd "$(dirname "$0")" && pwd)/peers
. "$here/peer.sh"
[ "$(id -u)" = 0 ] || skip "root is needed"
command -v nft >/dev/null || skip "nft not found (apt-get install nftables)"
unshare -n true 2>/dev/null || skip "no network namespaces"
needs_compiler stdio.h libc6-dev
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
builds kernel_send.c "$build/kernel-send"
count=${1:-20000}
rounds=${2:-5}

nft_rules() { # KIND N
  echo "table ip filter { chain output { type filter hook output priority 0;"
  i=0
  while [ "$i" -lt "$2" ]; do
    case $1 in
      address) echo "ip saddr 172.16.$((i / 256)).$((i % 256)) counter drop" ;;
      port) echo "udp dport $((1024 + i)) counter drop" ;;
    esac
    i=$((i + 1))
  done
  printf "}\n}\n"
}

legacy_rules() { # KIND N
  printf '*filter\n:OUTPUT ACCEPT [0:0]\n'
  i=0
  while [ "$i" -lt "$2" ]; do
    case $1 in
      address) echo "-A OUTPUT -s 172.16.$((i / 256)).$((i % 256))/32 -j DROP" ;;
      port) echo "-A OUTPUT -p udp --dport $((1024 + i)) -j DROP" ;;
    esac
    i=$((i + 1))
  done
  echo COMMIT
}

row() { # NAME KIND LOADER
  name=$1 kind=$2 loader=$3
  printf '%-24s' "$name"
  first=
  for n in 0 10 100 1000 5000; do
    "${loader}_rules" "$kind" "$n" >"$build/rules"
    case $loader in nft) restore="nft -f" ;; legacy) restore=iptables-legacy-restore ;; esac
    time=$(unshare -n sh -c "ip link set lo up && $restore '$build/rules' && '$build/kernel-send' $count $rounds")
    [ -n "$first" ] || first=$time
    printf ' %9s' "$time"
  done
  awk -v a="$first" -v b="$time" 'BEGIN { printf "   %.2f ns a rule\n", (b - a) / 5000 }'
}

echo "load: $(load)"
echo "rules                            0        10       100      1000      5000   (ns of processor time a datagram)"
row "nft ip saddr" address nft
row "nft udp dport" port nft
if command -v iptables-legacy-restore >/dev/null; then
  row "iptables-legacy -s" address legacy
  row "iptables-legacy --dport" port legacy
else
  echo "iptables-legacy-restore not found: its rows are left out"
fi
