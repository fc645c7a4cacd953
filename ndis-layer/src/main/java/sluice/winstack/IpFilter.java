package sluice.winstack;

import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.TcpView;

/**
 * One static filter of the packet-filter interface ({@code PF_FILTER_DESCRIPTOR}): addresses with
 * masks, protocol, ranges of ports. It says nothing about payload.
 *
 * @param protocol IP protocol number, 0 for any
 * @param noSyn matches TCP segments of connections that stand only ({@code FD_FLAGS_NOSYN})
 */
public record IpFilter(int protocol, End source, End destination, boolean noSyn) {
    /**
     * What it says of one end of a packet.
     *
     * @param address compared under {@code mask}; a mask of 0 means any
     * @param portFirst first port of the range, or ICMP type of a source, code of a destination;
     *     with {@code portLast} 0 any
     */
    public record End(int address, int mask, int portFirst, int portLast) {
        private static final End ANY = new End(0, 0, 0, 0);

        private End at(int otherAddress, int otherMask) {
            return new End(otherAddress, otherMask, portFirst, portLast);
        }

        private End ports(int first, int last) {
            return new End(address, mask, first, last);
        }

        private boolean isOf(int other) {
            return ((other ^ address) & mask) == 0;
        }

        private boolean takesPort(int port) {
            return portLast == 0 || (port >= portFirst && port <= portLast);
        }
    }

    /** Any packet of that protocol; 0 for any packet. */
    public static IpFilter ofProtocol(int protocol) {
        return new IpFilter(protocol, End.ANY, End.ANY, false);
    }

    /** The same from addresses under a mask. */
    public IpFilter from(int address, int mask) {
        return new IpFilter(protocol, source.at(address, mask), destination, noSyn);
    }

    /** The same to addresses under a mask. */
    public IpFilter to(int address, int mask) {
        return new IpFilter(protocol, source, destination.at(address, mask), noSyn);
    }

    /** The same from these ports. */
    public IpFilter fromPorts(int first, int last) {
        return new IpFilter(protocol, source.ports(first, last), destination, noSyn);
    }

    /** The same to these ports. */
    public IpFilter toPorts(int first, int last) {
        return new IpFilter(protocol, source, destination.ports(first, last), noSyn);
    }

    /** The same for connections that stand. */
    public IpFilter established() {
        return new IpFilter(protocol, source, destination, true);
    }

    /**
     * Whether an IPv4 packet with a sound header matches. What has no ports, a later fragment among
     * it, matches no filter that names ports.
     */
    boolean matches(byte[] octets, int offset, int limit) {
        int carried = Octets.u8(octets, offset + 9);
        if (protocol != 0 && protocol != carried) return false;
        if (!source.isOf(Octets.i32(octets, offset + 12))) return false;
        if (!destination.isOf(Octets.i32(octets, offset + 16))) return false;
        boolean anyPort = source.portLast == 0 && destination.portLast == 0;
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
        boolean inRange = source.takesPort(from) && destination.takesPort(to);
        if (!inRange || !noSyn) return inRange;
        if (carried != IpProtocols.TCP || transport + 14 > limit) return false;
        int flags = Octets.u8(octets, transport + 13);
        return (flags & (TcpView.SYN | TcpView.ACK)) != TcpView.SYN;
    }
}
