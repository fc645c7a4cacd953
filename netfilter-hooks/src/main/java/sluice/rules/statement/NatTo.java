package sluice.rules.statement;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.nat.Manip;
import sluice.nat.Nat;
import sluice.nat.NatRange;
import sluice.netfilter.NfVerdict;
import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * Translates the packet's connection ({@code nft_nat}, {@code nft_masq}, {@code nft_redir}).
 *
 * @param addressFrom 4 or 16 octets, or null for no change of the address
 * @param addressTo the last one, or null for the same
 * @param portFrom 2 octets, or null for a free choice
 * @param portTo the last one, or null for the same
 * @param basePort port that becomes the first one ({@code --to-destination a:b-c/BASE}), or 0
 */
public record NatTo(
        Kind kind,
        @Nullable Expression addressFrom,
        @Nullable Expression addressTo,
        @Nullable Expression portFrom,
        @Nullable Expression portTo,
        int basePort,
        Set<NatRange.Flag> flags)
        implements Statement {
    private static final int IPV4_OCTETS = 4;
    private static final long LOW_HALF = 0xffff_ffffL;

    /** How it translates. */
    public enum Kind {
        /** The source. */
        SNAT,
        /** The destination. */
        DNAT,
        /** The source, to the address of the device it leaves by. */
        MASQUERADE,
        /** The destination, to this host. */
        REDIRECT
    }

    /** Copies the flags. */
    public NatTo {
        flags = Set.copyOf(flags);
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        NatRange range = range(packet);
        if (range == null) return RuleVerdict.BREAK;
        Nat nat = packet.host().nat();
        NfVerdict verdict =
                switch (kind) {
                    case SNAT -> nat.setup(packet.skb(), packet.state(), range, Manip.SRC);
                    case DNAT -> nat.setup(packet.skb(), packet.state(), range, Manip.DST);
                    case MASQUERADE -> nat.masquerade(packet.skb(), packet.state(), range);
                    case REDIRECT -> nat.redirect(packet.skb(), packet.state(), range);
                };
        return verdict instanceof NfVerdict.Drop(var why)
                ? new RuleVerdict.Lost(why)
                : RuleVerdict.ACCEPT;
    }

    /** Once per connection: it may allocate. */
    private @Nullable NatRange range(Evaluation packet) {
        NatRange range = NatRange.NONE;
        byte[] room = packet.left;
        if (addressFrom != null) {
            if (!addressFrom.load(packet, room, 0)) return null;
            int octets = addressFrom.lengthOctets();
            long minHigh = high(room, octets);
            long minLow = low(room, octets);
            Expression last = addressTo == null ? addressFrom : addressTo;
            if (!last.load(packet, room, 0)) return null;
            range = range.withAddresses(minHigh, minLow, high(room, octets), low(room, octets));
        }
        if (portFrom != null) {
            if (!portFrom.load(packet, room, 0)) return null;
            int min = Octets.u16(room, 0);
            Expression last = portTo == null ? portFrom : portTo;
            if (!last.load(packet, room, 0)) return null;
            range = range.withPorts(min, Octets.u16(room, 0));
        }
        if (basePort != 0) range = range.withBasePort(basePort);
        for (NatRange.Flag flag : flags) range = range.withFlag(flag);
        return range;
    }

    private static long high(byte[] room, int octets) {
        return octets == IPV4_OCTETS ? 0 : Octets.i64(room, 0);
    }

    private static long low(byte[] room, int octets) {
        return octets == IPV4_OCTETS
                ? Octets.i32(room, 0) & LOW_HALF
                : Octets.i64(room, Long.BYTES);
    }

    @Override
    public Need need() {
        return Need.NAT;
    }
}
