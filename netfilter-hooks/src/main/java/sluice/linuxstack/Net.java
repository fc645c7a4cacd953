package sluice.linuxstack;

import org.jspecify.annotations.Nullable;
import sluice.conntrack.Conntrack;
import sluice.inet.Ipv4Route;
import sluice.inet.Ipv6Route;
import sluice.inet.Route;
import sluice.nat.Nat;
import sluice.netdev.DeviceLayer;
import sluice.netdev.LoopbackDevice;
import sluice.netdev.NetDevice;
import sluice.netfilter.Netfilter;
import sluice.netfilter.NfFamily;
import sluice.netfilter.Skb;
import sluice.netfilter.SkbPool;
import sluice.netfilter.Sock;
import sluice.packet.DropReason;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.packet.Place;
import sluice.packet.wire.EtherTypes;
import sluice.route.Ipv4Routing;
import sluice.route.Ipv6Routing;
import sluice.rules.RuleEngine;
import sluice.rules.compiled.Planner;
import sluice.time.Cpu;
import sluice.time.Scheduler;
import sluice.trace.Layering;
import sluice.trace.TraceSink;
import sluice.world.Host;

/** All of one host's stack, as its parts see each other ({@code struct net}). */
final class Net {
    final Host host;
    final Scheduler scheduler;
    final Cpu cpu;
    final PacketPool pool;
    final @Nullable TraceSink trace;
    final Place socketPlace;
    final Place ipPlace;
    final SkbPool skbs = new SkbPool();
    final DeviceLayer devices;
    final LoopbackDevice lo;
    final Snmp snmp = new Snmp();
    final Sysctls sysctls;
    final Ipv4Routing routing4;
    final Ipv6Routing routing6;
    final Netfilter netfilter;
    final Conntrack conntrack;
    final Nat nat;
    final LinuxRuleHost ruleHost;
    final RuleEngine rules;
    final Sockets sockets;
    final Ip4Output output4;
    final Ip4Input input4;
    final Icmp4 icmp4;
    final Arp arp;
    final Ip6Output output6;
    final Ip6Input input6;
    final Icmp6 icmp6;
    final Ndp ndp;
    final Udp udp;
    final RawSockets raw;
    final Tcp tcp;
    final BridgeNetfilter bridged;

    Net(Host host, Sysctls sysctls) {
        this.host = host;
        this.sysctls = sysctls;
        scheduler = host.scheduler();
        cpu = host.cpu();
        pool = host.pool();
        trace = host.world().trace();
        socketPlace = host.place("socket", Layering.PAYLOAD);
        ipPlace = host.place("ip", Layering.IP);
        netfilter = new Netfilter(host, this::reroute);
        devices = new DeviceLayer(host, skbs, netfilter);
        lo = new LoopbackDevice(devices, sysctls.backlogPacketsMax(), sysctls.deviceWeight());
        routing4 = new Ipv4Routing(lo.index());
        routing6 = new Ipv6Routing(lo.index());
        routing4.multipath().setSeed(host.random("multipath").nextLong());
        routing6.multipath().setSeed(host.random("multipath6").nextLong());
        conntrack =
                new Conntrack(host, netfilter, sysctls.conntrack(), new ConntrackFragments(this));
        nat = new Nat(conntrack, netfilter, new NatHost(routing4, routing6), host.random("nat"));
        sysctls.onReassemblyChange(conntrack::fragmentSettingsChanged);
        sysctls.bind(routing4, routing6, devices);
        sockets = new Sockets(this);
        udp = new Udp(this);
        raw = new RawSockets(this);
        tcp = new Tcp(this);
        icmp4 = new Icmp4(this);
        arp = new Arp(this);
        output4 = new Ip4Output(this);
        input4 = new Ip4Input(this);
        icmp6 = new Icmp6(this);
        ndp = new Ndp(this);
        output6 = new Ip6Output(this);
        input6 = new Ip6Input(this);
        ruleHost = new LinuxRuleHost(this);
        rules = new RuleEngine(netfilter, ruleHost, new Planner());
        bridged = new BridgeNetfilter(this);
        sysctls.onBridgeCalls(bridged::set);
        devices.register(EtherTypes.IPV4, input4::receive);
        devices.register(EtherTypes.ARP, arp::receive);
        devices.register(EtherTypes.IPV6, input6::receive);
    }

    /** A number for a socket that no other has had. */
    long nextCookie() {
        return ++cookies;
    }

    private long cookies;

    long nowNanos() {
        return scheduler.nowNanos();
    }

    NetDevice device(int index) {
        return devices.device(index);
    }

    /** A frame with another station's address ends here, whatever its protocol. */
    static void endOtherHost(Skb skb) {
        skb.end(LinuxDrop.OTHER_HOST);
    }

    /** A packet of this stack's own about {@code parent}, at the IP layer. */
    Skb originate(Skb parent, int lengthOctets) {
        Packet made =
                pool.originateFrom(
                        parent.packet(), ipPlace, PacketPool.HEADROOM_OCTETS, lengthOctets);
        return local(made);
    }

    /** A packet of this stack's own about nothing. */
    Skb originate(int lengthOctets) {
        return local(pool.originate(ipPlace, PacketPool.HEADROOM_OCTETS, lengthOctets));
    }

    private Skb local(Packet made) {
        Skb skb = skbs.take(made);
        skb.setLocal(true);
        skb.setSock(Sock.KERNEL);
        skb.setNetworkOffset(made.offset());
        return skb;
    }

    void traceRoute(Skb skb, String result, @Nullable Route route, int deviceIndex) {
        TraceSink sink = trace;
        if (sink == null) return;
        String text =
                switch (route) {
                    case null -> "-";
                    case Ipv4Route r ->
                            sluice.inet.Ipv4Addresses.text(r.prefix()) + "/" + r.prefixLength();
                    case Ipv6Route r -> r.prefix() + "/" + r.prefixLength();
                };
        String device = deviceIndex == 0 ? "-" : device(deviceIndex).name();
        sink.accept(
                new StackStep.Routed(
                        nowNanos(), skb.packet().id(), ipPlace.name(), result, text, device));
    }

    private @Nullable DropReason reroute(NfFamily family, Skb skb) {
        boolean found =
                switch (family) {
                    case IPV4 -> output4.reroute(skb);
                    case IPV6 -> output6.reroute(skb);
                    case ARP, BRIDGE, NETDEV -> true; // these have no routes
                };
        return found ? null : LinuxDrop.NO_ROUTE_AFTER_CHANGE;
    }
}
