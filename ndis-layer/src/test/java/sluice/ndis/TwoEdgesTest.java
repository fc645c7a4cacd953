package sluice.ndis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Intermediate drivers with two edges: nesting, and the rules that only they can break. */
class TwoEdgesTest {
    private static final String FRAME = "0200000000ee020000000002080045";

    /** A protocol on a virtual adapter. */
    private static final class Above implements Protocol {
        final List<String> order;
        final List<NdisStatus> completed = new ArrayList<>();
        final List<String> received = new ArrayList<>();
        private @Nullable ProtocolBinding binding;
        private @Nullable NdisPacketPool pool;

        Above(List<String> order) {
            this.order = order;
        }

        @Override
        public String name() {
            return "above";
        }

        Above on(Rig rig, NdisAdapter adapter) {
            ProtocolBinding opened = adapter.open(this, rig.protocolPlace);
            opened.setPacketFilter(PacketFilters.PROMISCUOUS, Set.of());
            opened.request(OidRequest.set(Oid.GEN_PROTOCOL_OPTIONS, ProtocolBinding.NO_LOOPBACK));
            binding = opened;
            pool = opened.packetPool(16);
            return this;
        }

        void send(Rig rig) {
            NdisPacketPool from = Objects.requireNonNull(pool);
            NdisPacket packet = Objects.requireNonNull(from.allocate(rig.packet(FRAME)));
            NdisStatus status = Objects.requireNonNull(binding).send(packet);
            if (status != NdisStatus.PENDING) over(packet, status);
        }

        private void over(NdisPacket packet, NdisStatus status) {
            completed.add(status);
            packet.pool().free(packet);
        }

        @Override
        public void sendComplete(ProtocolBinding from, NdisPacket packet, NdisStatus status) {
            over(packet, status);
        }

        @Override
        public int receivePacket(ProtocolBinding from, NdisPacket packet) {
            received.add(java.util.HexFormat.of().formatHex(packet.toArray()));
            return 0;
        }

        @Override
        public NdisStatus unbindAdapter(ProtocolBinding from, UnbindContext unbind) {
            order.add("unbind above");
            from.close();
            return NdisStatus.SUCCESS;
        }
    }

    private static Rig rig() {
        return Rig.verified(5, 5, MiniportAttributes.DESERIALIZE, VerifierLevel.STRICT);
    }

    @Test
    void shouldCarryFramesThroughBothEdges() {
        Rig rig = rig();
        var im = new TwoEdges(rig, "nic", "virtual").on(rig);
        assertThat(im.virtual().mac()).isEqualTo(Rig.MAC);
        var above = new Above(im.order).on(rig, im.virtual());
        above.send(rig);
        rig.bottom.complete(NdisStatus.SUCCESS);
        rig.bottom.indicate(FRAME, NdisStatus.SUCCESS);
        assertThat(rig.bottom.sent).containsExactly(FRAME);
        assertThat(above.completed).containsExactly(NdisStatus.SUCCESS);
        assertThat(above.received).containsExactly(FRAME);
        assertThat(im.sendPool().used() + im.receivePool().used()).isZero();
        rig.settled();
    }

    @Test
    void shouldPassOneDescriptorThroughTwoDrivers() {
        Rig rig = rig();
        var lower = new TwoEdges(rig, "nic", "first").on(rig);
        var upper = new TwoEdges(rig, "first", "second").on(rig);
        lower.passesOn = true;
        upper.passesOn = true;
        var above = new Above(upper.order).on(rig, upper.virtual());
        above.send(rig);
        above.send(rig);
        rig.bottom.complete(NdisStatus.SUCCESS);
        rig.bottom.complete(NdisStatus.FAILURE);
        assertThat(above.completed).containsExactly(NdisStatus.SUCCESS, NdisStatus.FAILURE);
        rig.bottom.answer = NdisStatus.SUCCESS;
        above.send(rig);
        assertThat(above.completed).hasSize(3);
        assertThat(rig.bottom.sent).hasSize(3);
        rig.settled();
    }

    @Test
    void shouldNestWhenTheNicIsRemoved() {
        Rig rig = rig();
        var im = new TwoEdges(rig, "nic", "virtual").on(rig);
        var above = new Above(im.order).on(rig, im.virtual());
        above.send(rig);
        rig.adapter.unbind(im.down());
        rig.run();
        assertThat(im.virtual().state()).isEqualTo(AdapterState.PAUSING);
        rig.bottom.complete(NdisStatus.SUCCESS);
        rig.run();
        assertThat(im.order)
                .containsExactly("bind", "initialize", "unbind", "unbind above", "halt");
        assertThat(im.virtual().state()).isEqualTo(AdapterState.HALTED);
        assertThat(above.completed).containsExactly(NdisStatus.SUCCESS);
        rig.settled();
    }

    private static Mutant mutant(NdisRule rule, String how, BiConsumer<Rig, Boolean> play) {
        return new Mutant(rule, how, TwoEdgesTest::rig, play);
    }

    static List<Mutant> mutants() {
        return List.of(
                mutant(
                        SendRule.S10,
                        "passes a descriptor on as the third",
                        (rig, wrong) -> {
                            var first = new TwoEdges(rig, "nic", "first").on(rig);
                            var second = new TwoEdges(rig, "first", "second").on(rig);
                            var third = new TwoEdges(rig, "second", "third").on(rig);
                            first.passesOn = true;
                            second.passesOn = true;
                            third.passesOn = wrong;
                            var above = new Above(third.order).on(rig, third.virtual());
                            rig.bottom.answer = NdisStatus.SUCCESS;
                            above.send(rig);
                        }),
                mutant(
                        SendRule.S22,
                        "completes early and keeps the octets",
                        (rig, wrong) -> {
                            List<NdisPacket> queue = new ArrayList<>();
                            var im =
                                    new TwoEdges(rig, "nic", "virtual") {
                                        @Override
                                        NdisStatus send(NdisPacket packet) {
                                            NdisPacket own =
                                                    wrong
                                                            ? sendPool().repackage(packet)
                                                            : sendPool()
                                                                    .allocate(
                                                                            packet.packet()
                                                                                    .copy(
                                                                                            down().place()));
                                            queue.add(Objects.requireNonNull(own));
                                            return NdisStatus.SUCCESS;
                                        }
                                    };
                            im.on(rig);
                            var above = new Above(im.order).on(rig, im.virtual());
                            above.send(rig);
                            queue.getFirst().setFlags(PacketFlags.DONT_LOOPBACK);
                            im.down().send(queue.getFirst());
                            rig.bottom.complete(NdisStatus.SUCCESS);
                        }),
                mutant(
                        LifecycleRule.L12,
                        "closes below while its virtual adapter is there",
                        (rig, wrong) -> {
                            var im =
                                    new TwoEdges(rig, "nic", "virtual") {
                                        @Override
                                        public NdisStatus unbindAdapter(
                                                ProtocolBinding binding, UnbindContext context) {
                                            if (wrong) binding.close();
                                            return super.unbindAdapter(binding, context);
                                        }
                                    };
                            im.on(rig);
                            rig.adapter.unbind(im.down());
                            rig.run();
                        }),
                mutant(
                        LifecycleRule.L12,
                        "frees in halt and once more afterwards",
                        (rig, wrong) -> {
                            var im = new TwoEdges(rig, "nic", "virtual").on(rig);
                            rig.adapter.unbind(im.down());
                            rig.run();
                            if (wrong) im.down().close();
                        }),
                mutant(
                        ReceiveRule.R22,
                        "serialized, calls up from its receive handler",
                        (rig, wrong) -> {
                            var im = new TwoEdges(rig, "nic", "virtual");
                            im.serialized = true;
                            im.switches = !wrong;
                            im.on(rig);
                            new Above(im.order).on(rig, im.virtual());
                            rig.bottom.indicate(FRAME, NdisStatus.SUCCESS);
                        }),
                mutant(
                        LifecycleRule.L13,
                        "forwards SET_POWER",
                        (rig, wrong) -> {
                            var im =
                                    new TwoEdges(rig, "nic", "virtual") {
                                        @Override
                                        NdisStatus request(OidRequest request) {
                                            return wrong
                                                    ? down().request(request)
                                                    : super.request(request);
                                        }
                                    };
                            im.on(rig);
                            im.virtual().setPower(DevicePower.D3);
                            rig.run();
                        }),
                mutant(
                        LifecycleRule.L14,
                        "passes sends down while the NIC sleeps",
                        (rig, wrong) -> {
                            var im =
                                    new TwoEdges(rig, "nic", "virtual") {
                                        @Override
                                        boolean standsBy() {
                                            return !wrong && super.standsBy();
                                        }
                                    };
                            im.on(rig);
                            var above = new Above(im.order).on(rig, im.virtual());
                            rig.adapter.setPower(DevicePower.D3);
                            above.send(rig);
                        }));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void shouldFindTheMutantAndNotItsTwin(Mutant mutant) {
        Mutants.shouldTripItsRuleFirst(mutant);
    }
}
