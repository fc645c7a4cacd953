package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
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
import sluice.edge.SocketRefused;
import sluice.netdev.DeviceStep;
import sluice.netdev.PacketSocket;
import sluice.netdev.VlanTag;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfVerdict;
import sluice.nic.LinkOptions;
import sluice.nic.SimNic;
import sluice.trace.Ended;
import sluice.trace.Step;
import sluice.world.WorldOptions;

/** VLAN tags at the taps of a Linux host: beside a frame that came in, within one that is sent. */
class VlanTapTest {
    private static final String ADDRESSES = "020000000002" + "020000000001";
    private static final int EXPERIMENTAL = 0x88b5;
    private static final int TAG_5 = 0x8100_2005;

    private final List<Step> steps = new ArrayList<>();
    private final TwoHosts hosts =
            new TwoHosts(WorldOptions.DEFAULT, steps::add, LinkOptions.delayed(1000));
    private final SimNic nic = hosts.second.host().nics().getFirst();
    private final PacketSocket socket = hosts.second.packetSocket();
    private final List<String> handled = new ArrayList<>();

    @BeforeEach
    void handleExperiments() {
        hosts.second.registerProtocol(
                EXPERIMENTAL,
                skb -> {
                    int at = skb.networkOffset();
                    handled.add(HexFormat.of().formatHex(skb.octets(), at, at + 2));
                    skb.end(LinuxEnd.SOCKET_RECEIVED);
                });
    }

    private static byte[] frame(String behindAddresses, int length) {
        byte[] start = HexFormat.of().parseHex(ADDRESSES + behindAddresses.replace(" ", ""));
        return Arrays.copyOf(start, length);
    }

    private void arrive(byte[] frame) {
        nic.inject(frame, 0, frame.length);
        run();
    }

    private void run() {
        hosts.world.runUntil(hosts.world.scheduler().nowNanos() + 100_000_000L);
    }

    /** A frame as the socket gives it, its tag, and how long it was. */
    private record Read(byte[] octets, int tag, int wireOctets) {}

    private List<Read> readAll() {
        List<Read> all = new ArrayList<>();
        byte[] room = new byte[2000];
        hosts.second
                .host()
                .cpu()
                .start(
                        "reader",
                        8,
                        self -> {
                            int length = socket.receive(self, room, 0, room.length, 0);
                            while (length != PacketSocket.NOTHING) {
                                byte[] octets = Arrays.copyOf(room, length);
                                int wire = socket.lastWireOctets();
                                all.add(new Read(octets, socket.lastVlanTag(), wire));
                                length = socket.receive(self, room, 0, room.length, 0);
                            }
                        });
        run();
        return all;
    }

    private List<String> drops() {
        return steps.stream()
                .filter(step -> step instanceof Ended end && end.kind().equals("dropped"))
                .map(step -> ((Ended) step).reason())
                .toList();
    }

    private static byte[] putBack(Read read) {
        byte[] room = new byte[VlanTag.OCTETS + read.octets.length];
        System.arraycopy(read.octets, 0, room, VlanTag.OCTETS, read.octets.length);
        int at = VlanTag.putBack(read.tag, room, VlanTag.OCTETS, read.octets.length);
        return Arrays.copyOfRange(room, at, room.length);
    }

    // ---- receiving

    @ParameterizedTest
    @CsvSource({"8100 2005 88b5 abcd", "88a8 2005 88b5 abcd", "8100 2005 8100 0006 88b5 abcd"})
    void shouldTakeTheOutermostTagOutBeforeTheTaps(String behindAddresses) {
        byte[] wire = frame(behindAddresses, 60);
        arrive(wire);
        Read read = readAll().getFirst();
        assertThat(read.octets)
                .isEqualTo(frame(behindAddresses.substring(10), 56))
                .hasSize(read.wireOctets);
        assertThat(VlanTag.protocol(read.tag)).isEqualTo(wire[12] == (byte) 0x81 ? 0x8100 : 0x88a8);
        assertThat(VlanTag.control(read.tag)).isEqualTo(0x2005);
        assertThat(VlanTag.identifier(read.tag)).isEqualTo(5);
        assertThat(putBack(read)).as("as libpcap puts it back").isEqualTo(wire);
        assertThat(steps)
                .as("as a capture has it")
                .anyMatch(
                        step -> step instanceof DeviceStep.TapSaw tap && tap.lengthOctets() == 60);
        assertThat(drops()).containsExactly("UNKNOWN_VLAN");
        assertThat(handled).isEmpty();
    }

    /** linux-path.md, fact 54: VLAN 0 tags are taken off and the packet is delivered. */
    @ParameterizedTest
    @CsvSource({"8100 e000 88b5 abcd", "88a8 0000 8100 0000 88b5 abcd"})
    void shouldDeliverWhatHasAPriorityOnly(String behindAddresses) {
        arrive(frame(behindAddresses, 60));
        assertThat(handled).containsExactly("abcd");
        assertThat(readAll()).extracting(Read::tag).doesNotContain(VlanTag.NONE).hasSize(1);
    }

    @Test
    void shouldDropAnUnknownVlanBehindAPriorityTag() {
        arrive(frame("8100 0000 8100 0005 88b5 abcd", 60));
        assertThat(drops()).containsExactly("UNKNOWN_VLAN");
    }

    /** skb_vlan_untag wants the type behind the tag, and frees the frame without it. */
    @Test
    void shouldNotShowTheTapsAFrameThatIsCutInItsTag() {
        for (int length = 14; length < 18; length++) arrive(frame("8100 0005", length));
        assertThat(drops()).hasSize(4).containsOnly("TRUNCATED_TAG");
        assertThat(readAll()).isEmpty();
        arrive(frame("8100 0000 88b5", 18));
        assertThat(readAll()).hasSize(1);
    }

    @Test
    void shouldDropAFrameThatIsCutInItsSecondTag() {
        arrive(frame("8100 0000 8100 00", 20));
        assertThat(drops()).containsExactly("TRUNCATED_TAG");
        assertThat(readAll()).as("taps saw it before").hasSize(1);
    }

    @Test
    void shouldLeaveTheOlderTagInTheFrame() {
        byte[] wire = frame("9100 0005 88b5 abcd", 60);
        arrive(wire);
        assertThat(drops()).containsExactly("UNKNOWN_ETHERTYPE");
        assertThat(readAll()).allSatisfy(read -> assertThat(read.octets).isEqualTo(wire));
    }

    @Test
    void shouldGiveEachFrameItsOwnTag() {
        List<Integer> tags = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            boolean tagged = i % 3 != 0;
            tags.add(tagged ? 0x8100_0000 | i : VlanTag.NONE);
            arrive(frame(tagged ? "8100 %04x 88b5".formatted(i) : "88b5", 60));
            if (i % 50 == 30) assertThat(readAll()).hasSizeBetween(31, 50);
            if (i % 50 == 30) tags.clear();
        }
        assertThat(readAll()).extracting(Read::tag).isEqualTo(tags);
    }

    @Test
    void shouldForgetTheTagsOfWhatANewBoundThrowsAway() {
        arrive(frame("8100 0005 88b5", 60));
        socket.setReceiveBuffer(10_000);
        arrive(frame("88b5", 60));
        assertThat(readAll()).extracting(Read::tag).containsExactly(VlanTag.NONE);
    }

    // ---- what filters load

    private boolean takes(Ancillary field, int value, byte[] frame) {
        var filter =
                BpfProgram.of(
                        BpfInstruction.of(BpfCode.LD_W_ABS, Ancillary.OFFSET + field.number()),
                        new BpfInstruction(BpfCode.JEQ, 0, 1, value),
                        BpfInstruction.of(BpfCode.RET_K, 0xffff),
                        BpfInstruction.of(BpfCode.RET_K, 0));
        assertThat(socket.attachFilter(filter)).isNull();
        socket.takeStatistics();
        arrive(frame);
        return socket.takeStatistics().received() == 1;
    }

    @ParameterizedTest
    @CsvSource({
        "VLAN_TAG, 8100 2005 88b5, 8197",
        "VLAN_TAG_PRESENT, 8100 2005 88b5, 1",
        "VLAN_PROTOCOL, 8100 2005 88b5, 33024",
        "VLAN_PROTOCOL, 88a8 2005 8100 0001 88b5, 34984",
        "PROTOCOL, 8100 2005 88b5, 34997",
        "PROTOCOL, 88a8 2005 8100 0001 88b5, 33024",
        "VLAN_TAG, 8100 0000 88b5, 0",
        "VLAN_TAG_PRESENT, 8100 0000 88b5, 1",
        "VLAN_TAG_PRESENT, 88b5, 0",
        "VLAN_PROTOCOL, 88b5, 0",
        "PACKET_TYPE, 8100 2005 88b5, 0"
    })
    void shouldLoadTheTagThatWasTakenOut(Ancillary field, String behindAddresses, int value) {
        assertThat(takes(field, value, frame(behindAddresses, 60))).isTrue();
        assertThat(takes(field, value + 1, frame(behindAddresses, 60))).isFalse();
    }

    // ---- sending

    /** A hook that marks packets for a VLAN, as a VLAN device or an nft rule would. */
    private static void tagSent(LinuxHost from) {
        from.registerHook(
                NfFamily.IPV4,
                HookPoint.POST_ROUTING,
                0,
                "tag",
                (skb, _) -> {
                    skb.setVlanTag(TAG_5);
                    return NfVerdict.ACCEPT;
                });
    }

    @Test
    void shouldPutTheTagOfASentPacketIntoTheFrameBeforeTheTaps() throws SocketRefused {
        tagSent(hosts.first);
        PacketSocket sender = hosts.first.packetSocket();
        sender.attachFilter(
                BpfProgram.of(
                        BpfInstruction.of(BpfCode.LD_W_ABS, 12),
                        new BpfInstruction(BpfCode.JEQ, 0, 1, TAG_5),
                        BpfInstruction.of(BpfCode.RET_K, 0xffff),
                        BpfInstruction.of(BpfCode.RET_K, 0)));
        var socketOfFirst = hosts.first.sockets().udp(IpAddress.ANY4, 0, new TwoHosts.Received());
        TwoHosts.send(socketOfFirst, "10.0.0.2", 7, "hello");
        run();
        assertThat(sender.takeStatistics().received()).isEqualTo(1);
        Read arrived = readAll().getLast();
        assertThat(arrived.tag).isEqualTo(TAG_5);
        assertThat(new String(arrived.octets, 42, 5, StandardCharsets.US_ASCII)).isEqualTo("hello");
        assertThat(drops()).contains("UNKNOWN_VLAN");
    }

    @Test
    void shouldPutTheTagIntoAFrameOnTheLoopbackDeviceToo() throws SocketRefused {
        tagSent(hosts.second);
        var toMyself = hosts.second.sockets().udp(IpAddress.ANY4, 0, new TwoHosts.Received());
        TwoHosts.send(toMyself, "127.0.0.1", 7, "hello");
        run();
        assertThat(readAll()).extracting(Read::tag).containsExactly(VlanTag.NONE, TAG_5);
    }
}
