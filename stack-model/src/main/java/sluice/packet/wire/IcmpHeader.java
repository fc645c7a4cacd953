package sluice.packet.wire;

import sluice.packet.Octets;

/**
 * The eight octets at the start of an ICMP message as a value, checksum left out.
 *
 * @param type a number of {@link IcmpTypes}, or another
 * @param code one octet
 * @param rest the last four octets
 */
public record IcmpHeader(int type, int code, int rest) {
    public IcmpHeader {
        Require.bits("type", 8, type);
        Require.bits("code", 8, code);
    }

    public static IcmpHeader echoRequest(int identifier, int sequence) {
        return new IcmpHeader(IcmpTypes.ECHO_REQUEST, 0, identifier << 16 | (sequence & 0xffff));
    }

    public static IcmpHeader echoReply(int identifier, int sequence) {
        return new IcmpHeader(IcmpTypes.ECHO_REPLY, 0, identifier << 16 | (sequence & 0xffff));
    }

    public static IcmpHeader unreachable(int code) {
        return new IcmpHeader(IcmpTypes.DESTINATION_UNREACHABLE, code, 0);
    }

    public static IcmpHeader fragmentationNeeded(int nextHopMtuOctets) {
        return new IcmpHeader(
                IcmpTypes.DESTINATION_UNREACHABLE,
                IcmpTypes.CODE_FRAGMENTATION_NEEDED,
                nextHopMtuOctets & 0xffff);
    }

    public static IcmpHeader timeExceeded(int code) {
        return new IcmpHeader(IcmpTypes.TIME_EXCEEDED, code, 0);
    }

    public static IcmpHeader redirect(int code, int gateway) {
        return new IcmpHeader(IcmpTypes.REDIRECT, code, gateway);
    }

    public static IcmpHeader parameterProblem(int pointer) {
        return new IcmpHeader(IcmpTypes.PARAMETER_PROBLEM, 0, pointer << 24);
    }

    public int lengthOctets() {
        return IcmpView.HEADER_OCTETS;
    }

    /** Writes the header with a checksum of zero; {@link TransportChecksums} fills it. */
    public void writeTo(byte[] octets, int offset) {
        Octets.put8(octets, offset, type);
        Octets.put8(octets, offset + 1, code);
        Octets.put16(octets, offset + 2, 0);
        Octets.put32(octets, offset + 4, rest);
    }
}
