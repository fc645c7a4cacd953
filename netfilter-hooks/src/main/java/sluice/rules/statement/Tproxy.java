package sluice.rules.statement;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * Gives the packet to a transparent socket; the rule does not match without one ({@code
 * nft_tproxy}).
 *
 * @param address 4 or 16 octets, or null for that of the device it came in on
 * @param port 2 octets, or null for the packet's own
 */
public record Tproxy(@Nullable Expression address, @Nullable Expression port) implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        int protocol = packet.protocol();
        boolean hasPorts = protocol == IpProtocols.TCP || protocol == IpProtocols.UDP;
        if (!hasPorts || packet.fragmentOffset() != 0) return RuleVerdict.BREAK;
        int number = 0;
        if (port != null) {
            if (!port.load(packet, packet.left, 0)) return RuleVerdict.BREAK;
            number = Octets.u16(packet.left, 0);
        }
        byte[] to = {};
        if (address != null) {
            if (!address.load(packet, packet.left, 0)) return RuleVerdict.BREAK;
            to = Arrays.copyOf(packet.left, address.lengthOctets());
        }
        return packet.host().tproxy(packet.skb(), packet.state(), to, number)
                ? RuleVerdict.NEXT
                : RuleVerdict.BREAK;
    }
}
