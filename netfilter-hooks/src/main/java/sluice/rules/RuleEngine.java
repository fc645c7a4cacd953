package sluice.rules;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.nat.Nat;
import sluice.netfilter.HookChain;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookRegistration;
import sluice.netfilter.HookState;
import sluice.netfilter.Netfilter;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;

/**
 * The rules of one host: its base chains stand as ordinary hooks at their points, those of type nat
 * in {@link Nat}'s dispatcher.
 *
 * <p>Change {@link #ruleset}, then {@link #commit}. Walks under way go on with the rules they began
 * with.
 */
public final class RuleEngine {
    private static final NfVerdict DROP = NfVerdict.drop(RuleDrop.DROPPED_BY_RULE);

    private static final int ETHER_IP = 0x0800;
    private static final int ETHER_IP6 = 0x86dd;

    private final Netfilter netfilter;
    private final RuleHost host;
    private final Ruleset ruleset = new Ruleset();
    private final Map<Chain, Standing> standing = new LinkedHashMap<>();
    private final Map<NfFamily, Integer> tracking = new EnumMap<>(NfFamily.class);
    private Set<NfFamily> proxying = Set.of();
    private final List<Walk> walks = new ArrayList<>();
    private int depth;
    private @Nullable RuleTrace trace;
    private @Nullable RulePlanner planner;

    /**
     * No rules.
     *
     * @param planner arranges rules so that they are found sooner; null to walk them one by one
     */
    public RuleEngine(Netfilter netfilter, RuleHost host, @Nullable RulePlanner planner) {
        this.netfilter = netfilter;
        this.host = host;
        this.planner = planner;
    }

    /** Walks with a planner or, with null, one rule after the other; the answers are the same. */
    public void plan(@Nullable RulePlanner with) {
        planner = with;
        walks.clear();
    }

    /** The rules; after changes say {@link #commit}. */
    public Ruleset ruleset() {
        return ruleset;
    }

    /** What the rules stand on; also for front ends that must know the devices. */
    public RuleHost host() {
        return host;
    }

    /** Tells {@code sink} of each rule that matches from now on; null for nobody. */
    public void trace(@Nullable RuleTrace sink) {
        trace = sink;
    }

    /**
     * Puts the ruleset into force: links jumps, registers new base chains in the order in which
     * they were made, takes out those that are gone, and switches tracking on or off.
     *
     * @return what is wrong with it; then nothing has changed
     */
    public Optional<Ruleset.Fault> commit() {
        Optional<Ruleset.Fault> fault = ruleset.link().or(this::unknownDevice);
        if (fault.isPresent()) return fault;
        List<Chain> wanted = new ArrayList<>();
        for (Table table : ruleset.tables()) {
            if (table.dormant()) continue;
            for (Chain chain : table.chains()) if (chain.base() != null) wanted.add(chain);
        }
        for (Chain chain : List.copyOf(standing.keySet())) {
            Standing there = standing.get(chain);
            if (there != null && (!wanted.contains(chain) || !there.base.equals(chain.base()))) {
                there.remove();
                standing.remove(chain);
            }
        }
        for (Chain chain : wanted) {
            ChainBase base = chain.base();
            if (base != null && !standing.containsKey(chain))
                standing.put(chain, new Standing(chain, base));
        }
        switchTracking();
        return Optional.empty();
    }

    private Optional<Ruleset.Fault> unknownDevice() {
        for (Table table : ruleset.tables()) {
            for (Chain chain : table.chains()) {
                ChainBase base = chain.base();
                if (base == null) continue;
                for (String device : base.devices()) {
                    if (host.device(device) == null)
                        return Optional.of(
                                new Ruleset.Fault(chain.place(), "there is no device " + device));
                }
            }
        }
        return Optional.empty();
    }

    /** Takes all rules out: the plain stack again. */
    public void clear() {
        ruleset.clear();
        commit();
    }

    // ---- tracking --------------------------------------------------------------------------

    private void switchTracking() {
        Map<NfFamily, Integer> wanted = new EnumMap<>(NfFamily.class);
        Map<NfFamily, Integer> proxied = new EnumMap<>(NfFamily.class);
        for (Table table : ruleset.tables()) {
            for (Chain chain : table.chains()) {
                for (Rule rule : chain.array()) {
                    count(table.family(), rule, Statement.Need.TRACKING, wanted);
                    count(table.family(), rule, Statement.Need.SYN_PROXY, proxied);
                }
            }
        }
        switchProxy(proxied);
        for (NfFamily family : NfFamily.IP) {
            int before = tracking.getOrDefault(family, 0);
            int after = wanted.getOrDefault(family, 0) > 0 ? 1 : 0;
            if (before == 0 && after == 1) host.conntrack().use(family);
            if (before == 1 && after == 0) host.conntrack().release(family);
            tracking.put(family, after);
        }
    }

    private void switchProxy(Map<NfFamily, Integer> wanted) {
        for (NfFamily family : NfFamily.IP) {
            boolean needed = wanted.containsKey(family);
            if (needed) host.synProxy().use(family);
            else if (proxying.contains(family)) host.synProxy().release(family);
        }
        proxying = wanted.keySet();
    }

    private static void count(
            RuleFamily family, Rule rule, Statement.Need least, Map<NfFamily, Integer> wanted) {
        boolean needs = false;
        for (Statement part : rule.parts()) needs |= part.need().compareTo(least) >= 0;
        if (!needs) return;
        for (NfFamily of : families(family)) wanted.merge(of, 1, Integer::sum);
    }

    // ---- hooks -----------------------------------------------------------------------------

    private static List<NfFamily> families(RuleFamily family) {
        return switch (family) {
            case IP -> List.of(NfFamily.IPV4);
            case IP6 -> List.of(NfFamily.IPV6);
            case INET -> NfFamily.IP;
            case ARP -> List.of(NfFamily.ARP);
            case BRIDGE -> List.of(NfFamily.BRIDGE);
            case NETDEV -> List.of(NfFamily.NETDEV);
        };
    }

    private static HookPoint point(RuleHook hook) {
        return switch (hook) {
            case INGRESS -> HookPoint.INGRESS;
            case PREROUTING -> HookPoint.PRE_ROUTING;
            case INPUT -> HookPoint.LOCAL_IN;
            case FORWARD -> HookPoint.FORWARD;
            case OUTPUT -> HookPoint.LOCAL_OUT;
            case POSTROUTING -> HookPoint.POST_ROUTING;
            case EGRESS -> HookPoint.EGRESS;
        };
    }

    /** A base chain in force. */
    private final class Standing implements NfHook {
        private final Chain chain;
        private final ChainBase base;
        private final List<HookRegistration> hooks = new ArrayList<>();
        private final List<Nat.ChainRegistration> nats = new ArrayList<>();

        Standing(Chain chain, ChainBase base) {
            this.chain = chain;
            this.base = base;
            String name =
                    chain.table().family().word() + " " + chain.table().name() + " " + chain.name();
            HookPoint point = point(base.hook());
            boolean ofDevice = point == HookPoint.INGRESS || point == HookPoint.EGRESS;
            if (ofDevice) {
                for (String device : base.devices()) {
                    HookChain at = host.deviceChain(device, point);
                    if (at != null) hooks.add(at.register(base.priority(), name, this));
                }
                return;
            }
            for (NfFamily family : families(chain.table().family())) {
                if (base.type() == ChainType.NAT)
                    nats.add(host.nat().registerChain(family, point, base.priority(), name, this));
                else
                    hooks.add(netfilter.chain(family, point).register(base.priority(), name, this));
            }
        }

        void remove() {
            hooks.forEach(HookRegistration::unregister);
            nats.forEach(Nat.ChainRegistration::unregister);
        }

        @Override
        public boolean reroutes() {
            return base.type() == ChainType.ROUTE;
        }

        // nft_do_chain_inet_ingress: chains of family inet at a device see IP packets only.
        private boolean passesBy(Skb skb) {
            return base.hook() == RuleHook.INGRESS
                    && chain.table().family() == RuleFamily.INET
                    && skb.protocol() != ETHER_IP
                    && skb.protocol() != ETHER_IP6;
        }

        @Override
        public NfVerdict evaluate(Skb skb, HookState state) {
            if (passesBy(skb)) return NfVerdict.ACCEPT;
            if (chain.array().length == 0 && trace == null) {
                chain.policyCounter().count(skb.limit() - skb.networkOffset());
                return chain.dropsAtEnd() ? DROP : NfVerdict.ACCEPT;
            }
            // A walk inside a walk (an answer sent while a packet is rejected) has its own room.
            if (depth == walks.size()) walks.add(new Walk(host, planner));
            Walk walk = walks.get(depth++);
            RuleVerdict verdict = walk.run(chain, base.hook(), skb, state, trace);
            depth--;
            return switch (verdict) {
                case RuleVerdict.Drop _ -> DROP;
                case RuleVerdict.Lost(var why) -> NfVerdict.drop(why);
                case RuleVerdict.Queue(NfVerdict queue) -> queue;
                case RuleVerdict.Stolen _ -> NfVerdict.STOLEN;
                case RuleVerdict.Accept _,
                        RuleVerdict.Next _,
                        RuleVerdict.Break _,
                        RuleVerdict.Return _,
                        RuleVerdict.Jump _ ->
                        NfVerdict.ACCEPT;
            };
        }
    }
}
