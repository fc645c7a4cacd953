package sluice.winstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.edge.SocketRefused;
import sluice.packet.wire.IpProtocols;

/** Callouts at the IP layers: order, layers, fragments, packets that turn round. */
class WfpTest {
    private final List<String> seen = new ArrayList<>();

    private WfpCallout noting(WfpCallout.Action answer) {
        return (layer, values) -> {
            var packet = values.packet();
            byte[] octets = packet.octets();
            boolean v6 = (octets[packet.offset()] & 0xf0) == 0x60;
            // Neighbour discovery comes and goes between.
            if (v6 && octets[packet.offset() + 6] == IpProtocols.ICMPV6) return answer;
            seen.add(layer + " " + Integer.toHexString(values.flags()));
            return answer;
        };
    }

    private static TwoHosts.Program ask(TwoHosts hosts, IpAddress to, String text)
            throws SocketRefused {
        boolean v6 = !to.isV4();
        IpAddress any = v6 ? IpAddress.ANY6 : IpAddress.ANY4;
        var server = to.equals(TwoHosts.B4) || to.equals(TwoHosts.B6) ? hosts.b : hosts.a;
        TwoHosts.Program.echo(server, any, 7);
        var client = TwoHosts.Program.udp(hosts.a, any, 5000);
        client.send(text, to, 7);
        hosts.settle();
        return client;
    }

    @Test
    void shouldShowPacketsThatTurnRoundAsLoopback() throws SocketRefused {
        for (String own : List.of("127.0.0.1", "192.0.2.1", "::1", "2001:db8::1")) {
            try (var hosts = new TwoHosts()) {
                seen.clear();
                hosts.a.addCallout("watch", noting(WfpCallout.Action.CONTINUE));
                assertThat(ask(hosts, IpAddress.require(own), "x").received).hasSize(1);
                assertThat(seen)
                        .as(own)
                        .containsExactly(
                                "OUTBOUND_IPPACKET 1",
                                "INBOUND_IPPACKET 1",
                                "OUTBOUND_IPPACKET 1",
                                "INBOUND_IPPACKET 1");
            }
        }
    }

    @Test
    void shouldClassifyFragmentsTwiceAndTheWholeOnce() throws SocketRefused {
        for (IpAddress to : List.of(TwoHosts.B4, TwoHosts.B6)) {
            try (var hosts = new TwoHosts()) {
                ask(hosts, to, "first, to learn the neighbour");
                seen.clear();
                hosts.b.addCallout("watch", noting(WfpCallout.Action.CONTINUE));
                var sink = TwoHosts.Program.udp(hosts.b, to, 9);
                var client =
                        TwoHosts.Program.udp(hosts.a, to.isV4() ? TwoHosts.A4 : TwoHosts.A6, 0);
                client.send("x".repeat(5000), to, 9);
                hosts.settle();
                assertThat(sink.received).hasSize(1);
                // Microsoft: four fragments make 4 + 4 + 1 classifications.
                assertThat(seen).filteredOn("INBOUND_IPPACKET 0"::equals).hasSize(4);
                assertThat(seen).filteredOn("INBOUND_IPPACKET 20"::equals).hasSize(4);
                assertThat(seen).filteredOn("INBOUND_IPPACKET 400"::equals).hasSize(1);
            }
        }
    }

    @Test
    void shouldBlockBothFamiliesEitherWay() throws SocketRefused {
        for (IpAddress to : List.of(TwoHosts.B4, TwoHosts.B6)) {
            try (var hosts = new TwoHosts()) {
                hosts.a.addCallout("block", udpOnly(WfpLayer.OUTBOUND_IPPACKET));
                assertThat(ask(hosts, to, "x").received).isEmpty();
                var why = to.isV4() ? WindowsDrop.WFP_OUT : WindowsDrop.WFP6_OUT;
                assertThat(hosts.ended(why)).isEqualTo(1);
                assertThat(hosts.a.removeCallout("block")).isTrue();
                assertThat(hosts.a.removeCallout("block")).isFalse();
            }
            try (var hosts = new TwoHosts()) {
                hosts.b.addCallout("block", udpOnly(WfpLayer.INBOUND_IPPACKET));
                assertThat(ask(hosts, to, "x").received).isEmpty();
                var why = to.isV4() ? WindowsDrop.WFP_IN : WindowsDrop.WFP6_IN;
                assertThat(hosts.ended(why)).isEqualTo(1);
            }
        }
    }

    private static WfpCallout udpOnly(WfpLayer layer) {
        return new WfpCallout() {
            @Override
            public Action classify(WfpLayer at, WfpValues values) {
                var packet = values.packet();
                boolean v6 = (packet.octets()[packet.offset()] & 0xf0) == 0x60;
                int protocol = packet.octets()[packet.offset() + (v6 ? 6 : 9)];
                return protocol == 17 ? Action.BLOCK : Action.CONTINUE;
            }

            @Override
            public Set<WfpLayer> layers() {
                return Set.of(layer);
            }
        };
    }

    @Test
    void shouldAskTheHeavierCalloutFirstAndStopAtItsAnswer() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            hosts.a.addCallout("lighter", noting(WfpCallout.Action.BLOCK));
            hosts.a.addCallout("heavier", (layer, values) -> WfpCallout.Action.PERMIT);
            assertThat(ask(hosts, TwoHosts.B4, "x").received).hasSize(1);
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void shouldShowWhatIsPassedOnForOthers() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            hosts.b.setForwarding(true);
            hosts.a.addRoute(IpAddress.require("198.51.100.0"), 24, TwoHosts.B4, "lan");
            hosts.b.addRoute(IpAddress.require("198.51.100.0"), 24, IpAddress.ANY4, "lan");
            hosts.b.addCallout("block", noting(WfpCallout.Action.BLOCK));
            var client = TwoHosts.Program.udp(hosts.a, IpAddress.ANY4, 5000);
            client.send("x", IpAddress.require("198.51.100.1"), 7);
            hosts.settle();
            assertThat(seen).containsExactly("IPFORWARD 0");
            assertThat(hosts.ended(WindowsDrop.WFP_FORWARD)).isEqualTo(1);
        }
    }
}
