#!/bin/sh
# What an analyser finds odd in one transfer by TCP: curl of a file from an emulated Linux and a Windows host behind a TAP,
# and up to it, each captured and looked at by tshark's expert system, beside the same between two kernels over a veth pair.
# Prints what is said of each, and ends with 1 if something is said of an emulated host that is not said of the kernel.
# Usage: tap-expert.sh [KILOBYTES]   (1000)
# Needs root, /dev/net/tun, unshare, ip, curl, python3, tcpdump, tshark; without one of them it says so and ends with 0.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
skip() { echo "tap-expert: skipped: $*" >&2; exit 0; }
kilobytes=${1:-1000}
if [ -z "${TAP_EXPERT_INSIDE-}" ]; then
  [ "$(id -u)" = 0 ] || skip "not root"
  [ -c /dev/net/tun ] || skip "there is no /dev/net/tun"
  for tool in unshare ip curl python3 tcpdump tshark; do command -v "$tool" >/dev/null || skip "there is no $tool"; done
  build=$(mktemp -d)
  trap 'rm -rf "$build"' EXIT
  ${SLUICE-"$here/../sluice"} --version >/dev/null # builds now, if it must
  TAP_EXPERT_INSIDE=$build unshare -n "$here/tap-expert.sh" "$kilobytes"
  exit
fi
build=$TAP_EXPERT_INSIDE
sluice=${SLUICE-$here/../sluice}
jobs=
finish() { for job in $jobs; do kill "$job" 2>/dev/null || true; done; wait; }
trap finish EXIT
mkdir "$build/served"
head -c "${kilobytes}000" /dev/urandom >"$build/served/file"
ip link set dev lo up
cat >"$build/server.py" <<'PYTHON'
import http.server, os, sys
class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *_): pass
    def do_PUT(self):
        left = int(self.headers["Content-Length"])
        while left > 0:
            piece = self.rfile.read(min(left, 1 << 16))
            if not piece: break
            left -= len(piece)
        self.send_response(201); self.send_header("Content-Length", "0"); self.end_headers()
os.chdir(sys.argv[1])
http.server.ThreadingHTTPServer(("", 80), Handler).serve_forever()
PYTHON
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
nsenter -t $holder -n python3 "$build/server.py" "$build/served" >/dev/null 2>&1 &
jobs="$jobs $!"
attach() { # TAP HOST NET
  ip tuntap add dev "$1" mode tap
  ip address add "$3.1/24" dev "$1"
  ip link set dev "$1" up
  $sluice attach --tap "$1" --host "$2" --address "$3.2/24" --serve "http:80=$build/served,upload" >/dev/null 2>"$build/$2.err" &
  jobs="$jobs $!"
}
attach tapl linux 10.2.2
attach tapw windows 10.3.3
for address in 10.4.4.2 10.2.2.2 10.3.3.2; do
  tries=0
  until curl -sf -m 5 -o /dev/null "http://$address/file"; do
    tries=$((tries + 1))
    [ $tries -lt 60 ] || { echo "tap-expert: $address does not answer" >&2; cat "$build"/*.err >&2; exit 1; }
    sleep 0.5
  done
done
# segments and checksums as they are on a wire
for device in vethk tapl tapw; do ethtool -K $device tso off gso off gro off tx off >/dev/null 2>&1 || true; done
nsenter -t $holder -n ethtool -K vethp tso off gso off gro off tx off >/dev/null 2>&1 || true
look() { # DEVICE ADDRESS NAME
  tcpdump -i "$1" -s 0 -w "$build/$3.pcap" -U tcp 2>/dev/null &
  dump=$!
  sleep 1
  curl -sf -o /dev/null "http://$2/file"
  curl -sf -o /dev/null -T "$build/served/file" "http://$2/up"
  sleep 1
  kill -INT $dump
  wait $dump 2>/dev/null || true
  # severity and text of each remark, without its number
  tshark -r "$build/$3.pcap" -q -z expert 2>/dev/null |
    awk '/^Errors|^Warns|^Notes|^Chats/ {kind = $1; next} /TCP/ {$1 = ""; print kind $0}' | sort -u >"$build/$3.expert"
  echo "$3: $(tcpdump -r "$build/$3.pcap" 2>/dev/null | wc -l) segments"
  sed 's/^/  /' "$build/$3.expert"
}
look vethk 10.4.4.2 kernel
look tapl 10.2.2.2 linux
look tapw 10.3.3.2 windows
wrong=0
for host in linux windows; do
  grep -v '^Chats' "$build/$host.expert" | while read -r remark; do
    grep -qxF "$remark" "$build/kernel.expert" || echo "$remark"
  done >"$build/$host.new"
  if [ -s "$build/$host.new" ]; then
    echo "said of $host and not of the kernel:"
    sed 's/^/  /' "$build/$host.new"
    wrong=1
  fi
done
[ $wrong = 1 ] || echo "nothing is said of an emulated host that is not said of the kernel"
exit $wrong
