package sluice.conformance.netfilter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.linuxstack.LinuxHost;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookState;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;
import sluice.rules.Chain;
import sluice.rules.ChainBase;
import sluice.rules.Counter;
import sluice.rules.NamedObject;
import sluice.rules.Rule;
import sluice.rules.RuleEvent;
import sluice.rules.RuleFamily;
import sluice.rules.RuleHook;
import sluice.rules.RuleTrace;
import sluice.rules.RuleVerdict;
import sluice.rules.Ruleset;
import sluice.rules.Statement;
import sluice.rules.Table;

/**
 * The rules of the device under test at work: their trace, as the kernel with {@code meta nftrace
 * set 1} at the beginning of PREROUTING and OUTPUT tells it, and their counters.
 */
final class RuleWatch implements RuleTrace {
    /** A packet's way from one of those two hooks on. */
    private static final class Traversal {
        final int number;

        /** Whether a rule of the base chain that runs has said where the packet came in. */
        boolean said;

        Traversal(int number) {
            this.number = number;
        }
    }

    private final Map<Long, Traversal> traversals = new HashMap<>();
    private List<TraceLine> lines = new ArrayList<>();
    private @Nullable Traversal latest;
    private int numbers;

    /** Watches a host. */
    RuleWatch(LinuxHost host) {
        for (NfFamily family : NfFamily.IP) {
            for (HookPoint point : List.of(HookPoint.PRE_ROUTING, HookPoint.LOCAL_OUT))
                host.registerHook(family, point, Integer.MIN_VALUE, "trace", this::enters);
        }
    }

    private NfVerdict enters(Skb skb, HookState state) {
        latest = new Traversal(numbers++);
        traversals.put(skb.packet().id(), latest);
        return NfVerdict.ACCEPT;
    }

    @Override
    public void decided(RuleEvent event) {
        RuleFamily family = event.chain().table().family();
        if (family == RuleFamily.ARP
                || family == RuleFamily.BRIDGE
                || event.hook() == RuleHook.INGRESS) return;
        Traversal traversal = traversals.get(event.packetId());
        if (traversal == null) {
            if (event.hook() == RuleHook.EGRESS) return; // it came by no traced hook
            // A copy that this host gets of what it sends, or put together from what came.
            traversal = event.hook() == RuleHook.POSTROUTING ? new Traversal(numbers++) : latest;
            if (traversal == null) return;
            traversals.put(event.packetId(), traversal);
        }
        boolean rule = event.rule() != null;
        boolean says = rule && !traversal.said;
        if (rule) traversal.said = true;
        RuleVerdict verdict = event.verdict();
        lines.add(
                new TraceLine(
                        traversal.number,
                        event.hook().word(),
                        family.word(),
                        event.chain().table().name(),
                        event.chain().name(),
                        rule ? event.ruleIndex() : TraceLine.POLICY,
                        word(verdict),
                        verdict instanceof RuleVerdict.Jump jump ? jump.chain() : "",
                        Integer.toUnsignedLong(event.mark()),
                        says ? event.in() : "",
                        says ? event.out() : ""));
        if (!rule || ends(verdict)) traversal.said = false;
    }

    private static String word(RuleVerdict verdict) {
        return switch (verdict) {
            case RuleVerdict.Next _, RuleVerdict.Break _ -> "continue";
            case RuleVerdict.Accept _ -> "accept";
            case RuleVerdict.Drop _, RuleVerdict.Lost _ -> "drop";
            case RuleVerdict.Return _ -> "return";
            case RuleVerdict.Stolen _ -> "stolen";
            case RuleVerdict.Queue _ -> "queue";
            case RuleVerdict.Jump jump -> jump.comesBack() ? "jump" : "goto";
        };
    }

    private static boolean ends(RuleVerdict verdict) {
        return switch (verdict) {
            case RuleVerdict.Next _,
                    RuleVerdict.Break _,
                    RuleVerdict.Return _,
                    RuleVerdict.Jump _ ->
                    false;
            case RuleVerdict.Accept _,
                    RuleVerdict.Drop _,
                    RuleVerdict.Lost _,
                    RuleVerdict.Stolen _,
                    RuleVerdict.Queue _ ->
                    true;
        };
    }

    /** The events since it was last asked. */
    List<TraceLine> take() {
        List<TraceLine> taken = lines;
        lines = new ArrayList<>();
        return taken;
    }

    /**
     * What the counters have, by {@link ExpectedRules#counterName}.
     *
     * @param policies whether base chains count, which those of iptables do
     */
    static Map<String, String> counters(Ruleset ruleset, boolean policies) {
        Map<String, String> counters = new LinkedHashMap<>();
        for (Table table : ruleset.tables()) {
            for (Chain chain : table.chains()) addChain(chain, policies, counters);
            for (NamedObject object : table.objects()) {
                if (object.statement() instanceof Counter counter)
                    put(counters, table, "counter " + object.name(), counter);
            }
        }
        return counters;
    }

    private static void addChain(Chain chain, boolean policies, Map<String, String> counters) {
        ChainBase base = chain.base();
        if (policies && base != null) {
            String policy = chain.name() + " policy " + (chain.dropsAtEnd() ? "DROP" : "ACCEPT");
            put(counters, chain.table(), policy, chain.policyCounter());
        }
        int index = 0;
        for (Rule rule : chain.rules()) {
            Counter counter = lastCounter(rule);
            if (counter != null)
                put(counters, chain.table(), chain.name() + " rule " + index, counter);
            index++;
        }
    }

    /** The recorded number of a rule with several counters is that of its last one. */
    private static @Nullable Counter lastCounter(Rule rule) {
        Counter last = null;
        for (Statement part : rule.statements())
            if (part instanceof Counter counter) last = counter;
        return last;
    }

    private static void put(
            Map<String, String> counters, Table table, String name, Counter counter) {
        counters.put(
                ExpectedRules.counterName(table.family().word(), table.name(), name),
                ExpectedRules.count(counter.packets(), counter.octets()));
    }
}
