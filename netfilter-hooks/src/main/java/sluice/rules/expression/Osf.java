package sluice.rules.expression;

import sluice.netfilter.NfFamily;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.TcpView;
import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.OsFingerprints;

/**
 * The system that sent a SYN, by its fingerprint ({@code nft_osf}): 16 octets, zero-filled; {@code
 * unknown} if it has none of those that are loaded.
 *
 * @param version whether the version follows: {@code Linux:2.6}
 */
public record Osf(OsFingerprints.Ttl ttl, boolean version) implements Expression {
    private static final int OCTETS = 16;

    @Override
    public int lengthOctets() {
        return OCTETS;
    }

    @Override
    public boolean load(Evaluation packet, byte[] to, int at) {
        if (!asks(packet)) return false;
        OsFingerprints.Fingerprint found = packet.host().fingerprints().find(packet, ttl, null);
        for (int i = 0; i < OCTETS; i++) to[at + i] = 0;
        int end = put(found == null ? "unknown" : found.system(), to, at, at);
        if (found != null && version) put(found.version(), to, put(":", to, end, at), at);
        return true;
    }

    /** Where the text ends; the last octet stays 0. */
    private static int put(String text, byte[] to, int from, int start) {
        int at = from;
        for (int i = 0; i < text.length() && at < start + OCTETS - 1; i++)
            to[at++] = (byte) text.charAt(i);
        return at;
    }

    /** Whether it is a SYN over IPv4. */
    public static boolean asks(Evaluation packet) {
        int at = packet.transportOffset();
        return packet.layer() == Evaluation.Layer.IPV4
                && packet.family() != NfFamily.IPV6
                && packet.protocol() == IpProtocols.TCP
                && packet.fragmentOffset() == 0
                && at + TcpView.HEADER_OCTETS_MIN <= packet.limit()
                && (packet.octets()[at + 13] & TcpView.SYN) != 0;
    }
}
