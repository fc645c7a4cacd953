package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;
import static sluice.conntrack.RoutedPackets.udp;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sluice.conntrack.Router;
import sluice.edge.IpAddress;
import sluice.linuxstack.TwoHosts.Received;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NfVerdict;
import sluice.nic.LinkOptions;
import sluice.packet.Octets;
import sluice.rules.nft.NftDevices;
import sluice.rules.nft.NftOptions;
import sluice.rules.nft.NftText;
import sluice.world.WorldOptions;

/** {@code fwd ip to}: past routing, to a neighbour of a device. */
class ForwardToNeighbourTest {
    private static List<String> load(LinuxHost host, String device, String rule) {
        var loaded =
                NftText.load(
                        host.rules().ruleset(),
                        NftDevices.of(host.rules().host()),
                        "rules.nft",
                        "table netdev t { chain c { type filter hook ingress device "
                                + device
                                + " priority 0\n"
                                + rule
                                + "\n} }",
                        NftOptions.strict());
        if (loaded.succeeded()) assertThat(host.rules().commit()).isEmpty();
        return loaded.errors().stream().map(error -> error.text()).toList();
    }

    @Test
    void shouldSendPastEverythingBetween() {
        var router = new Router();
        assertThat(load(router.host, "lan", "fwd ip to 10.0.0.77 device \"wan\"")).isEmpty();
        router.lan(udp("192.168.1.2", 1000, "172.16.0.1", 53, "x"));
        router.lan(udp("fd01::2", 1000, "fd02::2", 53, "x"));
        assertThat(router.states).as("the other family goes the ordinary way").hasSize(1);
        assertThat(router.toWan).hasSize(2);
        assertThat(router.toWan.getFirst()[8]).as("time to live").isEqualTo((byte) 63);
        byte[] last = udp("192.168.1.2", 1000, "172.16.0.1", 53, "x");
        last[8] = 1;
        sluice.packet.wire.TransportChecksums.fillIpv4Header(last, 0, 20);
        router.lan(last);
        assertThat(router.toWan).hasSize(2);
        assertThat(router.problems()).isEmpty();
    }

    @Test
    void shouldResolveTheNeighbour() throws Exception {
        var hosts = new TwoHosts(WorldOptions.DEFAULT, null, LinkOptions.PERFECT);
        assertThat(load(hosts.second, "eth0", "udp dport 7 fwd ip to 10.0.0.1 device \"eth0\""))
                .isEmpty();
        List<Integer> back = new ArrayList<>();
        hosts.first
                .deviceHooks("eth0", HookPoint.INGRESS)
                .register(
                        0,
                        "look",
                        (skb, _) -> {
                            int at = skb.networkOffset();
                            boolean udp = skb.protocol() == 0x0800 && skb.octets()[at + 9] == 17;
                            if (udp) back.add(Octets.u8(skb.octets(), at + 8));
                            return NfVerdict.ACCEPT;
                        });
        var received = new Received();
        hosts.second.sockets().udp(IpAddress.ANY4, 7, received);
        var socket = hosts.first.sharedUdp(IpAddress.ANY4, 0, received);
        TwoHosts.send(socket, "10.0.0.2", 7, "x");
        hosts.run(100);
        assertThat(back).containsExactly(63);
        assertThat(received.texts).isEmpty();
        assertThat(hosts.world.ledger().check()).isEmpty();
    }

    @Test
    void shouldSayWhatIsMissing() {
        var router = new Router();
        assertThat(load(router.host, "lan", "fwd to eth0 device \"wan\"").toString())
                .contains("needs ip or ip6");
    }
}
