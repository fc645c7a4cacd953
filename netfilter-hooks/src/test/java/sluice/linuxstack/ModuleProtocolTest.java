package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.linuxstack.TwoHosts.Received;
import sluice.netdev.NetdevDrop;
import sluice.netdev.ProtocolRegistration;
import sluice.netfilter.NetfilterDrop;
import sluice.nic.LinkOptions;
import sluice.packet.Fate;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.IpProtocols;
import sluice.world.WorldOptions;

/** Protocols that a module adds beside those of the stack, and what it cannot do. */
class ModuleProtocolTest {
    private static final int EXPERIMENTAL = 253; // RFC 3692

    private TwoHosts hosts;
    private RawSocket sender;
    private final List<Integer> lengths = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        hosts = new TwoHosts(WorldOptions.DEFAULT, null, LinkOptions.PERFECT);
        sender = hosts.first.raw(IpAddress.ANY4, EXPERIMENTAL, new Received());
    }

    private void send() {
        sender.send(
                new byte[11],
                0,
                11,
                IpAddress.require("10.0.0.2"),
                sluice.edge.SocketEdge.SendOptions.DEFAULT);
        hosts.run(100);
        assertThat(hosts.world.ledger().check()).isEmpty();
    }

    private long ended(Fate fate) {
        return hosts.world.ledger().stats().stream()
                .flatMap(place -> place.ends().stream())
                .filter(end -> end.fate() == fate)
                .mapToLong(end -> end.count())
                .sum();
    }

    @Test
    void shouldGiveATransportItsPacketsUntilTheModuleGoes() {
        ProtocolRegistration module =
                hosts.second.registerTransport(
                        EXPERIMENTAL,
                        skb -> {
                            lengths.add(skb.packet().lengthOctets());
                            skb.end(NetfilterDrop.DROPPED_BY_HOOK);
                        });
        send();
        assertThat(lengths).containsExactly(31);
        module.close();
        module.close();
        send();
        assertThat(lengths).hasSize(1);
        assertThat(ended(LinuxDrop.UNKNOWN_PROTOCOL)).isEqualTo(1);
    }

    @Test
    void shouldRefuseToPutAnythingBetweenIpAndTcp() {
        assertThatThrownBy(() -> hosts.second.registerTransport(IpProtocols.TCP, _ -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("taken by TCP")
                .hasMessageContaining("none between IP and it");
        assertThatThrownBy(() -> hosts.second.registerProtocol(EtherTypes.IPV4, _ -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("0x0800");
    }

    @Test
    void shouldGiveAProtocolItsFramesUntilTheModuleGoes() {
        hosts.first.addNeighbour("eth0", "10.0.0.2", "02:00:00:00:00:02");
        ProtocolRegistration all =
                hosts.second.registerForAll((_, _, _, _, _, length, _) -> lengths.add(length));
        ProtocolRegistration own =
                hosts.second.registerProtocol(
                        0x88b5, skb -> skb.end(NetfilterDrop.DROPPED_BY_HOOK));
        send();
        assertThat(lengths).as("ETH_P_ALL sees it come and the answer go").contains(45);
        own.close();
        all.close();
        int before = lengths.size();
        send();
        assertThat(lengths).hasSize(before);
        assertThat(ended(NetdevDrop.UNKNOWN_ETHERTYPE)).isZero();
    }
}
