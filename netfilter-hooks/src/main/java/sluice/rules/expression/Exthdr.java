package sluice.rules.expression;

import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.rules.Evaluation;
import sluice.rules.Expression;

/**
 * Part of an IPv6 extension header, an IPv4 option or a TCP option ({@code nft_exthdr}).
 *
 * @param type number of the header or option
 * @param offsetOctets from its first octet
 * @param lengthOctets of the value; 1 if only its presence is asked for
 * @param presence whether the value is 1 or 0: there or not
 */
public record Exthdr(Kind kind, int type, int offsetOctets, int lengthOctets, boolean presence)
        implements Expression {
    private static final int OPTIONS_MAX = 40;
    private static final int HEADERS_MAX = 16;

    /** Where it stands. */
    public enum Kind {
        /** IPv6 extension header. */
        IPV6,
        /** IPv4 option. */
        IPV4_OPTION,
        /** TCP option. */
        TCP_OPTION
    }

    @Override
    public boolean load(Evaluation packet, byte[] to, int at) {
        int found = find(packet);
        if (presence) {
            to[at] = (byte) (found >= 0 ? 1 : 0);
            return true;
        }
        if (found < 0 || found + offsetOctets + lengthOctets > packet.limit()) return false;
        System.arraycopy(packet.octets(), found + offsetOctets, to, at, lengthOctets);
        return true;
    }

    /** Where it starts in the packet's octets, or -1. */
    public int find(Evaluation packet) {
        return switch (kind) {
            case IPV6 -> extension(packet);
            case IPV4_OPTION -> {
                if (packet.layer() != Evaluation.Layer.IPV4) yield -1;
                int at = packet.networkOffset();
                int header = (packet.octets()[at] & 0xf) * 4;
                yield option(packet, at + 20, Math.min(at + header, packet.limit()));
            }
            case TCP_OPTION -> {
                int at = packet.transportOffset();
                boolean tcp = packet.protocol() == IpProtocols.TCP && packet.fragmentOffset() == 0;
                if (!tcp || at < 0 || at + 20 > packet.limit()) yield -1;
                int header = ((packet.octets()[at + 12] >>> 4) & 0xf) * 4;
                if (header < 20 || at + header > packet.limit()) yield -1;
                yield option(packet, at + 20, at + header);
            }
        };
    }

    private int option(Evaluation packet, int from, int end) {
        byte[] octets = packet.octets();
        int at = from;
        for (int i = 0; i < OPTIONS_MAX && at < end; i++) {
            int code = octets[at] & 0xff;
            if (code == type)
                return at + offsetOctets + (presence ? 1 : lengthOctets) <= end ? at : -1;
            if (code == 0) return -1;
            if (code == 1) {
                at++;
                continue;
            }
            if (at + 1 >= end) return -1;
            int length = octets[at + 1] & 0xff;
            if (length < 2) return -1;
            at += length;
        }
        return -1;
    }

    // ipv6_find_hdr with a target
    private int extension(Evaluation packet) {
        if (packet.layer() != Evaluation.Layer.IPV6) return -1;
        byte[] octets = packet.octets();
        int limit = packet.limit();
        int at = packet.networkOffset() + 40;
        int next = at <= limit ? octets[packet.networkOffset() + 6] & 0xff : type + 1;
        for (int i = 0; i < HEADERS_MAX && at + 8 <= limit; i++) {
            if (next == type) return at;
            int length =
                    switch (next) {
                        case IpProtocols.HOP_BY_HOP,
                                IpProtocols.ROUTING,
                                IpProtocols.DESTINATION_OPTIONS,
                                IpProtocols.MOBILITY ->
                                ((octets[at + 1] & 0xff) + 1) * 8;
                        case IpProtocols.FRAGMENT ->
                                (Octets.u16(octets, at + 2) >>> 3) == 0 ? 8 : 0;
                        case IpProtocols.AH -> ((octets[at + 1] & 0xff) + 2) * 4;
                        default -> 0;
                    };
            if (length == 0) return -1;
            next = octets[at] & 0xff;
            at += length;
        }
        return -1;
    }
}
