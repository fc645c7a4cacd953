package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.edge.SocketRefused;
import sluice.linuxstack.TwoHosts.Received;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookState;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.nic.SimNic;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** Rules of IP for what crosses a bridge: 10.0.0.1 to 3 behind eth1 to 3, 10.0.0.9 the bridge. */
class BridgeNetfilterTest {
    private final World world = new World(WorldOptions.DEFAULT, null);
    private final List<LinuxHost> ends = new ArrayList<>();
    private final List<Received> received = new ArrayList<>();
    private final List<String> seen = new ArrayList<>();
    private LinuxHost middle;

    @BeforeEach
    void open() throws SocketRefused {
        Host machine = world.addHost("middle", HostOptions.DEFAULT);
        LinuxHost.Builder builder = LinuxHost.on(machine);
        for (int i = 1; i <= 3; i++) {
            SimNic port = machine.addNic("eth" + i, NicOptions.ethernet(0x0200_0000_0010L + i));
            Host far = world.addHost("end" + i, HostOptions.DEFAULT);
            SimNic nic = far.addNic("eth0", NicOptions.ethernet(0x0600_0000_0000L + i));
            world.connect("link" + i, LinkOptions.PERFECT, nic, port);
            builder.nic(port);
            LinuxHost end =
                    LinuxHost.on(far)
                            .nic(nic, "10.0.0." + i + "/24", "fd00::" + i + "/64")
                            .ipv6()
                            .build();
            ends.add(end);
            received.add(new Received());
            end.sockets().udp(IpAddress.ANY4, 7, received.getLast());
            end.sockets().udp(IpAddress.ANY6, 7, received.getLast());
        }
        middle = builder.ipv6().build();
        middle.addBridge("br0", 0);
        for (int i = 1; i <= 3; i++) middle.setMaster("eth" + i, "br0");
        middle.addAddress("br0", "10.0.0.9/24");
        middle.command("sysctl -w net.bridge.bridge-nf-call-iptables=1");
    }

    @AfterEach
    void shouldBalance() {
        assertThat(world.ledger().check()).isEmpty();
        assertThat(world.contracts().all()).isEmpty();
    }

    private LinuxUdpSocket sends(int from, String to, String text) throws SocketRefused {
        IpAddress any = to.contains(":") ? IpAddress.ANY6 : IpAddress.ANY4;
        LinuxUdpSocket socket = ends.get(from - 1).sharedUdp(any, 0, new Received());
        TwoHosts.send(socket, to, 7, text);
        world.runUntil(world.scheduler().nowNanos() + 100_000_000L);
        return socket;
    }

    private List<String> got(int end) {
        return received.get(end - 1).texts;
    }

    private NfHook note(String where) {
        return (Skb skb, HookState state) -> {
            var in = state.in();
            var out = state.out();
            seen.add(
                    where
                            + (in == null ? " -" : " " + in.name())
                            + (out == null ? " -" : " " + out.name())
                            + " "
                            + (skb.limit() - skb.packet().offset()));
            return NfVerdict.ACCEPT;
        };
    }

    @Test
    void shouldLetTheHooksOfIpSeeTheBridgeAsTheDevice() throws Exception {
        for (HookPoint point : NfFamily.IPV4.points())
            middle.registerHook(NfFamily.IPV4, point, 0, "ip", note(point.name()));
        for (HookPoint point : List.of(HookPoint.FORWARD, HookPoint.PRE_ROUTING))
            middle.registerHook(NfFamily.BRIDGE, point, 1, "behind", note("bridge"));
        sends(1, "10.0.0.2", "across");
        assertThat(got(2)).containsExactly("across");
        seen.removeIf(line -> line.endsWith(" 42")); // ARP on the bridge
        assertThat(seen)
                .containsExactly(
                        "PRE_ROUTING br0 - 34",
                        "bridge eth1 - 48",
                        "FORWARD br0 br0 34",
                        "bridge eth1 eth2 48",
                        "POST_ROUTING - br0 34");
    }

    @Test
    void shouldMatchThePorts() throws Exception {
        middle.command(
                "iptables -A FORWARD -m physdev --physdev-in eth1 --physdev-out eth2 -j DROP");
        sends(1, "10.0.0.2", "no");
        sends(1, "10.0.0.3", "yes");
        sends(3, "10.0.0.2", "too");
        assertThat(got(2)).containsExactly("too");
        assertThat(got(3)).containsExactly("yes");
    }

    @Test
    void shouldKnowThePortOfWhatIsForTheHostAndAskPreRoutingOnce() throws Exception {
        var own = new Received();
        middle.sockets().udp(IpAddress.ANY4, 7, own);
        middle.registerHook(NfFamily.IPV4, HookPoint.PRE_ROUTING, 0, "ip", note("pre"));
        middle.command(
                "iptables -A INPUT -m physdev --physdev-in eth+ ! --physdev-is-bridged"
                        + " -m physdev ! --physdev-in eth2 -j ACCEPT");
        middle.command("iptables -A INPUT -j DROP");
        sends(1, "10.0.0.9", "one");
        sends(2, "10.0.0.9", "two");
        assertThat(own.texts).containsExactly("one");
        assertThat(seen).hasSize(2).allMatch(line -> line.startsWith("pre br0 - 3"));
    }

    @Test
    void shouldSendTranslatedPacketsToTheirNewStation() throws Exception {
        middle.command("iptables -t nat -A PREROUTING -d 10.0.0.2 -p udp -j DNAT --to 10.0.0.3");
        middle.addNeighbour("br0", "10.0.0.3", "06:00:00:00:00:03");
        sends(1, "10.0.0.2", "moved");
        assertThat(got(3)).containsExactly("moved");
        assertThat(got(2)).isEmpty();
    }

    @Test
    void shouldTranslateSourcesAndTakeTheAnswersBack() throws Exception {
        middle.command("iptables -t nat -A POSTROUTING -s 10.0.0.1 -j SNAT --to 10.0.0.9");
        TwoHosts.echo(ends.get(1), IpAddress.ANY4, 8);
        var answers = new Received();
        LinuxUdpSocket socket = ends.getFirst().sharedUdp(IpAddress.ANY4, 0, answers);
        for (String text : List.of("first", "second")) {
            TwoHosts.send(socket, "10.0.0.2", 8, text);
            world.runUntil(world.scheduler().nowNanos() + 100_000_000L);
        }
        assertThat(answers.texts).containsExactly("first", "second");
    }

    @Test
    void shouldGatherFragmentsForTrackingAndCutThemAgain() throws Exception {
        middle.command("iptables -A FORWARD -m conntrack --ctstate NEW -j ACCEPT");
        String text = "x".repeat(3000);
        sends(1, "10.0.0.2", text);
        assertThat(got(2)).containsExactly(text);
    }

    @Test
    void shouldDropAcrossByTrackingStates() throws Exception {
        middle.command("iptables -A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT");
        middle.command("iptables -A FORWARD -m physdev --physdev-in eth1 -j ACCEPT");
        middle.command("iptables -A FORWARD -j DROP");
        sends(1, "10.0.0.2", "out");
        sends(2, "10.0.0.1", "in");
        assertThat(got(2)).containsExactly("out");
        assertThat(got(1)).isEmpty();
    }

    @Test
    void shouldCallTheHooksOfIpv6WhenItIsToldTo() throws Exception {
        middle.command("ip6tables -A FORWARD -p udp -j DROP");
        sends(1, "fd00::2", "free");
        middle.command("sysctl -w net.bridge.bridge-nf-call-ip6tables=1");
        sends(1, "fd00::2", "stopped");
        middle.command("sysctl -w net.bridge.bridge-nf-call-ip6tables=0");
        sends(1, "fd00::2", "free again");
        assertThat(got(2)).containsExactly("free", "free again");
    }
}
