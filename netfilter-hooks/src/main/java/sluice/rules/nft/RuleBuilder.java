package sluice.rules.nft;

import java.util.ArrayList;
import java.util.List;
import sluice.rules.Chain;
import sluice.rules.ChainBase;
import sluice.rules.ChainType;
import sluice.rules.Rule;
import sluice.rules.RuleHook;
import sluice.rules.SourcePlace;
import sluice.rules.Statement;
import sluice.rules.statement.Notrack;

/** Makes rules of the internal form from what is written. */
final class RuleBuilder {
    private final Scope scope;

    RuleBuilder(Scope scope) {
        this.scope = scope;
    }

    /** A rule for a chain; the chain's kind says which statements may stand in it. */
    Rule rule(Chain chain, Cmd.Written written) throws NftFault {
        List<Statement> made = new ArrayList<>();
        var reader = new Reader(scope, new ProtocolContext(scope.table.family(), made));
        var matches = new MatchBuilder(reader, made);
        var actions = new Actions(reader, made);
        var redirections = new Redirections(reader, actions, made);
        SourcePlace ended = null;
        for (St st : written.statements()) {
            if (ended != null)
                throw new NftFault(st.place(), "nothing is reached behind a verdict");
            fits(chain, st);
            switch (st) {
                case St.Match match -> matches.add(match);
                case St.Decision decision -> {
                    actions.decide(decision);
                    if (!decision.verdict().word().equals("continue")) ended = st.place();
                }
                case St.VerdictMapping mapping -> actions.verdictMap(mapping);
                case St.Counting _, St.Limiting _, St.Quoting _, St.CountLimit _, St.LastUse _ ->
                        made.add(Stateful.of(st));
                case St.ObjectUse use -> actions.use(use);
                case St.Logging log -> actions.log(log);
                case St.Rejecting reject -> {
                    actions.reject(reject);
                    ended = st.place();
                }
                case St.Translating nat -> redirections.translate(nat);
                case St.Duplicating dup -> redirections.duplicate(dup);
                case St.Forwarding forward -> redirections.forward(forward);
                case St.Proxying proxy -> redirections.proxy(proxy);
                case St.Queueing queue -> actions.queue(queue);
                case St.Untracking _ -> made.add(new Notrack());
                case St.Setting setting -> actions.set(setting);
                case St.ResetOption reset -> actions.reset(reset);
                case St.Updating update -> actions.update(update);
                case St.Metering meter -> actions.meter(meter);
                case St.Offloading offload -> actions.offload(offload);
                case St.SynProxying proxy -> made.add(SynProxies.of(proxy));
            }
        }
        return new Rule(written.place(), StText.of(written.statements()), made, written.comment());
    }

    /** What the kernel asks of the chain ({@code nft_chain_validate_dependency}). */
    private static void fits(Chain chain, St st) throws NftFault {
        ChainBase base = chain.base();
        if (base == null) return;
        RuleHook hook = base.hook();
        switch (st) {
            case St.Translating nat -> {
                boolean source = nat.kind().equals("snat") || nat.kind().equals("masquerade");
                boolean at =
                        switch (nat.kind()) {
                            case "snat" -> hook == RuleHook.POSTROUTING || hook == RuleHook.INPUT;
                            case "masquerade" -> hook == RuleHook.POSTROUTING;
                            default -> hook == RuleHook.PREROUTING || hook == RuleHook.OUTPUT;
                        };
                if (base.type() != ChainType.NAT)
                    throw new NftFault(st.place(), nat.kind() + " needs a chain of type nat");
                if (!at)
                    throw new NftFault(
                            st.place(),
                            nat.kind()
                                    + " can not stand at "
                                    + hook.word()
                                    + ": "
                                    + (source ? "sources" : "destinations")
                                    + " are translated elsewhere");
            }
            case St.Proxying _ -> {
                if (hook != RuleHook.PREROUTING)
                    throw new NftFault(st.place(), "tproxy stands at prerouting only");
            }
            case St.SynProxying _ -> proxies(hook, st);
            case St.ObjectUse use when use.kind().equals("synproxy") -> proxies(hook, st);
            case St.Rejecting _ -> {
                if (hook == RuleHook.POSTROUTING || hook == RuleHook.EGRESS)
                    throw new NftFault(st.place(), "reject can not stand at " + hook.word());
            }
            default -> {}
        }
    }

    // nft_synproxy_validate
    private static void proxies(RuleHook hook, St st) throws NftFault {
        if (hook != RuleHook.INPUT && hook != RuleHook.FORWARD)
            throw new NftFault(st.place(), "synproxy stands at input and forward only");
    }
}
