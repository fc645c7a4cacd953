package sluice.conntrack;

import sluice.netfilter.CtInfo;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.UdpView;

/**
 * Expects the transfer that a TFTP request asks for, from any port of the server (RFC 1350; Linux,
 * {@code nf_conntrack_tftp.c}).
 */
final class TftpHelper implements Helper {
    private static final long TIMEOUT_NANOS = 300_000_000_000L;
    private static final NfVerdict NOT_EXPECTED = NfVerdict.drop(ConntrackDrop.TFTP_NOT_EXPECTED);
    private static final int READ = 1;
    private static final int WRITE = 2;

    private final Conntrack conntrack;

    TftpHelper(Conntrack conntrack) {
        this.conntrack = conntrack;
    }

    @Override
    public String name() {
        return "tftp";
    }

    @Override
    public int protocol() {
        return IpProtocols.UDP;
    }

    @Override
    public int expectationsMax() {
        return 1;
    }

    @Override
    public NfVerdict help(Skb skb, int at, Connection connection, CtInfo info) {
        int data = at + UdpView.HEADER_OCTETS;
        if (skb.limit() - data < 2) return NfVerdict.ACCEPT;
        int operation = Octets.u16(skb.octets(), data);
        if (operation != READ && operation != WRITE) return NfVerdict.ACCEPT;
        Tuple answers = connection.reply();
        Tuple coming = answers.withSourcePort(Expectation.ANY_PORT);
        var expectation = new Expectation(connection, true, null, coming, false);
        if (connection.has(CtStatus.SRC_NAT) || connection.has(CtStatus.DST_NAT))
            expectation.followsMaster(connection.original().sourcePort());
        return conntrack.expect(expectation, this, TIMEOUT_NANOS) ? NfVerdict.ACCEPT : NOT_EXPECTED;
    }
}
