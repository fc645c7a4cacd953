package sluice.benchmarks.rules;

import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.linuxstack.LinuxHost;
import sluice.netfilter.HookChain;
import sluice.netfilter.HookPoint;
import sluice.netfilter.Netfilter;
import sluice.netfilter.NfFamily;
import sluice.netfilter.Skb;
import sluice.netfilter.SkbPool;
import sluice.nic.NicOptions;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.rules.Chain;
import sluice.rules.ChainBase;
import sluice.rules.ChainType;
import sluice.rules.Rule;
import sluice.rules.RuleEngine;
import sluice.rules.RuleFamily;
import sluice.rules.RuleHook;
import sluice.rules.RulePlanner;
import sluice.rules.SourcePlace;
import sluice.trace.Layering;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** Five hook points with rules, and one packet that is shown to them again and again. */
final class RuleHooks {
    private final HookChain[] chains = new HookChain[HookPoint.IP.size()];
    final RuleEngine engine;
    final Skb skb;

    /** Base chains at all five points; the rules stand in that of FORWARD. */
    RuleHooks(List<Rule> rules, @Nullable RulePlanner planner) {
        var world = new World(WorldOptions.DEFAULT.unaudited(), null);
        Host machine = world.addHost("router", HostOptions.DEFAULT);
        var nic = machine.addNic("eth0", NicOptions.ethernet(0x0200_0000_0001L));
        LinuxHost linux = LinuxHost.on(machine).nic(nic, "10.0.0.1/24").build();
        Host bare = world.addHost("bare", HostOptions.DEFAULT);
        var netfilter = new Netfilter(bare, (_, _) -> null);
        for (HookPoint point : HookPoint.IP)
            chains[point.code()] = netfilter.chain(NfFamily.IPV4, point, _ -> 0);
        engine = new RuleEngine(netfilter, linux.rules().host(), planner);
        var table = engine.ruleset().addTable(RuleFamily.IP, "filter");
        for (RuleHook hook :
                List.of(
                        RuleHook.PREROUTING,
                        RuleHook.INPUT,
                        RuleHook.FORWARD,
                        RuleHook.OUTPUT,
                        RuleHook.POSTROUTING)) {
            Chain chain = table.addChain(hook.name(), SourcePlace.NONE);
            chain.setBase(new ChainBase(ChainType.FILTER, hook, 0, List.of()));
            if (hook == RuleHook.FORWARD) rules.forEach(chain::append);
        }
        if (engine.commit().isPresent()) throw new IllegalStateException("refused");
        byte[] octets =
                HexFormat.of()
                        .parseHex(
                                "4500002e1234400040110000"
                                        + "0a000002"
                                        + "0a000102"
                                        + "9c400007001a0000"
                                        + "00".repeat(18));
        Packet packet =
                bare.pool()
                        .originate(
                                bare.place("ip", Layering.IP),
                                PacketPool.HEADROOM_OCTETS,
                                octets.length);
        System.arraycopy(octets, 0, packet.octets(), packet.offset(), octets.length);
        skb = new SkbPool().take(packet);
        skb.setNetworkOffset(packet.offset());
        skb.setTransportOffset(packet.offset() + 20);
        skb.setUpperProtocol(17);
        skb.setProtocol(0x0800);
        skb.setInDevice(linux.devices().get(1));
    }

    /** The packet through the rules. */
    int forward() {
        return chains[HookPoint.FORWARD.code()].run(skb);
    }

    /** The packet through all five points. */
    int all() {
        int sum = 0;
        for (HookChain chain : chains) sum += chain.run(skb);
        return sum;
    }
}
