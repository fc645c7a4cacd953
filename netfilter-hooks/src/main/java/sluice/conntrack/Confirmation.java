package sluice.conntrack;

import org.jspecify.annotations.Nullable;
import sluice.conntrack.Connection.Node;
import sluice.netfilter.CtInfo;
import sluice.netfilter.HookState;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;
import sluice.packet.wire.IpProtocols;

/**
 * The last hook of POST_ROUTING and LOCAL_IN: helpers read along, sequence numbers are moved, and a
 * connection whose first packet came so far goes into the table ({@code nf_confirm}).
 */
final class Confirmation implements NfHook {
    private static final long CLASH_NANOS = 1_000_000_000L;
    private static final NfVerdict CLASH = NfVerdict.drop(ConntrackDrop.CLASH);
    private static final NfVerdict DELETED = NfVerdict.drop(ConntrackDrop.DELETED_UNCONFIRMED);

    private final Conntrack conntrack;
    private final TupleKey key = new TupleKey();

    Confirmation(Conntrack conntrack) {
        this.conntrack = conntrack;
    }

    @Override
    public boolean reroutes() {
        return false;
    }

    @Override
    public NfVerdict evaluate(Skb skb, HookState state) {
        Connection connection = Conntrack.of(skb);
        if (connection == null) return NfVerdict.ACCEPT;
        CtInfo info = skb.ctInfo();
        Helper helper = connection.helper;
        boolean adjusts = connection.has(CtStatus.SEQ_ADJUST) && !overLoopback(skb);
        if ((helper != null || adjusts) && info != CtInfo.RELATED_REPLY) {
            long upper = Tracker.upper(skb, state.family() == NfFamily.IPV6);
            if (upper >= 0) {
                if (helper != null) {
                    NfVerdict said = helper.help(skb, (int) upper, connection, info);
                    if (!(said instanceof NfVerdict.Accept)) return said;
                }
                if (connection.has(CtStatus.SEQ_ADJUST) && adjusts)
                    SequenceAdjuster.adjust(skb, connection, info.reply(), (int) upper);
            }
        }
        if (connection.confirmed()) return NfVerdict.ACCEPT;
        return confirm(skb, connection, info);
    }

    private static boolean overLoopback(Skb skb) {
        var in = skb.inDevice();
        var out = skb.outDevice();
        return (in != null && in.loopback()) || (out != null && out.loopback());
    }

    private NfVerdict confirm(Skb skb, Connection connection, CtInfo info) {
        // an answer made here to a packet whose connection is not in the table does not confirm it
        if (info.reply()) return NfVerdict.ACCEPT;
        if (connection.dying()) {
            conntrack.insertFailed++;
            return DELETED;
        }
        key.set(connection.original());
        Node taken = conntrack.lookUp(key, connection.zone());
        if (taken == null) {
            key.set(connection.reply());
            taken = conntrack.lookUp(key, connection.zone());
        }
        if (taken != null) return clash(skb, connection, taken, info);
        if (conntrack.full()) return Tracker.tableFull();
        conntrack.insert(connection);
        return NfVerdict.ACCEPT;
    }

    // nf_ct_resolve_clash: two packets of one flow were on their way at the same time
    private NfVerdict clash(Skb skb, Connection loser, Node taken, CtInfo info) {
        Connection winner = taken.connection;
        int protocol = loser.protocol();
        boolean allowed =
                protocol == IpProtocols.UDP
                        || protocol == IpProtocols.UDP_LITE
                        || protocol == IpProtocols.GRE;
        if (allowed) {
            boolean untouched =
                    !winner.has(CtStatus.SRC_NAT_DONE) && !winner.has(CtStatus.DST_NAT_DONE);
            boolean same =
                    winner.original().equals(loser.original())
                            && winner.reply().equals(loser.reply())
                            && winner.zone().equals(loser.zone());
            if (untouched || same) {
                boolean reply = taken.direction == Direction.REPLY;
                winner.mergeCounters(loser, reply);
                skb.setTracked(winner, reply ? CtInfo.ESTABLISHED_REPLY : info);
                conntrack.clashResolve++;
                return NfVerdict.ACCEPT;
            }
            if (replyIsFree(loser) && !conntrack.full()) {
                conntrack.insertClashed(loser, CLASH_NANOS);
                return NfVerdict.ACCEPT;
            }
        }
        conntrack.drop++;
        conntrack.insertFailed++;
        return CLASH;
    }

    private boolean replyIsFree(Connection loser) {
        key.set(loser.reply());
        @Nullable Node there = conntrack.lookUp(key, loser.zone());
        return there == null;
    }
}
