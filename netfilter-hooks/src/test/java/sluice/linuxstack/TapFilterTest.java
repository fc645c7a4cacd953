package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sluice.bpf.Ancillary;
import sluice.bpf.BpfCode;
import sluice.bpf.BpfInstruction;
import sluice.bpf.BpfProgram;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.UdpSocket;
import sluice.edge.SocketRefused;
import sluice.netdev.PacketSocket;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfVerdict;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.nic.SimNic;
import sluice.packet.Octets;
import sluice.time.CostTable;
import sluice.time.InterruptDelivery;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.WorldOptions;

/** Filters of packet sockets that load what Linux knows of a frame besides its octets. */
class TapFilterTest {
    private static final int MARK = 0x1234_5678;

    private final TwoHosts hosts =
            new TwoHosts(WorldOptions.DEFAULT, null, LinkOptions.delayed(1000));
    private final PacketSocket sending = hosts.first.packetSocket();
    private final PacketSocket receiving = hosts.second.packetSocket();
    private UdpSocket socket;

    /** Neighbours are known afterwards, so that each datagram is one frame. */
    @BeforeEach
    void meet() throws SocketRefused {
        hosts.second.sockets().udp(IpAddress.ANY4, 7, new TwoHosts.Received());
        hosts.second.sockets().udp(IpAddress.ANY6, 7, new TwoHosts.Received());
        socket = hosts.first.sockets().udp(IpAddress.ANY4, 0, new TwoHosts.Received());
        send();
    }

    private void send() {
        TwoHosts.send(socket, "10.0.0.2", 7, "hello");
        run();
    }

    private void run() {
        hosts.world.runUntil(hosts.world.scheduler().nowNanos() + 100_000_000L);
    }

    private static BpfProgram equal(BpfInstruction load, int value) {
        return BpfProgram.of(
                load,
                new BpfInstruction(BpfCode.JEQ, 0, 1, value),
                BpfInstruction.of(BpfCode.RET_K, 0xffff),
                BpfInstruction.of(BpfCode.RET_K, 0));
    }

    private static BpfProgram equal(Ancillary field, int value) {
        int offset = Ancillary.OFFSET + field.number();
        return equal(BpfInstruction.of(BpfCode.LD_W_ABS, offset), value);
    }

    /** Whether the filter takes the one frame that {@code traffic} makes pass {@code tap}. */
    private static boolean takes(PacketSocket tap, BpfProgram filter, Runnable traffic) {
        assertThat(tap.attachFilter(filter)).isNull();
        tap.takeStatistics();
        traffic.run();
        var stats = tap.takeStatistics();
        assertThat(stats.received() + stats.rejected()).as("frames").isEqualTo(1);
        return stats.received() == 1;
    }

    @ParameterizedTest
    @CsvSource({
        "PROTOCOL, 2048, 2048",
        "PACKET_TYPE, 4, 0",
        "INTERFACE_INDEX, 2, 2",
        "MARK, 0, 0",
        "QUEUE, 0, 0",
        "HARDWARE_TYPE, 1, 1",
        "RECEIVE_HASH, 0, 0",
        "CPU, 0, 0",
        "VLAN_TAG, 0, 0",
        "VLAN_TAG_PRESENT, 0, 0",
        "VLAN_PROTOCOL, 0, 0",
        "PAYLOAD_OFFSET, 42, 42"
    })
    void shouldLoadWhatIsTrueOfADatagram(Ancillary field, int sent, int received) {
        assertThat(takes(sending, equal(field, sent), this::send)).isTrue();
        assertThat(takes(sending, equal(field, sent + 1), this::send)).isFalse();
        assertThat(takes(receiving, equal(field, received), this::send)).isTrue();
        assertThat(takes(receiving, equal(field, received + 1), this::send)).isFalse();
    }

    @Test
    void shouldLoadTheMarkThatAHookHasPut() {
        hosts.first.registerHook(
                NfFamily.IPV4,
                HookPoint.LOCAL_OUT,
                0,
                "mark",
                (skb, _) -> {
                    skb.setMark(MARK);
                    return NfVerdict.ACCEPT;
                });
        assertThat(takes(sending, equal(Ancillary.MARK, MARK), this::send)).isTrue();
        assertThat(takes(receiving, equal(Ancillary.MARK, 0), this::send)).isTrue();
    }

    @Test
    void shouldLoadTheIndexAndTheHardwareTypeOfTheLoopbackDevice() throws SocketRefused {
        hosts.first.sockets().udp(IpAddress.ANY4, 8, new TwoHosts.Received());
        Runnable toMyself =
                () -> {
                    TwoHosts.send(socket, "127.0.0.1", 8, "hello");
                    run();
                };
        sending.attachFilter(equal(Ancillary.HARDWARE_TYPE, 772));
        sending.takeStatistics();
        toMyself.run();
        assertThat(sending.takeStatistics().received()).isEqualTo(2);
        sending.attachFilter(equal(Ancillary.INTERFACE_INDEX, 1));
        toMyself.run();
        send();
        assertThat(sending.takeStatistics().received()).isEqualTo(2);
        sending.attachFilter(equal(Ancillary.PACKET_TYPE, 4));
        toMyself.run();
        assertThat(sending.takeStatistics().received()).as("once out, once in").isEqualTo(1);
    }

    /** SKF_LL_OFF and SKF_NET_OFF: the type in the link header, the protocol in that of IP. */
    @Test
    void shouldLoadFromTheHeaders() {
        for (PacketSocket tap : List.of(sending, receiving)) {
            var type = BpfInstruction.of(BpfCode.LD_H_ABS, Ancillary.LINK_OFFSET + 12);
            var protocol = BpfInstruction.of(BpfCode.LD_B_ABS, Ancillary.NETWORK_OFFSET + 9);
            assertThat(takes(tap, equal(type, 0x0800), this::send)).isTrue();
            assertThat(takes(tap, equal(protocol, 17), this::send)).isTrue();
            assertThat(takes(tap, equal(protocol, 6), this::send)).isFalse();
        }
    }

    private void arrive(int typeOrLength, int firstOctets, long destination) {
        byte[] frame = new byte[64];
        Octets.put48(frame, 0, destination);
        Octets.put48(frame, 6, 0x0200_0000_0009L);
        Octets.put16(frame, 12, typeOrLength);
        Octets.put16(frame, 14, firstOctets);
        hosts.world.hosts().get(1).nics().getFirst().inject(frame, 0, frame.length);
        run();
    }

    @Test
    void shouldSayToWhomAFrameIs() {
        long own = 0x0200_0000_0002L;
        List<Integer> codes = new ArrayList<>();
        for (long destination : new long[] {own, 0xffff_ffff_ffffL, 0x3333_0000_0001L}) {
            for (int code = 0; code < 5; code++) {
                Runnable one = () -> arrive(0x88b5, 0, destination);
                if (takes(receiving, equal(Ancillary.PACKET_TYPE, code), one)) codes.add(code);
            }
        }
        assertThat(codes).containsExactly(0, 1, 2);
    }

    /**
     * eth_type_trans: a length stands for LLC, or for Novell's raw frames; behind a tag likewise.
     */
    @ParameterizedTest
    @CsvSource({"100, 43690, 4", "100, 65535, 1", "35061, 0, 35061", "33024, 5, 4"})
    void shouldNameTheProtocolOfAFrame(int typeOrLength, int firstOctets, int expected) {
        Runnable one = () -> arrive(typeOrLength, firstOctets, 0xffff_ffff_ffffL);
        assertThat(takes(receiving, equal(Ancillary.PROTOCOL, expected), one)).isTrue();
    }

    @Test
    void shouldLoadTheCpuThatTookTheInterrupt() {
        var options =
                new HostOptions(3, CostTable.ZERO, 20_000_000, InterruptDelivery.LOWEST_PRIORITY);
        Host many = hosts.world.addHost("many", options);
        SimNic nic = many.addNic("eth0", NicOptions.ethernet(0x0200_0000_0003L));
        PacketSocket tap = LinuxHost.on(many).nic(nic, "10.0.9.1/24").build().packetSocket();
        byte[] frame = new byte[60];
        Octets.put48(frame, 0, 0xffff_ffff_ffffL);
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            assertThat(tap.attachFilter(equal(Ancillary.CPU, i % 3))).isNull();
            nic.inject(frame, 0, frame.length);
            run();
            if (tap.takeStatistics().received() == 1) numbers.add(i % 3);
        }
        assertThat(numbers).containsExactly(0, 1, 2, 0, 1, 2);
    }

    @Test
    void shouldDrawRandomNumbersThatASeedRepeats() {
        List<Boolean> drawn = draws();
        assertThat(drawn.stream().filter(each -> each).count()).isBetween(10L, 54L);
        assertThat(new TapFilterTest().met().draws()).isEqualTo(drawn);
    }

    private TapFilterTest met() {
        try {
            meet();
        } catch (SocketRefused e) {
            throw new AssertionError(e);
        }
        return this;
    }

    private List<Boolean> draws() {
        var odd =
                BpfProgram.of(
                        BpfInstruction.of(
                                BpfCode.LD_W_ABS, Ancillary.OFFSET + Ancillary.RANDOM.number()),
                        new BpfInstruction(BpfCode.JSET, 0, 1, 1),
                        BpfInstruction.of(BpfCode.RET_K, 1),
                        BpfInstruction.of(BpfCode.RET_K, 0));
        List<Boolean> taken = new ArrayList<>();
        for (int i = 0; i < 64; i++) taken.add(takes(sending, odd, this::send));
        return taken;
    }
}
