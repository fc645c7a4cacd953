package sluice.rules.statement;

import sluice.conntrack.SynProxy;
import sluice.packet.wire.IpProtocols;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * {@code synproxy}, target {@code SYNPROXY}: answers SYNs in place of a server ({@code
 * nft_synproxy_eval}, {@code synproxy_tg4}).
 */
public record SynProxyTo(SynProxy.Offer offer) implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        if (packet.protocol() != IpProtocols.TCP) return RuleVerdict.BREAK;
        boolean ipv6 = packet.layer() == Evaluation.Layer.IPV6;
        return switch (packet.host().synProxy().handle(packet.skb(), ipv6, offer)) {
            case TAKEN -> RuleVerdict.STOLEN;
            case REFUSED -> RuleVerdict.DROP;
            case PASSES -> RuleVerdict.NEXT;
        };
    }

    @Override
    public Need need() {
        return Need.SYN_PROXY;
    }
}
