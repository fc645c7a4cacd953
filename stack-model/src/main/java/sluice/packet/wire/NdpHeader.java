package sluice.packet.wire;

import java.util.Arrays;
import sluice.packet.Octets;

/**
 * A message of neighbour discovery as a value, ICMPv6 header included, options and checksum left
 * out (RFC 4861 section 4). Addresses are two halves.
 */
public sealed interface NdpHeader {
    /** The ICMPv6 type. */
    int type();

    /** Writes what stands behind the first four octets; they are zero before. */
    void writeBody(byte[] octets, int offset);

    /** Length of the fixed part, octets. */
    default int lengthOctets() {
        return NdpView.fixedOctets(type());
    }

    /** Writes the fixed part with a checksum of zero; {@link TransportChecksums} fills it. */
    default void writeTo(byte[] octets, int offset) {
        Arrays.fill(octets, offset, offset + lengthOctets(), (byte) 0);
        Octets.put8(octets, offset, type());
        writeBody(octets, offset);
    }

    /** A host asks for routers. */
    record RouterSolicitation() implements NdpHeader {
        @Override
        public int type() {
            return Icmpv6Types.ROUTER_SOLICITATION;
        }

        @Override
        public void writeBody(byte[] octets, int offset) {
            // nothing but reserved octets
        }
    }

    /** A router tells of itself; 0 means unspecified. */
    record RouterAdvertisement(
            int currentHopLimit,
            int flags,
            int lifetimeSeconds,
            int reachableMillis,
            int retransmitMillis)
            implements NdpHeader {
        public RouterAdvertisement {
            Require.bits("currentHopLimit", 8, currentHopLimit);
            Require.bits("flags", 8, flags);
            Require.bits("lifetimeSeconds", 16, lifetimeSeconds);
        }

        @Override
        public int type() {
            return Icmpv6Types.ROUTER_ADVERTISEMENT;
        }

        @Override
        public void writeBody(byte[] octets, int offset) {
            Octets.put8(octets, offset + 4, currentHopLimit);
            Octets.put8(octets, offset + 5, flags);
            Octets.put16(octets, offset + 6, lifetimeSeconds);
            Octets.put32(octets, offset + 8, reachableMillis);
            Octets.put32(octets, offset + 12, retransmitMillis);
        }
    }

    /** Who has the target? */
    record NeighborSolicitation(long targetHigh, long targetLow) implements NdpHeader {
        @Override
        public int type() {
            return Icmpv6Types.NEIGHBOR_SOLICITATION;
        }

        @Override
        public void writeBody(byte[] octets, int offset) {
            Octets.put64(octets, offset + 8, targetHigh);
            Octets.put64(octets, offset + 16, targetLow);
        }
    }

    /** The target is here. */
    record NeighborAdvertisement(
            boolean router, boolean solicited, boolean override, long targetHigh, long targetLow)
            implements NdpHeader {
        @Override
        public int type() {
            return Icmpv6Types.NEIGHBOR_ADVERTISEMENT;
        }

        @Override
        public void writeBody(byte[] octets, int offset) {
            int flags = (router ? 0x80 : 0) | (solicited ? 0x40 : 0) | (override ? 0x20 : 0);
            Octets.put8(octets, offset + 4, flags);
            Octets.put64(octets, offset + 8, targetHigh);
            Octets.put64(octets, offset + 16, targetLow);
        }
    }

    /** For the destination, use the target as the next hop. */
    record Redirect(long targetHigh, long targetLow, long destinationHigh, long destinationLow)
            implements NdpHeader {
        @Override
        public int type() {
            return Icmpv6Types.REDIRECT;
        }

        @Override
        public void writeBody(byte[] octets, int offset) {
            Octets.put64(octets, offset + 8, targetHigh);
            Octets.put64(octets, offset + 16, targetLow);
            Octets.put64(octets, offset + 24, destinationHigh);
            Octets.put64(octets, offset + 32, destinationLow);
        }
    }
}
