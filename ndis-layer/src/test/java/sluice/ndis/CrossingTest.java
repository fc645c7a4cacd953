package sluice.ndis;

import static org.assertj.core.api.Assertions.assertThat;
import static sluice.ndis.MiniportAttributes.DESERIALIZE;

import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Drivers of NDIS 5 and 6 over and under each other (decision 003): the crossing copies nothing, a
 * returned status becomes a completion and a completion stays one.
 */
class CrossingTest {
    private static final String FRAME = "0a0000000002020000000001080045";

    @Test
    void shouldSendFromProtocol6ToMiniport5() {
        var rig = new Rig(6, 5, DESERIALIZE, null);
        NetBufferList list = Objects.requireNonNull(rig.lists.allocate(rig.packet(FRAME)));
        rig.binding.send(list);
        assertThat(rig.bottom.sent).containsExactly(FRAME);
        assertThat(rig.completions).isEmpty();
        assertThat(rig.bottom.pending.getFirst().record()).isSameAs(list.record().record());
        rig.bottom.complete(NdisStatus.SUCCESS);
        assertThat(rig.completions).containsExactly("SUCCESS");
        assertThat(rig.adapter.joins().joins()).isZero();
        rig.settled();
    }

    @Test
    void shouldTurnReturnedStatusIntoCompletionForProtocol6() {
        var rig = new Rig(6, 5, DESERIALIZE, null);
        for (NdisStatus status : new NdisStatus[] {NdisStatus.SUCCESS, NdisStatus.FAILURE}) {
            rig.bottom.answer = status;
            rig.binding.send(Objects.requireNonNull(rig.lists.allocate(rig.packet(FRAME))));
        }
        assertThat(rig.completions).containsExactly("SUCCESS", "FAILURE");
        rig.settled();
    }

    @Test
    void shouldSendFromProtocol5ToMiniport6() {
        var rig = new Rig(5, 6, 0, null);
        assertThat(rig.send(FRAME)).isEqualTo(NdisStatus.PENDING);
        assertThat(rig.bottom.sent).containsExactly(FRAME);
        NdisPacket record = rig.bottom.pending.removeFirst();
        record.list().setStatus(NdisStatus.NO_CABLE);
        rig.bottom.context().sendComplete(record.list());
        assertThat(rig.completions).containsExactly("NO_CABLE");
        rig.settled();
    }

    @Test
    void shouldCompleteBeforePendingIsReturned() {
        var rig = new Rig(5, 6, 0, null);
        rig.bottom.answer = NdisStatus.SUCCESS;
        assertThat(rig.send(FRAME)).isEqualTo(NdisStatus.PENDING);
        assertThat(rig.completions).containsExactly("SUCCESS");
        rig.settled();
    }

    @Test
    void shouldCompleteListOfSeveralNetBuffersOnceWithTheFirstFailure() {
        var rig = new Rig(6, 5, DESERIALIZE, null);
        NetBufferList list = Objects.requireNonNull(rig.lists.allocate(rig.packet(FRAME)));
        list.append(Objects.requireNonNull(rig.lists.allocate(rig.packet(FRAME + "01"))));
        list.append(Objects.requireNonNull(rig.lists.allocate(rig.packet(FRAME + "02"))));
        rig.binding.send(list);
        assertThat(rig.bottom.sent).containsExactly(FRAME, FRAME + "01", FRAME + "02");
        rig.bottom.complete(NdisStatus.SUCCESS);
        rig.bottom.complete(NdisStatus.FAILURE);
        assertThat(rig.completions).isEmpty();
        rig.bottom.complete(NdisStatus.SUCCESS);
        assertThat(rig.completions).containsExactly("FAILURE");
        assertThat(rig.lists.used()).isZero();
        rig.settled();
    }

    @Test
    void shouldIndicateBetweenKindsAndReturnOnce() {
        for (int kind : new int[] {5, 6}) {
            var rig = new Rig(kind, 11 - kind, DESERIALIZE, null);
            rig.keep = true;
            indicate(rig, kind, FRAME, false);
            assertThat(rig.received).containsExactly(FRAME);
            assertThat(rig.bottom.returned).isEmpty();
            rig.binding.returnPacket(rig.keptAbove.getFirst());
            assertThat(rig.bottom.returned).containsExactly(kind == 5 ? "list" : "packet");
            rig.settled();
        }
    }

    @Test
    void shouldNotReturnWhatWasLent() {
        for (int kind : new int[] {5, 6}) {
            var rig = new Rig(kind, 11 - kind, DESERIALIZE, null);
            rig.keep = true;
            indicate(rig, kind, FRAME, true);
            assertThat(rig.received).containsExactly(FRAME);
            assertThat(rig.keptAbove).isEmpty();
            assertThat(rig.bottom.returned).isEmpty();
            rig.settled();
        }
    }

    @Test
    void shouldPassThroughFiltersOfBothKinds() {
        for (int kind : new int[] {5, 6}) {
            var rig = new Rig(kind, 11 - kind, DESERIALIZE, null);
            rig.adapter.insert(0, "light", new EveryHandler());
            rig.adapter.insert(1, "five", new EveryCallback());
            rig.adapter.insert(2, "light2", new EveryHandler());
            rig.keep = true;
            if (kind == 5) rig.send(FRAME);
            else rig.binding.send(Objects.requireNonNull(rig.lists.allocate(rig.packet(FRAME))));
            rig.bottom.complete(NdisStatus.SUCCESS);
            indicate(rig, kind, FRAME, false);
            rig.binding.returnPacket(rig.keptAbove.getFirst());
            indicate(rig, kind, FRAME, true);
            assertThat(rig.completions).containsExactly("SUCCESS");
            assertThat(rig.received).containsExactly(FRAME, FRAME);
            assertThat(rig.bottom.returned).containsExactly(kind == 5 ? "list" : "packet");
            assertThat(rig.adapter.joins().joins()).isZero();
            rig.settled();
        }
    }

    /** Indicates by the miniport that stands under a protocol of {@code protocolKind}. */
    private static void indicate(Rig rig, int protocolKind, String hex, boolean lend) {
        if (protocolKind == 6) {
            rig.bottom.indicate(hex, lend ? NdisStatus.RESOURCES : NdisStatus.SUCCESS);
            return;
        }
        byte[] octets = java.util.HexFormat.of().parseHex(hex);
        var context = rig.bottom.context();
        var frame = rig.host.pool().originate(context.place(), octets, 0, octets.length);
        NdisPacketPool pool = Objects.requireNonNull(rig.bottom.pool);
        NdisPacket record = Objects.requireNonNull(pool.allocate(frame));
        context.indicateReceive(record.list(), lend);
        if (lend) pool.free(record);
    }

    /** A lightweight filter with all its handlers, each handing on. */
    private static final class EveryHandler implements LightweightFilter {
        @Override
        public void sendNetBufferLists(FilterContext filter, NetBufferList chain) {
            filter.send(chain);
        }

        @Override
        public void sendNetBufferListsComplete(FilterContext filter, NetBufferList chain) {
            filter.sendComplete(chain);
        }

        @Override
        public void receiveNetBufferLists(
                FilterContext filter, NetBufferList chain, boolean resources) {
            filter.indicateReceive(chain, resources);
        }

        @Override
        public void returnNetBufferLists(FilterContext filter, NetBufferList chain) {
            filter.returnLists(chain);
        }
    }

    /** An intermediate driver with all its callbacks, each handing on. */
    private static final class EveryCallback implements Intermediate {
        @Override
        public NdisStatus send(LowerEdge below, NdisPacket packet) {
            return below.send(packet);
        }

        @Override
        public void sendComplete(UpperEdge above, NdisPacket packet, NdisStatus status) {
            above.sendComplete(packet, status);
        }

        @Override
        public int receive(UpperEdge above, NdisPacket packet) {
            return above.indicateReceive(packet);
        }

        @Override
        public void returnPacket(LowerEdge below, NdisPacket packet) {
            below.returnPacket(packet);
        }
    }
}
