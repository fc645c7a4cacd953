package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.netdev.PacketTap;
import sluice.nic.LinkOptions;
import sluice.packet.Octets;
import sluice.world.WorldOptions;

/** What may be changed on a Linux host while it runs. */
class LinuxHostTest {
    private static final int EXPERIMENTAL = 0x88b5;

    private final TwoHosts hosts = new TwoHosts(WorldOptions.DEFAULT, null, LinkOptions.PERFECT);

    private void frame(int etherType) {
        byte[] frame = new byte[60];
        Octets.put48(frame, 0, 0x0200_0000_0002L);
        Octets.put48(frame, 6, 0x0200_0000_0001L);
        Octets.put16(frame, 12, etherType);
        hosts.second.host().nics().getFirst().inject(frame, 0, frame.length);
        hosts.world.runToQuiescence();
        assertThat(hosts.world.ledger().check()).isEmpty();
        assertThat(hosts.world.ledger().totals().held()).isZero();
    }

    @Test
    void shouldHandFramesOfANewEtherTypeToTheHandlerRegisteredForIt() {
        List<Integer> seen = new ArrayList<>();
        hosts.second.registerProtocol(
                EXPERIMENTAL,
                skb -> {
                    seen.add(Octets.u16(skb.octets(), skb.packet().offset() + 12));
                    skb.end(LinuxEnd.SOCKET_RECEIVED);
                });
        frame(EXPERIMENTAL);
        frame(EXPERIMENTAL + 1);
        assertThat(seen).containsExactly(EXPERIMENTAL);
    }

    @Test
    void shouldShowATapNothingMoreOnceItIsTakenOut() {
        List<Long> seen = new ArrayList<>();
        PacketTap tap = (_, _, packetId, _, _, _, _) -> seen.add(packetId);
        hosts.second.registerTap(tap);
        frame(EXPERIMENTAL);
        assertThat(seen).hasSize(1);
        hosts.second.unregisterTap(tap);
        frame(EXPERIMENTAL);
        assertThat(seen).hasSize(1);
    }

    @Test
    void shouldSendByARouteOnlyWhileItIsThere() throws Exception {
        var socket = hosts.first.sockets().udp(IpAddress.ANY4, 0, new TwoHosts.Received());
        assertThat(TwoHosts.send(socket, "203.0.113.9", 9, "x").name()).isEqualTo("ENETUNREACH");
        hosts.first.addRoute("203.0.113.0/24 via 10.0.0.2");
        assertThat(TwoHosts.send(socket, "203.0.113.9", 9, "x").ok()).isTrue();
        assertThat(hosts.first.removeRoute("203.0.113.0/24 via 10.0.0.2")).isTrue();
        assertThat(TwoHosts.send(socket, "203.0.113.9", 9, "x").name()).isEqualTo("ENETUNREACH");
        assertThat(hosts.first.removeRoute("203.0.113.0/24 via 10.0.0.2")).isFalse();
    }

    // Believed: the limit is for ever what it was when the host was built. It can be set later.
    @Test
    void shouldKeepAsManyForANeighbourAsTheSettingOfNowSays() throws Exception {
        hosts.first.setSysctl("net.ipv4.neigh.eth0.unres_qlen", 3);
        var received = new TwoHosts.Received();
        hosts.second.sockets().udp(IpAddress.ANY4, 9, received);
        hosts.second.setUp("eth0", false);
        var socket = hosts.first.sockets().udp(IpAddress.ANY4, 0, new TwoHosts.Received());
        for (int i = 0; i < 6; i++)
            TwoHosts.send(socket, "10.0.0.2", 9, Integer.toString(i).repeat(1400));
        hosts.second.setUp("eth0", true);
        hosts.run(2000);
        assertThat(received.texts).hasSizeLessThan(4);
        assertThat(received.texts.getLast()).startsWith("5");
    }
}
