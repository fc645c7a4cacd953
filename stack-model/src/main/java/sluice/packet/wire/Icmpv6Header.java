package sluice.packet.wire;

import sluice.packet.Octets;

/**
 * The eight octets at the start of an ICMPv6 message as a value, checksum left out.
 *
 * @param type a number of {@link Icmpv6Types}, or another
 * @param code one octet
 * @param rest the last four octets
 */
public record Icmpv6Header(int type, int code, int rest) {
    public Icmpv6Header {
        Require.bits("type", 8, type);
        Require.bits("code", 8, code);
    }

    public static Icmpv6Header echoRequest(int identifier, int sequence) {
        return new Icmpv6Header(
                Icmpv6Types.ECHO_REQUEST, 0, identifier << 16 | (sequence & 0xffff));
    }

    public static Icmpv6Header echoReply(int identifier, int sequence) {
        return new Icmpv6Header(Icmpv6Types.ECHO_REPLY, 0, identifier << 16 | (sequence & 0xffff));
    }

    public static Icmpv6Header unreachable(int code) {
        return new Icmpv6Header(Icmpv6Types.DESTINATION_UNREACHABLE, code, 0);
    }

    public static Icmpv6Header packetTooBig(int mtuOctets) {
        return new Icmpv6Header(Icmpv6Types.PACKET_TOO_BIG, 0, mtuOctets);
    }

    public static Icmpv6Header timeExceeded(int code) {
        return new Icmpv6Header(Icmpv6Types.TIME_EXCEEDED, code, 0);
    }

    public static Icmpv6Header parameterProblem(int code, int pointer) {
        return new Icmpv6Header(Icmpv6Types.PARAMETER_PROBLEM, code, pointer);
    }

    public int lengthOctets() {
        return Icmpv6View.HEADER_OCTETS;
    }

    /** Writes the header with a checksum of zero; {@link TransportChecksums} fills it. */
    public void writeTo(byte[] octets, int offset) {
        Octets.put8(octets, offset, type);
        Octets.put8(octets, offset + 1, code);
        Octets.put16(octets, offset + 2, 0);
        Octets.put32(octets, offset + 4, rest);
    }
}
