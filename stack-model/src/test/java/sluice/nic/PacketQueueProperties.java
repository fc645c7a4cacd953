package sluice.nic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import sluice.packet.Ledger;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.trace.Contracts;
import sluice.trace.Layering;

class PacketQueueProperties {
    @Property(tries = 300)
    void shouldAgreeWithADeque(
            @ForAll @Size(max = 200) List<@IntRange(max = 9) Integer> actions,
            @ForAll @IntRange(min = 1, max = 70) int capacity) {
        var ledger = new Ledger(() -> 0, new Contracts(), null);
        var pool = new PacketPool(ledger, true);
        var place = ledger.place("q", Layering.IP);
        var queue = new PacketQueue(capacity);
        var model = new ArrayDeque<Packet>();
        for (int action : actions) {
            if (action < 6) {
                Packet packet = pool.originate(place, 0, 1);
                boolean room = model.size() < capacity;
                assertThat(queue.offerLast(packet)).isEqualTo(room);
                if (room) model.addLast(packet);
            } else {
                assertThat(queue.pollFirst()).isSameAs(model.pollFirst());
            }
            assertThat(queue.count()).isEqualTo(model.size());
            assertThat(queue.peekFirst()).isSameAs(model.peekFirst());
        }
    }
}
