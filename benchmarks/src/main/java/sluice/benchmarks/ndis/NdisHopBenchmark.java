package sluice.benchmarks.ndis;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import sluice.ndis.Miniport;
import sluice.ndis.MiniportContext;
import sluice.ndis.Ndis;
import sluice.ndis.NdisAdapter;
import sluice.ndis.NdisOptions;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisPacketPool;
import sluice.ndis.NdisStatus;
import sluice.ndis.OidRequest;
import sluice.ndis.Protocol;
import sluice.ndis.ProtocolBinding;
import sluice.ndis.VerifierLevel;
import sluice.packet.PacketPool;
import sluice.packet.Place;
import sluice.time.Handler;
import sluice.time.Lane;
import sluice.trace.Layering;
import sluice.trace.TraceSink;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/**
 * What does a driver add to a send, in each of the four kinds?
 *
 * <p>A protocol sends through 0, 1, 4 or 16 drivers to a miniport that keeps the packet until the
 * protocol's call is over and completes it then: all four steps of a send, no NIC, and one event
 * for a thousand. Unit: nanoseconds per send. Estimate before measuring: 40 for packet, descriptor
 * and end; 2 for a driver that is passed by (one crossing in the ledger); 8 for one with callbacks,
 * there and back. With the verifier at standard each party has a descriptor of its own and every
 * call is looked at: 100 for the protocol and the miniport, 100 for each driver with callbacks, and
 * nothing allocated. The baseline makes and ends the packet and nothing else.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class NdisHopBenchmark implements Protocol {
    private static final int FRAME_OCTETS = 526;

    /** Sends of one call. */
    public static final int SENDS = 1000;

    private static final Handler<NdisHopBenchmark> SEND_MANY = NdisHopBenchmark::sendMany;

    @Param({"skipped", "raw", "light", "verdict"})
    public String kind = "raw";

    @Param({"0", "1", "4", "16"})
    public int drivers;

    /** Whether every step becomes a record that a sink counts. */
    @Param({"off", "on"})
    public String trace = "off";

    /** How closely the drivers are held to the contract. */
    @Param({"off", "standard"})
    public String verifier = "off";

    private final Keeper miniport = new Keeper();
    private @Nullable World world;
    private @Nullable Lane lane;
    private @Nullable PacketPool packets;
    private @Nullable Place place;
    private @Nullable ProtocolBinding binding;
    private @Nullable NdisPacketPool pool;
    private long completed;
    private long steps;

    @Setup
    public void build() {
        TraceSink sink = trace.equals("on") ? _ -> steps++ : null;
        var made = new World(WorldOptions.DEFAULT.unaudited(), sink);
        var host = made.addHost("win1", HostOptions.DEFAULT);
        world = made;
        lane = host.cpu().deferred();
        packets = host.pool();
        place = host.place("protocol", Layering.ETHERNET);
        VerifierLevel level =
                verifier.equals("standard") ? VerifierLevel.STANDARD : VerifierLevel.OFF;
        NdisAdapter adapter =
                Ndis.on(host, NdisOptions.DEFAULT.withVerifier(level)).addAdapter("nic", miniport);
        ProtocolBinding opened = adapter.open(this, place);
        pool = opened.packetPool(16);
        binding = opened;
        for (int i = 0; i < drivers; i++) adapter.insert(0, "driver" + i, Drivers.of(kind));
    }

    /** Many sends in one event: a completion comes at DISPATCH_LEVEL, and nothing else is meant. */
    @Benchmark
    @OperationsPerInvocation(SENDS)
    public long sendAndComplete() {
        World here = Objects.requireNonNull(world);
        here.scheduler().schedule(0, Objects.requireNonNull(lane), SEND_MANY, this);
        here.runUntil(here.scheduler().nowNanos() + 1);
        return completed + steps;
    }

    private void sendMany() {
        for (int i = 0; i < SENDS; i++) sendOne();
    }

    private void sendOne() {
        NdisPacket packet =
                Objects.requireNonNull(
                        Objects.requireNonNull(pool)
                                .allocate(
                                        Objects.requireNonNull(packets)
                                                .originate(
                                                        Objects.requireNonNull(place),
                                                        64,
                                                        FRAME_OCTETS)));
        Objects.requireNonNull(binding).send(packet);
        miniport.complete();
    }

    /** A breach would be timed in the place of a send. */
    @TearDown
    public void keptItsContract() {
        var breaches = Objects.requireNonNull(world).contracts().all();
        if (!breaches.isEmpty()) throw new IllegalStateException(breaches.getFirst().getMessage());
    }

    @Benchmark
    public long baselinePacketAlone() {
        Objects.requireNonNull(packets)
                .originate(Objects.requireNonNull(place), 64, FRAME_OCTETS)
                .end(BaselineEnd.USED);
        return completed;
    }

    @Override
    public String name() {
        return "protocol";
    }

    @Override
    public void sendComplete(ProtocolBinding from, NdisPacket packet, NdisStatus status) {
        completed++;
        packet.pool().free(packet);
    }

    @Override
    public int receivePacket(ProtocolBinding from, NdisPacket packet) {
        return 0;
    }

    private static final class Keeper implements Miniport {
        private @Nullable MiniportContext context;
        private @Nullable NdisPacket kept;

        @Override
        public void initialize(MiniportContext adapter) {
            context = adapter;
        }

        @Override
        public NdisStatus send(NdisPacket packet) {
            kept = packet;
            return NdisStatus.PENDING;
        }

        /** An address that no frame here goes to: one to the adapter itself is turned round. */
        @Override
        public NdisStatus request(OidRequest request) {
            return switch (request.oid()) {
                case GEN_MAXIMUM_TOTAL_SIZE -> request.answer(1514);
                case GEN_MAXIMUM_FRAME_SIZE -> request.answer(1500);
                case GEN_MAXIMUM_LOOKAHEAD, GEN_CURRENT_LOOKAHEAD -> request.answer(1500);
                default -> request.answer(0x0200_0000_0001L);
            };
        }

        void complete() {
            NdisPacket packet = Objects.requireNonNull(kept);
            Objects.requireNonNull(context).sendComplete(packet, NdisStatus.SUCCESS);
        }
    }
}
