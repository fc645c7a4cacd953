package sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sluice.linuxstack.LinuxHost;
import sluice.netdev.PacketSocket;
import sluice.netdev.VlanTag;
import sluice.nic.NicOptions;
import sluice.pcap.file.CaptureReader;
import sluice.pcap.file.LinkType;
import sluice.pcap.file.ReaderOptions;
import sluice.pcap.filter.FilterCompiler;
import sluice.pcap.filter.FilterOptions;
import sluice.pcap.filter.FilterResult;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/**
 * The kernel of this machine, with libpcap above it, and an emulated Linux host's packet socket
 * take the same of the same tagged frames.
 */
@Timeout(300)
class LiveTagsTest {
    private static final String ADDRESSES = "020000000099" + "020000000001";
    private static final String IP =
            "45000020000100004011f6c8c0000202c00002019c40270f000cdfbf64617461";
    private static final String SENTINEL = "88b7";

    private static final List<String> BEHIND_ADDRESSES =
            List.of(
                    "88b5",
                    "8100 0005 88b5",
                    "8100 0006 0800" + IP,
                    "0800" + IP,
                    "88a8 0005 8100 0007 0800" + IP,
                    "8100 0007 8100 0005 0800" + IP,
                    "8100 0000 0800" + IP,
                    "8100 a005 86dd",
                    "9100 0005 0800" + IP,
                    "0806",
                    SENTINEL);

    private static final List<String> EXPRESSIONS =
            List.of(
                    "vlan",
                    "vlan 5",
                    "vlan 6 and ip",
                    "vlan and udp port 9999",
                    "ip",
                    "ip or vlan 5",
                    "not vlan",
                    "not (vlan 5)",
                    "vlan 0",
                    "vlan and vlan 7",
                    "vlan 7 and vlan 5 and ip",
                    "ether proto 0x8100");

    @TempDir Path folder;

    private static List<byte[]> frames() {
        List<byte[]> frames = new ArrayList<>();
        for (String behind : BEHIND_ADDRESSES) {
            byte[] start = HexFormat.of().parseHex(ADDRESSES + behind.replace(" ", ""));
            byte[] frame = Arrays.copyOf(start, 90);
            frame[89] = (byte) frames.size();
            frames.add(frame);
        }
        return frames;
    }

    private static List<String> hex(List<byte[]> frames) {
        return frames.stream().map(HexFormat.of()::formatHex).toList();
    }

    /** What the emulated socket takes, tags put back. */
    private static List<byte[]> emulated(String expression) {
        var options =
                FilterOptions.of(LinkType.ETHERNET).withSource(FilterOptions.Source.LINUX_SOCKET);
        var filter = ((FilterResult.Compiled) FilterCompiler.compile(expression, options)).filter();
        try (var world = new World(WorldOptions.DEFAULT, null)) {
            Host host = world.addHost("lin", HostOptions.DEFAULT);
            var nic = host.addNic("eth0", NicOptions.ethernet(0x0200_0000_0099L));
            PacketSocket socket = LinuxHost.on(host).nic(nic, "10.0.0.1/24").build().packetSocket();
            assertThat(socket.attachFilter(filter.program())).isNull();
            List<byte[]> taken = new ArrayList<>();
            byte[] room = new byte[2000];
            for (byte[] frame : frames()) {
                nic.inject(frame, 0, frame.length);
                world.runUntil(world.scheduler().nowNanos());
            }
            host.cpu()
                    .start(
                            "reader",
                            8,
                            self -> {
                                int from = VlanTag.OCTETS;
                                while (true) {
                                    int length = socket.receive(self, room, from, 1500, 0);
                                    if (length == PacketSocket.NOTHING) return;
                                    int at =
                                            VlanTag.putBack(
                                                    socket.lastVlanTag(), room, from, length);
                                    taken.add(Arrays.copyOfRange(room, at, from + length));
                                }
                            });
            world.runUntil(world.scheduler().nowNanos());
            return taken;
        }
    }

    private static List<byte[]> read(Path file) throws Exception {
        List<byte[]> frames = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(file, ReaderOptions.tolerant())) {
            while (reader.next()) {
                int from = reader.offset();
                frames.add(
                        Arrays.copyOfRange(
                                reader.octets(), from, from + reader.capturedLengthOctets()));
            }
        }
        return frames;
    }

    @Test
    void shouldTakeWhatTheKernelTakes() throws Exception {
        LiveCaptureTest.pair(() -> {
            for (String expression : EXPRESSIONS) {
                String asked =
                        "ether src 02:00:00:00:00:01 and (ether proto 0x%s or (%s))"
                                .formatted(SENTINEL, expression);
                List<byte[]> expected = emulated(asked);
                assertThat(expected).as(asked).hasSizeGreaterThan(1);
                Path file = folder.resolve("tags.pcap");
                var done =
                        LiveCaptureTest.capturing(
                                () -> LiveCaptureTest.inject(frames()),
                                "capture",
                                "-i",
                                "veth1",
                                "-c",
                                Integer.toString(expected.size()),
                                "--duration",
                                "10s",
                                "-w",
                                file.toString(),
                                asked);
                assertThat(done.code()).as(done.err()).isZero();
                assertThat(hex(read(file))).as(asked).isEqualTo(hex(expected));
            }
        });
    }
}
