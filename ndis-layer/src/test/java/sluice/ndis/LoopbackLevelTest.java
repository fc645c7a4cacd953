package sluice.ndis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import sluice.trace.Layering;

/** At which level protocols are shown what a thread has sent. */
class LoopbackLevelTest {
    private static final String TO_ITSELF = "0200000000010200000000010800450001";

    private final Rig rig =
            Rig.verified(5, 5, MiniportAttributes.DESERIALIZE, VerifierLevel.STRICT);
    private final List<Irql> levels = new ArrayList<>();

    private final class Watcher implements Protocol {
        @Override
        public String name() {
            return "watcher";
        }

        @Override
        public void sendComplete(ProtocolBinding from, NdisPacket packet, NdisStatus status) {}

        @Override
        public int receivePacket(ProtocolBinding from, NdisPacket packet) {
            levels.add(rig.ndis.irql());
            return 0;
        }

        @Override
        public void receiveComplete(ProtocolBinding from) {
            levels.add(rig.ndis.irql());
        }
    }

    /** Believed: the sender's level will do. True: receive handlers run at DISPATCH_LEVEL. */
    @Test
    void shouldShowALoopedSendAtDispatchLevel() {
        var place = rig.host.place("watcher", Layering.ETHERNET);
        rig.adapter.open(new Watcher(), place).setPacketFilter(PacketFilters.PROMISCUOUS, Set.of());
        var host = rig.host;
        sluice.time.Handler<Rig> sends = each -> each.send(TO_ITSELF);
        host.scheduler().schedule(0, host.cpu().thread(), sends, rig);
        rig.run();
        assertThat(levels).containsExactly(Irql.DISPATCH, Irql.DISPATCH);
        assertThat(rig.ndis.irql()).isEqualTo(Irql.PASSIVE);
        assertThat(rig.world.contracts().all()).isEmpty();
    }
}
