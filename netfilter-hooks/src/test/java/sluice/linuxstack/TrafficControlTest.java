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
import sluice.netfilter.PacketType;
import sluice.nic.LinkOptions;
import sluice.packet.Fate;
import sluice.qdisc.QdiscDrop;
import sluice.world.WorldOptions;

/** Queues and filters of devices, on a host. */
class TrafficControlTest {
    private TwoHosts hosts;
    private final Received received = new Received();
    private LinuxUdpSocket socket;

    @BeforeEach
    void open() throws Exception {
        hosts = new TwoHosts(WorldOptions.DEFAULT, null, LinkOptions.PERFECT);
        hosts.first.addNeighbour("eth0", "10.0.0.2", "02:00:00:00:00:02");
        hosts.second.sockets().udp(IpAddress.ANY4, 7, received);
        hosts.second.sockets().udp(IpAddress.ANY4, 8, received);
        socket = hosts.first.sharedUdp(IpAddress.ANY4, 4000, new Received());
    }

    private void send(int port, String text) {
        TwoHosts.send(socket, "10.0.0.2", port, text);
    }

    private void settle(long millis) {
        hosts.run(millis);
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
    void shouldSendAtTheRateOfItsQueue() {
        // 43 octets of frame at 43 kbit/s: one each 8 ms, and a bucket for two
        hosts.first.tc("qdisc replace dev eth0 root tbf rate 43kbit burst 86b limit 10kb");
        for (int i = 0; i < 6; i++) send(7, "x");
        settle(1);
        assertThat(received.texts).hasSize(2);
        settle(8);
        assertThat(received.texts).hasSize(3);
        settle(24);
        assertThat(received.texts).hasSize(6);
    }

    @Test
    void shouldDropWhatWaitsWhenAnotherQueueComes() {
        hosts.first.qdisc("eth0", "netem delay 1s");
        send(7, "x");
        settle(10);
        hosts.first.tc("qdisc del dev eth0 root");
        assertThat(ended(QdiscDrop.QUEUE_REPLACED)).isEqualTo(1);
        send(7, "y");
        settle(10);
        assertThat(received.texts).containsExactly("y");
    }

    @Test
    void shouldFilterInFrontOfTheQueueAndTheTaps() {
        List<PacketType> seen = new ArrayList<>();
        hosts.first.registerTap((_, type, _, _, _, _, _) -> seen.add(type));
        hosts.first.tc("qdisc add dev eth0 clsact");
        hosts.first.tc(
                "filter add dev eth0 egress protocol ip u32 match ip dport 7 0xffff action drop");
        send(7, "x");
        send(8, "y");
        settle(10);
        assertThat(received.texts).containsExactly("y");
        assertThat(seen).containsExactly(PacketType.OUTGOING);
        assertThat(ended(NetdevDrop.FILTERED)).isEqualTo(1);
        hosts.first.tc("filter del dev eth0 egress");
        send(7, "z");
        settle(10);
        assertThat(received.texts).containsExactly("y", "z");
    }

    @Test
    void shouldAskFiltersByPriorityUntilOneDecides() {
        hosts.first.tc("filter add dev eth0 egress prio 9 matchall action drop");
        hosts.first.tc("filter add dev eth0 egress prio 2 handle 5/0xf fw action ok");
        hosts.first.tc(
                "filter add dev eth0 egress prio 1 protocol ip flower ip_proto udp dst_port 8"
                        + " dst_mac 02:00:00:00:00:02 action skbedit mark 0x15");
        send(7, "dropped");
        send(8, "marked");
        settle(10);
        assertThat(received.texts).containsExactly("marked");
    }

    @Test
    void shouldLetNoMoreThroughThanThePoliceAllows() {
        hosts.second.tc(
                "filter add dev eth0 ingress matchall action police rate 8kbit burst 100b drop");
        for (int i = 0; i < 5; i++) send(7, "x");
        settle(10);
        assertThat(received.texts).as("two of 43 octets").hasSize(2);
        assertThat(ended(NetdevDrop.POLICED)).isEqualTo(3);
    }

    @Test
    void shouldMirrorAndRedirect() {
        List<String> seen = new ArrayList<>();
        hosts.second.registerTap((device, type, _, _, _, _, _) -> {
            if (device.loopback() && type == PacketType.OUTGOING) seen.add(type.name());
        });
        hosts.second.tc("filter add dev eth0 ingress matchall action mirred egress mirror dev lo");
        send(7, "x");
        settle(10);
        assertThat(seen).hasSize(1);
        assertThat(received.texts).containsExactly("x");
        hosts.second.tc("filter del dev eth0 ingress");
        hosts.second.tc(
                "filter add dev eth0 ingress matchall action mirred egress redirect dev lo");
        send(7, "y");
        settle(10);
        assertThat(seen).hasSize(2);
        assertThat(received.texts).containsExactly("x");
    }

    @Test
    void shouldHaveNoQueueOnLo() {
        assertThatThrownBy(() -> hosts.first.qdisc("lo", "pfifo limit 1"))
                .hasMessageContaining("no queue");
        for (String wrong :
                List.of(
                        "qdisc show",
                        "filter add dev eth0 root matchall action drop",
                        "filter add dev eth0 egress matchall",
                        "filter add dev eth0 egress u32 match ip banana 1 1 action drop",
                        "filter add dev eth0 egress matchall action mirred egress mirror dev x",
                        "filter add dev eth0 egress u32 match ip src 1.2.3.4/99 action drop")) {
            assertThatThrownBy(() -> hosts.first.tc(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
