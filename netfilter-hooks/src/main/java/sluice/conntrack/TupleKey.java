package sluice.conntrack;

import org.jspecify.annotations.Nullable;
import sluice.netfilter.NfFamily;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv6Extensions;

/**
 * A tuple that is read from a packet and looked up without making an object ({@code
 * nf_ct_get_tuple}). Filled anew by each use.
 */
final class TupleKey {
    private static final int ICMP_OCTETS = 8;
    private static final int PORT_OCTETS = 4;
    private static final int GRE_VERSION = 0x0007;
    private static final int GRE_PPTP = 1;
    private static final int PPP = 0x880b;

    boolean ipv6;
    int protocol;
    long sourceHigh;
    long sourceLow;
    long destinationHigh;
    long destinationLow;
    int sourcePort;
    int destinationPort;

    /**
     * Reads the tuple of the packet whose IP header begins at {@code at} and whose next header
     * begins at {@code upper}; false if too little of it is there.
     */
    boolean read(byte[] octets, int at, int upper, int limit, boolean v6, int number, Keys keys) {
        ipv6 = v6;
        protocol = number;
        if (v6) {
            sourceHigh = Octets.i64(octets, at + 8);
            sourceLow = Octets.i64(octets, at + 16);
            destinationHigh = Octets.i64(octets, at + 24);
            destinationLow = Octets.i64(octets, at + 32);
        } else {
            sourceHigh = 0;
            sourceLow = Octets.u32(octets, at + 12);
            destinationHigh = 0;
            destinationLow = Octets.u32(octets, at + 16);
        }
        sourcePort = 0;
        destinationPort = 0;
        int there = limit - upper;
        switch (number) {
            case IpProtocols.ICMP, IpProtocols.ICMPV6 -> {
                if (there < ICMP_OCTETS) return false;
                sourcePort = Octets.u16(octets, upper + 4);
                destinationPort = Octets.u16(octets, upper);
            }
            case IpProtocols.TCP, IpProtocols.UDP, IpProtocols.SCTP, IpProtocols.UDP_LITE -> {
                if (there < PORT_OCTETS) return false;
                sourcePort = Octets.u16(octets, upper);
                destinationPort = Octets.u16(octets, upper + 2);
            }
            case IpProtocols.GRE -> {
                if (there < PORT_OCTETS) return true;
                if ((Octets.u16(octets, upper) & GRE_VERSION) != GRE_PPTP) return true;
                if (there < ICMP_OCTETS) return true;
                if (Octets.u16(octets, upper + 2) != PPP) return false;
                destinationPort = Octets.u16(octets, upper + 6);
                sourcePort = keys.sourceKey(this);
            }
            default -> {}
        }
        return true;
    }

    /** The source keys of PPTP calls, which their packets do not say. */
    @FunctionalInterface
    interface Keys {
        int sourceKey(TupleKey key);
    }

    /**
     * Reads the tuple of a packet quoted by an ICMP error ({@code nf_ct_get_tuplepr}).
     *
     * @return false if there is too little of it, or it is a later fragment
     */
    boolean readQuoted(byte[] octets, int at, int limit, boolean v6, Keys keys) {
        if (v6) {
            if (limit - at < 40) return false;
            long packed =
                    Ipv6Extensions.upperLayer(octets, at + 40, limit, Octets.u8(octets, at + 6));
            if (packed == Ipv6Extensions.NONE || Ipv6Extensions.isLaterFragment(packed))
                return false;
            int upper = Ipv6Extensions.offset(packed);
            return read(octets, at, upper, limit, true, Ipv6Extensions.protocol(packed), keys);
        }
        if (limit - at < 20 || (Octets.u16(octets, at + 6) & 0x1fff) != 0) return false;
        int header = (Octets.u8(octets, at) & 15) * 4;
        if (header < 20 || limit - at < header) return false;
        return read(octets, at, at + header, limit, false, Octets.u8(octets, at + 9), keys);
    }

    void set(Tuple tuple) {
        ipv6 = tuple.family() == NfFamily.IPV6;
        protocol = tuple.protocol();
        sourceHigh = tuple.sourceHigh();
        sourceLow = tuple.sourceLow();
        destinationHigh = tuple.destinationHigh();
        destinationLow = tuple.destinationLow();
        sourcePort = tuple.sourcePort();
        destinationPort = tuple.destinationPort();
    }

    /** Turns it into the tuple of its answers; false if the protocol has none. */
    boolean invert() {
        if (protocol == IpProtocols.ICMP || protocol == IpProtocols.ICMPV6) {
            int type = IcmpTracker.inverse(protocol, destinationPort >>> 8);
            if (type < 0) return false;
            destinationPort = type << 8 | (destinationPort & 0xff);
        } else {
            int port = sourcePort;
            sourcePort = destinationPort;
            destinationPort = port;
        }
        long high = sourceHigh;
        long low = sourceLow;
        sourceHigh = destinationHigh;
        sourceLow = destinationLow;
        destinationHigh = high;
        destinationLow = low;
        return true;
    }

    Tuple toTuple() {
        return new Tuple(
                ipv6 ? NfFamily.IPV6 : NfFamily.IPV4,
                protocol,
                sourceHigh,
                sourceLow,
                destinationHigh,
                destinationLow,
                sourcePort,
                destinationPort);
    }

    boolean matches(Tuple tuple) {
        return sourceLow == tuple.sourceLow()
                && destinationLow == tuple.destinationLow()
                && sourcePort == tuple.sourcePort()
                && destinationPort == tuple.destinationPort()
                && protocol == tuple.protocol()
                && sourceHigh == tuple.sourceHigh()
                && destinationHigh == tuple.destinationHigh()
                && ipv6 == (tuple.family() == NfFamily.IPV6);
    }

    int hash() {
        return hash(
                protocol,
                sourceHigh,
                sourceLow,
                destinationHigh,
                destinationLow,
                sourcePort,
                destinationPort);
    }

    static int hash(Tuple tuple) {
        return hash(
                tuple.protocol(),
                tuple.sourceHigh(),
                tuple.sourceLow(),
                tuple.destinationHigh(),
                tuple.destinationLow(),
                tuple.sourcePort(),
                tuple.destinationPort());
    }

    private static int hash(
            int protocol,
            long sourceHigh,
            long sourceLow,
            long destinationHigh,
            long destinationLow,
            int sourcePort,
            int destinationPort) {
        long mixed = mix(sourceLow + 0x9e37_79b9_7f4a_7c15L * sourceHigh);
        mixed = mix(mixed ^ (destinationLow + 0xc2b2_ae3d_27d4_eb4fL * destinationHigh));
        mixed = mix(mixed ^ ((long) sourcePort << 24 ^ (long) destinationPort << 8 ^ protocol));
        return (int) mixed; // mix has folded the upper half in; folding again would take it out
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 32) * 0xd6e8_feb8_6659_fd93L;
        return mixed ^ mixed >>> 32;
    }

    /** The tuple of the answers to a tuple; null if the protocol has none. */
    static @Nullable Tuple inverse(Tuple tuple) {
        int source = tuple.destinationPort();
        int destination = tuple.sourcePort();
        if (tuple.icmp()) {
            int type = IcmpTracker.inverse(tuple.protocol(), tuple.icmpType());
            if (type < 0) return null;
            source = tuple.icmpId();
            destination = type << 8 | tuple.icmpCode();
        }
        return new Tuple(
                tuple.family(),
                tuple.protocol(),
                tuple.destinationHigh(),
                tuple.destinationLow(),
                tuple.sourceHigh(),
                tuple.sourceLow(),
                source,
                destination);
    }
}
