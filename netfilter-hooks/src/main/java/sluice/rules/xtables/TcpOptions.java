package sluice.rules.xtables;

import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.rules.Evaluation;

/** Where the options of a TCP segment are. */
final class TcpOptions {
    private static final int HEADER = 20;
    static final int MAXIMUM_SEGMENT_SIZE = 2;

    private TcpOptions() {}

    /** Header length with options; 0 if it is a later fragment or no TCP, -1 if it is cut off. */
    static int headerOctets(Evaluation packet) {
        if (packet.protocol() != IpProtocols.TCP || packet.fragmentOffset() != 0) return 0;
        int at = packet.transportOffset();
        if (at + HEADER > packet.limit()) return -1;
        int length = (Octets.u8(packet.octets(), at + 12) >>> 4) * 4;
        return length < HEADER || at + length > packet.limit() ? -1 : length;
    }

    /** How far it is to the next option ({@code optlen}). */
    static int step(byte[] octets, int at, int end) {
        if (Octets.u8(octets, at) <= 1 || at + 1 >= end || octets[at + 1] == 0) return 1;
        return Octets.u8(octets, at + 1);
    }

    /** Where an option stands in the packet's octets, or -1. */
    static int find(Evaluation packet, int headerOctets, int kind) {
        byte[] octets = packet.octets();
        int end = packet.transportOffset() + headerOctets;
        for (int at = packet.transportOffset() + HEADER; at < end; at += step(octets, at, end)) {
            if (Octets.u8(octets, at) == kind) return at;
        }
        return -1;
    }
}
