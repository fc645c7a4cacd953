package sluice.ndis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sluice.trace.Layering;
import sluice.world.WorldOptions;

/** Several protocols claim one frame, and the first of them ends it at once. */
class SharedReceiveTest {
    private static final String FRAME = "0200000000ee020000000002080045000102";

    private final List<String> seen = new ArrayList<>();

    private final class Eager implements Protocol {
        @Override
        public String name() {
            return "eager";
        }

        @Override
        public void sendComplete(ProtocolBinding from, NdisPacket packet, NdisStatus status) {}

        @Override
        public int receivePacket(ProtocolBinding from, NdisPacket packet) {
            var octets = from.claim(packet);
            seen.add(HexFormat.of().formatHex(octets.toArray()));
            octets.pull(14);
            octets.writable()[octets.offset()] = 0;
            octets.end(Rig.TestEnd.READ);
            return 0;
        }
    }

    /** Believed: the first claims the packet, the others share it. True: it may be no more then. */
    @ParameterizedTest
    @EnumSource(VerifierLevel.class)
    void shouldShowEachTheSameOctets(VerifierLevel level) {
        var rig =
                new Rig(
                        5,
                        5,
                        MiniportAttributes.DESERIALIZE,
                        null,
                        WorldOptions.DEFAULT,
                        NdisOptions.DEFAULT.withVerifier(level));
        for (int i = 0; i < 3; i++) {
            var place = rig.host.place("eager" + i, Layering.ETHERNET);
            rig.adapter
                    .open(new Eager(), place)
                    .setPacketFilter(PacketFilters.PROMISCUOUS, Set.of());
        }
        rig.bottom.indicate(FRAME, NdisStatus.SUCCESS);
        rig.bottom.indicate(FRAME, NdisStatus.RESOURCES);
        assertThat(rig.received).containsExactly(FRAME, FRAME);
        assertThat(seen).containsOnly(FRAME).hasSize(6);
        rig.settled();
    }
}
