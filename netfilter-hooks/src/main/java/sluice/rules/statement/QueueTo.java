package sluice.rules.statement;

import org.jspecify.annotations.Nullable;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.QueueRange;
import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * Hands the packet to one of several queues for user space ({@code nft_queue}, {@code xt_NFQUEUE}):
 * by a number that is loaded, by a hash of its addresses, or by CPU. Verdicts are made when they
 * are first needed, and once.
 */
public final class QueueTo implements Statement {
    private static final int PAGE = 256;

    private final int first;
    private final int last;
    private final @Nullable Expression number;
    private final boolean bypass;
    private final boolean byCpu;
    private final @Nullable RuleVerdict[] @Nullable [] pages;
    private @Nullable QueueRange range;

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
        this.last = last;
        this.number = number;
        this.bypass = bypass;
        this.byCpu = byCpu;
        pages = new RuleVerdict[(last - first) / PAGE + 1][];
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        if (number != null) {
            if (!number.load(packet, packet.left, 0)) return RuleVerdict.BREAK;
            int wanted = Octets.u16(packet.left, 0);
            return wanted < first || wanted > last ? RuleVerdict.DROP : verdict(wanted);
        }
        if (first == last) return verdict(first);
        QueueRange sharing = range;
        if (sharing == null) range = sharing = packet.host().queues(first, last, bypass, byCpu);
        return sharing.choose(packet.skb()) instanceof NfVerdict.Queue(int chosen, boolean _)
                ? verdict(chosen)
                : RuleVerdict.DROP;
    }

    private RuleVerdict verdict(int queue) {
        int index = queue - first;
        @Nullable RuleVerdict[] page = pages[index / PAGE];
        if (page == null) pages[index / PAGE] = page = new RuleVerdict[PAGE];
        RuleVerdict made = page[index % PAGE];
        if (made == null) {
            made = new RuleVerdict.Queue(new NfVerdict.Queue(queue, bypass));
            page[index % PAGE] = made;
        }
        return made;
    }

    @Override
    public boolean changes() {
        return false;
    }
}
