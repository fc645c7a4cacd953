package sluice.ndis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import sluice.time.MachineStopped;
import sluice.trace.Layering;

/** A descriptor is dead while somebody else has the packet, and the same one when it is back. */
class LeaseTest {
    private static final String FRAME = "0200000000ee020000000002080045";
    private static final int DESERIALIZE = MiniportAttributes.DESERIALIZE;

    private final Rig rig = Rig.verified(5, 5, DESERIALIZE, VerifierLevel.STANDARD);

    private NdisPacket packet() {
        return Objects.requireNonNull(rig.pool.allocate(rig.packet(FRAME)));
    }

    private BugCheck bugCheck() {
        return rig.ndis.bugCheck().orElseThrow();
    }

    private static final class Seer implements Intermediate {
        final List<NdisPacket> seen = new ArrayList<>();

        @Override
        public NdisStatus send(LowerEdge below, NdisPacket packet) {
            seen.add(packet);
            return below.send(packet);
        }

        @Override
        public void sendComplete(UpperEdge above, NdisPacket packet, NdisStatus status) {
            seen.add(packet);
            above.sendComplete(packet, status);
        }

        @Override
        public int receive(UpperEdge above, NdisPacket packet) {
            seen.add(packet);
            return above.indicateReceive(packet);
        }

        @Override
        public void returnPacket(LowerEdge below, NdisPacket packet) {
            seen.add(packet);
            below.returnPacket(packet);
        }
    }

    @Test
    void shouldGiveEachDriverTheSameDescriptorAgain() {
        var upper = new Seer();
        var lower = new Seer();
        rig.adapter.insert(0, "upper", upper);
        rig.adapter.insert(1, "lower", lower);
        NdisPacket mine = packet();
        assertThat(rig.send(mine)).isEqualTo(NdisStatus.PENDING);
        rig.bottom.complete(NdisStatus.SUCCESS);
        rig.keep = true;
        rig.bottom.indicate(FRAME, NdisStatus.SUCCESS);
        rig.binding.returnPacket(rig.keptAbove.removeFirst());
        for (Seer each : List.of(upper, lower)) {
            assertThat(each.seen).hasSize(4);
            assertThat(each.seen.get(0)).isSameAs(each.seen.get(1)).isNotSameAs(mine);
            assertThat(each.seen.get(2)).isSameAs(each.seen.get(3));
        }
        assertThat(upper.seen.getFirst()).isNotSameAs(lower.seen.getFirst());
        assertThat(rig.bottom.returned).hasSize(1);
        rig.settled();
    }

    @Test
    void shouldCarryWhatADriverWritesToTheNext() {
        List<Object> below = new ArrayList<>();
        rig.adapter.insert(
                0,
                "writer",
                new Intermediate() {
                    @Override
                    public NdisStatus send(LowerEdge edge, NdisPacket packet) {
                        packet.split(6, 6);
                        packet.put8(0, 0xaa);
                        packet.setFlags(PacketFlags.DONT_LOOPBACK);
                        packet.setMiniportReserved(0, "note");
                        return edge.send(packet);
                    }
                });
        rig.adapter.insert(
                1,
                "reader",
                new Intermediate() {
                    @Override
                    public NdisStatus send(LowerEdge edge, NdisPacket packet) {
                        below.add(packet.bufferCount());
                        below.add(packet.u8(0));
                        below.add(packet.flags());
                        below.add(Objects.requireNonNull(packet.miniportReserved(0)));
                        return edge.send(packet);
                    }
                });
        rig.send(packet());
        assertThat(below).containsExactly(3, 0xaa, PacketFlags.DONT_LOOPBACK, "note");
        rig.bottom.complete(NdisStatus.SUCCESS);
        rig.settled();
    }

    @Test
    void shouldFindAMiniportThatReadsInATimerWhatItHasCompleted() {
        rig.send(packet());
        NdisPacket held = rig.bottom.pending.getFirst();
        assertThat(held.u8(0)).isEqualTo(2);
        rig.world
                .scheduler()
                .timer(rig.host.cpu().deferred(), () -> rig.received.add("octet " + held.u8(0)))
                .arm(1_000);
        rig.bottom.complete(NdisStatus.SUCCESS);
        rig.advance(10_000);
        assertThat(rig.received).isEmpty();
        assertThat(rig.host.stopped()).isTrue();
        BugCheck end = bugCheck();
        assertThat(end.rule()).isEqualTo(SendRule.S03);
        assertThat(end.driver()).isEqualTo("nic");
        assertThat(end.code()).isEqualTo(0xD1);
        assertThat(end.at()).startsWith("LeaseTest.java:");
        assertThat(end.history()).anyMatch(line -> line.contains("nic completes it"));
    }

    @Test
    void shouldFindAProtocolThatLooksAtASendThatIsOut() {
        NdisPacket mine = packet();
        rig.send(mine);
        assertThatThrownBy(() -> mine.outOfBand().status()).isInstanceOf(MachineStopped.class);
        assertThat(bugCheck().rule()).isEqualTo(SendRule.S04);
        assertThat(bugCheck().driver()).isEqualTo("five");
    }

    @Test
    void shouldFindAProtocolThatKeptTheOutOfBandBlock() {
        NdisPacket mine = packet();
        OutOfBand kept = mine.outOfBand();
        rig.send(mine);
        assertThatThrownBy(kept::status).isInstanceOf(MachineStopped.class);
        assertThat(bugCheck().rule()).isEqualTo(SendRule.S04);
    }

    @Test
    void shouldLetAProtocolLookAgainOnceTheSendIsOver() {
        rig.bottom.answer = NdisStatus.FAILURE;
        NdisPacket mine = packet();
        assertThat(rig.binding.send(mine)).isEqualTo(NdisStatus.FAILURE);
        assertThat(mine.hasPacket()).isFalse();
        assertThat(mine.flags()).isZero();
        rig.pool.free(mine);
        rig.settled();
    }

    @Test
    void shouldRefuseASecondSendOfOneDescriptor() {
        NdisPacket mine = packet();
        rig.send(mine);
        assertThatThrownBy(() -> rig.binding.send(mine)).isInstanceOf(MachineStopped.class);
        assertThat(bugCheck().rule()).isEqualTo(SendRule.S05);
    }

    @Test
    void shouldTellASecondCompletionFromOneThatWasNeverOwed() {
        rig.send(packet());
        NdisPacket held = rig.bottom.pending.getFirst();
        rig.bottom.complete(NdisStatus.SUCCESS);
        var miniport = rig.bottom.context();
        assertThatThrownBy(() -> miniport.sendComplete(held, NdisStatus.SUCCESS))
                .isInstanceOf(MachineStopped.class);
        assertThat(bugCheck().rule()).isEqualTo(SendRule.S02);
    }

    @Test
    void shouldLetSeveralBindingsKeepOnePacketEachForItself() {
        List<NdisPacket> others = new ArrayList<>();
        var place = rig.host.place("other", Layering.ETHERNET);
        ProtocolBinding other =
                rig.adapter.open(
                        new Protocol() {
                            @Override
                            public String name() {
                                return "other";
                            }

                            @Override
                            public void sendComplete(
                                    ProtocolBinding from, NdisPacket packet, NdisStatus status) {}

                            @Override
                            public int receivePacket(ProtocolBinding from, NdisPacket packet) {
                                others.add(packet);
                                return 1;
                            }
                        },
                        place);
        other.setPacketFilter(PacketFilters.PROMISCUOUS, Set.of());
        rig.keep = true;
        rig.bottom.indicate(FRAME, NdisStatus.SUCCESS);
        NdisPacket first = rig.keptAbove.getFirst();
        NdisPacket second = others.getFirst();
        assertThat(first).isNotSameAs(second);
        rig.binding.returnPacket(first);
        assertThat(second.u8(0)).isEqualTo(2);
        assertThat(rig.bottom.returned).isEmpty();
        other.returnPacket(second);
        assertThat(rig.bottom.returned).hasSize(1);
        assertThatThrownBy(() -> second.u8(0)).isInstanceOf(MachineStopped.class);
    }

    @Test
    void shouldFindAReturnTooMany() {
        rig.keep = true;
        rig.bottom.indicate(FRAME, NdisStatus.SUCCESS);
        rig.bottom.indicate(FRAME, NdisStatus.SUCCESS);
        NdisPacket first = rig.keptAbove.getFirst();
        rig.binding.returnPacket(first);
        assertThatThrownBy(() -> rig.binding.returnPacket(first))
                .isInstanceOf(MachineStopped.class);
    }

    @Test
    void shouldFindAProtocolThatReadsLaterWhatItAnsweredZeroFor() {
        List<NdisPacket> seen = new ArrayList<>();
        ProtocolBinding other =
                rig.adapter.open(
                        new Protocol() {
                            @Override
                            public String name() {
                                return "other";
                            }

                            @Override
                            public void sendComplete(
                                    ProtocolBinding from, NdisPacket packet, NdisStatus status) {}

                            @Override
                            public int receivePacket(ProtocolBinding from, NdisPacket packet) {
                                seen.add(packet);
                                return 0;
                            }
                        },
                        rig.host.place("other", Layering.ETHERNET));
        other.setPacketFilter(PacketFilters.PROMISCUOUS, Set.of());
        rig.bottom.indicate(FRAME, NdisStatus.RESOURCES);
        assertThatThrownBy(() -> seen.getFirst().u8(0)).isInstanceOf(MachineStopped.class);
        assertThat(bugCheck().rule()).isEqualTo(ReceiveRule.R04);
        assertThat(bugCheck().driver()).isEqualTo("other");
    }

    @Test
    void shouldNotTakeLookingWhetherThereIsAPacketForATouch() {
        NdisPacket mine = packet();
        rig.send(mine);
        assertThat(mine.hasPacket()).isFalse();
        assertThat(mine.packetId()).isPositive();
        assertThat(mine.toString()).contains("packet");
        assertThat(rig.host.stopped()).isFalse();
        rig.bottom.complete(NdisStatus.SUCCESS);
        rig.settled();
    }

    /** Octets are behind no accessor; a strict verifier gives the packet others. */
    @Test
    void shouldFindADriverThatWritesToTheArrayOfAPacketItHasPassedOn() {
        Rig strict = Rig.verified(5, 5, DESERIALIZE, VerifierLevel.STRICT);
        List<byte[]> kept = new ArrayList<>();
        strict.adapter.insert(
                0,
                "keeper",
                new Intermediate() {
                    @Override
                    public NdisStatus send(LowerEdge below, NdisPacket packet) {
                        kept.add(packet.packet().octets());
                        return below.send(packet);
                    }
                });
        strict.send(FRAME);
        assertThat(strict.bottom.sent).containsExactly(FRAME);
        kept.getFirst()[0]++;
        assertThatThrownBy(() -> strict.bottom.complete(NdisStatus.SUCCESS))
                .isInstanceOf(MachineStopped.class);
        BugCheck end = strict.ndis.bugCheck().orElseThrow();
        assertThat(end.rule()).isEqualTo(SendRule.S03);
        assertThat(end.driver()).isEqualTo("keeper");
        assertThat(end.detail()).contains("written");
    }
}
