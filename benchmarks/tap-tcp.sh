#!/bin/sh
# TCP behind a TAP: curl of the kernel and the file server of an emulated Linux and Windows host beside python3's server in
# another namespace behind a veth pair, on a clean path and on one that loses, repeats, reorders
# and delays frames in both directions (peers/tap_netem.c: kernels come without netem). Each transfer is compared by SHA-256. Prints a table of seconds, then what the emulated hosts counted.
# Usage: tap-tcp.sh [MEGABYTES] [CONNECTIONS] [MEGABYTES-ON-THE-BAD-PATH]   (500, 200, 20)
# Needs root, /dev/net/tun, unshare, ip, curl, python3; without one of them it says so and ends with 0. The bad path needs a C
# compiler.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
skip() { echo "tap-tcp: skipped: $*" >&2; exit 0; }
large=${1:-500}
connections=${2:-200}
bad=${3:-20}
netem="1 2 5 50"
in_client=
if [ -z "${TAP_TCP_INSIDE-}" ]; then
  [ "$(id -u)" = 0 ] || skip "not root"
  [ -c /dev/net/tun ] || skip "there is no /dev/net/tun"
  for tool in unshare ip curl python3 sha256sum; do command -v "$tool" >/dev/null || skip "there is no $tool"; done
  build=$(mktemp -d)
  trap 'rm -rf "$build"' EXIT
  ${SLUICE-"$here/../sluice"} --version >/dev/null # builds now, if it must
  TAP_TCP_INSIDE=$build unshare -n "$here/tap-tcp.sh" "$large" "$connections" "$bad"
  exit
fi
build=$TAP_TCP_INSIDE
sluice=${SLUICE-$here/../sluice}
jobs=
finish() { for job in $jobs; do kill "$job" 2>/dev/null || true; done; wait; }
trap finish EXIT
mkdir "$build/served" "$build/got"
head -c 1000000 /dev/urandom >"$build/served/one"
head -c "${large}000000" /dev/urandom >"$build/served/large"
head -c "${bad}000000" /dev/urandom >"$build/served/bad"
digest() { sha256sum "$1" | cut -d' ' -f1; }
ip link set dev lo up
# ---- the kernel's server: GET as it comes with Python, PUT as little as is needed
cat >"$build/server.py" <<'PYTHON'
import http.server, os, sys
class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *_): pass
    def do_PUT(self):
        left = int(self.headers["Content-Length"])
        with open(self.translate_path(self.path), "wb") as out:
            while left > 0:
                piece = self.rfile.read(min(left, 1 << 16))
                if not piece: break
                out.write(piece); left -= len(piece)
        self.send_response(201); self.send_header("Content-Length", "0"); self.end_headers()
class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 256
os.chdir(sys.argv[1])
Server(("", 80), Handler).serve_forever()
PYTHON
cat >"$build/echo.py" <<'PYTHON'
import socket, sys, threading
def serve():
    listening = socket.create_server(("", 7))
    while True:
        taken, _ = listening.accept()
        def echo(one):
            with one:
                while True:
                    piece = one.recv(1 << 16)
                    if not piece: break
                    one.sendall(piece)
        threading.Thread(target=echo, args=(taken,), daemon=True).start()
def both_ways(address, path):
    octets = open(path, "rb").read()
    with socket.create_connection((address, 7)) as one:
        def say():
            one.sendall(octets); one.shutdown(socket.SHUT_WR)
        threading.Thread(target=say, daemon=True).start()
        back = bytearray()
        while True:
            piece = one.recv(1 << 16)
            if not piece: break
            back += piece
    sys.exit(0 if back == octets else 1)
serve() if len(sys.argv) == 1 else both_ways(*sys.argv[1:])
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
nsenter -t $holder -n python3 "$build/server.py" "$build/served" >/dev/null 2>"$build/python.err" &
jobs="$jobs $!"
nsenter -t $holder -n python3 "$build/echo.py" >/dev/null 2>&1 &
jobs="$jobs $!"
attach() { # TAP HOST NET
  ip tuntap add dev "$1" mode tap
  ip address add "$3.1/24" dev "$1"
  ip link set dev "$1" up
  $sluice attach --tap "$1" --host "$2" --address "$3.2/24" --gateway "$3.1" --serve tcp-echo:7 --serve "http:80=$build/served,upload" \
    >"$build/$2.out" 2>"$build/$2.err" &
  echo $! >"$build/$2.pid"
  jobs="$jobs $!"
}
attach tapl linux 10.2.2
attach tapw windows 10.3.3
for address in 10.4.4.2 10.2.2.2 10.3.3.2; do
  tries=0
  until curl -sf -m 5 -o /dev/null "http://$address/one"; do
    tries=$((tries + 1))
    [ $tries -lt 30 ] || { echo "tap-tcp: $address does not answer" >&2; cat "$build"/*.err >&2; exit 1; }
    sleep 0.2
  done
done
# ---- one measurement: seconds, or what went wrong
now() { date +%s.%N; }
since() { awk -v a="$1" -v b="$(now)" 'BEGIN {printf "%.2f", b - a}'; }
download() { # ADDRESS FILE
  begin=$(now)
  $in_client curl -sf -m 1200 -o "$build/got/file" "http://$1/$2" || { echo failed; return; }
  took=$(since "$begin")
  [ "$(digest "$build/got/file")" = "$(digest "$build/served/$2")" ] && echo "$took" || echo DIFFERENT
}
upload() { # ADDRESS FILE
  rm -f "$build/served/up"
  begin=$(now)
  $in_client curl -sf -m 1200 -o /dev/null -T "$build/served/$2" "http://$1/up" || { echo failed; return; }
  took=$(since "$begin")
  [ "$(digest "$build/served/up")" = "$(digest "$build/served/$2")" ] && echo "$took" || echo DIFFERENT
}
many() { # ADDRESS FILE COUNT
  rm -f "$build"/got/many*
  list=
  begin=$(now)
  i=0
  while [ $i -lt "$3" ]; do
    $in_client curl -sf -m 600 -o "$build/got/many$i" "http://$1/$2" &
    list="$list $!"
    i=$((i + 1))
  done
  wrong=0
  for one in $list; do wait "$one" || wrong=$((wrong + 1)); done
  took=$(since "$begin")
  right=$(sha256sum "$build"/got/many* | grep -c "^$(digest "$build/served/$2")" || true)
  rm -f "$build"/got/many*
  [ "$right" = "$3" ] && echo "$took" || echo "$((${3} - right)) wrong"
}
echoed() { # ADDRESS FILE
  begin=$(now)
  $in_client timeout 1200 python3 "$build/echo.py" "$1" "$build/served/$2" || { echo failed; return; }
  since "$begin"
}
line() { # WHAT FUNCTION FILE [COUNT]
  printf '%-34s' "$1"
  for address in 10.4.4.2 10.2.2.2 10.3.3.2; do printf ' %12s' "$("$2" $address "$3" ${4-})"; done
  echo
}
echo "seconds, $(nproc) processors, load $(cut -d' ' -f1 /proc/loadavg); every file compared by SHA-256"
printf '%-34s %12s %12s %12s\n' "" kernel-veth sluice-linux sluice-win
line "download 1 MB" download one
line "download $large MB" download large
line "upload $large MB" upload large
line "$connections downloads of 1 MB at once" many one "$connections"
line "echo of 1 MB both ways" echoed one
# ---- the bad path: a client of its own, behind a program that loses, repeats, reorders and delays frames, then this
# namespace as the router to all three
compiler=$(command -v cc || command -v gcc || true)
if [ -z "$compiler" ]; then
  echo "no bad path: there is no C compiler"
else
  "$compiler" -O2 -o "$build/tap_netem" "$here/peers/tap_netem.c"
  "$build/tap_netem" near far $netem >"$build/netem.out" &
  path=$!
  jobs="$jobs $path"
  unshare -n sleep 100000 &
  client=$!
  jobs="$jobs $client"
  sleep 1
  ip link set dev near netns $client
  nsenter -t $client -n ip address add 10.9.9.1/24 dev near
  nsenter -t $client -n ip link set dev near up
  nsenter -t $client -n ip route add default via 10.9.9.2
  ip address add 10.9.9.2/24 dev far
  ip link set dev far up
  echo 1 >/proc/sys/net/ipv4/ip_forward
  nsenter -t $holder -n ip route add default via 10.4.4.1
  in_client="nsenter -t $client -n"
  echo "netem (loss, duplicates, reordering in %, delay in ms, both ways): $netem"
  line "download 1 MB" download one
  line "download $bad MB" download bad
  line "upload $bad MB" upload bad
  line "$connections downloads of 1 MB at once" many one "$connections"
  line "echo of 1 MB both ways" echoed one
  kill -TERM $path
  wait $path 2>/dev/null || true
  cat "$build/netem.out" | grep -v ready
fi
for host in linux windows; do
  kill -TERM "$(cat "$build/$host.pid")"
  while kill -0 "$(cat "$build/$host.pid")" 2>/dev/null; do sleep 0.1; done
  cat "$build/$host.out"
done
