package sluice.conformance.netfilter;

import java.util.List;
import java.util.Map;
import sluice.packet.Octets;
import sluice.packet.wire.EthernetView;
import sluice.packet.wire.Ipv4View;
import sluice.packet.wire.TcpView;
import sluice.packet.wire.TransportChecksums;

/** Lets injected segments answer what the device sent: its sequence numbers are drawn anew. */
final class TcpAnswers {
    private static final int FLAG_FIN = 1;
    private static final int FLAG_SYN = 2;

    private TcpAnswers() {}

    /**
     * Sets the field of a segment that follows from a frame that left, and the checksum.
     *
     * @param segment an IPv4 segment in an Ethernet frame
     * @param sent by step and device
     * @throws IllegalArgumentException if there is no such frame, or one of the two is no segment
     */
    static void complete(
            byte[] segment, CaseStep.TcpAnswer answer, List<Map<String, List<byte[]>>> sent) {
        List<byte[]> frames =
                answer.step() < sent.size()
                        ? sent.get(answer.step()).getOrDefault(answer.device(), List.of())
                        : List.of();
        if (answer.number() >= frames.size())
            throw new IllegalArgumentException("nothing left to answer in step " + answer.step());
        byte[] frame = frames.get(answer.number());
        int ip = EthernetView.HEADER_OCTETS;
        int tcp = tcpOffset(frame);
        int flags = Octets.u8(frame, tcp + 13);
        int header = (Octets.u8(frame, tcp + 12) >>> 4) * 4;
        int length = ip + Octets.u16(frame, ip + 2) - tcp - header;
        int value = Octets.i32(frame, tcp + 4) + length + answer.add();
        if ((flags & FLAG_SYN) != 0) value++;
        if ((flags & FLAG_FIN) != 0) value++;
        int at = tcpOffset(segment);
        Octets.put32(segment, at + (answer.sequence() ? 4 : 8), value);
        TransportChecksums.fillTcp4(
                segment,
                at,
                ip + Octets.u16(segment, ip + 2) - at,
                Octets.i32(segment, ip + 12),
                Octets.i32(segment, ip + 16));
    }

    private static int tcpOffset(byte[] frame) {
        int ip = EthernetView.HEADER_OCTETS;
        int tcp = frame.length < ip + Ipv4View.HEADER_OCTETS_MIN ? -1 : ip + (frame[ip] & 15) * 4;
        if (tcp < 0
                || frame.length < tcp + TcpView.HEADER_OCTETS_MIN
                || frame.length < ip + Octets.u16(frame, ip + 2))
            throw new IllegalArgumentException("no TCP segment to answer, or to answer with");
        return tcp;
    }
}
