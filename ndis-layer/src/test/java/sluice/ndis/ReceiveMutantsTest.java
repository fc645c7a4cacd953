package sluice.ndis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sluice.packet.Packet;
import sluice.trace.Layering;
import sluice.world.WorldOptions;

/** For each rule about receiving a driver that breaks it, beside one that does not. */
class ReceiveMutantsTest {
    private static final String FRAME = "0200000000ee020000000002080045000102030405060708";
    private static final int DESERIALIZE = MiniportAttributes.DESERIALIZE;

    private static Mutant mutant(NdisRule rule, String how, BiConsumer<Rig, Boolean> play) {
        return new Mutant(
                rule, how, () -> Rig.verified(5, 5, DESERIALIZE, VerifierLevel.STRICT), play);
    }

    private static Mutant six(NdisRule rule, String how, BiConsumer<Rig, Boolean> play) {
        return new Mutant(rule, how, () -> Rig.verified(6, 6, 0, VerifierLevel.STRICT), play);
    }

    private static <T> T there(@Nullable T made) {
        return Objects.requireNonNull(made);
    }

    private static NdisPacket descriptor(Rig rig, NdisStatus status) {
        NdisPacketPool pool = there(rig.bottom.pool);
        return descriptor(rig, pool, status);
    }

    private static NdisPacket descriptor(Rig rig, NdisPacketPool pool, NdisStatus status) {
        byte[] octets = HexFormat.of().parseHex(FRAME);
        MiniportContext nic = rig.bottom.context();
        Packet frame = rig.host.pool().originate(nic.place(), octets, 0, octets.length);
        NdisPacket packet = there(pool.allocate(frame));
        packet.outOfBand().setStatus(status);
        return packet;
    }

    private static NetBufferList list(Rig rig) {
        return descriptor(rig, NdisStatus.SUCCESS).list();
    }

    private static int indicate(Rig rig, NdisPacket packet) {
        return rig.bottom.context().indicateReceive(packet);
    }

    private static void home(NdisPacket packet) {
        packet.pool().free(packet);
    }

    /** One more protocol, which does with each packet what it is told. */
    private static ProtocolBinding reader(
            Rig rig, BiFunction<ProtocolBinding, NdisPacket, Integer> how) {
        Protocol protocol =
                new Protocol() {
                    @Override
                    public String name() {
                        return "reader";
                    }

                    @Override
                    public void sendComplete(
                            ProtocolBinding from, NdisPacket packet, NdisStatus status) {}

                    @Override
                    public int receivePacket(ProtocolBinding from, NdisPacket packet) {
                        return how.apply(from, packet);
                    }
                };
        var place = rig.host.place("reader", Layering.ETHERNET);
        ProtocolBinding binding = rig.adapter.open(protocol, place);
        binding.setPacketFilter(PacketFilters.PROMISCUOUS, Set.of());
        return binding;
    }

    /** One more protocol of NDIS 6. */
    private static void listReader(Rig rig, BiConsumer<ProtocolBinding, NetBufferList> how) {
        Protocol6 protocol =
                new Protocol6() {
                    @Override
                    public String name() {
                        return "reader";
                    }

                    @Override
                    public void sendNetBufferListsComplete(
                            ProtocolBinding from, NetBufferList chain) {}

                    @Override
                    public void receiveNetBufferLists(
                            ProtocolBinding from, NetBufferList chain, boolean resources) {
                        how.accept(from, chain);
                    }
                };
        var place = rig.host.place("reader", Layering.ETHERNET);
        ProtocolBinding binding = rig.adapter.open(protocol, place);
        binding.setPacketFilter(PacketFilters.PROMISCUOUS, Set.of());
    }

    /** One more protocol that is shown look-aheads. */
    private static ProtocolBinding taker(
            Rig rig, NdisAdapter adapter, BiConsumer<ProtocolBinding, Lookahead> how) {
        Protocol protocol =
                new Protocol() {
                    @Override
                    public String name() {
                        return "taker";
                    }

                    @Override
                    public void sendComplete(
                            ProtocolBinding from, NdisPacket packet, NdisStatus status) {}

                    @Override
                    public NdisStatus receive(ProtocolBinding from, Lookahead frame) {
                        how.accept(from, frame);
                        return NdisStatus.SUCCESS;
                    }

                    @Override
                    public void transferDataComplete(
                            ProtocolBinding from,
                            NdisPacket packet,
                            NdisStatus status,
                            int octets) {
                        home(packet);
                    }
                };
        var place = rig.host.place("taker", Layering.ETHERNET);
        ProtocolBinding binding = adapter.open(protocol, place);
        binding.setPacketFilter(PacketFilters.PROMISCUOUS, Set.of());
        return binding;
    }

    /** Asks for what is behind the look-ahead. */
    private static NdisPacket ask(ProtocolBinding binding, Lookahead frame) {
        int ahead = frame.lookaheadLengthOctets();
        byte[] rest = new byte[frame.packetLengthOctets() - ahead];
        NdisPacketPool pool = binding.packetPool(4);
        NdisPacket target = there(pool.allocate(NdisBuffer.of(rest, 0, rest.length)));
        NdisStatus status = binding.transferData(frame, ahead, rest.length, target);
        if (status != NdisStatus.PENDING) home(target);
        return target;
    }

    /** One more adapter, whose miniport indicates look-aheads. */
    private static LookaheadRig.Bottom second(Rig rig) {
        var bottom = new LookaheadRig.Bottom();
        rig.ndis.addAdapter("nic2", (Miniport) bottom);
        return bottom;
    }

    private static void indicateAhead(LookaheadRig.Bottom bottom, boolean complete) {
        byte[] frame = HexFormat.of().parseHex(FRAME);
        bottom.frame = frame;
        Lookahead shown =
                there(bottom.shown)
                        .of(1, bottom)
                        .withHeader(frame, 0, 14)
                        .withLookahead(frame, 14, 2, frame.length - 14);
        bottom.context().indicateReceive(shown);
        if (complete) bottom.context().indicateReceiveComplete();
    }

    static List<Mutant> mutants() {
        return List.of(
                mutant(
                        ReceiveRule.R01,
                        "indicates again what is held above",
                        (rig, wrong) -> {
                            rig.keep = true;
                            NdisPacket packet = descriptor(rig, NdisStatus.SUCCESS);
                            indicate(rig, packet);
                            if (!wrong) rig.binding.returnPacket(rig.keptAbove.removeFirst());
                            if (wrong) indicate(rig, packet);
                        }),
                mutant(
                        ReceiveRule.R02,
                        "returns a packet while it is shown it",
                        (rig, wrong) -> {
                            List<NdisPacket> kept = new ArrayList<>();
                            ProtocolBinding reader =
                                    reader(
                                            rig,
                                            (from, packet) -> {
                                                kept.add(packet);
                                                if (wrong) from.returnPacket(packet);
                                                return 1;
                                            });
                            indicate(rig, descriptor(rig, NdisStatus.SUCCESS));
                            reader.returnPacket(kept.getFirst());
                        }),
                mutant(
                        ReceiveRule.R03,
                        "returns a packet twice",
                        (rig, wrong) -> {
                            rig.keep = true;
                            indicate(rig, descriptor(rig, NdisStatus.SUCCESS));
                            NdisPacket kept = rig.keptAbove.removeFirst();
                            rig.binding.returnPacket(kept);
                            if (wrong) rig.binding.returnPacket(kept);
                        }),
                mutant(
                        ReceiveRule.R04,
                        "keeps a packet that was lent",
                        (rig, wrong) -> {
                            reader(
                                    rig,
                                    (from, packet) -> {
                                        boolean lent = packet.outOfBand().status() == lent();
                                        return lent && !wrong ? 0 : 1;
                                    });
                            home(indicated(rig, descriptor(rig, lent())));
                        }),
                mutant(
                        ReceiveRule.R04,
                        "answers 0 and reads later",
                        (rig, wrong) -> {
                            List<NdisPacket> kept = new ArrayList<>();
                            reader(
                                    rig,
                                    (from, packet) -> {
                                        kept.add(packet);
                                        return 0;
                                    });
                            home(indicated(rig, descriptor(rig, NdisStatus.SUCCESS)));
                            var lane = rig.host.cpu().deferred();
                            Runnable look = () -> kept.getFirst().u8(0);
                            if (wrong) rig.world.scheduler().timer(lane, look).arm(10);
                        }),
                mutant(
                        ReceiveRule.R05,
                        "lends one of an array and not the next",
                        (rig, wrong) -> {
                            NdisPacket[] all = {
                                descriptor(rig, NdisStatus.SUCCESS),
                                descriptor(rig, lent()),
                                descriptor(rig, wrong ? NdisStatus.SUCCESS : lent())
                            };
                            rig.bottom.context().indicateReceive(all, 3);
                            for (NdisPacket each : all) home(each);
                        }),
                mutant(
                        ReceiveRule.R06,
                        "writes to a packet that it is shown",
                        (rig, wrong) -> {
                            reader(
                                    rig,
                                    (from, packet) -> {
                                        if (wrong) packet.put8(3, 0x77);
                                        else packet.u8(3);
                                        return 0;
                                    });
                            home(indicated(rig, descriptor(rig, NdisStatus.SUCCESS)));
                        }),
                mutant(
                        ReceiveRule.R06,
                        "writes through a buffer of the chain",
                        (rig, wrong) -> {
                            reader(
                                    rig,
                                    (from, packet) -> {
                                        NdisBuffer first = packet.firstBuffer();
                                        int more = wrong ? 1 : 0;
                                        first.octets()[first.offset()] += (byte) more;
                                        return 0;
                                    });
                            home(indicated(rig, descriptor(rig, NdisStatus.SUCCESS)));
                        }),
                mutant(
                        ReceiveRule.R06,
                        "writes to a look-ahead",
                        (rig, wrong) -> {
                            LookaheadRig.Bottom nic = second(rig);
                            taker(
                                    rig,
                                    adapterOf(nic),
                                    (from, frame) -> {
                                        int more = wrong ? 1 : 0;
                                        frame.lookahead()[frame.lookaheadOffset()] += (byte) more;
                                    });
                            indicateAhead(nic, true);
                        }),
                mutant(
                        ReceiveRule.R07,
                        "looks at the header after its handler",
                        (rig, wrong) -> {
                            LookaheadRig.Bottom nic = second(rig);
                            List<Lookahead> kept = new ArrayList<>();
                            taker(
                                    rig,
                                    adapterOf(nic),
                                    (from, frame) -> {
                                        kept.add(frame);
                                        if (!wrong) frame.header();
                                    });
                            indicateAhead(nic, true);
                            if (wrong) kept.getFirst().header();
                        }),
                mutant(
                        ReceiveRule.R08,
                        "asks twice for the rest",
                        (rig, wrong) -> {
                            LookaheadRig.Bottom nic = second(rig);
                            taker(
                                    rig,
                                    adapterOf(nic),
                                    (from, frame) -> {
                                        ask(from, frame);
                                        if (wrong) ask(from, frame);
                                    });
                            indicateAhead(nic, true);
                        }),
                mutant(
                        ReceiveRule.R09,
                        "indicates while it owes a transfer",
                        (rig, wrong) -> {
                            LookaheadRig.Bottom nic = second(rig);
                            nic.answer = NdisStatus.PENDING;
                            taker(rig, adapterOf(nic), ReceiveMutantsTest::ask);
                            indicateAhead(nic, true);
                            if (!wrong) nic.transferNow();
                            indicateAhead(nic, true);
                            nic.transferNow();
                        }),
                mutant(
                        ReceiveRule.R10,
                        "ends a burst without saying so",
                        (rig, wrong) -> {
                            LookaheadRig.Bottom nic = second(rig);
                            taker(rig, adapterOf(nic), (from, frame) -> {});
                            indicateAhead(nic, false);
                            indicateAhead(nic, !wrong);
                            rig.advance(1);
                        }),
                mutant(
                        ReceiveRule.R11,
                        "shows less than was asked for",
                        (rig, wrong) -> {
                            LookaheadRig.Bottom nic = second(rig);
                            ProtocolBinding taker = taker(rig, adapterOf(nic), (from, frame) -> {});
                            int wanted = wrong ? 6 : 2;
                            taker.request(OidRequest.set(Oid.GEN_CURRENT_LOOKAHEAD, wanted));
                            indicateAhead(nic, true);
                        }),
                mutant(
                        ReceiveRule.R12,
                        "says that the header has 12 octets",
                        (rig, wrong) -> {
                            NdisPacket packet = descriptor(rig, NdisStatus.SUCCESS);
                            if (wrong) packet.outOfBand().setHeaderOctets(12);
                            home(indicated(rig, packet));
                        }),
                mutant(
                        ReceiveRule.R13,
                        "leaves a protocol room for two notes",
                        (rig, wrong) -> {
                            NdisPacketPool pool = rig.bottom.context().packetPool(4, wrong ? 2 : 4);
                            home(indicated(rig, descriptor(rig, pool, NdisStatus.SUCCESS)));
                        }),
                six(
                        ReceiveRule.R14,
                        "chains a lent list to its own",
                        (rig, wrong) -> {
                            List<NetBufferList> queue = new ArrayList<>();
                            queue.add(there(rig.lists.allocate(rig.packet(FRAME))));
                            listReader(
                                    rig,
                                    (from, chain) -> {
                                        if (wrong) chain.setNext(queue.getFirst());
                                    });
                            NetBufferList list = list(rig);
                            rig.bottom.context().indicateReceive(list, true);
                            home(list.record());
                            rig.binding.send(queue.getFirst());
                            rig.bottom.complete(NdisStatus.SUCCESS);
                        }),
                six(
                        ReceiveRule.R15,
                        "reads what it has indicated",
                        (rig, wrong) -> {
                            rig.keep = true;
                            NetBufferList list = list(rig);
                            if (!wrong) list.firstNetBuffer();
                            rig.bottom.context().indicateReceive(list, false);
                            if (wrong) list.firstNetBuffer();
                            rig.binding.returnPacket(rig.keptAbove.removeFirst());
                        }),
                six(
                        ReceiveRule.R16,
                        "returns a list that was lent",
                        (rig, wrong) -> {
                            listReader(
                                    rig,
                                    (from, chain) -> {
                                        boolean lent =
                                                chain.record().outOfBand().status() == lent();
                                        if (!lent || wrong) from.returnLists(chain);
                                    });
                            NetBufferList list = list(rig);
                            rig.bottom.context().indicateReceive(list, true);
                            home(list.record());
                        }),
                six(
                        ReceiveRule.R16,
                        "is a filter and returns a list that was lent",
                        (rig, wrong) -> {
                            rig.adapter.insert(
                                    0,
                                    "filter",
                                    new LightweightFilter() {
                                        @Override
                                        public void receiveNetBufferLists(
                                                FilterContext filter,
                                                NetBufferList chain,
                                                boolean resources) {
                                            if (!resources || wrong) filter.returnLists(chain);
                                        }
                                    });
                            NetBufferList list = list(rig);
                            rig.bottom.context().indicateReceive(list, true);
                            home(list.record());
                        }),
                mutant(
                        ReceiveRule.R20,
                        "indicates in its initialize handler",
                        (rig, wrong) -> {
                            var early =
                                    new Miniport() {
                                        @Nullable MiniportContext context;

                                        @Override
                                        public void initialize(MiniportContext adapter) {
                                            context = adapter;
                                            if (wrong) indicate();
                                        }

                                        void indicate() {
                                            MiniportContext nic = there(context);
                                            Packet frame =
                                                    nic.host()
                                                            .pool()
                                                            .originate(
                                                                    nic.place(),
                                                                    new byte[60],
                                                                    0,
                                                                    60);
                                            NdisPacketPool pool = nic.packetPool(1);
                                            NdisPacket packet = there(pool.allocate(frame));
                                            nic.indicateReceive(packet);
                                            pool.free(packet);
                                        }

                                        @Override
                                        public NdisStatus send(NdisPacket packet) {
                                            return NdisStatus.FAILURE;
                                        }

                                        @Override
                                        public int attributes() {
                                            return DESERIALIZE;
                                        }
                                    };
                            NdisAdapter adapter = rig.ndis.addAdapter("early", (Miniport) early);
                            taker(rig, adapter, (from, frame) -> {});
                            if (!wrong) early.indicate();
                        }),
                mutant(
                        ReceiveRule.R20,
                        "indicates after it was halted",
                        (rig, wrong) -> {
                            LookaheadRig.Bottom nic = second(rig);
                            taker(rig, adapterOf(nic), (from, frame) -> {});
                            if (!wrong) indicateAhead(nic, true);
                            adapterOf(nic).halt();
                            rig.advance(1_000_000);
                            if (wrong) indicateAhead(nic, true);
                        }),
                mutant(
                        ReceiveRule.R20,
                        "indicates what came when nobody wanted anything any more",
                        (rig, wrong) -> {
                            rig.advance(1_000);
                            NdisPacket packet = descriptor(rig, NdisStatus.SUCCESS);
                            long early = rig.world.scheduler().nowNanos();
                            rig.advance(1_000);
                            rig.binding.setPacketFilter(0, Set.of());
                            rig.advance(1_000);
                            long late = rig.world.scheduler().nowNanos();
                            packet.packet().setTimeNanos(wrong ? late : early);
                            home(indicated(rig, packet));
                        }),
                mutant(
                        ReceiveRule.R21,
                        "is the wrapper, and forgets the filter of a binding",
                        (rig, wrong) -> {
                            ProtocolBinding deaf = reader(rig, (from, packet) -> 0);
                            deaf.setPacketFilter(0, Set.of());
                            if (wrong) rig.adapter.faults = forgetful();
                            home(indicated(rig, descriptor(rig, NdisStatus.SUCCESS)));
                        }));
    }

    private static WrapperFaults forgetful() {
        return new WrapperFaults() {
            @Override
            public boolean ignoreFilter() {
                return true;
            }
        };
    }

    private static NdisAdapter adapterOf(LookaheadRig.Bottom nic) {
        return nic.context().adapter();
    }

    private static NdisStatus lent() {
        return NdisStatus.RESOURCES;
    }

    private static NdisPacket indicated(Rig rig, NdisPacket packet) {
        assertThat(indicate(rig, packet)).isZero();
        return packet;
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void shouldNameTheRuleAndLeaveTheTwinAlone(Mutant mutant) {
        Mutants.shouldTripItsRuleFirst(mutant);
    }

    private static Rig unwatched() {
        return new Rig(5, 5, DESERIALIZE, null, WorldOptions.DEFAULT, NdisOptions.DEFAULT);
    }

    @Test
    void shouldLendAllBehindTheFirstThatIsLent() {
        var rig = unwatched();
        rig.keep = true;
        NdisPacket[] all = {
            descriptor(rig, NdisStatus.SUCCESS),
            descriptor(rig, lent()),
            descriptor(rig, NdisStatus.SUCCESS)
        };
        assertThat(rig.bottom.context().indicateReceive(all, 3)).isEqualTo(1);
        assertThat(rig.keptAbove).hasSize(1);
        assertThat(all[0]).isNull();
        home(there(all[1]));
        home(there(all[2]));
        rig.binding.returnPacket(rig.keptAbove.removeFirst());
        assertThat(rig.bottom.returned).hasSize(1);
        rig.settled();
    }

    @Test
    void shouldGiveAChainThatWasLentBackAsItWas() {
        var rig = new Rig(6, 6, 0, null);
        NetBufferList first = list(rig);
        NetBufferList second = list(rig);
        first.setNext(second);
        rig.bottom.context().indicateReceive(first, true);
        assertThat(first.next()).isSameAs(second);
        assertThat(second.next()).isNull();
        home(first.record());
        home(second.record());
        rig.settled();
    }
}
