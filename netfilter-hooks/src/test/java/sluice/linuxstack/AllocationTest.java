package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketEdge.UdpSocket;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfVerdict;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.nic.SimNic;
import sluice.packet.wire.TransportChecksums;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** With trace and audit off, a packet on the accept path allocates nothing. */
class AllocationTest {
    private static final int PACKETS = 100_000;
    private static final int ROUNDS_MAX = 40;

    @Test
    void shouldAllocateNothingPerPacket() throws Exception {
        var hosts = new TwoHosts(WorldOptions.DEFAULT.unaudited(), null, LinkOptions.PERFECT);
        for (HookPoint point : HookPoint.IP) {
            hosts.first.registerHook(NfFamily.IPV4, point, 0, "accept", (_, _) -> NfVerdict.ACCEPT);
            hosts.second.registerHook(
                    NfFamily.IPV4, point, 0, "accept", (_, _) -> NfVerdict.ACCEPT);
        }
        long[] received = new long[1];
        UdpSocket to =
                hosts.second
                        .sockets()
                        .udp(IpAddress.ANY4, 7, (_, _, _, _, _, _, _) -> received[0]++);
        UdpSocket from = hosts.first.sockets().udp(IpAddress.ANY4, 0, (_, _, _, _, _, _, _) -> {});
        byte[] payload = new byte[512];
        IpAddress address = IpAddress.require("10.0.0.2");
        // Views go away once the code is compiled, which takes some rounds on a busy machine; what
        // is really allocated per packet would stay in every round.
        double least = Double.MAX_VALUE;
        int rounds = 0;
        while (least >= 1.0 && rounds < ROUNDS_MAX) {
            long before = allocatedOctets();
            send(hosts, from, payload, address);
            least = Math.min(least, (double) (allocatedOctets() - before) / PACKETS);
            rounds++;
        }
        assertThat(received[0]).isEqualTo((long) rounds * PACKETS);
        assertThat(to.localPort()).isEqualTo(7);
        assertThat(least).as("octets per packet").isLessThan(1.0);
    }

    /** Sixteen hooks are more than the compiler takes into the caller, views with them. */
    @Test
    void shouldAllocateNothingPerForwardedPacketWhereManyHooksStand() throws Exception {
        var world = new World(WorldOptions.DEFAULT.unaudited(), null);
        var machine = world.addHost("router", HostOptions.DEFAULT);
        SimNic left = machine.addNic("eth0", NicOptions.ethernet(0x0200_0000_0001L));
        SimNic right = machine.addNic("eth1", NicOptions.ethernet(0x0200_0000_0002L));
        world.connect("left", LinkOptions.PERFECT, left);
        world.connect("right", LinkOptions.PERFECT, right);
        LinuxHost router =
                LinuxHost.on(machine)
                        .sysctl("net.ipv4.ip_forward", 1)
                        .nic(left, "10.0.0.1/24")
                        .nic(right, "10.0.1.1/24")
                        .neighbour("eth1", "10.0.1.2", "06:00:00:00:00:02")
                        .build();
        long[] seen = new long[1];
        for (int i = 0; i < 16; i++) {
            router.registerHook(
                    NfFamily.IPV4,
                    HookPoint.FORWARD,
                    i,
                    "count" + i,
                    (_, _) -> {
                        seen[0]++;
                        return NfVerdict.ACCEPT;
                    });
        }
        byte[] frame =
                HexFormat.of()
                        .parseHex(
                                "020000000001060000000001080045000021123440004011000"
                                        + "00a0000020a00010203e80007000d000068656c6c6f");
        TransportChecksums.fillIpv4Header(frame, 14, 20);
        double least = Double.MAX_VALUE;
        int rounds = 0;
        while (least >= 1.0 && rounds < ROUNDS_MAX) {
            long before = allocatedOctets();
            for (int i = 0; i < PACKETS; i++) {
                left.inject(frame, 0, frame.length);
                world.scheduler().run(world.scheduler().nowNanos(), Long.MAX_VALUE);
            }
            least = Math.min(least, (double) (allocatedOctets() - before) / PACKETS);
            rounds++;
        }
        assertThat(seen[0]).isEqualTo(16L * rounds * PACKETS);
        assertThat(least).as("octets per packet").isLessThan(1.0);
    }

    // By reflection, because the module under test does not read jdk.management.
    private static long allocatedOctets() throws ReflectiveOperationException {
        Object threads =
                Class.forName("java.lang.management.ManagementFactory")
                        .getMethod("getThreadMXBean")
                        .invoke(null);
        Method method =
                Class.forName("com.sun.management.ThreadMXBean")
                        .getMethod("getCurrentThreadAllocatedBytes");
        return (long) method.invoke(threads);
    }

    private static void send(TwoHosts hosts, UdpSocket from, byte[] payload, IpAddress to) {
        for (int i = 0; i < PACKETS; i++) {
            from.send(payload, 0, payload.length, to, 7, SendOptions.DEFAULT);
            while (hosts.world.scheduler().nextEventNanos() <= hosts.world.scheduler().nowNanos())
                hosts.world.scheduler().runOne();
            if (i == 0) hosts.world.runUntil(hosts.world.scheduler().nowNanos() + 1_000_000L);
        }
    }
}
