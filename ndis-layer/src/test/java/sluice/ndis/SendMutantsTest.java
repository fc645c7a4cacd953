package sluice.ndis;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sluice.nic.Nic;
import sluice.nic.NicCallbacks;
import sluice.nic.NicOptions;
import sluice.packet.Packet;
import sluice.packet.Place;

/** For each rule about sending a driver that breaks it, beside one that does not. */
class SendMutantsTest {
    static final String FRAME = "0200000000ee020000000002080045";
    private static final long SECOND = 1_000_000_000L;
    private static final int DESERIALIZE = MiniportAttributes.DESERIALIZE;

    private static Supplier<Rig> rig(int protocolKind, int miniportKind, int attributes) {
        return () -> Rig.verified(protocolKind, miniportKind, attributes, VerifierLevel.STRICT);
    }

    private static Mutant deserialized(NdisRule rule, String how, BiConsumer<Rig, Boolean> play) {
        return new Mutant(rule, how, rig(5, 5, DESERIALIZE), play);
    }

    private static Mutant serialized(NdisRule rule, String how, BiConsumer<Rig, Boolean> play) {
        return new Mutant(rule, how, rig(5, 5, 0), play);
    }

    private static NdisPacket packet(Rig rig) {
        return Objects.requireNonNull(rig.pool.allocate(rig.packet(FRAME)));
    }

    /** Answers everything with SUCCESS, and remembers it. */
    private static List<NdisPacket> answering(Rig rig, NdisStatus answer) {
        List<NdisPacket> seen = new ArrayList<>();
        rig.adapter.insert(
                0,
                "answers",
                new Intermediate() {
                    @Override
                    public NdisStatus send(LowerEdge below, NdisPacket packet) {
                        seen.add(packet);
                        packet.discard(NdisDrop.SEND_FAILED);
                        return answer;
                    }
                });
        return seen;
    }

    /** On a NIC that sends frames as they are; looks at their length, or does not. */
    private static final class Plain implements Miniport, NicCallbacks {
        private final Nic nic;
        private final boolean asTheyAre;
        private @Nullable MiniportContext context;

        Plain(Nic nic, boolean asTheyAre) {
            this.nic = nic;
            this.asTheyAre = asTheyAre;
        }

        @Override
        public void initialize(MiniportContext adapter) {
            context = adapter;
            nic.attach(this);
        }

        @Override
        public int attributes() {
            return DESERIALIZE;
        }

        @Override
        public NdisStatus send(NdisPacket packet) {
            Packet frame = packet.packet();
            int missing = Nic.FRAME_OCTETS_MIN - frame.lengthOctets();
            if (!asTheyAre) {
                frame.ensureTailroom(missing);
                frame.put(missing);
            }
            nic.transmit(frame);
            packet.take();
            return NdisStatus.SUCCESS;
        }

        @Override
        public NdisStatus request(OidRequest request) {
            return NdisStatus.SUCCESS;
        }

        @Override
        public void interrupt() {}

        @Override
        public void linkChanged(boolean up) {}

        @Override
        public Place driverPlace() {
            return Objects.requireNonNull(context).place();
        }
    }

    /** Wants nothing. */
    private static final class Silent implements Protocol {
        @Override
        public String name() {
            return "silent";
        }

        @Override
        public void sendComplete(ProtocolBinding binding, NdisPacket packet, NdisStatus status) {}

        @Override
        public int receivePacket(ProtocolBinding binding, NdisPacket packet) {
            return 0;
        }
    }

    /** Keeps everything it is given. */
    private static final class Queue implements Intermediate {
        final List<NdisPacket> kept = new ArrayList<>();
        @Nullable UpperEdge above;
        boolean cancels;

        @Override
        public void attach(IntermediateContext context) {
            above = context.above();
        }

        @Override
        public NdisStatus send(LowerEdge below, NdisPacket packet) {
            kept.add(packet);
            return NdisStatus.PENDING;
        }

        @Override
        public void cancelSendPackets(Object cancelId) {
            if (cancels) completeAll(NdisStatus.REQUEST_ABORTED);
        }

        void completeAll(NdisStatus status) {
            UpperEdge upper = Objects.requireNonNull(above);
            List<NdisPacket> all = List.copyOf(kept);
            kept.clear();
            all.forEach(packet -> upper.sendComplete(packet, status));
        }
    }

    static List<Mutant> mutants() {
        return List.of(
                deserialized(
                        SendRule.S01,
                        "completes a send for which it answered SUCCESS",
                        (rig, wrong) -> {
                            List<NdisPacket> seen = new ArrayList<>();
                            rig.adapter.insert(
                                    0,
                                    "both",
                                    new Intermediate() {
                                        @Override
                                        public NdisStatus send(LowerEdge below, NdisPacket each) {
                                            each.discard(NdisDrop.SEND_FAILED);
                                            seen.add(each);
                                            return wrong ? NdisStatus.SUCCESS : NdisStatus.PENDING;
                                        }
                                    });
                            rig.binding.send(packet(rig));
                            upper(rig, "both").sendComplete(seen.getFirst(), NdisStatus.SUCCESS);
                        }),
                deserialized(
                        SendRule.S02,
                        "completes twice",
                        (rig, wrong) -> {
                            rig.send(packet(rig));
                            NdisPacket held = rig.bottom.pending.getFirst();
                            rig.bottom.complete(NdisStatus.SUCCESS);
                            if (wrong) rig.bottom.context().sendComplete(held, NdisStatus.SUCCESS);
                        }),
                deserialized(
                        SendRule.S03,
                        "reads in a DPC after completing",
                        (rig, wrong) -> {
                            rig.send(packet(rig));
                            NdisPacket held = rig.bottom.pending.getFirst();
                            var lane = rig.host.cpu().deferred();
                            if (wrong) rig.world.scheduler().timer(lane, () -> held.u8(0)).arm(10);
                            else held.u8(0);
                            rig.bottom.complete(NdisStatus.SUCCESS);
                        }),
                deserialized(
                        SendRule.S03,
                        "reads after it answered SUCCESS",
                        (rig, wrong) -> {
                            List<NdisPacket> seen = answering(rig, NdisStatus.SUCCESS);
                            rig.send(packet(rig));
                            if (wrong) seen.getFirst().flags();
                        }),
                deserialized(
                        SendRule.S04,
                        "reads the out-of-band status after NdisSend",
                        (rig, wrong) -> {
                            NdisPacket mine = packet(rig);
                            if (!wrong) mine.outOfBand().status();
                            rig.send(mine);
                            if (wrong) mine.outOfBand().status();
                            rig.bottom.complete(NdisStatus.SUCCESS);
                        }),
                deserialized(
                        SendRule.S05,
                        "sends again before the completion",
                        (rig, wrong) -> {
                            NdisPacket mine = packet(rig);
                            rig.send(mine);
                            rig.send(wrong ? mine : packet(rig));
                            rig.bottom.complete(NdisStatus.SUCCESS);
                            rig.bottom.complete(NdisStatus.SUCCESS);
                        }),
                deserialized(
                        SendRule.S06,
                        "completes with RESOURCES",
                        (rig, wrong) -> {
                            rig.send(packet(rig));
                            rig.bottom.complete(wrong ? NdisStatus.RESOURCES : NdisStatus.FAILURE);
                        }),
                deserialized(
                        SendRule.S06,
                        "completes with PENDING",
                        (rig, wrong) -> {
                            rig.send(packet(rig));
                            rig.bottom.complete(wrong ? NdisStatus.PENDING : NdisStatus.SUCCESS);
                        }),
                deserialized(
                        SendRule.S07,
                        "a full ring is answered with RESOURCES",
                        (rig, wrong) -> {
                            rig.bottom.answer = wrong ? NdisStatus.RESOURCES : NdisStatus.PENDING;
                            rig.send(packet(rig));
                            rig.bottom.complete(NdisStatus.SUCCESS);
                        }),
                serialized(
                        SendRule.S08,
                        "says at once that it has room",
                        (rig, wrong) -> {
                            if (!wrong) rig.send(packet(rig));
                            rig.bottom.context().sendResourcesAvailable();
                            if (!wrong) rig.bottom.complete(NdisStatus.SUCCESS);
                        }),
                serialized(
                        SendRule.S09,
                        "writes its note after RESOURCES",
                        (rig, wrong) -> {
                            rig.send(packet(rig));
                            rig.bottom.seen = new ArrayList<>();
                            rig.bottom.answer = NdisStatus.RESOURCES;
                            rig.send(packet(rig));
                            rig.bottom.context().sendResourcesAvailable();
                            NdisPacket refused = rig.bottom.seen.getFirst();
                            if (wrong) refused.setMiniportReserved(0, "mine");
                            rig.bottom.answer = NdisStatus.SUCCESS;
                            rig.bottom.complete(NdisStatus.SUCCESS);
                        }),
                deserialized(
                        SendRule.S11,
                        "writes a note of the protocol's",
                        (rig, wrong) -> {
                            rig.send(packet(rig));
                            NdisPacket held = rig.bottom.pending.getFirst();
                            if (wrong) held.setProtocolReserved(1, "mine");
                            else held.setMiniportReserved(1, "mine");
                            rig.bottom.complete(NdisStatus.SUCCESS);
                        }),
                serialized(
                        SendRule.S12,
                        "a wrapper that submits the last first",
                        (rig, wrong) -> {
                            rig.adapter.faults =
                                    new WrapperFaults() {
                                        @Override
                                        public boolean swapOrder() {
                                            return wrong;
                                        }
                                    };
                            for (int i = 0; i < 4; i++) rig.send(packet(rig));
                            for (int i = 0; i < 4; i++) rig.bottom.complete(NdisStatus.SUCCESS);
                        }),
                deserialized(
                        SendRule.S13,
                        "sends 13 octets",
                        (rig, wrong) -> {
                            rig.send(wrong ? FRAME.substring(0, 26) : FRAME);
                            rig.bottom.complete(NdisStatus.SUCCESS);
                        }),
                deserialized(
                        SendRule.S14,
                        "leaves short frames to hardware that does not fill them",
                        (rig, wrong) -> {
                            NicOptions plain = NicOptions.ethernet(Rig.MAC + 1).withoutPadding();
                            var driver = new Plain(rig.host.addNic("plain", plain), wrong);
                            NdisAdapter adapter = rig.ndis.addAdapter("plain", driver);
                            adapter.open(new Silent(), rig.protocolPlace).send(packet(rig));
                        }),
                new Mutant(
                        SendRule.S15,
                        "completes without a status",
                        rig(6, 6, 0),
                        (rig, wrong) -> {
                            rig.binding.send(
                                    Objects.requireNonNull(rig.lists.allocate(rig.packet(FRAME))));
                            NetBufferList list = rig.bottom.pending.removeFirst().list();
                            if (!wrong) list.setStatus(NdisStatus.SUCCESS);
                            rig.bottom.context().sendComplete(list);
                        }),
                deserialized(
                        SendRule.S17,
                        "never completes one of many",
                        (rig, wrong) -> {
                            rig.send(packet(rig));
                            NdisPacket stuck = rig.bottom.pending.removeFirst();
                            for (int i = 0; i < 5; i++) {
                                rig.send(packet(rig));
                                rig.advance(8 * SECOND);
                                rig.bottom.complete(NdisStatus.SUCCESS);
                                if (!wrong && i == 0)
                                    rig.bottom.context().sendComplete(stuck, NdisStatus.SUCCESS);
                            }
                        }),
                deserialized(
                        SendRule.S18,
                        "stops completing",
                        (rig, wrong) -> {
                            for (int i = 0; i < 5; i++) {
                                rig.send(packet(rig));
                                rig.advance(8 * SECOND);
                                if (!wrong || i < 1) rig.bottom.complete(NdisStatus.SUCCESS);
                            }
                        }),
                deserialized(
                        SendRule.S19,
                        "leaves a cancelled send in its queue",
                        (rig, wrong) -> {
                            var queue = new Queue();
                            queue.cancels = !wrong;
                            rig.adapter.insert(0, "queue", queue);
                            NdisPacket mine = packet(rig);
                            mine.setCancelId("stream 7");
                            rig.send(mine);
                            rig.binding.cancelSends("stream 7");
                            queue.completeAll(NdisStatus.SUCCESS);
                        }));
    }

    private static UpperEdge upper(Rig rig, String driver) {
        return ((IntermediateLayer) Objects.requireNonNull(rig.adapter.layerNamed(driver))).above();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void shouldTripItsRuleFirst(Mutant mutant) {
        Mutants.shouldTripItsRuleFirst(mutant);
    }
}
