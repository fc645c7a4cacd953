package sluice.winstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sluice.edge.IpAddress;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.edge.TcpSettings;
import sluice.packet.wire.IpProtocols;

/** Callouts at the transport layers, and at those that authorize flows of a process. */
class WfpFlowTest {
    private final List<String> seen = new ArrayList<>();

    /** Notes what is shown, and blocks what {@code blocks} says. */
    private final class Callout implements WfpCallout {
        private final Set<WfpLayer> layers;
        private final BiPredicate<WfpLayer, WfpValues> blocks;

        Callout(Set<WfpLayer> layers, BiPredicate<WfpLayer, WfpValues> blocks) {
            this.layers = layers;
            this.blocks = blocks;
        }

        @Override
        public Set<WfpLayer> layers() {
            return layers;
        }

        @Override
        public Action classify(WfpLayer layer, WfpValues values) {
            if (values.protocol() == IpProtocols.ICMPV6) return Action.CONTINUE; // neighbours
            String who = values.process().isEmpty() ? "" : " of " + values.process();
            seen.add("%s %d:%d%s".formatted(layer, values.protocol(), values.remotePort(), who));
            return blocks.test(layer, values) ? Action.BLOCK : Action.CONTINUE;
        }
    }

    private Callout at(WfpLayer first, WfpLayer... rest) {
        return new Callout(EnumSet.of(first, rest), (layer, values) -> false);
    }

    private Callout blocking(WfpLayer at) {
        return new Callout(EnumSet.of(at), (layer, values) -> true);
    }

    private static IpAddress any(IpAddress like) {
        return like.isV4() ? IpAddress.ANY4 : IpAddress.ANY6;
    }

    private static TwoHosts.Program client(TwoHosts hosts, IpAddress like) throws SocketRefused {
        var program = new TwoHosts.Program();
        program.udp = hosts.a.sockets("browser").udp(any(like), 5000, program);
        return program;
    }

    private static List<IpAddress> peers() {
        return List.of(TwoHosts.B4, TwoHosts.B6);
    }

    @Test
    void shouldPassTheLayersInTheirOrder() throws SocketRefused {
        for (IpAddress to : peers()) {
            try (var hosts = new TwoHosts()) {
                seen.clear();
                hosts.a.addCallout(
                        "watch",
                        new Callout(EnumSet.allOf(WfpLayer.class), (layer, values) -> false));
                hosts.b.addCallout(
                        "watch",
                        new Callout(EnumSet.allOf(WfpLayer.class), (layer, values) -> false));
                var server = new TwoHosts.Program();
                server.echo = true;
                server.udp = hosts.b.sockets("server").udp(any(to), 7, server);
                TwoHosts.Program client = client(hosts, to);
                client.send("x", to, 7);
                hosts.settle();
                assertThat(client.received).hasSize(1);
                assertThat(seen)
                        .as(to.toString())
                        .containsExactly(
                                "ALE_AUTH_CONNECT 17:7 of browser",
                                "OUTBOUND_TRANSPORT 17:7",
                                "OUTBOUND_IPPACKET 17:7",
                                "INBOUND_IPPACKET 17:5000",
                                "INBOUND_TRANSPORT 17:5000",
                                "ALE_AUTH_RECV_ACCEPT 17:5000 of server",
                                // the answer belongs to a flow that both know
                                "OUTBOUND_TRANSPORT 17:5000",
                                "OUTBOUND_IPPACKET 17:5000",
                                "INBOUND_IPPACKET 17:7",
                                "INBOUND_TRANSPORT 17:7");
            }
        }
    }

    @Test
    void shouldAskOnceForEachFlowAndAgainWhenCalloutsChange() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            List<Integer> flags = new ArrayList<>();
            WfpCallout connect =
                    new Callout(
                            EnumSet.of(WfpLayer.ALE_AUTH_CONNECT),
                            (layer, values) -> {
                                flags.add(values.flags());
                                return false;
                            });
            hosts.a.addCallout("watch", connect);
            TwoHosts.Program client = client(hosts, TwoHosts.B4);
            for (int i = 0; i < 3; i++) client.send("x", TwoHosts.B4, 7);
            client.send("x", TwoHosts.B4, 9);
            client.send("x", IpAddress.require("127.0.0.1"), 9);
            assertThat(seen)
                    .containsExactly(
                            "ALE_AUTH_CONNECT 17:7 of browser",
                            "ALE_AUTH_CONNECT 17:9 of browser",
                            "ALE_AUTH_CONNECT 17:9 of browser");
            assertThat(flags).containsExactly(0, 0, WfpValues.IS_LOOPBACK);
            hosts.a.addCallout("another", at(WfpLayer.IPFORWARD));
            client.send("x", TwoHosts.B4, 7);
            assertThat(flags).endsWith(WfpValues.IS_REAUTHORIZE);
            hosts.settle();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"OUTBOUND_TRANSPORT", "ALE_AUTH_CONNECT"})
    void shouldBlockWhatLeaves(String name) throws SocketRefused {
        WfpLayer layer = WfpLayer.valueOf(name);
        for (IpAddress to : peers()) {
            try (var hosts = new TwoHosts()) {
                TwoHosts.Program.echo(hosts.b, any(to), 7);
                TwoHosts.Program client = client(hosts, to);
                hosts.a.addCallout("block", blocking(layer));
                SocketStatus told = client.send("x", to, 7);
                hosts.settle();
                assertThat(told.name()).isEqualTo("WSAEACCES");
                assertThat(client.received).isEmpty();
                WindowsDrop why =
                        layer == WfpLayer.ALE_AUTH_CONNECT
                                ? WindowsDrop.WFP_CONNECT
                                : to.isV4()
                                        ? WindowsDrop.WFP_TRANSPORT_OUT
                                        : WindowsDrop.WFP6_TRANSPORT_OUT;
                assertThat(hosts.ended(why)).isEqualTo(1);
                hosts.a.removeCallout("block");
                client.send("y", to, 7);
                hosts.settle();
                assertThat(client.received).hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INBOUND_TRANSPORT", "ALE_AUTH_RECV_ACCEPT"})
    void shouldBlockWhatArrives(String name) throws SocketRefused {
        WfpLayer layer = WfpLayer.valueOf(name);
        for (IpAddress to : peers()) {
            try (var hosts = new TwoHosts()) {
                TwoHosts.Program server = TwoHosts.Program.echo(hosts.b, any(to), 7);
                TwoHosts.Program client = client(hosts, to);
                hosts.b.addCallout("block", blocking(layer));
                client.send("x", to, 7);
                hosts.settle();
                assertThat(server.received).isEmpty();
                WindowsDrop why =
                        layer == WfpLayer.ALE_AUTH_RECV_ACCEPT
                                ? WindowsDrop.WFP_ACCEPT
                                : to.isV4()
                                        ? WindowsDrop.WFP_TRANSPORT_IN
                                        : WindowsDrop.WFP6_TRANSPORT_IN;
                assertThat(hosts.ended(why)).isEqualTo(1);
            }
        }
    }

    /** A packet filter above frames knows no process; this one does. */
    @Test
    void shouldTellProcessesApart() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            TwoHosts.Program.echo(hosts.b, IpAddress.ANY4, 7);
            hosts.a.addCallout(
                    "block",
                    new Callout(
                            EnumSet.of(WfpLayer.ALE_AUTH_CONNECT),
                            (layer, values) -> values.process().equals("malware")));
            TwoHosts.Program good = client(hosts, TwoHosts.B4);
            var bad = new TwoHosts.Program();
            bad.udp = hosts.a.sockets("malware").udp(IpAddress.ANY4, 5001, bad);
            good.send("x", TwoHosts.B4, 7);
            bad.send("x", TwoHosts.B4, 7);
            hosts.settle();
            assertThat(good.received).hasSize(1);
            assertThat(bad.received).isEmpty();
        }
    }

    @Test
    void shouldAuthorizeConnectionsAtBothEnds() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            hosts.a.addCallout("watch", at(WfpLayer.ALE_AUTH_CONNECT));
            hosts.b.addCallout("watch", at(WfpLayer.ALE_AUTH_RECV_ACCEPT));
            var client = new LspChainTest.Peer("hi");
            LspChainTest.connect(hosts, client, new LspChainTest.Peer("hello"));
            assertThat(client.heard).hasToString("hello");
            assertThat(seen)
                    .containsExactly(
                            "ALE_AUTH_CONNECT 6:80 of browser",
                            "ALE_AUTH_RECV_ACCEPT 6:4000 of application");
        }
    }

    @Test
    void shouldRefuseToConnect() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            hosts.a.addCallout("block", blocking(WfpLayer.ALE_AUTH_CONNECT));
            assertThatThrownBy(() ->
                            hosts.a
                                    .sockets("browser")
                                    .tcpConnect(
                                            IpAddress.ANY4,
                                            4000,
                                            TwoHosts.B4,
                                            80,
                                            TcpSettings.DEFAULT,
                                            new LspChainTest.Peer("hi")))
                    .isInstanceOf(SocketRefused.class);
        }
    }

    /** Unlike a refusal by a TDI filter, which resets. */
    @Test
    void shouldNotAnswerAConnectionThatIsBlocked() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            hosts.b.addCallout("block", blocking(WfpLayer.ALE_AUTH_RECV_ACCEPT));
            List<String> answers = new ArrayList<>();
            hosts.a.addCallout(
                    "answers",
                    new Callout(
                            EnumSet.of(WfpLayer.INBOUND_TRANSPORT),
                            (layer, values) -> {
                                if (values.protocol() == IpProtocols.TCP) answers.add("an answer");
                                return false;
                            }));
            var client = new LspChainTest.Peer("hi");
            LspChainTest.connect(hosts, client, new LspChainTest.Peer("hello"));
            assertThat(client.heard).isEmpty();
            assertThat(answers).isEmpty();
            assertThat(hosts.ended(WindowsDrop.WFP_TCP_ACCEPT)).isPositive();
        }
    }
}
