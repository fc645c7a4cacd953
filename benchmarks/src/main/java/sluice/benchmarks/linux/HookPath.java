package sluice.benchmarks.linux;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import sluice.linuxstack.LinuxHost;
import sluice.netdev.NetDevice;
import sluice.netfilter.ChecksumState;
import sluice.netfilter.HookChain;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;
import sluice.netfilter.SkbPool;
import sluice.nic.NicOptions;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.rules.nft.Loaded;
import sluice.rules.nft.NftDevices;
import sluice.rules.nft.NftOptions;
import sluice.rules.nft.NftText;
import sluice.time.VirtualScheduler;
import sluice.trace.Layering;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/**
 * The hooks of a router, with rules in nft's text, and one UDP datagram that is shown to them again
 * and again: behind each point a last hook takes it, so that nothing but the hooks is measured.
 */
public final class HookPath {
    private static final int DATAGRAM_OCTETS = 46;

    private final LinuxHost linux;
    private final VirtualScheduler scheduler;
    private final HookChain[] chains = new HookChain[HookPoint.IP.size()];
    private final NetDevice near;
    private final NetDevice far;
    private final Skb skb;
    private final byte[] octets;
    private final int ip;

    /**
     * A router 10.0.0.1/24 on eth0 and 10.0.1.1/24 on eth1 with these rules.
     *
     * @param connectionsMax {@code nf_conntrack_max}
     */
    public HookPath(String rules, int connectionsMax) {
        var world = new World(WorldOptions.DEFAULT.unaudited(), null);
        scheduler = world.scheduler();
        Host machine = world.addHost("router", HostOptions.DEFAULT);
        var eth0 = machine.addNic("eth0", NicOptions.ethernet(0x0200_0000_0001L));
        var eth1 = machine.addNic("eth1", NicOptions.ethernet(0x0200_0000_0002L));
        linux =
                LinuxHost.on(machine)
                        .nic(eth0, "10.0.0.1/24")
                        .nic(eth1, "10.0.1.1/24")
                        .sysctl("net.netfilter.nf_conntrack_max", connectionsMax)
                        .build();
        near = linux.devices().get(1);
        far = linux.devices().get(2);
        // Before the rules: what is registered later at the same priority comes first.
        for (HookPoint point : HookPoint.IP) {
            linux.registerHook(
                    NfFamily.IPV4, point, Integer.MAX_VALUE, "end", (_, _) -> NfVerdict.STOLEN);
            chains[point.code()] = linux.hooks(NfFamily.IPV4, point);
        }
        var engine = linux.rules();
        Loaded loaded =
                NftText.load(
                        engine.ruleset(),
                        NftDevices.of(engine.host()),
                        "rules",
                        rules,
                        NftOptions.strict());
        if (!loaded.succeeded()) throw new IllegalStateException(loaded.errors().toString());
        if (engine.commit().isPresent()) throw new IllegalStateException("refused");
        skb = datagram(machine);
        octets = skb.octets();
        ip = skb.networkOffset();
    }

    private Skb datagram(Host machine) {
        byte[] start =
                HexFormat.of().parseHex("4500002e12344000401100000a0000020a0000019c400007001a1234");
        Packet packet =
                machine.pool()
                        .originate(
                                machine.place("datagram", Layering.IP),
                                PacketPool.HEADROOM_OCTETS,
                                DATAGRAM_OCTETS);
        System.arraycopy(start, 0, packet.octets(), packet.offset(), start.length);
        Skb made = new SkbPool().take(packet);
        made.setNetworkOffset(packet.offset());
        made.setTransportOffset(packet.offset() + 20);
        made.setUpperProtocol(17);
        made.setProtocol(0x0800);
        made.setChecksumState(ChecksumState.UNNECESSARY);
        return made;
    }

    /** The host. */
    public LinuxHost linux() {
        return linux;
    }

    /** Makes it another datagram that no hook has seen; its checksums are as if they were right. */
    public HookPath datagram(int source, int destination, int sourcePort, int destinationPort) {
        Octets.put32(octets, ip + 12, source);
        Octets.put32(octets, ip + 16, destination);
        Octets.put16(octets, ip + 20, sourcePort);
        Octets.put16(octets, ip + 22, destinationPort);
        if (skb.tracked() != null) skb.resetTracked();
        return this;
    }

    /** The source address as the hooks have left it. */
    public int source() {
        return Octets.i32(octets, ip + 12);
    }

    /** The destination address as the hooks have left it. */
    public int destination() {
        return Octets.i32(octets, ip + 16);
    }

    /** The source port as the hooks have left it. */
    public int sourcePort() {
        return Octets.u16(octets, ip + 20);
    }

    /** The destination port as the hooks have left it. */
    public int destinationPort() {
        return Octets.u16(octets, ip + 22);
    }

    /** From outside to this host: PREROUTING, INPUT. */
    public int deliver() {
        devices(near, null);
        return run(HookPoint.PRE_ROUTING) + run(HookPoint.LOCAL_IN);
    }

    /** From this host: OUTPUT, POSTROUTING. */
    public int send() {
        devices(null, near);
        return run(HookPoint.LOCAL_OUT) + run(HookPoint.POST_ROUTING);
    }

    /** From eth0 to eth1: PREROUTING, FORWARD, POSTROUTING. */
    public int forward() {
        devices(near, far);
        return run(HookPoint.PRE_ROUTING) + run(HookPoint.FORWARD) + run(HookPoint.POST_ROUTING);
    }

    /** From eth1 to eth0. */
    public int back() {
        devices(far, near);
        return run(HookPoint.PRE_ROUTING) + run(HookPoint.FORWARD) + run(HookPoint.POST_ROUTING);
    }

    /** To one point alone. */
    public int run(HookPoint point) {
        return chains[point.code()].run(skb);
    }

    /** Lets time pass. */
    public void advance(long nanos) {
        scheduler.run(scheduler.nowNanos() + nanos, Long.MAX_VALUE);
    }

    private void devices(@Nullable NetDevice in, @Nullable NetDevice out) {
        skb.setInDevice(in);
        skb.setOutDevice(out);
    }
}
