package sluice.ndis;

import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** For each rule about resets, requests and status a driver that breaks it, and its sound twin. */
class RequestMutantsTest {
    private static final String FRAME = "0200000000ee020000000002080045";
    private static final long SECOND = 1_000_000_000L;
    private static final int DESERIALIZE = MiniportAttributes.DESERIALIZE;

    private static Supplier<Rig> rig(int protocolKind, int miniportKind, int attributes) {
        return () -> Rig.verified(protocolKind, miniportKind, attributes, VerifierLevel.STRICT);
    }

    private static Mutant deserialized(NdisRule rule, String how, BiConsumer<Rig, Boolean> play) {
        return new Mutant(rule, how, rig(5, 5, DESERIALIZE), play);
    }

    private static NdisPacket packet(Rig rig) {
        return Objects.requireNonNull(rig.pool.allocate(rig.packet(FRAME)));
    }

    /** A request that the miniport keeps. */
    private static OidRequest pended(Rig rig) {
        rig.bottom.requestAnswer = NdisStatus.PENDING;
        OidRequest request = OidRequest.query(Oid.GEN_LINK_SPEED);
        rig.binding.request(request);
        rig.bottom.requestAnswer = null;
        return request;
    }

    private static final class Passes implements Intermediate {
        private final int attributes;

        Passes(int attributes) {
            this.attributes = attributes;
        }

        @Override
        public NdisStatus send(LowerEdge below, NdisPacket packet) {
            return below.send(packet);
        }

        @Override
        public int attributes() {
            return attributes;
        }
    }

    static List<Mutant> mutants() {
        return List.of(
                deserialized(
                        RequestRule.Q01,
                        "completes a reset that nobody asked for",
                        (rig, wrong) -> {
                            rig.bottom.resetAnswer = NdisStatus.PENDING;
                            if (!wrong) rig.adapter.reset();
                            rig.bottom.context().resetComplete(NdisStatus.SUCCESS, false);
                        }),
                deserialized(
                        RequestRule.Q02,
                        "completes a reset twice",
                        (rig, wrong) -> {
                            rig.bottom.resetAnswer = NdisStatus.PENDING;
                            rig.adapter.reset();
                            rig.bottom.context().resetComplete(NdisStatus.SUCCESS, false);
                            if (wrong)
                                rig.bottom.context().resetComplete(NdisStatus.SUCCESS, false);
                        }),
                deserialized(
                        RequestRule.Q02,
                        "never completes a reset",
                        (rig, wrong) -> {
                            rig.bottom.resetAnswer = NdisStatus.PENDING;
                            rig.adapter.reset();
                            rig.advance(10 * SECOND);
                            if (!wrong)
                                rig.bottom.context().resetComplete(NdisStatus.SUCCESS, false);
                            rig.advance(70 * SECOND);
                        }),
                new Mutant(
                        RequestRule.Q03,
                        "completes a send of before the reset",
                        rig(5, 5, 0),
                        (rig, wrong) -> {
                            rig.send(packet(rig));
                            NdisPacket held = rig.bottom.pending.getFirst();
                            rig.adapter.reset();
                            if (wrong) rig.bottom.context().sendComplete(held, NdisStatus.SUCCESS);
                        }),
                new Mutant(
                        RequestRule.Q03,
                        "looks at a send of before the reset",
                        rig(5, 5, 0),
                        (rig, wrong) -> {
                            rig.send(packet(rig));
                            NdisPacket held = rig.bottom.pending.getFirst();
                            if (!wrong) held.u8(0);
                            rig.adapter.reset();
                            if (wrong) held.u8(0);
                        }),
                deserialized(
                        RequestRule.Q04,
                        "keeps its queue over a reset",
                        (rig, wrong) -> {
                            rig.send(packet(rig));
                            rig.bottom.keepsInReset = wrong;
                            rig.adapter.reset();
                            if (wrong) rig.bottom.complete(NdisStatus.SUCCESS);
                        }),
                new Mutant(
                        RequestRule.Q05,
                        "keeps its queue over a reset, NDIS 6",
                        rig(6, 6, 0),
                        (rig, wrong) -> {
                            rig.binding.send(
                                    Objects.requireNonNull(rig.lists.allocate(rig.packet(FRAME))));
                            if (!wrong) rig.bottom.complete(NdisStatus.SEND_ABORTED);
                            rig.adapter.reset();
                        }),
                deserialized(
                        RequestRule.Q06,
                        "indicates the end of the reset itself",
                        (rig, wrong) -> {
                            rig.adapter.reset();
                            rig.bottom
                                    .context()
                                    .indicateStatus(
                                            wrong
                                                    ? NdisStatus.RESET_END
                                                    : NdisStatus.MEDIA_CONNECT);
                        }),
                deserialized(
                        RequestRule.Q07,
                        "sends during a reset",
                        (rig, wrong) -> {
                            rig.bottom.resetAnswer = NdisStatus.PENDING;
                            rig.adapter.reset();
                            if (wrong) rig.send(packet(rig));
                            rig.bottom.context().resetComplete(NdisStatus.SUCCESS, false);
                        }),
                deserialized(
                        RequestRule.Q08,
                        "a serialized intermediate driver that is timed",
                        (rig, wrong) -> {
                            int all = MiniportAttributes.INTERMEDIATE & ~DESERIALIZE;
                            int timed = MiniportAttributes.INTERMEDIATE_DRIVER;
                            rig.adapter.insert(0, "im", new Passes(wrong ? timed : all));
                        }),
                deserialized(
                        RequestRule.Q09,
                        "the driver of a NIC that does not want to be timed",
                        (rig, wrong) -> {
                            int flags = wrong ? MiniportAttributes.IGNORE_PACKET_TIMEOUT : 0;
                            var bottom = new Rig.Bottom(DESERIALIZE | flags);
                            rig.ndis.addAdapter("second", (Miniport) bottom.five);
                        }),
                deserialized(
                        RequestRule.Q10,
                        "sets its attributes when all is over",
                        (rig, wrong) -> {
                            var bottom = new Rig.Bottom(DESERIALIZE);
                            bottom.attributesInInitialize = !wrong;
                            rig.ndis.addAdapter("second", (Miniport) bottom.five);
                            if (wrong) bottom.context().setAttributes(DESERIALIZE, 4);
                        }),
                deserialized(
                        RequestRule.Q11,
                        "answers a request and completes it",
                        (rig, wrong) -> {
                            OidRequest request = OidRequest.query(Oid.GEN_LINK_SPEED);
                            rig.binding.request(request);
                            if (wrong)
                                rig.bottom.context().requestComplete(request, NdisStatus.SUCCESS);
                        }),
                deserialized(
                        RequestRule.Q12,
                        "completes a request of before the reset",
                        (rig, wrong) -> {
                            OidRequest request = pended(rig);
                            if (wrong) rig.adapter.reset();
                            rig.bottom.context().requestComplete(request, NdisStatus.SUCCESS);
                        }),
                deserialized(
                        RequestRule.Q13,
                        "a wrapper that does not wait",
                        (rig, wrong) -> {
                            rig.adapter.faults =
                                    new WrapperFaults() {
                                        @Override
                                        public boolean secondRequest() {
                                            return wrong;
                                        }
                                    };
                            OidRequest first = pended(rig);
                            rig.binding.request(OidRequest.query(Oid.GEN_LINK_SPEED));
                            rig.bottom.context().requestComplete(first, NdisStatus.SUCCESS);
                        }),
                new Mutant(
                        RequestRule.Q14,
                        "never completes a request",
                        rig(
                                5,
                                5,
                                DESERIALIZE
                                        | MiniportAttributes.IGNORE_REQUEST_TIMEOUT
                                        | MiniportAttributes.INTERMEDIATE_DRIVER),
                        (rig, wrong) -> {
                            OidRequest request = pended(rig);
                            rig.advance(10 * SECOND);
                            if (!wrong)
                                rig.bottom.context().requestComplete(request, NdisStatus.SUCCESS);
                            rig.advance(10 * SECOND);
                        }),
                deserialized(
                        RequestRule.Q15,
                        "fails to go to sleep",
                        (rig, wrong) -> {
                            rig.bottom.requestAnswer =
                                    wrong ? NdisStatus.FAILURE : NdisStatus.SUCCESS;
                            int off = DevicePower.D3.code();
                            rig.adapter.request(OidRequest.set(Oid.PNP_SET_POWER, off));
                        }),
                deserialized(
                        RequestRule.Q16,
                        "writes six octets into a buffer of four",
                        (rig, wrong) -> {
                            rig.bottom.writes = wrong ? 6 : 4;
                            rig.binding.request(OidRequest.query(Oid.GEN_LINK_SPEED).withBuffer(4));
                        }),
                deserialized(
                        RequestRule.Q17,
                        "raises an event while it is asked something",
                        (rig, wrong) -> {
                            var second = new Raising(wrong);
                            NdisAdapter adapter = rig.ndis.addAdapter("second", second);
                            adapter.request(OidRequest.query(Oid.GEN_LINK_SPEED));
                            if (!wrong) second.raise();
                        }),
                deserialized(
                        RequestRule.Q18,
                        "indicates the state of the link in four octets",
                        (rig, wrong) ->
                                rig.bottom
                                        .context()
                                        .indicateStatus(
                                                new StatusIndication(
                                                        NdisStatus.LINK_STATE,
                                                        new byte[wrong ? 4 : 40]))),
                deserialized(
                        RequestRule.Q19,
                        "indicates a status after halt",
                        (rig, wrong) -> {
                            var bottom = new Hanging(false);
                            NdisAdapter second = rig.ndis.addAdapter("second", bottom);
                            var context = Objects.requireNonNull(bottom.context);
                            if (!wrong) context.indicateStatus(NdisStatus.MEDIA_DISCONNECT);
                            second.halt();
                            rig.advance(SECOND);
                            if (wrong) context.indicateStatus(NdisStatus.MEDIA_DISCONNECT);
                        }),
                deserialized(
                        RequestRule.Q20,
                        "spins for 100 microseconds",
                        (rig, wrong) -> {
                            MiniportContext driver = rig.bottom.context();
                            if (wrong) driver.objects().stall(100_000);
                            else for (int i = 0; i < 2; i++) driver.objects().stall(50_000);
                        }),
                deserialized(
                        RequestRule.Q21,
                        "says always that it hangs",
                        (rig, wrong) -> {
                            var bottom = new Hanging(wrong);
                            NdisAdapter second = rig.ndis.addAdapter("second", bottom);
                            second.request(OidRequest.query(Oid.GEN_LINK_SPEED));
                            for (int i = 0; i < 3; i++) {
                                rig.advance(2 * SECOND);
                                second.request(OidRequest.query(Oid.GEN_RCV_OK));
                            }
                            bottom.answerAll();
                        }));
    }

    /** Says that the configuration has changed; perhaps at the wrong time. */
    private static final class Raising implements Miniport {
        private final boolean inRequest;
        private @Nullable MiniportContext context;

        Raising(boolean inRequest) {
            this.inRequest = inRequest;
        }

        void raise() {
            Objects.requireNonNull(context).netPnpEvent(PnpEvent.Kind.RECONFIGURE);
        }

        @Override
        public void initialize(MiniportContext adapter) {
            context = adapter;
        }

        @Override
        public NdisStatus send(NdisPacket packet) {
            return NdisStatus.FAILURE;
        }

        @Override
        public NdisStatus request(OidRequest request) {
            if (inRequest && request.oid() == Oid.GEN_LINK_SPEED) raise();
            return NdisStatus.SUCCESS;
        }
    }

    /** Hangs once, or always. */
    private static final class Hanging implements Miniport {
        private final boolean always;
        private int asked;
        private @Nullable MiniportContext context;
        private final List<OidRequest> kept = new java.util.ArrayList<>();

        Hanging(boolean always) {
            this.always = always;
        }

        @Override
        public void initialize(MiniportContext adapter) {
            context = adapter;
        }

        @Override
        public NdisStatus send(NdisPacket packet) {
            return NdisStatus.FAILURE;
        }

        @Override
        public NdisStatus request(OidRequest request) {
            if (request.oid() != Oid.GEN_LINK_SPEED && request.oid() != Oid.GEN_RCV_OK)
                return NdisStatus.SUCCESS;
            kept.add(request);
            return NdisStatus.PENDING;
        }

        @Override
        public boolean checkForHang() {
            return always || asked++ == 0;
        }

        @Override
        public NdisStatus reset() {
            kept.clear();
            return NdisStatus.SUCCESS;
        }

        void answerAll() {
            while (!kept.isEmpty())
                Objects.requireNonNull(context)
                        .requestComplete(kept.removeFirst(), NdisStatus.SUCCESS);
        }
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void shouldTripItsRuleFirst(Mutant mutant) {
        Mutants.shouldTripItsRuleFirst(mutant);
    }
}
