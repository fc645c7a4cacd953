package sluice.winstack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sluice.defer.Verdict;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketEdge.UdpSocket;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.ndis.FilterContext;
import sluice.ndis.Intermediate;
import sluice.ndis.LightweightFilter;
import sluice.ndis.LowerEdge;
import sluice.ndis.NdisDriver;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisStatus;
import sluice.ndis.NetBufferList;
import sluice.ndis.VerifierLevel;
import sluice.ndis.filter.FilterDriver;
import sluice.nic.LinkOptions;
import sluice.packet.Packet;
import sluice.world.HostOptions;
import sluice.world.WorldOptions;

/**
 * Steady traffic allocates nothing, from socket to socket, with trace and audit off; nor does a
 * verifier that is not strict.
 */
class AllocationTest {
    private static final int WARM_UP = 30_000;
    private static final int MEASURED = 50_000;

    @ParameterizedTest
    @EnumSource(names = "STRICT", mode = EnumSource.Mode.EXCLUDE)
    void shouldAllocateNothingPerDatagram(VerifierLevel level) throws SocketRefused {
        assertThat(octetsPerDatagram(level)).isLessThan(1);
    }

    @ParameterizedTest
    @EnumSource(names = "STRICT", mode = EnumSource.Mode.EXCLUDE)
    void shouldAllocateNothingThroughEveryKindOfDriver(VerifierLevel level) throws SocketRefused {
        Intermediate raw =
                new Intermediate() {
                    @Override
                    public NdisStatus send(LowerEdge below, NdisPacket packet) {
                        return below.send(packet);
                    }
                };
        LightweightFilter light =
                new LightweightFilter() {
                    @Override
                    public void sendNetBufferLists(FilterContext filter, NetBufferList chain) {
                        filter.send(chain);
                    }

                    @Override
                    public void receiveNetBufferLists(
                            FilterContext filter, NetBufferList chain, boolean resources) {
                        filter.indicateReceive(chain, resources);
                    }
                };
        FilterDriver verdict =
                new FilterDriver() {
                    @Override
                    public Verdict onSend(Packet packet) {
                        return Verdict.PASS;
                    }

                    @Override
                    public Verdict onReceive(Packet packet) {
                        return Verdict.PASS;
                    }
                };
        assertThat(octetsPerDatagram(level, new Intermediate() {}, raw, light, verdict))
                .isLessThan(1);
    }

    private static double octetsPerDatagram(VerifierLevel level, NdisDriver... drivers)
            throws SocketRefused {
        var options = WorldOptions.DEFAULT.unaudited();
        try (var hosts =
                new TwoHosts(
                        options,
                        LinkOptions.PERFECT,
                        null,
                        WindowsPreset.WINDOWS_10,
                        false,
                        HostOptions.DEFAULT,
                        level)) {
            for (int i = 0; i < drivers.length; i++) {
                hosts.a.insertDriver("lan", i, "d" + i, drivers[i]);
                hosts.b.insertDriver("lan", i, "d" + i, drivers[i]);
            }
            hosts.a.addNeighbour("lan", TwoHosts.B4, TwoHosts.MAC_B);
            hosts.b.addNeighbour("lan", TwoHosts.A4, TwoHosts.MAC_A);
            var counter = new Counter();
            hosts.b.sockets().udp(IpAddress.ANY4, 7, counter);
            UdpSocket socket = hosts.a.sockets().udp(TwoHosts.A4, 5000, counter);
            byte[] payload = new byte[512];
            run(hosts, socket, payload, WARM_UP);
            long before = allocatedOctets();
            run(hosts, socket, payload, MEASURED);
            long allocated = allocatedOctets() - before;
            assertThat(counter.received).isEqualTo(WARM_UP + MEASURED);
            assertThat(hosts.world.ledger().check()).isEmpty();
            return (double) allocated / MEASURED;
        }
    }

    /** Asked by reflection: the module under test does not read the management modules. */
    private static long allocatedOctets() {
        try {
            Object threads =
                    Class.forName("java.lang.management.ManagementFactory")
                            .getMethod("getThreadMXBean")
                            .invoke(null);
            return (long)
                    Class.forName("com.sun.management.ThreadMXBean")
                            .getMethod("getCurrentThreadAllocatedBytes")
                            .invoke(threads);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this JVM does not count allocation", e);
        }
    }

    private static void run(TwoHosts hosts, UdpSocket socket, byte[] payload, int datagrams) {
        for (int i = 0; i < datagrams; i++) {
            socket.send(payload, 0, payload.length, TwoHosts.B4, 7, SendOptions.DEFAULT);
            hosts.world.scheduler().run(Long.MAX_VALUE, Long.MAX_VALUE);
        }
    }

    private static final class Counter implements SocketHandler {
        long received;

        @Override
        public void received(
                long packetId,
                byte[] octets,
                int offset,
                int lengthOctets,
                long sourceHigh,
                long sourceLow,
                int port) {
            received++;
        }
    }
}
