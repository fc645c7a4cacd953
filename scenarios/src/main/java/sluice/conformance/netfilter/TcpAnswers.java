package sluice.conformance.netfilter;

import java.util.List;
import java.util.Map;
import sluice.packet.Octets;
import sluice.packet.wire.EthernetView;
import sluice.packet.wire.Ipv4View;
import sluice.packet.wire.Ipv6View;
import sluice.packet.wire.TcpView;

/** Lets injected segments answer what the device sent: its sequence numbers are drawn anew. */
final class TcpAnswers {
    private static final int FLAG_FIN = 1;
    private static final int FLAG_SYN = 2;

    private TcpAnswers() {}

    /**
     * Sets the field of a segment that follows from a frame that left, and the checksum.
     *
     * @param segment a TCP segment in IP
     * @param sent by step and device
     * @param bare whether {@code segment} begins with the IP header
     * @param answeredBare whether the frame that left does
     * @throws CasePlayer.UnansweredException if there is no such frame, or it is no segment
     */
    static void complete(
            byte[] segment,
            CaseStep.TcpAnswer answer,
            List<Map<String, List<byte[]>>> sent,
            boolean bare,
            boolean answeredBare) {
        List<byte[]> frames =
                answer.step() < sent.size()
                        ? sent.get(answer.step()).getOrDefault(answer.device(), List.of())
                        : List.of();
        if (answer.number() >= frames.size())
            throw new CasePlayer.UnansweredException(
                    "nothing left to answer in step " + answer.step());
        byte[] frame = frames.get(answer.number());
        int ip = answeredBare ? 0 : EthernetView.HEADER_OCTETS;
        int tcp = tcpOffset(frame, ip);
        int flags = Octets.u8(frame, tcp + 13);
        int header = (Octets.u8(frame, tcp + 12) >>> 4) * 4;
        int length = end(frame, ip) - tcp - header;
        int value = Octets.i32(frame, tcp + 4) + length + answer.add();
        if ((flags & FLAG_SYN) != 0) value++;
        if ((flags & FLAG_FIN) != 0) value++;
        int own = bare ? 0 : EthernetView.HEADER_OCTETS;
        int at = tcpOffset(segment, own);
        Octets.put32(segment, at + (answer.sequence() ? 4 : 8), value);
        new FrameChecksums(segment, bare).fillTransport();
    }

    private static int end(byte[] frame, int ip) {
        return frame[ip] >>> 4 == 6
                ? ip + Ipv6View.HEADER_OCTETS + Octets.u16(frame, ip + 4)
                : ip + Octets.u16(frame, ip + 2);
    }

    private static int tcpOffset(byte[] frame, int ip) {
        int tcp = -1;
        if (frame.length >= ip + Ipv6View.HEADER_OCTETS && frame[ip] >>> 4 == 6)
            tcp = ip + Ipv6View.HEADER_OCTETS;
        else if (frame.length >= ip + Ipv4View.HEADER_OCTETS_MIN && frame[ip] >>> 4 == 4)
            tcp = ip + (frame[ip] & 15) * 4;
        if (tcp < 0
                || frame.length < tcp + TcpView.HEADER_OCTETS_MIN
                || frame.length < end(frame, ip))
            throw new CasePlayer.UnansweredException("no TCP segment to answer, or to answer with");
        return tcp;
    }
}
