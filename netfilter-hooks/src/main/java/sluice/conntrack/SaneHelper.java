package sluice.conntrack;

import sluice.netfilter.CtInfo;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;

/**
 * Expects the data connection to a scanner that a SANE server names in its answer to SANE_NET_START
 * (Linux, {@code nf_conntrack_sane.c}); it translates nothing.
 */
final class SaneHelper implements Helper {
    private static final long TIMEOUT_NANOS = 300_000_000_000L;
    private static final NfVerdict NOT_EXPECTED = NfVerdict.drop(ConntrackDrop.SANE_NOT_EXPECTED);
    private static final int NET_START = 7;
    private static final int OCTETS = 8;
    private static final Object STARTED = new Object();

    private final Conntrack conntrack;

    SaneHelper(Conntrack conntrack) {
        this.conntrack = conntrack;
    }

    @Override
    public String name() {
        return "sane";
    }

    @Override
    public int protocol() {
        return IpProtocols.TCP;
    }

    @Override
    public int expectationsMax() {
        return 1;
    }

    @Override
    public NfVerdict help(Skb skb, int at, Connection connection, CtInfo info) {
        if (info != CtInfo.ESTABLISHED && info != CtInfo.ESTABLISHED_REPLY) return NfVerdict.ACCEPT;
        byte[] octets = skb.octets();
        if (!TcpTracker.wellFormed(octets, at, skb.limit())) return NfVerdict.ACCEPT;
        int data = at + TcpTracker.headerOctets(octets, at);
        int length = skb.limit() - data;
        if (length <= 0) return NfVerdict.ACCEPT;
        if (!info.reply()) {
            if (length == OCTETS)
                connection.helperState = Octets.i32(octets, data) == NET_START ? STARTED : null;
            return NfVerdict.ACCEPT;
        }
        if (connection.helperState != STARTED) return NfVerdict.ACCEPT;
        connection.helperState = null;
        boolean success =
                length >= OCTETS
                        && Octets.i32(octets, data) == 0
                        && Octets.u16(octets, data + 4) == 0;
        if (!success) return NfVerdict.ACCEPT;
        Tuple coming =
                connection
                        .original()
                        .withSourcePort(Expectation.ANY_PORT)
                        .withDestinationPort(Octets.u16(octets, data + 6));
        var expectation = new Expectation(connection, false, null, coming, false);
        return conntrack.expect(expectation, this, TIMEOUT_NANOS) ? NfVerdict.ACCEPT : NOT_EXPECTED;
    }
}
