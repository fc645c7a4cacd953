#!/bin/sh
# What rules that do not match cost the real kernel of this machine, and sets, tracking and translation:
# processor time of a UDP datagram over lo in a network namespace of its own, with N rules in OUTPUT. Needs root, namespaces, a C compiler and
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

# The mix of RuleLists.mixed: of 20 rules 5 ask for a state, 6 for a port of TCP, 2 for ports of UDP, 3 for a
# prefix, 2 for a device, 1 for flags, 1 for a type.
prefix() { echo "172.$((16 + $1 / 4096)).$((($1 / 16) % 256)).$((($1 % 16) * 16))/28"; }

nft_mixed() { # I
  case $(($1 % 20)) in
    0 | 4 | 8 | 12 | 16) echo "ct state established,related th dport $((2000 + $1)) counter drop" ;;
    1 | 5 | 9 | 13 | 17 | 18) echo "tcp dport $((1024 + $1)) counter drop" ;;
    2 | 10) echo "udp dport $((1024 + $1))-$((1030 + $1)) counter drop" ;;
    3 | 7 | 11) echo "ip saddr $(prefix "$1") counter drop" ;;
    6 | 14) echo "oifname veth$1 counter drop" ;;
    15) echo "tcp flags & (fin | syn | rst | ack) == syn counter drop" ;;
    *) echo "icmp type echo-request counter drop" ;;
  esac
}

legacy_mixed() { # I
  case $(($1 % 20)) in
    0 | 4 | 8 | 12 | 16) echo "-A OUTPUT -p udp -m conntrack --ctstate RELATED,ESTABLISHED -m udp --dport $((2000 + $1)) -j DROP" ;;
    1 | 5 | 9 | 13 | 17 | 18) echo "-A OUTPUT -p tcp -m tcp --dport $((1024 + $1)) -j DROP" ;;
    2 | 10) echo "-A OUTPUT -p udp -m udp --dport $((1024 + $1)):$((1030 + $1)) -j DROP" ;;
    3 | 7 | 11) echo "-A OUTPUT -s $(prefix "$1") -j DROP" ;;
    6 | 14) echo "-A OUTPUT -o veth$1 -j DROP" ;;
    15) echo "-A OUTPUT -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j DROP" ;;
    *) echo "-A OUTPUT -p icmp -m icmp --icmp-type 8 -j DROP" ;;
  esac
}

nft_rules() { # KIND N
  echo "table ip filter { chain output { type filter hook output priority 0;"
  i=0
  while [ "$i" -lt "$2" ]; do
    case $1 in
      address) echo "ip saddr 172.16.$((i / 256)).$((i % 256)) counter drop" ;;
      port) echo "udp dport $((1024 + i)) counter drop" ;;
      mix) nft_mixed "$i" ;;
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
      mix) legacy_mixed "$i" ;;
    esac
    i=$((i + 1))
  done
  echo COMMIT
}

# What SetRules has, with the addresses of lo: of N elements one or none is the sender's.
set_rules() { # KIND N
  kind=$1 n=$2
  echo "table ip filter {"
  if [ "$n" -gt 0 ]; then
    case $kind in
      set) echo "set s { type ipv4_addr;" ;;
      intervals) echo "set s { type ipv4_addr; flags interval;" ;;
      pairs) echo "set s { type ipv4_addr . inet_service;" ;;
      ranges) echo "set s { type ipv4_addr . inet_service; flags interval;" ;;
      map) echo "map s { type ipv4_addr : mark;" ;;
    esac
    awk -v n="$n" -v kind="$kind" 'BEGIN {
      printf "elements = { "
      for (i = 0; i < n; i++) {
        at = i * 16
        if (i == 0) { head = "127.0.0"; low = 1 } else { head = 32 + int(at / 16777216) "." int(at / 65536) % 256 "." int(at / 256) % 256; low = at % 256 }
        e = head "." low
        if (kind == "intervals" || kind == "ranges") e = e "-" head "." (low + 7)
        if (kind == "pairs") e = e " . 7"
        if (kind == "ranges") e = e " . 1-" (7 + i % 8)
        if (kind == "map") e = e " : " (i + 1)
        printf "%s%s", (i ? ", " : ""), e
      }
      print " } }"
    }'
  fi
  echo "chain output { type filter hook output priority 0;"
  if [ "$n" -gt 0 ]; then
    case $kind in
      set | intervals) echo "ip saddr @s counter" ;;
      pairs | ranges) echo "ip saddr . udp dport @s counter" ;;
      map) echo "meta mark set ip saddr map @s counter" ;;
    esac
  fi
  printf "}\n}\n"
}

in_namespace() { # SEND ARGUMENTS: with the rules of $build/rules
  unshare -n sh -c "sysctl -qw net.netfilter.nf_conntrack_max=1048576 2>/dev/null; ip link set lo up && nft -f '$build/rules' && '$build/kernel-send' $*"
}

set_row() { # NAME KIND
  printf '%-24s' "$1"
  for n in 0 10 1000 100000; do
    set_rules "$2" "$n" >"$build/rules"
    printf ' %9s' "$(in_namespace "$count" "$rounds")"
  done
  echo
}

flow_row() { # NAME RULES
  printf '%-24s' "$1"
  echo "$2" >"$build/rules"
  for flows in 1 1000 100000 0; do
    printf ' %9s' "$(in_namespace "$count" "$rounds" "$flows")"
  done
  echo
}

row() { # NAME KIND LOADER
  name=$1 kind=$2 loader=$3
  printf '%-24s' "$name"
  first=
  for n in 0 10 100 1000 5000; do
    "${loader}_rules" "$kind" "$n" >"$build/rules"
    case $loader in nft) restore="nft -f" ;; legacy) restore=iptables-legacy-restore ;; esac
    time=$(unshare -n sh -c "ip link set lo up && $restore '$build/rules' && '$build/kernel-send' $count $rounds")
    [ "$n" != 10 ] || first=$time
    printf ' %9s' "$time"
  done
  awk -v a="$first" -v b="$time" 'BEGIN { printf "   %.2f ns a rule\n", (b - a) / 4990 }'
}

echo "load: $(load)"
echo "rules                            0        10       100      1000      5000   (ns of processor time a datagram)"
row "nft ip saddr" address nft
row "nft udp dport" port nft
row "nft mix" mix nft
if command -v iptables-legacy-restore >/dev/null; then
  row "iptables-legacy -s" address legacy
  row "iptables-legacy --dport" port legacy
  row "iptables-legacy mix" mix legacy
else
  echo "iptables-legacy-restore not found: its rows are left out"
fi

echo
echo "elements of a set                0        10      1000    100000   (0: an empty chain)"
set_row "addresses" set
set_row "intervals" intervals
set_row "addresses with ports" pairs
set_row "intervals with ranges" ranges
set_row "map to marks" map

chain() { printf 'table ip %s {\nchain c {\ntype %s;\n%s\n}\n}\n' "$1" "$2" "$3"; }
tracked() { chain filter "filter hook output priority 0" "ct state invalid counter drop"; }
nat() { tracked; chain nat "nat hook postrouting priority 100" "$1"; }
echo
echo "flows                            1      1000    100000       new   (new: each datagram begins one)"
flow_row "untracked" "$(chain filter "filter hook output priority 0" "meta mark 7 counter drop")"
flow_row "tracked" "$(tracked)"
flow_row "snat" "$(nat "snat to 127.0.0.9")"
flow_row "snat random" "$(nat "snat to 127.0.0.9 random")"
echo "load: $(load)"
