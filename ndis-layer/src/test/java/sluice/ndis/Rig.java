package sluice.ndis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.packet.Fate;
import sluice.packet.Packet;
import sluice.packet.Place;
import sluice.trace.Layering;
import sluice.trace.TraceSink;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** One adapter between a protocol and a miniport that do what the test says; kinds 5 and 6. */
final class Rig {
    static final long MAC = 0x0200_0000_0001L;

    /** How much the wrapper looks at: system property {@code sluice.verifier}, off if not set. */
    static final VerifierLevel LEVEL =
            VerifierLevel.valueOf(
                    System.getProperty("sluice.verifier", "off")
                            .toUpperCase(java.util.Locale.ROOT));

    final World world;
    final Host host;
    final Place protocolPlace;
    final Bottom bottom;
    final Ndis ndis;
    final NdisAdapter adapter;
    final ProtocolBinding binding;
    final NdisPacketPool pool;
    final NetBufferListPool lists;
    final List<String> completions = new ArrayList<>();
    final List<Long> completedIds = new ArrayList<>();
    final List<String> received = new ArrayList<>();
    final List<NdisPacket> keptAbove = new ArrayList<>();
    final List<NdisStatus> statuses = new ArrayList<>();
    final List<NdisStatus> resetsCompleted = new ArrayList<>();
    final List<NdisStatus> requestsCompleted = new ArrayList<>();
    boolean keep;

    Rig() {
        this(5, 5, 0, null);
    }

    Rig(int protocolKind, int miniportKind, int attributes, @Nullable TraceSink trace) {
        this(protocolKind, miniportKind, attributes, trace, WorldOptions.DEFAULT);
    }

    Rig(
            int protocolKind,
            int miniportKind,
            int attributes,
            @Nullable TraceSink trace,
            WorldOptions options) {
        this(
                protocolKind,
                miniportKind,
                attributes,
                trace,
                options,
                NdisOptions.DEFAULT.withVerifier(LEVEL));
    }

    /** With a verifier at {@code level}, and a bug check for a breach. */
    static Rig verified(int protocolKind, int miniportKind, int attributes, VerifierLevel level) {
        return new Rig(
                protocolKind,
                miniportKind,
                attributes,
                null,
                WorldOptions.DEFAULT,
                NdisOptions.verified(level));
    }

    Rig(
            int protocolKind,
            int miniportKind,
            int attributes,
            @Nullable TraceSink trace,
            WorldOptions options,
            NdisOptions wrapper) {
        world = new World(options, trace);
        host = world.addHost("host", HostOptions.DEFAULT);
        protocolPlace = host.place("protocol", Layering.ETHERNET);
        bottom = new Bottom(attributes);
        ndis = Ndis.on(host, wrapper);
        adapter =
                miniportKind == 5
                        ? ndis.addAdapter("nic", (Miniport) bottom.five)
                        : ndis.addAdapter("nic", (Miniport6) bottom.six);
        binding =
                protocolKind == 5
                        ? adapter.open(new Five(), protocolPlace)
                        : adapter.open(new Six(), protocolPlace);
        pool = binding.packetPool(1000);
        lists = binding.listPool(1000);
        binding.setPacketFilter(PacketFilters.PROMISCUOUS, Set.of());
        binding.request(OidRequest.set(Oid.GEN_PROTOCOL_OPTIONS, ProtocolBinding.NO_LOOPBACK));
    }

    Packet packet(String hex) {
        byte[] octets = HexFormat.of().parseHex(hex);
        return host.pool().originate(protocolPlace, octets, 0, octets.length);
    }

    /** Sends a frame whose octets are {@code hex}, as NDIS 5; the answer. */
    NdisStatus send(String hex) {
        NdisPacket packet = java.util.Objects.requireNonNull(pool.allocate(packet(hex)));
        return send(packet);
    }

    NdisStatus send(NdisPacket packet) {
        NdisStatus status = binding.send(packet);
        if (status != NdisStatus.PENDING) {
            completions.add("at once " + status);
            completedIds.add(packet.packetId());
            packet.pool().free(packet);
        }
        return status;
    }

    void run() {
        world.scheduler().run(world.scheduler().nowNanos(), 100_000);
    }

    void advance(long nanos) {
        world.scheduler().run(world.scheduler().nowNanos() + nanos, 100_000);
    }

    /**
     * The serialized miniport has room. With nothing pending in it that breaks a rule; then the
     * wrapper's queue is told behind the verifier's back.
     */
    void roomAgain() {
        SendSerializer queue = adapter.miniport.serializer;
        if (LEVEL == VerifierLevel.OFF || !bottom.pending.isEmpty())
            bottom.context().sendResourcesAvailable();
        else if (queue != null) queue.roomAgain();
    }

    long ended(Fate fate) {
        return world.ledger().stats().stream()
                .flatMap(stats -> stats.ends().stream())
                .filter(end -> end.fate() == fate)
                .mapToLong(end -> end.count())
                .sum();
    }

    void settled() {
        run();
        assertThat(world.ledger().check()).isEmpty();
        assertThat(world.ledger().alive()).isEmpty();
        assertThat(world.contracts().all())
                .filteredOn(breach -> !breach.rule().equals("Q08")) // tests time serialized drivers
                .isEmpty();
        assertThat(adapter.underWay()).isZero();
    }

    private int show(PacketOctets octets) {
        received.add(HexFormat.of().formatHex(octets.toArray()));
        return 0;
    }

    private final class Five implements Protocol {
        @Override
        public String name() {
            return "five";
        }

        @Override
        public void sendComplete(ProtocolBinding from, NdisPacket packet, NdisStatus status) {
            completions.add(status.name());
            completedIds.add(packet.packetId());
            packet.pool().free(packet);
        }

        @Override
        public int receivePacket(ProtocolBinding from, NdisPacket packet) {
            show(packet);
            if (!keep) return 0;
            from.claim(packet).end(TestEnd.READ);
            if (packet.outOfBand().status() == NdisStatus.RESOURCES) return 0;
            keptAbove.add(packet);
            return 1;
        }

        @Override
        public void status(ProtocolBinding from, NdisStatus status) {
            statuses.add(status);
        }

        @Override
        public void resetComplete(ProtocolBinding from, NdisStatus status) {
            resetsCompleted.add(status);
        }

        @Override
        public void requestComplete(ProtocolBinding from, OidRequest request, NdisStatus status) {
            requestsCompleted.add(status);
        }
    }

    private final class Six implements Protocol6 {
        @Override
        public String name() {
            return "six";
        }

        @Override
        public void sendNetBufferListsComplete(ProtocolBinding from, NetBufferList chain) {
            NetBufferList list = chain;
            while (list != null) {
                NetBufferList rest = list.unchain();
                completions.add(list.status().name());
                lists.free(list);
                list = rest;
            }
        }

        @Override
        public void receiveNetBufferLists(
                ProtocolBinding from, NetBufferList chain, boolean resources) {
            for (NetBufferList list = chain; list != null; list = list.next()) {
                show(list.firstNetBuffer().octets());
                if (!keep) continue;
                from.claim(list.record()).end(TestEnd.READ);
                if (!resources) keptAbove.add(list.record());
            }
            if (!keep && !resources) from.returnLists(chain);
        }

        @Override
        public void requestComplete(ProtocolBinding from, OidRequest request, NdisStatus status) {
            requestsCompleted.add(status);
        }

        @Override
        public void status(ProtocolBinding from, NdisStatus status) {
            statuses.add(status);
        }
    }

    /** Ends of the rig's own. */
    enum TestEnd implements sluice.packet.Consumption {
        READ;

        @Override
        public boolean delivered() {
            return true;
        }

        @Override
        public String area() {
            return "test";
        }

        @Override
        public String text() {
            return "read";
        }
    }

    /** The miniport, of both kinds. */
    static final class Bottom {
        final List<String> sent = new ArrayList<>();
        final ArrayDeque<NdisPacket> pending = new ArrayDeque<>();
        final List<String> returned = new ArrayList<>();
        final M5 five;
        final M6 six = new M6();
        NdisStatus answer = NdisStatus.PENDING;
        @Nullable MiniportContext context;
        @Nullable NdisPacketPool pool;
        int resets;

        /** What MiniportReset answers, and whether a deserialized one leaves its queue alone. */
        NdisStatus resetAnswer = NdisStatus.SUCCESS;

        boolean keepsInReset;

        /** What requests other than those of the rig's own start are answered; null for sense. */
        @Nullable NdisStatus requestAnswer;

        final List<OidRequest> requests = new ArrayList<>();
        int writes = -1;
        boolean attributesInInitialize;

        /** All that MiniportSend was given, if a test wants to know. */
        @Nullable List<NdisPacket> seen;

        Bottom(int attributes) {
            five = new M5(attributes);
        }

        MiniportContext context() {
            return java.util.Objects.requireNonNull(context);
        }

        private void start(MiniportContext adapter) {
            context = adapter;
            pool = adapter.packetPool(100);
        }

        private void note(PacketOctets octets) {
            sent.add(HexFormat.of().formatHex(octets.toArray()));
        }

        void complete(NdisStatus status) {
            NdisPacket packet = pending.removeFirst();
            context().sendComplete(packet, status);
        }

        int indicate(String hex, NdisStatus status) {
            byte[] octets = HexFormat.of().parseHex(hex);
            Packet frame =
                    context().host().pool().originate(context().place(), octets, 0, octets.length);
            NdisPacketPool from = java.util.Objects.requireNonNull(pool);
            NdisPacket packet = java.util.Objects.requireNonNull(from.allocate(frame));
            packet.outOfBand().setStatus(status);
            int kept = context().indicateReceive(packet);
            if (kept == 0) from.free(packet);
            context().indicateReceiveComplete();
            return kept;
        }

        private NdisStatus query(OidRequest request) {
            NdisStatus told = requestAnswer;
            if (told != null) {
                requests.add(request);
                return told;
            }
            if (writes >= 0) request.setBytesWritten(writes);
            return request.oid() == Oid.OID_802_3_CURRENT_ADDRESS
                    ? request.answer(MAC)
                    : NdisStatus.SUCCESS;
        }

        final class M5 implements Miniport {
            private final int attributes;

            M5(int attributes) {
                this.attributes = attributes;
            }

            @Override
            public int attributes() {
                return attributes;
            }

            @Override
            public void initialize(MiniportContext adapter) {
                if (attributesInInitialize) adapter.setAttributes(attributes, 4);
                start(adapter);
            }

            @Override
            public NdisStatus send(NdisPacket packet) {
                if (seen != null) seen.add(packet);
                if (answer != NdisStatus.RESOURCES) note(packet);
                if (answer == NdisStatus.PENDING) pending.addLast(packet);
                return answer;
            }

            @Override
            public void returnPacket(NdisPacket packet) {
                returned.add("packet");
                packet.pool().free(packet);
            }

            @Override
            public NdisStatus request(OidRequest request) {
                return query(request);
            }

            @Override
            public NdisStatus reset() {
                resets++;
                if (keepsInReset) return resetAnswer;
                while ((attributes & MiniportAttributes.DESERIALIZE) != 0 && !pending.isEmpty())
                    complete(NdisStatus.REQUEST_ABORTED);
                pending.clear();
                return resetAnswer;
            }
        }

        final class M6 implements Miniport6 {
            @Override
            public void initialize(MiniportContext adapter) {
                start(adapter);
            }

            @Override
            public void sendNetBufferLists(NetBufferList chain) {
                NetBufferList list = chain;
                while (list != null) {
                    NetBufferList rest = list.unchain();
                    note(list.firstNetBuffer().octets());
                    if (answer == NdisStatus.PENDING) {
                        pending.addLast(list.record());
                    } else {
                        list.setStatus(answer);
                        context().sendComplete(list);
                    }
                    list = rest;
                }
            }

            @Override
            public void returnNetBufferLists(NetBufferList chain) {
                NetBufferList list = chain;
                while (list != null) {
                    NetBufferList rest = list.unchain();
                    returned.add("list");
                    list.record().pool().free(list.record());
                    list = rest;
                }
            }

            @Override
            public NdisStatus request(OidRequest request) {
                return query(request);
            }

            @Override
            public NdisStatus reset() {
                resets++;
                return resetAnswer;
            }
        }
    }
}
