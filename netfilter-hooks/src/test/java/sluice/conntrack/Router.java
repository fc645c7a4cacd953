package sluice.conntrack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sluice.linuxstack.LinuxHost;
import sluice.netdev.TunDevice;
import sluice.netfilter.CtInfo;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfVerdict;
import sluice.trace.TraceSink;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/**
 * A host that forwards between two tun devices: {@code lan} with 192.168.1.1/24 and fd01::1/64,
 * {@code wan} with 10.0.0.1/24 and fd02::1/64. Tests write packets in and read what comes out.
 */
public final class Router {
    /** The run. */
    public final World world;

    /** The host under test. */
    public final LinuxHost host;

    /** What left by each device. */
    public final List<byte[]> toLan = new ArrayList<>();

    public final List<byte[]> toWan = new ArrayList<>();

    /** How the packets stood to their connections where a filter looks, in order. */
    public final List<String> states = new ArrayList<>();

    private final TunDevice lan;
    private final TunDevice wan;

    /** A router that tracks. */
    public Router() {
        this(true);
    }

    /** A router that tracks if {@code tracks}. */
    public Router(boolean tracks) {
        world = new World(WorldOptions.DEFAULT, (TraceSink) null);
        host =
                LinuxHost.on(world.addHost("router", HostOptions.DEFAULT))
                        .sysctl("net.ipv4.ip_forward", 1)
                        .sysctl("net.ipv6.conf.all.forwarding", 1)
                        .sysctl("net.netfilter.nf_conntrack_acct", 1)
                        .ipv6()
                        .build();
        lan = host.addTun("lan", 1500);
        wan = host.addTun("wan", 1500);
        host.addAddress("lan", "192.168.1.1/24");
        host.addAddress("lan", "fd01::1/64");
        host.addAddress("wan", "10.0.0.1/24");
        host.addAddress("wan", "fd02::1/64");
        host.addRoute("default via 10.0.0.254 dev wan");
        lan.setProgram((_, octets, offset, length) ->
                toLan.add(Arrays.copyOfRange(octets, offset, offset + length)));
        wan.setProgram((_, octets, offset, length) ->
                toWan.add(Arrays.copyOfRange(octets, offset, offset + length)));
        for (NfFamily family : NfFamily.IP) {
            if (tracks) host.conntrack().use(family);
            for (HookPoint point : List.of(HookPoint.FORWARD, HookPoint.LOCAL_IN)) {
                host.registerHook(
                        family,
                        point,
                        0,
                        "look",
                        (skb, _) -> {
                            boolean none =
                                    skb.tracked() == null && skb.ctInfo() != CtInfo.UNTRACKED;
                            states.add(none ? "INVALID" : skb.ctInfo().name());
                            return NfVerdict.ACCEPT;
                        });
            }
        }
    }

    /** A packet comes in from the LAN. */
    public Router lan(byte[] packet) {
        lan.write(packet, 0, packet.length);
        run(1);
        return this;
    }

    /** A packet comes in from the WAN. */
    public Router wan(byte[] packet) {
        wan.write(packet, 0, packet.length);
        run(1);
        return this;
    }

    /** Lets so much time pass. */
    public void run(long millis) {
        world.runUntil(world.scheduler().nowNanos() + millis * 1_000_000L);
    }

    /** The connections as text, as {@code conntrack -L} would print them, without times. */
    public List<String> entries() {
        return host.conntrack().entries().stream().map(Connection::line).toList();
    }

    /** Nothing lost, nothing broken. */
    public List<?> problems() {
        List<Object> all = new ArrayList<>(world.ledger().check());
        all.addAll(world.contracts().all());
        return all;
    }
}
