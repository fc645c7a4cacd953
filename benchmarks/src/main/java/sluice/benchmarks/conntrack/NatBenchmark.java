package sluice.benchmarks.conntrack;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import sluice.benchmarks.linux.HookPath;

/**
 * What does translation cost a forwarded UDP datagram of an established connection, in the
 * direction of its first packet and back?
 *
 * <p>Unit: nanoseconds per packet through PREROUTING, FORWARD and POSTROUTING, a last hook at each
 * included. Estimate before measuring: tracking 100, the dispatcher twice 10, rewriting 15. The
 * baseline is {@code NONE}: tracked, not translated. Nothing is allocated.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class NatBenchmark {
    private static final int FAR = 0x0a00_0102;
    private static final String FILTER =
            "table ip filter { chain forward { type filter hook forward priority 0;"
                    + " ct state invalid counter drop; } }\n";

    /** What is translated. */
    public enum Kind {
        /** Nothing. */
        NONE(""),
        /** The source. */
        SNAT("chain post { type nat hook postrouting priority 100; snat to 203.0.113.1; }"),
        /** The source, by the device it leaves by. */
        MASQUERADE("chain post { type nat hook postrouting priority 100; masquerade; }"),
        /** The destination. */
        DNAT(
                "chain pre { type nat hook prerouting priority -100; udp dport 7 dnat to"
                        + " 198.51.100.7:53; }");

        private final String chain;

        Kind(String chain) {
            this.chain = chain;
        }

        String rules() {
            return chain.isEmpty() ? FILTER : FILTER + "table ip nat { " + chain + " }";
        }
    }

    @Param public Kind kind = Kind.NONE;

    @Param({"1", "10000"})
    public int connections = 1;

    private @Nullable HookPath path;
    private @Nullable Flows flows;
    private int[] sources = {};
    private int[] ports = {};
    private int destination;
    private int destinationPort;

    @Setup
    public void build() {
        var through = new HookPath(kind.rules(), 2 * connections);
        sources = new int[connections];
        ports = new int[connections];
        for (int flow = 0; flow < connections; flow++) {
            Flows.forth(through, flow, FAR).forward();
            sources[flow] = through.source();
            ports[flow] = through.sourcePort();
            destination = through.destination();
            destinationPort = through.destinationPort();
            answer(through, flow).back();
            if (through.destination() != Flows.address(flow) || through.source() != FAR)
                throw new IllegalStateException("the answer was not translated back");
        }
        path = through;
        flows = new Flows(connections);
    }

    private HookPath answer(HookPath through, int flow) {
        return through.datagram(destination, sources[flow], destinationPort, ports[flow]);
    }

    @Benchmark
    public int forth() {
        return Flows.forth(requireNonNull(path), requireNonNull(flows).next(), FAR).forward();
    }

    @Benchmark
    public int back() {
        return answer(requireNonNull(path), requireNonNull(flows).next()).back();
    }
}
