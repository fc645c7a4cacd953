package sluice.firewall;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import sluice.edge.IpAddress;
import sluice.packet.Octets;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.EthernetView;
import sluice.pcap.file.CaptureDamage;
import sluice.pcap.file.CaptureReader;
import sluice.pcap.file.FileProgress;
import sluice.pcap.file.LinkType;
import sluice.pcap.file.ReaderOptions;

/**
 * The frames of a capture, and how each gets to a host: by the interface in whose network its
 * sender is, or sent again by the host itself.
 */
final class CaptureFrames {
    private CaptureFrames() {}

    /**
     * A frame of a capture.
     *
     * @param number as captures count, 1 and up
     * @param epochNanos when it was captured; the time before it if the capture does not say
     * @param sinceFirstNanos time since the first frame, 0 and up
     * @param wireLengthOctets as it was on the wire; more than there are octets if it was cut short
     */
    record Captured(
            long number,
            long epochNanos,
            long sinceFirstNanos,
            byte[] octets,
            long wireLengthOctets,
            LinkType linkType) {}

    /** What is done with each frame. */
    interface Each {
        void frame(Captured frame) throws IOException, NotationFault;
    }

    /** Reads a capture from end to end; what it returns is why reading ended early. */
    static Optional<CaptureDamage> read(Path capture, FileProgress progress, Each each)
            throws IOException, NotationFault {
        try (CaptureReader reader =
                CaptureReader.open(capture, ReaderOptions.tolerant().withProgress(progress))) {
            long first = Long.MIN_VALUE;
            while (reader.next()) {
                if (!reader.isPacket()) continue;
                long epoch = reader.hasTime() ? reader.epochNanos() : Math.max(first, 0);
                if (first == Long.MIN_VALUE) first = epoch;
                byte[] octets = new byte[reader.capturedLengthOctets()];
                System.arraycopy(reader.octets(), reader.offset(), octets, 0, octets.length);
                each.frame(
                        new Captured(
                                reader.packetNumber(),
                                epoch,
                                Math.max(0, epoch - first),
                                octets,
                                reader.wireLengthOctets(),
                                reader.linkType()));
            }
            return reader.damage();
        }
    }

    /** Why a frame cannot be sent to such a host at all; empty if it can. */
    static String obstacle(HostDescription host, Captured captured) {
        byte[] frame = captured.octets;
        if (!captured.linkType.equals(LinkType.ETHERNET)) return "not Ethernet";
        if (captured.wireLengthOctets > frame.length) return "cut short by the capture";
        Optional<IpAddress> source = address(frame, false);
        Optional<IpAddress> target = address(frame, true);
        if (source.isEmpty() || target.isEmpty()) return "not IP";
        if (host.owns(source.get())) return "";
        Optional<String> in = host.deviceFor(source.get());
        if (in.isEmpty()) return "no interface it could come by";
        boolean own = host.owns(target.get());
        boolean through = !in.equals(host.deviceFor(target.get()));
        return group(frame) || own || through ? "" : "for another station of the same network";
    }

    /** Sends a frame without obstacle to a host. */
    static Answer send(FirewallHost host, HostDescription description, Captured captured)
            throws NotationFault {
        byte[] frame = captured.octets;
        String text = "frame " + captured.number;
        IpAddress source = address(frame, false).orElseThrow();
        if (description.owns(source)) return host.resend(frame, text);
        String in = description.deviceFor(source).orElseThrow();
        return host.inject(in, frame, !group(frame), text);
    }

    private static boolean group(byte[] frame) {
        return (frame[0] & 1) != 0;
    }

    private static Optional<IpAddress> address(byte[] frame, boolean destination) {
        int ip = EthernetView.HEADER_OCTETS;
        if (frame.length < ip + 20) return Optional.empty();
        int type = Octets.u16(frame, 12);
        if (type == EtherTypes.IPV4)
            return Optional.of(IpAddress.v4(Octets.i32(frame, ip + (destination ? 16 : 12))));
        if (type != EtherTypes.IPV6 || frame.length < ip + 40) return Optional.empty();
        int at = ip + (destination ? 24 : 8);
        return Optional.of(new IpAddress(Octets.i64(frame, at), Octets.i64(frame, at + 8)));
    }
}
