#!/bin/sh
# One large capture, page cache warm: counting with and without a filter, a filtered copy and a line of text
# per packet, beside cat, libpcap's loop and tcpdump, in turn in one run; medians and ratios on the wall.
# "ours" runs in a JVM that goes on living, "sluice" is the command with its start and all.
# What prints lines gets a sixteenth of the capture. Needs Debian's libpcap-dev, tcpdump and a C compiler;
# without them it says so and ends with 0.
# Usage: big-capture.sh [ROUNDS] [MIB]     BIG_DIR: where the capture is written (best a tmpfs; default /dev/shm or /tmp)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
rounds=${1:-7}
mib=${2:-1024}
expression='tcp port 80'
. "$here/peer.sh"
needs_compiler pcap.h libpcap-dev
command -v tcpdump >/dev/null || skip "tcpdump not found (apt-get install tcpdump)"
folder=${BIG_DIR:-}
if [ -z "$folder" ]; then folder=/tmp; [ -w /dev/shm ] && folder=/dev/shm; fi
room=$(df -Pk "$folder" | awk 'NR == 2 { print int($4 / 1024) }')
[ "$room" -gt $((mib + mib / 8)) ] || skip "$folder has room for $room MiB (BIG_DIR=FOLDER)"
work=$(mktemp -d "$folder/big-capture.XXXXXX")
trap 'exec 3>&- 5>&- 2>/dev/null || true; rm -rf "$work"' EXIT
builds pcap_loop.c "$work/pcap_loop" -lpcap
big=$work/big.pcap
small=$work/small.pcap
"$here/../run.sh" captures write "$big" $((mib * 1048576))
"$here/../run.sh" captures write "$small" $((mib * 65536))
sluice="$here/../../sluice"
"$sluice" decode --help >/dev/null
mkfifo "$work/to" "$work/from" "$work/to2" "$work/from2"
"$here/../run.sh" captures serve "$big" "$expression" <"$work/to" >"$work/from" &
exec 3>"$work/to" 4<"$work/from"
"$here/../run.sh" captures serve "$small" "$expression" <"$work/to2" >"$work/from2" &
exec 5>"$work/to2" 6<"$work/from2"

note() { echo "$1 $2 $3 $4" >>"$work/figures"; }          # NAME MATCHES WALL CPU
ours() { echo "$1" >&3; read -r matches octets wall cpu heap <&4; note "ours-$1" "$matches" "$wall" "$cpu"; echo "$heap" >>"$work/heap-$1"; }
lines() { echo lines >&5; read -r matches octets wall cpu heap <&6; note ours-lines "$matches" "$wall" "$cpu"; echo "$heap" >>"$work/heap-lines"; }
loop() { name=$1; shift; "$work/pcap_loop" "$big" "$@" | { read -r matches octets wall cpu; note "$name" "$matches" "$wall" "$cpu"; }; }
process() {                                                # NAME COMMAND...
  name=$1; shift
  begin=$(date +%s%N); "$@" >/dev/null 2>"$work/err" || { cat "$work/err" >&2; exit 1; }; end=$(date +%s%N)
  note "$name" - "$(awk -v n=$((end - begin)) 'BEGIN { printf "%.6f", n / 1e9 }')" -
}
for _ in 1 2 3 4 5; do for order in count match copy copy-match; do ours $order; done; lines; done
rm -f "$work/figures" "$work"/heap-*
echo "load before: $(load)"
i=0
while [ "$i" -lt "$rounds" ]; do
  process cat cat "$big"
  loop libpcap
  ours count
  process sluice-count "$sluice" capture -r "$big" -q
  loop libpcap-match "$expression"
  ours match
  process sluice-match "$sluice" capture -r "$big" -q "$expression"
  process tcpdump-copy tcpdump -r "$big" -w /dev/null
  ours copy
  process tcpdump-copy-match tcpdump -r "$big" -w /dev/null "$expression"
  ours copy-match
  process sluice-copy-match "$sluice" capture -r "$big" -q -w "$work/out.pcap" "$expression"
  process tcpdump-file-match tcpdump -r "$big" -w "$work/out.pcap" "$expression"
  rm -f "$work/out.pcap"
  process tcpdump-lines tcpdump -n -r "$small"
  lines
  process sluice-lines "$sluice" capture -r "$small"
  i=$((i + 1))
  printf 'round %s of %s\r' "$i" "$rounds" >&2
done
echo "load after: $(load)"
echo "$mib MiB, $(sed -n 's/^ours-count \([0-9]*\) .*/\1/p' "$work/figures" | head -n 1) packets, filter: $expression; lines: $((mib / 16)) MiB"
awk -v mib="$mib" '
  function median(name, what,   n, i, j, held, list) {
    n = count[name]
    for (i = 1; i <= n; i++) list[i] = what == "cpu" ? cpu[name, i] : wall[name, i]
    for (i = 2; i <= n; i++) for (j = i; j > 1 && list[j] < list[j - 1]; j--) { held = list[j]; list[j] = list[j - 1]; list[j - 1] = held }
    low[name] = list[1]; high[name] = list[n]
    return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
  }
  function row(title, name, size,   m) {
    m = median(name)
    printf "%-34s %7.0f ms (%.0f-%.0f) %8.0f MB/s", title, m * 1e3, low[name] * 1e3, high[name] * 1e3, size * 1.048576 / m
    if (found[name] == "-") print ""
    else printf "  processor %4.0f ms, matches %s\n", median(name, "cpu") * 1e3, found[name]
  }
  function ratio(title, peer, own) { printf "  %-40s %.2f\n", title, median(peer) / median(own) }
  { count[$1]++; wall[$1, count[$1]] = $3; cpu[$1, count[$1]] = $4; found[$1] = $2 }
  END {
    row("cat >/dev/null", "cat", mib)
    row("libpcap loop", "libpcap", mib); row("ours", "ours-count", mib); row("sluice capture -q", "sluice-count", mib)
    row("libpcap loop, filter", "libpcap-match", mib); row("ours, filter", "ours-match", mib); row("sluice capture -q, filter", "sluice-match", mib)
    row("tcpdump -w /dev/null", "tcpdump-copy", mib); row("ours, copy to /dev/null", "ours-copy", mib)
    row("tcpdump -w /dev/null, filter", "tcpdump-copy-match", mib); row("ours, filtered copy to /dev/null", "ours-copy-match", mib)
    row("tcpdump -w FILE, filter", "tcpdump-file-match", mib); row("sluice capture -w FILE, filter", "sluice-copy-match", mib)
    row("tcpdump -n", "tcpdump-lines", mib / 16); row("ours, lines", "ours-lines", mib / 16); row("sluice capture, lines", "sluice-lines", mib / 16)
    print "ratios (how many times as fast)"
    ratio("ours : cat (goal 0.85)", "cat", "ours-count")
    ratio("ours : libpcap (goal 2.5)", "libpcap", "ours-count")
    ratio("ours : libpcap, filter", "libpcap-match", "ours-match")
    ratio("ours : tcpdump, copy", "tcpdump-copy", "ours-copy")
    ratio("ours : tcpdump, filtered copy (goal 2)", "tcpdump-copy-match", "ours-copy-match")
    ratio("ours : tcpdump -n, lines (goal 3)", "tcpdump-lines", "ours-lines")
    ratio("sluice : cat", "cat", "sluice-count")
    ratio("sluice : libpcap", "libpcap", "sluice-count")
    ratio("sluice : tcpdump, filtered copy", "tcpdump-file-match", "sluice-copy-match")
    ratio("sluice : tcpdump -n, lines", "tcpdump-lines", "sluice-lines")
    if (found["ours-match"] != found["libpcap-match"]) { print "matches differ"; exit 1 }
  }' "$work/figures"
for order in count match copy copy-match lines; do
  printf 'heap allocated by %s: %s octets in the last round\n' "$order" "$(tail -n 1 "$work/heap-$order")"
done
