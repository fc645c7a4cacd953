#!/bin/sh
# Echoes behind a TAP: the whole emulated stack beside a plain C responder and the kernel itself, in turn, in a network
# namespace of its own. Prints answers per second, the median and the best of the rounds, the ratio of the medians to the C
# responder's, and the processor time a responder spends on an echo (best of the rounds: it hardly depends on what else runs);
# then how many of 3000-octet pings and of UDP echoes were answered.  Usage: tap-echo.sh [ROUNDS] [SECONDS-PER-ROUND]
# Needs root, /dev/net/tun, unshare, ip and a C compiler; without one of them it says so and ends with 0.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
skip() { echo "tap-echo: skipped: $*" >&2; exit 0; }
rounds=${1:-5}
seconds=${2:-2}
if [ -z "${TAP_ECHO_INSIDE-}" ]; then
  [ "$(id -u)" = 0 ] || skip "not root"
  [ -c /dev/net/tun ] || skip "there is no /dev/net/tun"
  for tool in unshare ip; do command -v "$tool" >/dev/null || skip "there is no $tool"; done
  compiler=$(command -v cc || command -v gcc || true)
  [ -n "$compiler" ] || skip "no C compiler (apt-get install gcc)"
  build=$(mktemp -d)
  trap 'rm -rf "$build"' EXIT
  for peer in tap_responder echo_probe; do
    "$compiler" -O2 -Wall -Wextra -o "$build/$peer" "$here/peers/$peer.c" 2>"$build/log" || { cat "$build/log" >&2; exit 1; }
  done
  "$here/../sluice" --version >/dev/null # builds now, if it must
  TAP_ECHO_INSIDE=$build unshare -n "$here/tap-echo.sh" "$rounds" "$seconds"
  exit
fi
build=$TAP_ECHO_INSIDE
sluice=${SLUICE-$here/../sluice}
jobs=
finish() { for job in $jobs; do kill "$job" 2>/dev/null || true; done; wait; }
trap finish EXIT
mac=02:00:00:00:00:02
ip link set dev lo up
device() { # NAME NET
  ip tuntap add dev "$1" mode tap
  ip address add "$2.1/24" dev "$1"
  ip link set dev "$1" up
  ip neighbour replace "$2.2" lladdr $mac dev "$1" nud permanent
}
device tapc 10.1.1
device tapl 10.2.2
device tapw 10.3.3
ip link add vethk type veth peer name vethp
ip address add 10.4.4.1/24 dev vethk
ip link set dev vethk up
unshare -n sleep 100000 &
holder=$!
jobs="$jobs $holder"
sleep 1
ip link set dev vethp netns $holder
nsenter -t $holder -n ip address add 10.4.4.2/24 dev vethp
nsenter -t $holder -n ip link set dev vethp up
"$build/tap_responder" tapc &
echo $! >"$build/c-tap.pid"
jobs="$jobs $!"
attach() { # TAP HOST NET
  $sluice attach --tap "$1" --host "$2" --address "$3.2/24" --mac $mac --serve udp-echo:7 >"$build/$1.out" 2>"$build/$1.err" &
  echo $! >"$build/sluice-$2.pid"
  jobs="$jobs $!"
}
attach tapl linux 10.2.2
attach tapw windows 10.3.3
# Processor time of all threads of a process, in nanoseconds.
used() { if [ -f "$build/$1.pid" ]; then cat /proc/"$(cat "$build/$1.pid")"/task/*/schedstat | awk '{n += $1} END {printf "%.0f", n}'; else echo 0; fi; }
probe() { "$build/echo_probe" "$@"; }
for address in 10.1.1.2 10.2.2.2 10.3.3.2 10.4.4.2; do
  tries=0
  until [ "$(probe icmp $address 1 56 0.01 | cut -d' ' -f2)" != 0 ]; do
    tries=$((tries + 1))
    [ $tries -lt 30 ] || { echo "tap-echo: $address does not answer" >&2; cat "$build"/*.err >&2; exit 1; }
  done
done
# The compilers have had their turn before anything is measured.
for address in 10.2.2.2 10.3.3.2; do probe icmp $address 64 56 4 >/dev/null; probe icmp $address 1 56 2 >/dev/null; done
contenders="kernel-lo=127.0.0.1 kernel-veth=10.4.4.2 c-tap=10.1.1.2 sluice-linux=10.2.2.2 sluice-windows=10.3.3.2"
for flight in 1 64; do
  round=0
  while [ $round -lt "$rounds" ]; do
    for contender in $contenders; do
      name=${contender%%=*}
      before=$(used "$name")
      result=$(probe icmp "${contender#*=}" $flight 56 "$seconds")
      after=$(used "$name")
      echo "$result" | cut -d' ' -f3 >>"$build/$name.$flight"
      echo "$result" | awk -v n=$((after - before)) '{printf "%.0f\n", n / ($2 ? $2 : 1)}' >>"$build/$name.$flight.cpu"
    done
    round=$((round + 1))
  done
done
median() { sort -n "$1" | awk '{v[NR]=$1} END {print v[int((NR + 1) / 2)]}'; }
best() { sort -n "$1" | tail -n 1; }
echo "echoes of 56 octets per second, median (best) of $rounds rounds of $seconds s, $(nproc) processors, load $(cut -d' ' -f1 /proc/loadavg)"
printf '%-16s %20s %6s %8s %20s %6s %8s\n' responder "one in flight" "to C" "cpu ns" "64 in flight" "to C" "cpu ns"
for contender in $contenders; do
  name=${contender%%=*}
  printf '%-16s' "$name"
  for flight in 1 64; do
    ratio=$(awk -v a="$(median "$build/$name.$flight")" -v b="$(median "$build/c-tap.$flight")" 'BEGIN {printf "%.2f", a / b}')
    spent=$(sort -n "$build/$name.$flight.cpu" | head -n 1)
    printf ' %20s %6s %8s' "$(median "$build/$name.$flight") ($(best "$build/$name.$flight"))" "$ratio" "$spent"
  done
  echo
done
echo "sent and answered"
for host in linux=10.2.2.2 windows=10.3.3.2; do
  echo "  ${host%%=*} ping of 3000 octets, 1 in flight: $(probe icmp "${host#*=}" 1 3000 "$seconds")"
  echo "  ${host%%=*} ping of 3000 octets, 8 in flight: $(probe icmp "${host#*=}" 8 3000 "$seconds")"
  echo "  ${host%%=*} UDP echo of 512 octets, 1 in flight: $(probe udp:7 "${host#*=}" 1 512 "$seconds")"
  echo "  ${host%%=*} UDP echo of 512 octets, 64 in flight: $(probe udp:7 "${host#*=}" 64 512 "$seconds")"
done
