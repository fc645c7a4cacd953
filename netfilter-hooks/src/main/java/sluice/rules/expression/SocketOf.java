package sluice.rules.expression;

import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.RuleHost;

/** The socket that would get the packet ({@code nft_socket}); the rule does not match without. */
public record SocketOf(Key key) implements Expression {
    /** What is asked for. */
    public enum Key {
        /** Whether it has IP_TRANSPARENT. */
        TRANSPARENT,
        /** Its mark. */
        MARK,
        /** Whether it is bound to any address. */
        WILDCARD
    }

    @Override
    public int lengthOctets() {
        return key == Key.MARK ? Integer.BYTES : 1;
    }

    @Override
    public boolean load(Evaluation packet, byte[] to, int at) {
        RuleHost.FoundSocket socket = packet.host().socketFor(packet.skb(), packet.state());
        if (socket == null) return false;
        switch (key) {
            case TRANSPARENT -> to[at] = (byte) (socket.transparent() ? 1 : 0);
            case WILDCARD -> to[at] = (byte) (socket.wildcard() ? 1 : 0);
            case MARK -> Octets.put32(to, at, socket.mark());
        }
        return true;
    }
}
