package sluice.nat;

import sluice.conntrack.Connection;
import sluice.conntrack.Conntrack;
import sluice.netfilter.CtInfo;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookState;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;

/**
 * The hook of address translation at one point: asks its chains about first packets, and translates
 * every packet ({@code nf_nat_inet_fn}).
 */
final class NatDispatcher implements NfHook {
    private static final NfVerdict ICMP_UNTRANSLATED = NfVerdict.drop(NatDrop.ICMP_UNTRANSLATED);
    private static final NfVerdict OTHER_DEVICE = NfVerdict.drop(NatDrop.OTHER_DEVICE);
    private static final NfVerdict HEADER_TRUNCATED = NfVerdict.drop(NatDrop.HEADER_TRUNCATED);
    private static final Nat.ChainRegistration[] NONE = {};

    private final Nat nat;
    private final HookPoint point;
    private final Manip manip;
    private Nat.ChainRegistration[] chains = NONE;

    NatDispatcher(Nat nat, HookPoint point) {
        this.nat = nat;
        this.point = point;
        this.manip = Nat.manip(point);
    }

    void add(Nat.ChainRegistration added) {
        int at = 0;
        while (at < chains.length && chains[at].priority() < added.priority()) at++;
        var wider = new Nat.ChainRegistration[chains.length + 1];
        System.arraycopy(chains, 0, wider, 0, at);
        wider[at] = added;
        System.arraycopy(chains, at, wider, at + 1, chains.length - at);
        chains = wider;
    }

    void remove(Nat.ChainRegistration gone) {
        var kept = new Nat.ChainRegistration[chains.length - 1];
        int at = 0;
        for (Nat.ChainRegistration each : chains) {
            if (each != gone) kept[at++] = each;
        }
        chains = kept;
    }

    @Override
    public NfVerdict evaluate(Skb skb, HookState state) {
        Connection connection = Conntrack.of(skb);
        if (connection == null) return NfVerdict.ACCEPT;
        CtInfo info = skb.ctInfo();
        boolean related = info == CtInfo.RELATED || info == CtInfo.RELATED_REPLY;
        long upper = Nat.upper(skb);
        if (related && upper >= 0 && Nat.isIcmp(skb, (int) (upper >>> 32))) {
            boolean fine = IcmpTranslation.translate(skb, (int) upper, connection, manip);
            return fine ? NfVerdict.ACCEPT : ICMP_UNTRANSLATED;
        }
        if ((related || info == CtInfo.NEW) && !Nat.decided(connection, manip)) {
            NfVerdict said = ask(skb, state, connection);
            if (!(said instanceof NfVerdict.Accept)) return said;
        } else if (point == HookPoint.POST_ROUTING
                && !info.reply()
                && Nat.leavesElsewhere(connection, state.out())) {
            nat.delete(connection);
            return OTHER_DEVICE;
        }
        if (!Nat.applies(connection, info.reply(), manip)) return NfVerdict.ACCEPT;
        if (upper < 0) return HEADER_TRUNCATED;
        return Nat.translate(skb, upper, connection, info.reply(), manip)
                ? NfVerdict.ACCEPT
                : HEADER_TRUNCATED;
    }

    private NfVerdict ask(Skb skb, HookState state, Connection connection) {
        Nat.ChainRegistration[] asked = chains;
        for (Nat.ChainRegistration chain : asked) {
            NfVerdict said = chain.hook().evaluate(skb, state);
            if (!(said instanceof NfVerdict.Accept)) return said;
            if (Nat.decided(connection, manip)) return said;
        }
        return nat.leaveAsItIs(connection, manip);
    }
}
