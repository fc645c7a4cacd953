package sluice.rules.statement;

import org.jspecify.annotations.Nullable;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;
import sluice.rules.expression.Exthdr;

/**
 * Writes a TCP option that is there ({@code nft_exthdr_tcp_set_eval}), or fills it with
 * no-operations ({@code reset tcp option}, {@code nft_exthdr_tcp_strip_eval}). A largest segment
 * size is never raised.
 *
 * @param option the option as it is looked for
 * @param value null to fill it
 */
public record SetTcpOption(Exthdr option, @Nullable Expression value) implements Statement {
    private static final int MAXIMUM_SEGMENT_SIZE = 2;
    private static final byte NO_OPERATION = 1;

    /** The option of a kind; {@code value} goes so many octets behind its beginning. */
    public SetTcpOption(int kind, int offsetOctets, @Nullable Expression value) {
        this(
                new Exthdr(
                        Exthdr.Kind.TCP_OPTION,
                        kind,
                        offsetOctets,
                        value == null ? 1 : value.lengthOctets(),
                        value == null),
                value);
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        if (packet.protocol() != IpProtocols.TCP) return RuleVerdict.BREAK;
        int length = option.lengthOctets();
        int at = option.find(packet);
        if (at < 0) return RuleVerdict.NEXT; // nothing to write is no reason to stop
        if (value == null) return strip(packet, at);
        if (!value.load(packet, packet.left, 0)) return RuleVerdict.BREAK;
        int field = at + option.offsetOctets();
        if (option.type() == MAXIMUM_SEGMENT_SIZE && length == 2) {
            int present = Octets.u16(packet.octets(), field);
            if (present <= Octets.u16(packet.left, 0)) return RuleVerdict.NEXT;
        }
        SetPayload.write(packet, field, packet.left, length);
        return RuleVerdict.NEXT;
    }

    private static RuleVerdict strip(Evaluation packet, int at) {
        int length = packet.octets()[at + 1] & 0xff;
        if (length < 2 || at + length > packet.limit()) return RuleVerdict.BREAK;
        for (int i = 0; i < length; i++) packet.left[i % packet.left.length] = NO_OPERATION;
        SetPayload.write(packet, at, packet.left, Math.min(length, packet.left.length));
        return RuleVerdict.NEXT;
    }
}
