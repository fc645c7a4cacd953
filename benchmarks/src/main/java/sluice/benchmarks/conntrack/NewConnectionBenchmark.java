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
 * What does a UDP datagram cost that begins a connection, tracked alone and translated with a port
 * drawn for it, while as many end?
 *
 * <p>Unit: nanoseconds per packet through PREROUTING, FORWARD and POSTROUTING, with the end of an
 * older connection and the time that passes in it. Each flow is new; time passes so that {@code
 * connections} of them live at any time, and up to twice as many stand in the table. Estimate
 * before measuring: 500 tracked, 1000 translated; 400 octets for a connection, 900 with what is
 * remembered of its translation. A peer is a {@code java.util.HashMap} that puts one record in
 * under two keys and takes an older one out.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class NewConnectionBenchmark {
    private static final int FAR = 0x0a00_0102;
    private static final long LIFE_NANOS = 30_000_000_000L; // nf_conntrack_udp_timeout
    private static final int BATCH = 16;
    private static final String FILTER =
            "table ip filter { chain forward { type filter hook forward priority 0;"
                    + " ct state invalid counter drop; } }\n";

    /** What becomes of its source. */
    public enum Kind {
        /** It is tracked, no more. */
        TRACKED(""),
        /** It gets another address and keeps its port if it can. */
        SNAT("snat to 203.0.113.1"),
        /** It gets another address and a port that is drawn. */
        SNAT_RANDOM("snat to 203.0.113.1 random"),
        /** It gets the address of the device it leaves by. */
        MASQUERADE("masquerade");

        private final String rule;

        Kind(String rule) {
            this.rule = rule;
        }

        String rules() {
            return rule.isEmpty()
                    ? FILTER
                    : FILTER
                            + "table ip nat { chain post { type nat hook postrouting priority 100;"
                            + " oifname \"eth1\" "
                            + rule
                            + "; } }";
        }
    }

    @Param public Kind kind = Kind.TRACKED;

    @Param({"1000", "20000"})
    public int connections = 1000;

    private @Nullable HookPath path;
    private int flow;

    @Setup
    public void build() {
        path = new HookPath(kind.rules(), 8 * connections);
        for (int i = 0; i < 4 * connections; i++) begin();
        int count = requireNonNull(path).linux().conntrack().count();
        if (count < connections - BATCH || count > connections + BATCH)
            throw new IllegalStateException(count + " connections live");
    }

    @Benchmark
    public int begin() {
        HookPath through = requireNonNull(path);
        flow++;
        if (flow % BATCH == 0) through.advance(LIFE_NANOS / connections * BATCH);
        return Flows.forth(through, flow, FAR).forward();
    }

    /** The peer. */
    @State(Scope.Thread)
    public static class Records {
        private final FlowMap map = new FlowMap(FAR);
        private int flow;
    }

    @Benchmark
    public @Nullable Object peerHashMap(Records records) {
        int begun = ++records.flow;
        records.map.add(begun);
        return records.map.remove(begun - connections);
    }
}
