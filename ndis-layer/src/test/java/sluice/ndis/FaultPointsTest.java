package sluice.ndis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every allocation of a driver may fail once: it copes, and nothing is lost or left behind. */
class FaultPointsTest {
    private static final String FRAME = "0200000000ee020000000002080045";

    /** What is not allocated by a driver that runs. */
    private static final Set<ResourceFaults.Kind> AT_REGISTRATION =
            EnumSet.of(ResourceFaults.Kind.OPEN, ResourceFaults.Kind.REGISTER);

    /** Repackages both ways, and has one of everything else. */
    private static final class Careful implements Intermediate {
        private final List<Runnable> undo = new ArrayList<>();
        private @Nullable NdisPacketPool pool;

        @Override
        public void attach(IntermediateContext context) {
            pool = context.packetPool(8);
            DriverObjects make = context.objects();
            NdisMemory memory = make.allocate(0x53756c63, 64, NdisMemory.Paging.NONPAGED);
            if (memory != null) undo.add(memory::free);
            NdisSharedMemory shared = make.sharedMemory(64);
            if (shared != null) undo.add(shared::free);
            NdisTimer timer = make.timer(() -> {});
            if (timer != null) {
                timer.set(1_000_000_000_000L);
                undo.add(timer::cancel);
            }
            NdisWorkItem item = make.workItem(() -> {});
            if (item != null) undo.add(item::free);
            NdisInterrupt line = make.registerInterrupt(() -> false, () -> {});
            if (line != null) undo.add(line::deregister);
        }

        @Override
        public NdisStatus send(LowerEdge below, NdisPacket packet) {
            NdisPacket own = Objects.requireNonNull(pool).allocate(packet.packet());
            if (own == null) {
                packet.discard(NdisDrop.SEND_FAILED);
                return NdisStatus.FAILURE;
            }
            packet.take();
            own.setMiniportReserved(0, packet);
            NdisStatus status = below.send(own);
            if (status != NdisStatus.PENDING) own.pool().free(own);
            return status;
        }

        @Override
        public void sendComplete(UpperEdge above, NdisPacket packet, NdisStatus status) {
            var upper = (NdisPacket) Objects.requireNonNull(packet.miniportReserved(0));
            packet.pool().free(packet);
            above.sendComplete(upper, status);
        }

        @Override
        public void detach() {
            undo.forEach(Runnable::run);
        }
    }

    @ParameterizedTest
    @EnumSource(ResourceFaults.Kind.class)
    void shouldLoseNothingIfItFailsOnce(ResourceFaults.Kind kind) {
        if (AT_REGISTRATION.contains(kind)) return;
        boolean six = kind == ResourceFaults.Kind.NET_BUFFER_LIST;
        var rig = new Rig(six ? 6 : 5, 5, 0, null);
        rig.bottom.answer = NdisStatus.SUCCESS;
        List<String> failed = new ArrayList<>();
        rig.ndis.failResourcesBy((asked, owner) -> {
            boolean its = six || owner.equals("careful");
            if (asked != kind || !its || !failed.isEmpty()) return false;
            failed.add(owner);
            return true;
        });
        var driver = new Careful();
        rig.adapter.insert(0, "careful", driver);
        for (int i = 0; i < 3; i++) {
            if (six) sendList(rig);
            else sendPacket(rig);
            rig.advance(10_000_000_000L);
        }
        rig.ndis.failResourcesBy((_, _) -> false);
        assertThat(failed).as("who was refused " + kind).hasSize(1);
        rig.adapter.remove("careful");
        rig.settled();
        assertThat(rig.pool.used()).isZero();
        assertThat(rig.lists.used()).isZero();
        assertThat(Objects.requireNonNull(driver.pool).used()).isZero();
    }

    private static void sendPacket(Rig rig) {
        var packet = rig.packet(FRAME);
        NdisPacket descriptor = rig.pool.allocate(packet);
        if (descriptor == null) packet.end(NdisDrop.SEND_FAILED);
        else rig.send(descriptor);
    }

    private static void sendList(Rig rig) {
        var packet = rig.packet(FRAME);
        NetBufferList list = rig.lists.allocate(packet);
        if (list == null) packet.end(NdisDrop.SEND_FAILED);
        else rig.binding.send(list);
    }

    @Test
    void shouldSayWhenAnAllocationIsRefused() {
        var rig = new Rig();
        rig.ndis.failResourcesBy(
                (kind, owner) -> kind == ResourceFaults.Kind.PACKET && owner.equals("five"));
        assertThat(rig.pool.used()).isZero();
        var packet = rig.packet(FRAME);
        assertThat(rig.pool.allocate(packet)).isNull();
        assertThat(rig.pool.refused()).isEqualTo(1);
        packet.end(NdisDrop.SEND_FAILED);
        rig.settled();
    }
}
