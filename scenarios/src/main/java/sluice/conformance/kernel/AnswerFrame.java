package sluice.conformance.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import sluice.conformance.kernel.PlayedStep.Left;
import sluice.firewall.PacketOctets;
import sluice.firewall.PacketSpec.Described;
import sluice.packet.Octets;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.EthernetView;
import sluice.packet.wire.IpProtocols;

/** What a station answers to a frame that reaches it. */
final class AnswerFrame {
    private AnswerFrame() {}

    /** The answer to the first of these frames that has one. */
    static Optional<FreshStep> to(List<Left> left) {
        for (Left each : left) {
            byte[] frame = each.frame();
            int ip = EthernetView.HEADER_OCTETS;
            boolean known =
                    frame.length >= ip + 28
                            && (frame[ip] == 0x45 || (frame[ip] >>> 4 == 6 && frame.length >= 62))
                            && Octets.u16(frame, 12)
                                    == (frame[ip] == 0x45 ? EtherTypes.IPV4 : EtherTypes.IPV6);
            if (!known || !answerable(frame, ip)) continue;
            byte[] packet = Arrays.copyOfRange(frame, ip, frame.length);
            Described reply = PacketOctets.answer(packet, -1);
            byte[] back =
                    PacketOctets.frame(
                            PacketOctets.packetAfter(reply, packet),
                            Octets.u48(frame, 6),
                            Octets.u48(frame, 0));
            return Optional.of(new FreshStep.Arrives(each.device(), back, "answer"));
        }
        return Optional.empty();
    }

    private static boolean answerable(byte[] frame, int ip) {
        boolean ipv6 = frame[ip] >>> 4 == 6;
        int protocol = Octets.u8(frame, ipv6 ? ip + 6 : ip + 9);
        int at = ipv6 ? ip + 40 : ip + 20;
        boolean fragment = !ipv6 && (Octets.u16(frame, ip + 6) & 0x3fff) != 0;
        if (fragment) return false;
        return switch (protocol) {
            case IpProtocols.UDP -> true;
            case IpProtocols.TCP -> frame.length >= at + 20 && (frame[at + 13] & 4) == 0;
            case IpProtocols.ICMP -> frame[at] == 8;
            case IpProtocols.ICMPV6 -> Octets.u8(frame, at) == 128;
            default -> false;
        };
    }
}
