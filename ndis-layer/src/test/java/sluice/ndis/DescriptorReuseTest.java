package sluice.ndis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sluice.time.MachineStopped;

/** A verifier uses descriptors again, but not before they have been dead for a while. */
class DescriptorReuseTest {
    private static final String FRAME = "0200000000ee020000000002080045";

    private final Rig rig =
            Rig.verified(5, 5, MiniportAttributes.DESERIALIZE, VerifierLevel.STANDARD);

    private static NdisPacket made(Rig rig) {
        return Objects.requireNonNull(rig.pool.allocate(rig.packet(FRAME)));
    }

    private static void makeAndFree(Rig rig, int count) {
        for (int i = 0; i < count; i++) {
            NdisPacket packet = made(rig);
            packet.discard(NdisDrop.SEND_FAILED);
            rig.pool.free(packet);
        }
    }

    private NdisPacket freed() {
        NdisPacket packet = made(rig);
        packet.discard(NdisDrop.SEND_FAILED);
        rig.pool.free(packet);
        return packet;
    }

    @Test
    void shouldFindAUseOfAFreedDescriptorWhileItIsDead() {
        NdisPacket stale = freed();
        makeAndFree(rig, NdisPacketPool.DEAD_MAX - 1);
        made(rig);
        assertThatThrownBy(stale::flags).isInstanceOf(MachineStopped.class);
        assertThat(rig.ndis.bugCheck().orElseThrow().rule()).isEqualTo(IrqlRule.I10);
    }

    @Test
    void shouldFindASecondFree() {
        NdisPacket stale = freed();
        makeAndFree(rig, NdisPacketPool.DEAD_MAX - 1);
        assertThatThrownBy(() -> rig.pool.free(stale)).isInstanceOf(MachineStopped.class);
        assertThat(rig.ndis.bugCheck().orElseThrow().rule()).isEqualTo(IrqlRule.I10);
    }

    /** As on Windows: who is that late reads what somebody else has put there. */
    @Test
    void shouldUseItAgainAfterwards() {
        NdisPacket first = freed();
        makeAndFree(rig, NdisPacketPool.DEAD_MAX);
        NdisPacket again = made(rig);
        assertThat(again).isSameAs(first);
        assertThat(again.flags()).isZero();
        assertThat(rig.send(again)).isNotEqualTo(NdisStatus.INVALID_PACKET);
        assertThat(rig.ndis.bugCheck()).isEmpty();
    }

    @Test
    void shouldNeverUseItAgainWhileStrict() {
        Rig strict = Rig.verified(5, 5, MiniportAttributes.DESERIALIZE, VerifierLevel.STRICT);
        Set<NdisPacket> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 3 * NdisPacketPool.DEAD_MAX; i++) {
            NdisPacket packet = made(strict);
            assertThat(seen.add(packet)).isTrue();
            packet.discard(NdisDrop.SEND_FAILED);
            strict.pool.free(packet);
        }
    }

    /** Repackages what it is to send, drops that, and completes the send when told to. */
    private static final class Drops implements Intermediate {
        private @Nullable IntermediateContext context;
        private @Nullable NdisPacketPool pool;
        private @Nullable NdisPacket original;
        private @Nullable NdisPacket copy;

        @Override
        public void attach(IntermediateContext here) {
            context = here;
            pool = here.packetPool(1000);
        }

        @Override
        public NdisStatus send(LowerEdge below, NdisPacket packet) {
            NdisPacket own = Objects.requireNonNull(pool().repackage(packet));
            own.discard(NdisDrop.SEND_FAILED);
            pool().free(own);
            original = packet;
            copy = own;
            return NdisStatus.PENDING;
        }

        NdisPacketPool pool() {
            return Objects.requireNonNull(pool);
        }

        NdisPacket made() {
            var here = Objects.requireNonNull(context);
            return Objects.requireNonNull(
                    pool().allocate(here.host().pool().originate(here.place(), 64, 60)));
        }

        void complete() {
            Objects.requireNonNull(context)
                    .above()
                    .sendComplete(Objects.requireNonNull(original), NdisStatus.FAILURE);
        }
    }

    /** What took a packet's octets over and is long free says nothing about whoever has it now. */
    @Test
    void shouldNotHoldALaterPacketForTheOneThatBorrowedOctets() {
        var driver = new Drops();
        rig.adapter.insert(0, "drops", driver);
        rig.send(FRAME);
        for (int i = 0; i < NdisPacketPool.DEAD_MAX; i++) {
            NdisPacket packet = driver.made();
            packet.discard(NdisDrop.SEND_FAILED);
            driver.pool().free(packet);
        }
        NdisPacket later = driver.made();
        assertThat(later).isSameAs(driver.copy);
        driver.complete();
        assertThat(later.lengthOctets()).isEqualTo(60);
        assertThat(rig.ndis.bugCheck()).isEmpty();
        assertThat(rig.ndis.findings()).isEmpty();
    }
}
