package sluice.rules.statement;

import org.jspecify.annotations.Nullable;
import sluice.netfilter.Jhash;
import sluice.netfilter.NfVerdict;
import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * Hands the packet to one of several queues for user space ({@code nft_queue}, {@code xt_NFQUEUE}):
 * by a number that is loaded, by a hash of its addresses, or by CPU.
 */
public final class QueueTo implements Statement {
    private static final int IPV4_ADDRESSES = 12;
    private static final int IPV6_ADDRESSES = 8;

    private final RuleVerdict[] verdicts;
    private final int first;
    private final @Nullable Expression number;
    private final boolean byCpu;

    /**
     * To queues {@code first} to {@code last}.
     *
     * @param number says which, 2 octets; null to spread packets over them
     * @param bypass whether packets go on when nobody listens
     * @param byCpu spread by CPU ({@code fanout}) in place of addresses
     */
    public QueueTo(
            int first, int last, @Nullable Expression number, boolean bypass, boolean byCpu) {
        this.first = first;
        this.number = number;
        this.byCpu = byCpu;
        verdicts = new RuleVerdict[last - first + 1];
        for (int i = 0; i < verdicts.length; i++)
            verdicts[i] = new RuleVerdict.Queue(new NfVerdict.Queue(first + i, bypass));
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        if (number != null) {
            if (!number.load(packet, packet.left, 0)) return RuleVerdict.BREAK;
            int wanted = Octets.u16(packet.left, 0) - first;
            return wanted < 0 || wanted >= verdicts.length ? RuleVerdict.DROP : verdicts[wanted];
        }
        if (verdicts.length == 1 || byCpu) return verdicts[0]; // all softirqs run on the first CPU
        long hash = hash(packet) & 0xffff_ffffL;
        return verdicts[(int) ((hash * verdicts.length) >>> 32)];
    }

    // nfqueue_hash: both directions of a connection get the same queue.
    private static int hash(Evaluation packet) {
        byte[] octets = packet.octets();
        int at = packet.networkOffset();
        int length = packet.layer() == Evaluation.Layer.IPV6 ? 16 : 4;
        int from = at + (length == 4 ? IPV4_ADDRESSES : IPV6_ADDRESSES);
        if (from + 2 * length > packet.limit()) return 0;
        for (int i = 0; i < length; i++)
            packet.left[i] = (byte) (octets[from + i] ^ octets[from + length + i]);
        packet.left[length] = (byte) packet.protocol();
        return Jhash.of(packet.left, 0, length + 1, 0);
    }

    @Override
    public boolean changes() {
        return false;
    }
}
