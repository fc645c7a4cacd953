package sluice.rules.expression;

import sluice.rules.Evaluation;
import sluice.rules.Expression;

/**
 * Octets of the packet ({@code nft_payload}). Those of the transport header are not there in later
 * fragments.
 *
 * @param offsetOctets from the start of the base
 */
public record Payload(Base base, int offsetOctets, int lengthOctets) implements Expression {
    /** From where an offset counts. */
    public enum Base {
        /** Link header. */
        LINK,
        /** IP or ARP header. */
        NETWORK,
        /** Transport header. */
        TRANSPORT,
        /** Behind the transport header ({@code NFT_PAYLOAD_INNER_HEADER}). */
        INNER
    }

    @Override
    public boolean load(Evaluation packet, byte[] to, int at) {
        int start = start(packet, base);
        if (start < 0) return false;
        int from = start + offsetOctets;
        if (from + lengthOctets > packet.limit()) return false;
        System.arraycopy(packet.octets(), from, to, at, lengthOctets);
        return true;
    }

    /** Where a base starts in the packet's octets, or -1 if it has none. */
    public static int start(Evaluation packet, Base base) {
        return switch (base) {
            case LINK -> packet.linkOffset();
            case NETWORK -> packet.networkOffset();
            case TRANSPORT -> packet.fragmentOffset() != 0 ? -1 : packet.transportOffset();
            case INNER -> inner(packet);
        };
    }

    // nft_payload_inner_offset
    private static int inner(Evaluation packet) {
        int transport = packet.transportOffset();
        if (transport < 0 || packet.fragmentOffset() != 0) return -1;
        return switch (packet.protocol()) {
            case 17 -> transport + 8;
            case 6 -> {
                if (transport + 13 > packet.limit()) yield -1;
                yield transport + ((packet.octets()[transport + 12] & 0xff) >>> 4) * 4;
            }
            default -> -1;
        };
    }
}
