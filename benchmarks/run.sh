#!/bin/sh
# Runs benchmarks with the first JDK >= 25 it finds. With no name: lists them.
#   benchmarks/run.sh NAME... [JMH OPTIONS]   a NAME is a part of a benchmark's name, as JMH takes it
#   benchmarks/run.sh rounds [ROUNDS]         rings between two threads, contenders in turn
#   benchmarks/run.sh cpu NAME [ROUNDS]       processor time per packet: forward, burst, unknown, udp,
#                                             windows-udp, tcp[-large], windows-tcp[-large], tcp-least, windows-hop-KIND-COUNT[-standard] (skipped, raw, light, verdict)
#   benchmarks/run.sh state                  sets, tracking and translation in two minutes, as least processor time
#   benchmarks/run.sh idle [CONNECTIONS]     memory of idle TCP connections
#   benchmarks/run.sh captures write FILE OCTETS | serve FILE EXPRESSION   as peers/big-capture.sh asks
#   benchmarks/run.sh filters write FOLDER | measure ROUNDS | table PEER OURS   as peers/bpf-filter.sh asks
#   benchmarks/run.sh compile write FILE | measure MILLIS | table PEER OURS   as peers/filter-compile.sh asks
set -eu
cd "$(dirname "$0")"
MIN=25
home=
for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
  [ -x "$candidate/bin/java" ] && [ -r "$candidate/release" ] || continue
  version=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9][0-9]*\).*/\1/p' "$candidate/release")
  if [ "${version:-0}" -ge "$MIN" ]; then home=$candidate; break; fi
done
if [ -z "$home" ]; then
  echo "error: Java $MIN or newer is needed and was not found. Set JAVA_HOME." >&2
  exit 2
fi
jar=target/benchmarks.jar
if [ ! -f "$jar" ] || [ -n "$(find src ../*/src/main pom.xml -newer "$jar" -name '*.*' -type f -print | head -n 1)" ]; then
  echo "benchmarks: building $jar" >&2
  (cd .. && mvn -q -Dquick -DskipTests -pl benchmarks -am package) >&2
fi
# What runs a stack follows references all the way; unshifted ones and a collector that does without fences take a
# sixth off a hop (docs/explanation/speed.md).
vm="-XX:+UseParallelGC -XX:-UseCompressedOops"
# Agrona reaches into the JDK.
flags="--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
case "${1:-}" in
  "") exec "$home/bin/java" -jar "$jar" -l ;;
  rounds) shift; exec "$home/bin/java" -XX:+UseParallelGC $flags -cp "$jar" sluice.benchmarks.ring.RingRounds "$@" ;;
  cpu) shift; exec "$home/bin/java" $vm -cp "$jar" sluice.benchmarks.linux.CpuRounds "$@" ;;
  state) shift; exec "$home/bin/java" $vm -cp "$jar" sluice.benchmarks.conntrack.StateRounds "$@" ;;
  idle) shift; exec "$home/bin/java" -XX:+UseSerialGC -cp "$jar" sluice.benchmarks.tcp.IdleConnections "$@" ;;
  filters) shift; exec "$home/bin/java" -cp "$jar" sluice.benchmarks.bpf.FilterRounds "$@" ;;
  compile) shift; exec "$home/bin/java" -cp "$jar" sluice.benchmarks.bpf.CompileRounds "$@" ;;
  captures) shift; exec "$home/bin/java" -XX:+UseSerialGC -Xmx256m -cp "$jar" sluice.benchmarks.pcap.file.BigCapture "$@" ;;
  *) exec "$home/bin/java" $vm $flags -jar "$jar" "$@" -prof gc ;;
esac
