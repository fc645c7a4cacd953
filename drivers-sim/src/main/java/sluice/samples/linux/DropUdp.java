package sluice.samples.linux;

import sluice.netfilter.HookState;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;

/**
 * What does a program notice of a firewall? Drops UDP datagrams to one port; at OUTPUT the sender
 * gets EPERM, elsewhere nobody is told.
 *
 * @param port destination port
 */
public record DropUdp(int port) implements NfHook {
    private static final NfVerdict DROP = NfVerdict.drop(HookDrop.BLOCKED_UDP_PORT);

    /** Checks the port. */
    public DropUdp {
        if (port < 1 || port > 0xffff) throw new IllegalArgumentException("port " + port);
    }

    @Override
    public NfVerdict evaluate(Skb skb, HookState state) {
        return Datagrams.destinationPort(skb) == port ? DROP : NfVerdict.ACCEPT;
    }
}
