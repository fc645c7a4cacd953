package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.linuxstack.TwoHosts.Received;
import sluice.netdev.TunDevice;
import sluice.packet.Octets;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** A program behind a tun and a tap, and the same with a kernel as it was recorded. */
class TapDeviceTest {
    private static final int ECHO_OCTETS = 64; // as ping sends: 8 of ICMP, 56 of payload

    private World world;
    private LinuxHost host;
    private final List<byte[]> read = new ArrayList<>();

    @BeforeEach
    void open() {
        world = new World(WorldOptions.DEFAULT, null);
        host = LinuxHost.on(world.addHost("lin", HostOptions.DEFAULT)).build();
    }

    private TunDevice read(TunDevice device) {
        device.setProgram((_, octets, offset, length) ->
                read.add(Arrays.copyOfRange(octets, offset, offset + length)));
        return device;
    }

    private void settle(long millis) {
        world.runUntil(world.scheduler().nowNanos() + millis * 1_000_000);
        assertThat(world.ledger().check()).isEmpty();
    }

    private void ping(String to) throws Exception {
        try (var socket = host.sockets().ping(IpAddress.ANY4, 1, new Received())) {
            byte[] message = new byte[ECHO_OCTETS];
            message[0] = 8;
            socket.send(message, 0, message.length, IpAddress.require(to), SendOptions.DEFAULT);
        }
    }

    private List<Integer> lengths() {
        return read.stream().map(packet -> packet.length).distinct().toList();
    }

    private static List<Integer> recorded(String file) throws IOException {
        Path path =
                Path.of(System.getProperty("sluice.root", ".."), "../shared/captures-own", file);
        boolean there = Files.exists(path);
        if (!there) System.out.println("no recordings at " + path + ": skipped");
        Assumptions.assumeTrue(there);
        return Files.readAllLines(path).stream()
                .map(line -> Integer.valueOf(line.substring(0, line.indexOf(' '))))
                .distinct()
                .toList();
    }

    private void pingThroughATun() throws Exception {
        read(host.addTun("tun0", 1500));
        host.addAddress("tun0", "203.0.113.1/24");
        ping("203.0.113.2");
        settle(10);
    }

    private void pingThroughATap() throws Exception {
        read(host.addTap("tap0", 1500, 0));
        host.addAddress("tap0", "203.0.113.1/24");
        ping("203.0.113.2");
        settle(4000);
        host.addNeighbour("tap0", "203.0.113.2", "02:00:5e:00:02:02");
        ping("203.0.113.2");
        settle(10);
    }

    @Test
    void shouldGiveTheProgramBarePacketsOf84Octets() throws Exception {
        pingThroughATun();
        assertThat(lengths()).containsExactly(84);
        assertThat(read.getFirst()[0]).isEqualTo((byte) 0x45);
    }

    @Test
    void shouldGiveTheProgramFramesOf42AndThenOf98Octets() throws Exception {
        pingThroughATap();
        assertThat(lengths()).containsExactly(42, 98);
        assertThat(Octets.u48(read.getLast(), 0)).isEqualTo(0x0200_5e00_0202L);
    }

    @Test
    void shouldGiveTheLengthsThatAKernelGave() throws Exception {
        List<Integer> tun = recorded("tun-device-reads.txt");
        List<Integer> tap = recorded("tap-device-reads.txt");
        pingThroughATun();
        assertThat(lengths()).isEqualTo(tun);
        read.clear();
        open();
        pingThroughATap();
        assertThat(lengths()).isEqualTo(tap);
    }

    @Test
    void shouldRefuseWhatHasNoEthernetHeader() {
        TunDevice tap = host.addTap("tap0", 1500, 0x0200_0000_0042L);
        assertThat(tap.write(new byte[13], 0, 13)).isEqualTo(TunDevice.Written.INVALID);
        assertThat(tap.write(new byte[14], 0, 14)).isEqualTo(TunDevice.Written.DONE);
        host.setUp("tap0", false);
        assertThat(tap.write(new byte[14], 0, 14)).isEqualTo(TunDevice.Written.DOWN);
        settle(10);
        assertThat(tap.mac()).isEqualTo(0x0200_0000_0042L);
    }

    @Test
    void shouldAnswerArpThatTheProgramWrites() {
        TunDevice tap = read(host.addTap("tap0", 1500, 0x0200_0000_0042L));
        host.addAddress("tap0", "203.0.113.1/24");
        byte[] asks = new byte[42];
        Octets.put48(asks, 0, 0xffff_ffff_ffffL);
        Octets.put48(asks, 6, 0x0600_0000_0002L);
        Octets.put16(asks, 12, 0x0806);
        Octets.put32(asks, 14, 0x0001_0800);
        Octets.put32(asks, 18, 0x0604_0001);
        Octets.put48(asks, 22, 0x0600_0000_0002L);
        Octets.put32(asks, 28, IpAddress.require("203.0.113.2").v4());
        Octets.put32(asks, 38, IpAddress.require("203.0.113.1").v4());
        tap.write(asks, 0, asks.length);
        settle(10);
        assertThat(read).hasSize(1);
        assertThat(Octets.u48(read.getFirst(), 22)).isEqualTo(0x0200_0000_0042L);
    }

    @Test
    void shouldDoWhatTheCommandsOfAnAdministratorSay() {
        for (String command :
                List.of(
                        "ip tuntap add dev tap1 mode tap",
                        "ip tuntap add tun1 mode tun",
                        "ip link add br0 type bridge",
                        "ip link set tap1 master br0",
                        "bridge link set dev tap1 hairpin on",
                        "ip link set dev br0 address 02:00:00:00:00:b0 up",
                        "ip addr add 192.0.2.1/24 dev br0",
                        "ip addr add 10.9.0.1 peer 10.9.0.2/32 dev tun1",
                        "ip route add default via 192.0.2.254 table 9",
                        "ip rule add fwmark 1 lookup 9",
                        "ip neigh add 192.0.2.254 lladdr 02:00:00:00:00:fe dev br0",
                        "sysctl -w net.ipv4.ip_forward=1")) {
            host.command(command);
        }
        assertThat(host.ruleLines()).contains("32765:\tfrom all fwmark 0x1 lookup 9");
        assertThat(host.routeLines())
                .contains(
                        "default via 192.0.2.254 dev br0 table 9",
                        "10.9.0.2 dev tun1 proto kernel scope link src 10.9.0.1");
        assertThat(host.sysctl("net.ipv4.ip_forward")).isEqualTo(1);
        host.command("ip rule del fwmark 1 lookup 9");
        assertThat(host.ruleLines()).hasSize(3);
        for (String wrong :
                List.of(
                        "",
                        "rm -rf /",
                        "ip",
                        "ip link set br0 sideways",
                        "ip addr add 1.2.3.4/24",
                        "ip rule del fwmark 1 lookup 9",
                        "bridge link set dev br0 hairpin on",
                        "sysctl -w net.ipv4.ip_forward=maybe",
                        "tc qdisc replace dev tun1 root pfifo")) {
            assertThatThrownBy(() -> host.command(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
