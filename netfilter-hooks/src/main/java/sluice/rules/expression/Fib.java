package sluice.rules.expression;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.netfilter.NetInterface;
import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.RuleHost;

/**
 * What the routing tables say of an address of the packet ({@code nft_fib}).
 *
 * @param presence whether the value is 1 or 0: a route is there or not
 */
public record Fib(Result result, Set<Flag> flags, boolean presence) implements Expression {
    private static final int NAME_OCTETS = 16;

    /** What is asked for. */
    public enum Result {
        /** Index of the device. */
        OIF,
        /** Name of the device. */
        OIFNAME,
        /** Kind of the address: {@code RTN_}. */
        TYPE
    }

    /** What the look-up takes from the packet. */
    public enum Flag {
        /** The source address is looked up. */
        SADDR,
        /** The destination address is looked up. */
        DADDR,
        /** With the mark. */
        MARK,
        /** With the device it came in on; the answer must be that device. */
        IIF,
        /** With the device it leaves by. */
        OIF
    }

    /** Copies the flags. */
    public Fib {
        flags = Set.copyOf(flags);
    }

    @Override
    public int lengthOctets() {
        if (presence) return 1;
        return result == Result.OIFNAME ? NAME_OCTETS : Integer.BYTES;
    }

    @Override
    public boolean load(Evaluation packet, byte[] to, int at) {
        boolean source = flags.contains(Flag.SADDR);
        NetInterface device = device(packet);
        boolean mark = flags.contains(Flag.MARK);
        RuleHost host = packet.host();
        if (packet.layer() == Evaluation.Layer.OTHER) return false;
        if (result == Result.TYPE) {
            int type = host.fibType(packet.skb(), packet.state(), source, mark, device);
            Octets.put32(to, at, type);
            return true;
        }
        NetInterface found = host.fibDevice(packet.skb(), packet.state(), source, mark, device);
        if (presence) {
            to[at] = (byte) (found == null ? 0 : 1);
        } else if (result == Result.OIF) {
            Octets.put32(to, at, found == null ? 0 : found.index());
        } else {
            Arrays.fill(to, at, at + NAME_OCTETS, (byte) 0);
            if (found != null) {
                byte[] name = Meta.nameValue(found.name());
                System.arraycopy(name, 0, to, at, name.length);
            }
        }
        return true;
    }

    private @Nullable NetInterface device(Evaluation packet) {
        if (flags.contains(Flag.IIF)) return packet.in();
        return flags.contains(Flag.OIF) ? packet.out() : null;
    }
}
