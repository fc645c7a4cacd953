package sluice.rules.xtables;

import sluice.netfilter.NetInterface;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * What kind of address one of the packet's is ({@code xt_addrtype.c}).
 *
 * @param source whether it is the source, else the destination
 * @param kinds bits, {@code 1 << RTN_}
 * @param limit the address must be one of this device's
 */
public record AddressType(boolean source, int kinds, boolean inverted, Limit limit)
        implements Statement {
    /** Whose the address must be. */
    public enum Limit {
        /** Anybody's. */
        NONE,
        /** The device's it came in on. */
        IN,
        /** The device's it leaves by. */
        OUT
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        NetInterface device =
                switch (limit) {
                    case NONE -> null;
                    case IN -> packet.in();
                    case OUT -> packet.out();
                };
        int kind = packet.host().fibType(packet.skb(), packet.state(), source, false, device);
        return (kinds >>> kind & 1) != 0 != inverted ? RuleVerdict.NEXT : RuleVerdict.BREAK;
    }
}
