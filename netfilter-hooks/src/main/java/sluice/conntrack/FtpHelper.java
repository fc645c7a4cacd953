package sluice.conntrack;

import sluice.netfilter.CtInfo;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;

/**
 * Expects the data connections that an FTP control connection announces, and translates the
 * announcement if the connection is translated (Linux, {@code nf_conntrack_ftp.c}, {@code
 * nf_nat_ftp.c}).
 *
 * <p>A line counts only where the one before it ended. A line of which only a part came is dropped,
 * so that it comes again whole.
 */
final class FtpHelper implements Helper {
    private static final long TIMEOUT_NANOS = 300_000_000_000L;
    private static final NfVerdict PARTIAL = NfVerdict.drop(ConntrackDrop.FTP_LINE_IN_PIECES);
    private static final NfVerdict NOT_EXPECTED = NfVerdict.drop(ConntrackDrop.FTP_NOT_EXPECTED);
    private static final int SEQUENCES = 2;

    private final Conntrack conntrack;
    private final PayloadEditor editor;
    private final FtpCommand command = new FtpCommand();

    FtpHelper(Conntrack conntrack, PayloadEditor editor) {
        this.conntrack = conntrack;
        this.editor = editor;
    }

    /** Sequence numbers behind the last lines of each direction. */
    private static final class Lines {
        final int[][] ends = new int[2][SEQUENCES];
        final int[] counts = new int[2];

        boolean begins(boolean reply, int sequence) {
            int of = reply ? 1 : 0;
            for (int i = 0; i < counts[of]; i++) {
                if (ends[of][i] == sequence) return true;
            }
            return false;
        }

        void ended(boolean reply, int sequence) {
            int of = reply ? 1 : 0;
            int[] known = ends[of];
            for (int i = 0; i < counts[of]; i++) {
                if (known[i] == sequence) return;
            }
            if (counts[of] < SEQUENCES) {
                known[counts[of]++] = sequence;
                return;
            }
            int older = known[0] - known[1] < 0 ? 0 : 1;
            if (sequence - known[older] > 0) known[older] = sequence;
        }
    }

    @Override
    public String name() {
        return "ftp";
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
        if (!(connection.helperState instanceof Lines)) connection.helperState = new Lines();
        var lines = (Lines) connection.helperState;
        boolean reply = info.reply();
        int sequence = Octets.i32(octets, at + 4);
        boolean lineEnds = octets[skb.limit() - 1] == '\n';
        NfVerdict said = NfVerdict.ACCEPT;
        if (lines.begins(reply, sequence)) {
            var family = connection.original().family();
            FtpCommand.Result result = command.find(octets, data, skb.limit(), reply, family);
            if (result == FtpCommand.Result.PARTIAL) return PARTIAL;
            if (result == FtpCommand.Result.FOUND) said = expect(skb, at, connection, reply);
        }
        if (lineEnds) lines.ended(reply, sequence + length); // as the sender counts
        return said;
    }

    private NfVerdict expect(Skb skb, int at, Connection connection, boolean reply) {
        Tuple here = connection.tuple(reply ? Direction.REPLY : Direction.ORIGINAL);
        Tuple there = connection.tuple(reply ? Direction.ORIGINAL : Direction.REPLY);
        long high = there.destinationHigh();
        long low = there.destinationLow();
        boolean elsewhere =
                command.hasAddress
                        && (command.high != here.sourceHigh() || command.low != here.sourceLow());
        // a connection to a third host would be a hole that the client asked for (loose=0)
        if (elsewhere) return NfVerdict.ACCEPT;
        var coming =
                new Tuple(
                        here.family(),
                        IpProtocols.TCP,
                        there.sourceHigh(),
                        there.sourceLow(),
                        high,
                        low,
                        Expectation.ANY_PORT,
                        command.port);
        var expectation = new Expectation(connection, !reply, null, coming, false);
        if (!connection.has(CtStatus.SRC_NAT) && !connection.has(CtStatus.DST_NAT))
            return conntrack.expect(expectation, this, TIMEOUT_NANOS)
                    ? NfVerdict.ACCEPT
                    : notExpected();
        expectation.followsMaster();
        int port = conntrack.expectAtSomePort(expectation, this, TIMEOUT_NANOS);
        if (port == 0) return notExpected();
        byte[] text = command.rewritten(here.family(), high, low, port);
        boolean fits =
                editor.replace(skb, connection, reply, at, command.offset, command.length, text);
        if (fits) return NfVerdict.ACCEPT;
        conntrack.expected().forget(connection);
        return notExpected();
    }

    private static NfVerdict notExpected() {
        return NOT_EXPECTED;
    }
}
