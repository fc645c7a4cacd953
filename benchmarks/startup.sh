#!/usr/bin/env bash
# How long "./sluice decode" of ten packets takes beside "java -version", in turn, in one run. Wall milliseconds: median and minimum.
#   benchmarks/startup.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-21}
./sluice --version >/dev/null
java=$(sed -n "s/^sluice_java='\{0,1\}\([^']*\)'\{0,1\}$/\1/p" .sluice-state | head -n 1)
[ -x "$java" ] || { echo "startup: no java in .sluice-state" >&2; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# the first ten frames of the example: 24 octets of header, then records
capture=examples/office-lan.pcap
at=24
for _ in $(seq 10); do at=$((at + 16 + $(od -An -tu4 -j $((at + 8)) -N 4 "$capture"))); done
head -c "$at" "$capture" >"$folder/ten.pcap"
millis() { local begin=$EPOCHREALTIME; "$@" >/dev/null 2>&1; local end=$EPOCHREALTIME; echo $(( (${end/./} - ${begin/./}) )); }
for _ in 1 2 3; do "$java" -version >/dev/null 2>&1; ./sluice decode "$folder/ten.pcap" >/dev/null; done
for _ in $(seq "$rounds"); do
  millis "$java" -version >>"$folder/java"
  millis ./sluice decode "$folder/ten.pcap" >>"$folder/sluice"
done
figures() { sort -n "$1" | awk '{v[NR]=$1} END {printf "median %.1f ms, minimum %.1f ms", v[int((NR+1)/2)]/1000, v[1]/1000}'; }
echo "java -version             $(figures "$folder/java")"
echo "sluice decode, 10 packets $(figures "$folder/sluice")"
paste "$folder/sluice" "$folder/java" | awk '{print $1/$2}' | sort -n | awk '{v[NR]=$1} END {printf "ratio, pair by pair       median %.2f, minimum %.2f\n", v[int((NR+1)/2)], v[1]}'
