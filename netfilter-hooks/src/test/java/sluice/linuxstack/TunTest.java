package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sluice.bpf.Ancillary;
import sluice.edge.IpAddress;
import sluice.linuxstack.TwoHosts.Received;
import sluice.netdev.TunDevice;
import sluice.netdev.TunDevice.Written;
import sluice.nic.LinkOptions;
import sluice.packet.Octets;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.TransportChecksums;
import sluice.world.WorldOptions;

/** A tun device, and a program behind it that holds the addresses 10.8.0.2 and fd08::2. */
class TunTest {
    private final TwoHosts hosts = new TwoHosts(WorldOptions.DEFAULT, null, LinkOptions.PERFECT);
    private final LinuxHost host = hosts.first;
    private final TunDevice tun = host.addTun("tun0", 1200);
    private final List<byte[]> read = new ArrayList<>();

    @BeforeEach
    void giveAddresses() {
        host.addAddress("tun0", "10.8.0.1/24");
        host.addAddress("tun0", "fd08::1/64");
        tun.setProgram((_, octets, offset, length) ->
                read.add(Arrays.copyOfRange(octets, offset, offset + length)));
    }

    @AfterEach
    void shouldBalance() {
        assertThat(hosts.world.ledger().check()).isEmpty();
        assertThat(hosts.world.contracts().all()).isEmpty();
    }

    /** An echo request from 10.8.0.2, bare. */
    private static byte[] echo(String to) {
        byte[] packet = new byte[28];
        packet[0] = 0x45;
        Octets.put16(packet, 2, packet.length);
        Octets.put16(packet, 8, 64 << 8 | 1);
        Octets.put32(packet, 12, IpAddress.require("10.8.0.2").v4());
        Octets.put32(packet, 16, IpAddress.require(to).v4());
        TransportChecksums.fillIpv4Header(packet, 0, 20);
        packet[20] = 8;
        TransportChecksums.fillIcmp(packet, 20, 8);
        return packet;
    }

    private Written write(byte[] packet) {
        return tun.write(packet, 0, packet.length);
    }

    @Test
    void shouldAnswerAnEchoThatTheProgramWrites() {
        assertThat(write(echo("10.8.0.1"))).isEqualTo(Written.DONE);
        hosts.run(10);
        assertThat(read).hasSize(1);
        assertThat(read.getFirst()).hasSize(28).startsWith(0x45, 0, 0, 28);
        assertThat(read.getFirst()[20]).isZero();
    }

    @Test
    void shouldForwardBetweenTheProgramAndAnEthernet() {
        host.setSysctl("net.ipv4.ip_forward", 1);
        hosts.second.addRoute("10.8.0.0/24 via 10.0.0.1");
        write(echo("10.0.0.2"));
        hosts.run(100);
        assertThat(read).hasSize(1);
        assertThat(read.getFirst()[20]).isZero();
        assertThat(Octets.u8(read.getFirst(), 8)).isEqualTo(63);
    }

    @Test
    void shouldSplitWhatIsLongerThanItsMtu() throws Exception {
        var socket = host.sharedUdp(IpAddress.ANY4, 0, new Received());
        TwoHosts.send(socket, "10.8.0.2", 7, "0123456789".repeat(130));
        hosts.run(10);
        assertThat(read).extracting(packet -> packet.length).containsExactly(1196, 152);
    }

    @Test
    void shouldCarryIpv6() throws Exception {
        var socket = host.sharedUdp(IpAddress.ANY6, 0, new Received());
        TwoHosts.send(socket, "fd08::2", 7, "x");
        hosts.run(10);
        assertThat(read).hasSize(1);
        assertThat(read.getFirst()).hasSize(49).startsWith(0x60);
    }

    @Test
    void shouldRefuseWhatIsNoPacketAndWritesWhileItIsDown() {
        assertThat(write(new byte[0])).isEqualTo(Written.INVALID);
        assertThat(write(new byte[40])).isEqualTo(Written.INVALID);
        assertThat(write(new byte[] {0x50})).isEqualTo(Written.INVALID);
        assertThat(write(new byte[] {0x45})).isEqualTo(Written.DONE); // IP drops it
        hosts.run(10);
        host.setUp("tun0", false);
        assertThat(write(echo("10.8.0.1"))).isEqualTo(Written.DOWN);
        assertThatThrownBy(() -> host.addTun("tun0", 1500))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tun0");
    }

    @Test
    void shouldDropWhatNobodyReadsAndWhatDoesNotFitIntoItsQueue() throws Exception {
        var socket = host.sharedUdp(IpAddress.ANY4, 0, new Received());
        for (int i = 0; i < TunDevice.QUEUE_PACKETS_MAX + 3; i++)
            TwoHosts.send(socket, "10.8.0.2", 7, "x");
        hosts.run(10);
        assertThat(read).hasSize(TunDevice.QUEUE_PACKETS_MAX);
        tun.setProgram(null);
        TwoHosts.send(socket, "10.8.0.2", 7, "x");
        hosts.run(10);
        assertThat(read).hasSize(TunDevice.QUEUE_PACKETS_MAX);
    }

    @Test
    void shouldTellTapsThatThereIsNoLinkHeader() {
        List<Integer> facts = new ArrayList<>();
        host.registerTap((_, _, _, _, _, length, metadata) -> {
            facts.add(length);
            facts.add(metadata.value(Ancillary.HARDWARE_TYPE));
            facts.add(metadata.value(Ancillary.PROTOCOL));
            facts.add(metadata.networkOffset());
            facts.add(metadata.value(Ancillary.PAYLOAD_OFFSET));
        });
        write(echo("10.8.0.1"));
        hosts.run(10);
        assertThat(facts)
                .containsExactly(
                        28, 0xfffe, EtherTypes.IPV4, 0, 28, 28, 0xfffe, EtherTypes.IPV4, 0, 28);
    }
}
