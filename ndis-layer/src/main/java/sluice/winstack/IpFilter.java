package sluice.winstack;

import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.TcpView;

/**
 * One static filter of the packet-filter interface ({@code PF_FILTER_DESCRIPTOR}): addresses with
 * masks, protocol, ranges of ports. It says nothing about payload.
 *
 * @param protocol IP protocol number, 0 for any
 * @param source source address, compared under {@code sourceMask}; a mask of 0 means any
 * @param destination destination address, compared under {@code destinationMask}
 * @param sourcePortFirst first source port of the range, or ICMP type; 0 with {@code
 *     sourcePortLast} 0 means any
 * @param destinationPortFirst first destination port, or ICMP code
 * @param noSyn matches TCP segments of connections that stand only ({@code FD_FLAGS_NOSYN})
 */
public record IpFilter(
        int protocol,
        int source,
        int sourceMask,
        int destination,
        int destinationMask,
        int sourcePortFirst,
        int sourcePortLast,
        int destinationPortFirst,
        int destinationPortLast,
        boolean noSyn) {
    /** Any packet of that protocol; 0 for any packet. */
    public static IpFilter ofProtocol(int protocol) {
        return new IpFilter(protocol, 0, 0, 0, 0, 0, 0, 0, 0, false);
    }

    /** The same from addresses under a mask. */
    public IpFilter from(int address, int mask) {
        return new IpFilter(
                protocol,
                address,
                mask,
                destination,
                destinationMask,
                sourcePortFirst,
                sourcePortLast,
                destinationPortFirst,
                destinationPortLast,
                noSyn);
    }

    /** The same to addresses under a mask. */
    public IpFilter to(int address, int mask) {
        return new IpFilter(
                protocol,
                source,
                sourceMask,
                address,
                mask,
                sourcePortFirst,
                sourcePortLast,
                destinationPortFirst,
                destinationPortLast,
                noSyn);
    }

    /** The same from these ports. */
    public IpFilter fromPorts(int first, int last) {
        return new IpFilter(
                protocol,
                source,
                sourceMask,
                destination,
                destinationMask,
                first,
                last,
                destinationPortFirst,
                destinationPortLast,
                noSyn);
    }

    /** The same to these ports. */
    public IpFilter toPorts(int first, int last) {
        return new IpFilter(
                protocol,
                source,
                sourceMask,
                destination,
                destinationMask,
                sourcePortFirst,
                sourcePortLast,
                first,
                last,
                noSyn);
    }

    /** The same for connections that stand. */
    public IpFilter established() {
        return new IpFilter(
                protocol,
                source,
                sourceMask,
                destination,
                destinationMask,
                sourcePortFirst,
                sourcePortLast,
                destinationPortFirst,
                destinationPortLast,
                true);
    }

    /**
     * Whether an IPv4 packet with a sound header matches. What has no ports, a later fragment among
     * it, matches no filter that names ports.
     */
    boolean matches(byte[] octets, int offset, int limit) {
        int carried = Octets.u8(octets, offset + 9);
        if (protocol != 0 && protocol != carried) return false;
        if (((Octets.i32(octets, offset + 12) ^ source) & sourceMask) != 0) return false;
        if (((Octets.i32(octets, offset + 16) ^ destination) & destinationMask) != 0) return false;
        boolean anyPort = sourcePortLast == 0 && destinationPortLast == 0;
        if (anyPort && !noSyn) return true;
        int transport = offset + (octets[offset] & 0xf) * 4;
        if ((Octets.u16(octets, offset + 6) & 0x1fff) != 0 || transport + 4 > limit) return false;
        int from;
        int to;
        if (carried == IpProtocols.TCP || carried == IpProtocols.UDP) {
            from = Octets.u16(octets, transport);
            to = Octets.u16(octets, transport + 2);
        } else if (carried == IpProtocols.ICMP) {
            from = Octets.u8(octets, transport);
            to = Octets.u8(octets, transport + 1);
        } else {
            return false;
        }
        boolean inRange =
                (sourcePortLast == 0 || (from >= sourcePortFirst && from <= sourcePortLast))
                        && (destinationPortLast == 0
                                || (to >= destinationPortFirst && to <= destinationPortLast));
        if (!inRange || !noSyn) return inRange;
        if (carried != IpProtocols.TCP || transport + 14 > limit) return false;
        int flags = Octets.u8(octets, transport + 13);
        return (flags & (TcpView.SYN | TcpView.ACK)) != TcpView.SYN;
    }
}
