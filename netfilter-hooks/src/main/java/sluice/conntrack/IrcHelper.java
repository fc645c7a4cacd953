package sluice.conntrack;

import java.nio.charset.StandardCharsets;
import sluice.netfilter.CtInfo;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;
import sluice.packet.wire.IpProtocols;

/**
 * Expects the connections that a client announces to others by DCC within IRC, and translates the
 * announcement if the connection is translated (Linux 6.x, {@code nf_conntrack_irc.c}, {@code
 * nf_nat_irc.c}): {@code PRIVMSG somebody :\1DCC SEND file 3232235778 8000\1}. IPv4 only.
 */
final class IrcHelper implements Helper {
    private static final long TIMEOUT_NANOS = 300_000_000_000L;
    private static final NfVerdict NOT_EXPECTED = NfVerdict.drop(ConntrackDrop.IRC_NOT_EXPECTED);
    private static final int EXPECTATIONS_MAX = 8;
    private static final String[] COMMANDS = {"SEND ", "CHAT ", "MOVE ", "TSEND ", "SCHAT "};
    private static final String MESSAGE = "PRIVMSG ";
    private static final String DCC = "\u0001DCC ";

    private final Conntrack conntrack;
    private final PayloadEditor editor;
    private int numbersAt;
    private int numbersEnd;
    private long address;
    private long port;

    IrcHelper(Conntrack conntrack, PayloadEditor editor) {
        this.conntrack = conntrack;
        this.editor = editor;
    }

    @Override
    public String name() {
        return "irc";
    }

    @Override
    public int protocol() {
        return IpProtocols.TCP;
    }

    @Override
    public int expectationsMax() {
        return EXPECTATIONS_MAX;
    }

    @Override
    public NfVerdict help(Skb skb, int at, Connection connection, CtInfo info) {
        if (info != CtInfo.ESTABLISHED) return NfVerdict.ACCEPT;
        if (connection.original().family() != NfFamily.IPV4) return NfVerdict.ACCEPT;
        byte[] octets = skb.octets();
        int limit = skb.limit();
        if (!TcpTracker.wellFormed(octets, at, limit)) return NfVerdict.ACCEPT;
        int data = at + TcpTracker.headerOctets(octets, at);
        if (!announces(octets, data, limit)) return NfVerdict.ACCEPT;
        Tuple here = connection.original();
        Tuple answers = connection.reply();
        boolean ours = address == here.sourceLow() || address == answers.destinationLow();
        if (!ours || port <= 0 || port > 0xffff) return NfVerdict.ACCEPT;
        var coming =
                Tuple.ipv4(
                        IpProtocols.TCP,
                        0,
                        Expectation.ANY_PORT,
                        answers.destination4(),
                        (int) port);
        var expectation = new Expectation(connection, true, null, coming, true);
        return expect(skb, at, connection, expectation) ? NfVerdict.ACCEPT : NOT_EXPECTED;
    }

    private boolean expect(Skb skb, int at, Connection connection, Expectation expectation) {
        if (!connection.has(CtStatus.SRC_NAT) && !connection.has(CtStatus.DST_NAT))
            return conntrack.expect(expectation, this, TIMEOUT_NANOS);
        expectation.followsMaster();
        int free = conntrack.expectAtSomePort(expectation, this, TIMEOUT_NANOS);
        if (free == 0) return false;
        String text = connection.reply().destinationLow() + " " + free;
        byte[] numbers = text.getBytes(StandardCharsets.ISO_8859_1);
        int length = numbersEnd - numbersAt;
        if (editor.replace(skb, connection, false, at, numbersAt, length, numbers)) return true;
        conntrack.expected().forget(connection);
        return false;
    }

    /** Finds address and port of an announcement. */
    private boolean announces(byte[] octets, int from, int limit) {
        int at = from;
        while (at < limit && (octets[at] == ' ' || octets[at] == '\r' || octets[at] == '\n')) at++;
        if (!starts(octets, at, limit, MESSAGE, true)) return false;
        at += MESSAGE.length();
        while (at < limit && !starts(octets, at, limit, " :", false)) at++;
        at += 2;
        if (!starts(octets, at, limit, DCC, false)) return false;
        at += DCC.length();
        for (String command : COMMANDS)
            if (starts(octets, at, limit, command, false))
                return numbers(octets, at + command.length(), limit);
        return false;
    }

    private static boolean starts(byte[] octets, int at, int limit, String text, boolean anyCase) {
        if (at + text.length() > limit) return false;
        for (int i = 0; i < text.length(); i++) {
            int octet = octets[at + i];
            if (anyCase && octet >= 'a' && octet <= 'z') octet -= 'a' - 'A';
            if (octet != text.charAt(i)) return false;
        }
        return true;
    }

    // parse_dcc: a name, the address as a number, the port; the line must be whole
    private boolean numbers(byte[] octets, int from, int limit) {
        int at = from;
        while (at < limit && octets[at] != ' ') at++;
        int end = at;
        while (end < limit && octets[end] != '\n') end++;
        if (end == limit) return false;
        numbersAt = ++at;
        long first = 0;
        while (at < end && octets[at] >= '0' && octets[at] <= '9' && first <= 0xffff_ffffL)
            first = first * 10 + octets[at++] - '0';
        while (at < end && octets[at] == ' ') at++;
        long second = 0;
        while (at < end && octets[at] >= '0' && octets[at] <= '9' && second <= 0xffffL)
            second = second * 10 + octets[at++] - '0';
        address = first;
        port = second;
        numbersEnd = at;
        return at > numbersAt;
    }
}
