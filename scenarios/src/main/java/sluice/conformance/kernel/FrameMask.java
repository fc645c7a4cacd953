package sluice.conformance.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import sluice.conformance.netfilter.FrameChecksums;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv6View;

/**
 * One frame as two plays have it: what they share, with what differs set to zero, as recorded cases
 * have it.
 *
 * @param octets masked, checksums made right afterwards
 */
record FrameMask(byte[] octets, String ip, String transport, List<Field> fields) {
    private static final int IP = 14;

    /** A part that is masked. */
    record Field(String name, int offset, int octets) {
        boolean differs(byte[] one, byte[] other) {
            int end = Math.min(offset + octets, one.length);
            return offset < end && !Arrays.equals(one, offset, end, other, offset, end);
        }
    }

    /**
     * What two frames share; empty if they are not the same but for some fields.
     *
     * @param always names of fields to mask even where they are equal
     */
    static Optional<FrameMask> of(byte[] one, byte[] other, List<String> always) {
        if (one.length != other.length) return Optional.empty();
        var states = new FrameChecksums(one, false);
        var others = new FrameChecksums(other, false);
        if (!states.ip().equals(others.ip()) || !states.transport().equals(others.transport()))
            return Optional.empty();
        List<Field> masked = new ArrayList<>();
        for (Field field : fields(one))
            if (field.differs(one, other) || always.contains(field.name())) masked.add(field);
        byte[] mine = zeroed(one, masked, states);
        byte[] theirs = zeroed(other, masked, states);
        // What is left lies in packets that are quoted.
        for (int at = 0; at < mine.length; at += 2) {
            var word = new Field("other", at, Math.min(2, mine.length - at));
            if (word.differs(mine, theirs)) masked.add(word);
        }
        byte[] octets = zeroed(one, masked, states);
        return Optional.of(
                new FrameMask(octets, states.ip(), states.transport(), List.copyOf(masked)));
    }

    private static byte[] zeroed(byte[] frame, List<Field> masked, FrameChecksums states) {
        byte[] octets = frame.clone();
        for (Field each : masked)
            Arrays.fill(
                    octets,
                    each.offset(),
                    Math.min(each.offset() + each.octets(), octets.length),
                    (byte) 0);
        if (masked.isEmpty()) return octets;
        var checksums = new FrameChecksums(octets, false);
        if (states.ip().equals("ok")) checksums.fillIp();
        if (states.transport().equals("ok")) checksums.fillTransport();
        return octets;
    }

    private static List<Field> fields(byte[] frame) {
        List<Field> fields = new ArrayList<>();
        if (frame.length < IP + 20) return fields;
        int upper;
        int protocol;
        if (frame[IP] >>> 4 == 4) {
            fields.add(new Field("ip.id", IP + 4, 2));
            upper = IP + (frame[IP] & 15) * 4;
            protocol = frame[IP + 9];
            if ((frame[IP + 6] & 0x1f) != 0 || frame[IP + 7] != 0) return fields;
        } else if (frame[IP] >>> 4 == 6 && frame.length >= IP + Ipv6View.HEADER_OCTETS) {
            upper = IP + Ipv6View.HEADER_OCTETS;
            protocol = frame[IP + 6];
            if (protocol == IpProtocols.FRAGMENT) fields.add(new Field("frag.id", upper + 4, 4));
        } else {
            return fields;
        }
        if (frame.length < upper + 4) return fields;
        if (protocol == IpProtocols.TCP || protocol == IpProtocols.UDP) {
            fields.add(new Field("sport", upper, 2));
            fields.add(new Field("dport", upper + 2, 2));
        }
        if (protocol == IpProtocols.TCP && frame.length >= upper + 20) {
            fields.add(new Field("tcp.seq", upper + 4, 4));
            fields.add(new Field("tcp.ack", upper + 8, 4));
            fields.add(new Field("tcp.window", upper + 14, 2));
        }
        return fields;
    }
}
