package sluice.ndis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sluice.ndis.PacketFilters.ALL_LOCAL;
import static sluice.ndis.PacketFilters.ALL_MULTICAST;
import static sluice.ndis.PacketFilters.BROADCAST;
import static sluice.ndis.PacketFilters.DIRECTED;
import static sluice.ndis.PacketFilters.MULTICAST;
import static sluice.ndis.PacketFilters.NO_LOCAL;
import static sluice.ndis.PacketFilters.PROMISCUOUS;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import sluice.trace.ContractBroken;
import sluice.trace.Layering;

/** Look-ahead receives, transfers, packet filters and loopback as a capture protocol needs them. */
class LookaheadTest {
    private static final String FRAME = "0200000000010200000000090800" + "00112233445566778899aabb";
    private static final String TO_OTHER = "0200000000770200000000090800" + "0011";
    private static final String TO_ALL = "ffffffffffff0200000000090800" + "0011";
    private static final String TO_GROUP = "01005e0000010200000000090800" + "0011";
    private static final String TO_GROUP_2 = "01005e0000020200000000090800" + "0011";

    // ---- look-ahead, transfer

    @Test
    void shouldShowLookaheadAndTransferTheRest() {
        var rig = new LookaheadRig();
        var taker = rig.taker(DIRECTED);
        assertThat(rig.bottom.indicate(FRAME)).isEqualTo(NdisStatus.SUCCESS);
        assertThat(taker.lookaheads).containsExactly(8);
        assertThat(taker.transfers).containsExactly(NdisStatus.SUCCESS);
        assertThat(taker.frames).containsExactly(FRAME);
        assertThat(taker.completes).isEqualTo(1);
        assertThat(rig.adapter.transfersCount()).isEqualTo(1);
        assertThat(rig.adapter.transferredOctets()).isEqualTo(4);
    }

    @Test
    void shouldTransferTheSameFrameToSeveralProtocols() {
        var rig = new LookaheadRig();
        var one = rig.taker(DIRECTED);
        var two = rig.taker(PROMISCUOUS);
        rig.bottom.indicate(FRAME);
        assertThat(one.frames).isEqualTo(two.frames).containsExactly(FRAME);
    }

    @Test
    void shouldCompletePendingTransferLater() {
        var rig = new LookaheadRig();
        var taker = rig.taker(DIRECTED);
        rig.bottom.answer = NdisStatus.PENDING;
        rig.bottom.indicate(FRAME);
        assertThat(taker.frames).isEmpty();
        assertThat(rig.adapter.underWay()).isEqualTo(1);
        rig.bottom.transferNow();
        assertThat(taker.frames).containsExactly(FRAME);
        assertThat(taker.transfers).containsExactly(NdisStatus.PENDING, NdisStatus.SUCCESS);
        assertThat(rig.adapter.underWay()).isZero();
    }

    @Test
    void shouldForbidIndicationsWhileATransferIsPending() {
        var rig = new LookaheadRig();
        rig.taker(DIRECTED);
        rig.bottom.answer = NdisStatus.PENDING;
        rig.bottom.indicate(FRAME);
        assertThatThrownBy(() -> rig.bottom.indicate(FRAME))
                .isInstanceOf(ContractBroken.class)
                .hasMessageContaining("transfer is pending");
    }

    @Test
    void shouldAllowOneTransferForEachIndication() {
        var rig = new LookaheadRig();
        var taker = rig.taker(DIRECTED);
        taker.askTwice = true;
        assertThatThrownBy(() -> rig.bottom.indicate(FRAME))
                .isInstanceOf(ContractBroken.class)
                .hasMessageContaining("asked twice");
    }

    @Test
    void shouldRefuseTransferAfterTheIndication() {
        var rig = new LookaheadRig();
        var taker = rig.taker(DIRECTED);
        rig.bottom.indicate(FRAME);
        var room = NdisBuffer.of(new byte[4], 0, 4);
        NdisPacket target =
                Objects.requireNonNull(Objects.requireNonNull(taker.pool).allocate(room));
        Lookahead over = Objects.requireNonNull(taker.last);
        assertThatThrownBy(() -> taker.binding().transferData(over, 0, 4, target))
                .isInstanceOf(ContractBroken.class)
                .hasMessageContaining("after the indication");
    }

    @Test
    void shouldSayThatTransferFailed() {
        var rig = new LookaheadRig();
        var taker = rig.taker(DIRECTED);
        var whole = rig.whole(DIRECTED);
        rig.bottom.answer = NdisStatus.FAILURE;
        rig.bottom.indicate(FRAME);
        assertThat(taker.transfers).containsExactly(NdisStatus.FAILURE);
        assertThat(taker.frames).isEmpty();
        assertThat(whole.frames).isEmpty();
        assertThat(rig.world.ledger().check()).isEmpty();
        assertThat(rig.world.ledger().alive()).isEmpty();
    }

    @Test
    void shouldAbortPendingTransferOnReset() {
        var rig = new LookaheadRig();
        var taker = rig.taker(DIRECTED);
        rig.bottom.answer = NdisStatus.PENDING;
        rig.bottom.indicate(FRAME);
        rig.adapter.reset();
        assertThat(taker.transfers).containsExactly(NdisStatus.PENDING, NdisStatus.REQUEST_ABORTED);
        assertThat(rig.adapter.underWay()).isZero();
    }

    @Test
    void shouldGatherFrameForProtocolsThatTakeWholePackets() {
        var rig = new LookaheadRig();
        var taker = rig.taker(DIRECTED);
        var whole = rig.whole(DIRECTED);
        rig.bottom.indicate(FRAME);
        assertThat(taker.frames).containsExactly(FRAME);
        assertThat(whole.frames).containsExactly(FRAME);
        assertThat(rig.world.ledger().check()).isEmpty();
        assertThat(rig.world.ledger().alive()).isEmpty();
    }

    @Test
    void shouldGatherFrameForDriversInTheStackNowOrWhenTransferred() {
        var rig = new LookaheadRig();
        var taker = rig.taker(DIRECTED);
        rig.adapter.insert(0, "counting", new CountingReceives());
        rig.bottom.indicate(FRAME);
        assertThat(taker.frames).containsExactly(FRAME);
        assertThat(taker.lookaheads).as("a full packet is all look-ahead").containsExactly(12);
        rig.bottom.answer = NdisStatus.PENDING;
        rig.bottom.indicate(FRAME);
        assertThat(taker.frames).hasSize(1);
        rig.bottom.transferNow();
        assertThat(taker.frames).containsExactly(FRAME, FRAME);
        assertThat(rig.adapter.underWay()).isZero();
        assertThat(rig.world.ledger().alive()).isEmpty();
    }

    @Test
    void shouldShowFullPacketsToProtocolReceiveInOneRun() {
        var rig = new Rig(5, 5, MiniportAttributes.DESERIALIZE, null);
        var taker = new LookaheadRig.Taker();
        taker.binding = rig.adapter.open(taker, rig.host.place("taker", Layering.ETHERNET));
        taker.binding.setPacketFilter(PROMISCUOUS, Set.of());
        rig.bottom.indicate(FRAME, NdisStatus.RESOURCES);
        assertThat(taker.frames).containsExactly(FRAME);
        assertThat(Objects.requireNonNull(taker.last).isContiguous()).isTrue();
        rig.settled();
    }

    @Test
    void shouldSayNotAcceptedWhenNobodyWantsTheFrame() {
        var rig = new LookaheadRig();
        rig.taker(BROADCAST);
        assertThat(rig.bottom.indicate(FRAME)).isEqualTo(NdisStatus.NOT_ACCEPTED);
    }

    // ---- packet filters, look-ahead wishes

    @Test
    void shouldGiveEachBindingWhatItsOwnFilterAsksFor() {
        var rig = new LookaheadRig();
        var nothing = rig.taker(0);
        var directed = rig.taker(DIRECTED);
        var broadcast = rig.taker(BROADCAST);
        var listed = rig.taker(MULTICAST);
        listed.binding().request(OidRequest.multicastList(Set.of(0x01005e000001L)));
        var allGroups = rig.taker(ALL_MULTICAST);
        var all = rig.taker(PROMISCUOUS);
        var local = rig.taker(ALL_LOCAL);
        var frames = List.of(FRAME, TO_OTHER, TO_ALL, TO_GROUP, TO_GROUP_2);
        frames.forEach(rig.bottom::indicate);
        assertThat(nothing.frames).isEmpty();
        assertThat(directed.frames).containsExactly(FRAME);
        assertThat(broadcast.frames).containsExactly(TO_ALL);
        assertThat(listed.frames).containsExactly(TO_GROUP);
        assertThat(allGroups.frames).containsExactly(TO_GROUP, TO_GROUP_2);
        assertThat(all.frames).isEqualTo(local.frames).isEqualTo(frames);
    }

    @Test
    void shouldProgramTheUnionOfFiltersAndTheLargestLookahead() {
        var rig = new LookaheadRig();
        var one = rig.taker(DIRECTED).binding();
        var two = rig.taker(BROADCAST | NO_LOCAL).binding();
        assertThat(rig.bottom.requests).last().isEqualTo("GEN_CURRENT_PACKET_FILTER 9");
        one.request(OidRequest.set(Oid.GEN_CURRENT_LOOKAHEAD, 100));
        two.request(OidRequest.set(Oid.GEN_CURRENT_LOOKAHEAD, 60));
        assertThat(rig.bottom.requests).last().isEqualTo("GEN_CURRENT_LOOKAHEAD 64");
        two.close();
        assertThat(rig.bottom.requests).last().isEqualTo("GEN_CURRENT_PACKET_FILTER 1");
        var query = OidRequest.query(Oid.GEN_CURRENT_LOOKAHEAD);
        assertThat(one.request(query)).isEqualTo(NdisStatus.SUCCESS);
        assertThat(query.value()).isEqualTo(100);
    }

    @Test
    void shouldRefuseWishesThatCannotBe() {
        var rig = new LookaheadRig();
        var binding = rig.taker(DIRECTED).binding();
        assertThat(binding.request(OidRequest.set(Oid.GEN_CURRENT_PACKET_FILTER, 0x1000)))
                .isEqualTo(NdisStatus.NOT_SUPPORTED);
        assertThat(binding.packetFilter()).isEqualTo(DIRECTED);
        assertThat(binding.request(OidRequest.set(Oid.GEN_CURRENT_LOOKAHEAD, 257)))
                .isEqualTo(NdisStatus.INVALID_DATA);
        assertThat(binding.request(OidRequest.multicastList(Set.of(2L))))
                .isEqualTo(NdisStatus.INVALID_DATA);
        var three = Set.of(0x01005e000001L, 0x01005e000002L, 0x01005e000003L);
        assertThat(binding.request(OidRequest.multicastList(three)))
                .isEqualTo(NdisStatus.MULTICAST_FULL);
    }

    // ---- loopback

    private static NdisStatus send(LookaheadRig rig, LookaheadRig.Taker from, int flags) {
        var octets = new byte[60];
        octets[5] = 7;
        var data = rig.host.pool().originate(from.binding().place(), octets, 0, octets.length);
        NdisPacket packet =
                Objects.requireNonNull(Objects.requireNonNull(from.pool).allocate(data));
        packet.setFlags(flags);
        NdisStatus status = from.binding().send(packet);
        packet.pool().free(packet);
        return status;
    }

    @Test
    void shouldShowSendsToThoseWhoAskTheSenderIncluded() {
        var rig = new LookaheadRig();
        var sender = rig.taker(PROMISCUOUS);
        var local = rig.taker(ALL_LOCAL);
        var station = rig.taker(DIRECTED | BROADCAST);
        var notLocal = rig.taker(PROMISCUOUS | NO_LOCAL);
        send(rig, sender, 0);
        assertThat(sender.looped).isEqualTo(1);
        assertThat(local.looped).isEqualTo(1);
        assertThat(station.frames).isEmpty();
        assertThat(notLocal.frames).isEmpty();
        sender.binding()
                .request(OidRequest.set(Oid.GEN_PROTOCOL_OPTIONS, ProtocolBinding.NO_LOOPBACK));
        send(rig, sender, 0);
        assertThat(sender.looped).isEqualTo(1);
        assertThat(local.looped).isEqualTo(2);
    }

    @Test
    void shouldShowSendToNobodyWithDontLoopback() {
        var rig = new LookaheadRig();
        var sender = rig.taker(PROMISCUOUS);
        var other = rig.taker(PROMISCUOUS);
        send(rig, sender, PacketFlags.DONT_LOOPBACK);
        assertThat(sender.frames).isEmpty();
        assertThat(other.frames).isEmpty();
    }

    @Test
    void shouldShowSendOfNdis6ToItsSenderOnlyIfItChecksForLoopback() {
        var rig = new Rig(6, 6, 0, null);
        rig.bottom.answer = NdisStatus.SUCCESS;
        for (boolean check : new boolean[] {false, true}) {
            var list =
                    Objects.requireNonNull(
                            rig.lists.allocate(
                                    rig.packet(FRAME.replace("0200000000010", "0200000000770"))));
            rig.binding.send(list, check);
            assertThat(rig.received).hasSize(check ? 1 : 0);
        }
        rig.settled();
    }

    private static final class CountingReceives implements Intermediate {
        @Override
        public int receive(UpperEdge above, NdisPacket packet) {
            return above.indicateReceive(packet);
        }
    }
}
