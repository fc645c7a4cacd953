package sluice.linuxstack;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.inet.GroupMembership;
import sluice.inet.GroupRecord;
import sluice.inet.GroupReports;
import sluice.inet.Icmpv6Errors;
import sluice.inet.Ipv6Address;
import sluice.inet.Ipv6InterfaceAddress;
import sluice.inet.NeighbourSink;
import sluice.inet.NeighbourState;
import sluice.inet.NeighbourTable;
import sluice.netdev.EthernetDevice;
import sluice.netdev.NetDevice;
import sluice.netfilter.NetInterface;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.Icmpv6Types;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.NdpOptions;
import sluice.packet.wire.NdpView;
import sluice.route.OutputResult;
import sluice.time.Timer;

/**
 * Neighbour discovery and listener reports (Linux 6.x, {@code net/ipv6/ndisc.c}, {@code mcast.c}).
 * Messages go through the hook points like any ICMPv6.
 */
final class Ndp implements NeighbourSink<Skb> {
    private static final int HOP_LIMIT = 255;
    private static final int MESSAGE_OCTETS = 24;
    private static final int ROUTER = 0x80;
    private static final int SOLICITED = 0x40;
    private static final int OVERRIDE = 0x20;
    private static final int GROUPS_MAX = 1024;
    private static final int REDIRECT_OCTETS = 40;
    private static final int QUOTE_HEADER_OCTETS = 8;

    private final Net net;
    private final NeighbourTable<Skb> table;
    private final Timer timer;
    private final Map<Integer, Reports> reports = new HashMap<>();
    private long armedFor = NeighbourTable.NEVER;

    Ndp(Net net) {
        this.net = net;
        table = new NeighbourTable<>(net.sysctls.neighbourTimings());
        net.sysctls.onNeighbourChange(() -> table.setTimings(net.sysctls.neighbourTimings()));
        timer = net.scheduler.timer(net.cpu.deferred(), this::due);
    }

    // ---- for senders -----------------------------------------------------------------------

    long use(NetDevice device, long high, long low) {
        long mac = table.use(device.index(), high, low, net.nowNanos());
        arm();
        return mac;
    }

    void queue(Skb skb, NetDevice device) {
        long high = skb.nextHopHigh();
        long low = skb.nextHopLow();
        int octets = Truesize.of(skb.packet().lengthOctets());
        if (net.trace != null) {
            net.trace.accept(
                    new StackStep.NeighbourWait(
                            net.nowNanos(),
                            skb.packet().id(),
                            net.ipPlace.name(),
                            new Ipv6Address(high, low).toString()));
        }
        boolean room = table.queue(device.index(), high, low, skb, octets, net.nowNanos(), this);
        if (!room) Neighbours.tableFull(skb);
        arm();
    }

    void addPermanent(int deviceIndex, Ipv6Address address, long mac) {
        table.putPermanent(deviceIndex, address.high(), address.low(), mac, net.nowNanos(), this);
        arm();
    }

    NeighbourTable<Skb> table() {
        return table;
    }

    void forget(int deviceIndex) {
        table.removeDevice(deviceIndex, this);
        arm();
    }

    private void arm() {
        long deadline = table.nextDeadlineNanos();
        if (deadline == armedFor) return;
        armedFor = deadline;
        if (deadline == NeighbourTable.NEVER) timer.cancel();
        else timer.arm(Math.max(0, deadline - net.nowNanos()));
    }

    private void due() {
        armedFor = NeighbourTable.NEVER;
        table.poll(net.nowNanos(), this);
        arm();
    }

    @Override
    public void request(
            int deviceIndex, long high, long low, long hardwareAddress, @Nullable Skb newest) {
        Ipv6Address target = new Ipv6Address(high, low);
        boolean everybody = hardwareAddress == NeighbourTable.NOT_RESOLVED;
        Ipv6Address to = everybody ? target.solicitedNode() : target;
        long sourceHigh = 0;
        long sourceLow = 0;
        if (newest != null) {
            var ip = newest.ipv6();
            // ndisc_solicit: from the packet's address only if this very device has it
            if (net.routing6.isLocalOn(deviceIndex, ip.sourceHigh(), ip.sourceLow())) {
                sourceHigh = ip.sourceHigh();
                sourceLow = ip.sourceLow();
            }
        }
        OutputResult way =
                net.routing6.onLink(sourceHigh, sourceLow, to.high(), to.low(), deviceIndex);
        if (way.error() != null) return;
        long mac = net.device(deviceIndex).mac();
        message(
                Icmpv6Types.NEIGHBOR_SOLICITATION,
                0,
                target,
                NdpOptions.SOURCE_LINK_LAYER,
                mac,
                way,
                to,
                newest);
    }

    private void message(
            int type,
            int flags,
            Ipv6Address target,
            int option,
            long mac,
            OutputResult way,
            Ipv6Address to,
            @Nullable Skb cause) {
        int length = MESSAGE_OCTETS + (option == 0 ? 0 : NdpOptions.LINK_LAYER_OCTETS);
        Skb skb = cause == null ? net.originate(length) : net.originate(cause, length);
        byte[] octets = skb.octets();
        int at = skb.packet().offset();
        Octets.put32(octets, at, type << 24);
        Octets.put32(octets, at + 4, flags << 24);
        target.writeTo(octets, at + 8);
        if (option != 0) NdpOptions.writeLinkLayer(octets, at + MESSAGE_OCTETS, option, mac);
        net.output6.pushHeader(skb, 0, HOP_LIMIT, IpProtocols.ICMPV6, way, to.high(), to.low());
        net.snmp.icmp6Out(Octets.u8(skb.octets(), skb.transportOffset()));
        net.output6.sendReady(skb, way);
    }

    @Override
    public void ready(Skb skb, int deviceIndex, long hardwareAddress) {
        net.device(deviceIndex).send(skb, hardwareAddress, EtherTypes.IPV6);
    }

    @Override
    public void failed(Skb skb, int deviceIndex, long high, long low) {
        net.icmp6.error(skb, Icmpv6Errors.UNREACHABLE, Icmpv6Types.CODE_ADDRESS_UNREACHABLE, 0);
        Neighbours.failed(skb);
    }

    @Override
    public void overflowed(Skb skb, int deviceIndex, long high, long low) {
        Neighbours.overflowed(skb);
    }

    // ---- redirects -------------------------------------------------------------------------

    /**
     * Tells the sender of a packet that would leave by the device it came in on of a better first
     * hop ({@code ndisc_send_redirect}, RFC 4861 section 8.2).
     *
     * @param about the packet, with its hop limit as it came
     * @param targetHigh the neighbour to use: the gateway, or the destination itself
     */
    void redirect(Skb about, NetInterface out, long targetHigh, long targetLow) {
        var ip = about.ipv6();
        boolean itself = ip.destinationHigh() == targetHigh && ip.destinationLow() == targetLow;
        Ipv6Address own = linkLocal(out.index());
        if (own == null || (!itself && !Ipv6Address.isLinkLocal(targetHigh))) return;
        OutputResult way =
                net.routing6.output(
                        own.high(), own.low(), ip.sourceHigh(), ip.sourceLow(), out.index());
        boolean neighbour =
                way.error() == null
                        && way.nextHopHigh() == ip.sourceHigh()
                        && way.nextHopLow() == ip.sourceLow();
        if (!neighbour || !net.icmp6.allowsRedirect(ip.sourceHigh(), ip.sourceLow())) return;
        long mac = table.known(out.index(), targetHigh, targetLow);
        int address = mac == NeighbourTable.NOT_RESOLVED ? 0 : NdpOptions.LINK_LAYER_OCTETS;
        int room = Ip6Output.MTU_OCTETS_MIN - Ip6Output.HEADER_OCTETS - REDIRECT_OCTETS - address;
        int length = about.packet().lengthOctets();
        int quote = Math.min(room, length + QUOTE_HEADER_OCTETS) & ~7;
        Skb skb = net.originate(about, REDIRECT_OCTETS + address + quote);
        byte[] octets = skb.octets();
        int at = skb.packet().offset();
        Octets.put32(octets, at, Icmpv6Types.REDIRECT << 24);
        Octets.put32(octets, at + 4, 0);
        Octets.put64(octets, at + 8, targetHigh);
        Octets.put64(octets, at + 16, targetLow);
        Octets.put64(octets, at + 24, ip.destinationHigh());
        Octets.put64(octets, at + 32, ip.destinationLow());
        int option = at + REDIRECT_OCTETS;
        if (address > 0) {
            NdpOptions.writeLinkLayer(octets, option, NdpOptions.TARGET_LINK_LAYER, mac);
            option += address;
        }
        Octets.put64(octets, option, 0);
        Octets.put16(octets, option, NdpOptions.REDIRECTED_HEADER << 8 | quote / 8);
        System.arraycopy(
                about.octets(),
                about.networkOffset(),
                octets,
                option + QUOTE_HEADER_OCTETS,
                quote - QUOTE_HEADER_OCTETS);
        long high = ip.sourceHigh();
        long low = ip.sourceLow();
        net.output6.pushHeader(skb, 0, HOP_LIMIT, IpProtocols.ICMPV6, way, high, low);
        net.snmp.icmp6Out(Octets.u8(skb.octets(), skb.transportOffset()));
        net.output6.sendReady(skb, way);
    }

    private @Nullable Ipv6Address linkLocal(int deviceIndex) {
        for (Ipv6InterfaceAddress own : net.routing6.addresses()) {
            boolean here = own.deviceIndex() == deviceIndex;
            if (here && Ipv6Address.isLinkLocal(own.address().high())) return own.address();
        }
        return null;
    }

    // ---- receiving -------------------------------------------------------------------------

    void receive(Skb skb, int type, int length) {
        byte[] octets = skb.octets();
        int at = skb.transportOffset();
        if (skb.ipv6().hopLimit() != HOP_LIMIT || octets[at + 1] != 0) {
            skb.end(LinuxDrop.NDP_HOP_LIMIT);
            return;
        }
        if (!NdpView.fits(octets, at, skb.limit()) || !optionsFit(octets, at, skb.limit())) {
            skb.end(LinuxDrop.NDP_MALFORMED);
            return;
        }
        switch (type) {
            case Icmpv6Types.NEIGHBOR_SOLICITATION -> solicited(skb);
            case Icmpv6Types.NEIGHBOR_ADVERTISEMENT -> advertised(skb);
            case Icmpv6Types.ROUTER_SOLICITATION -> skb.end(LinuxEnd.ROUTER_SOLICITATION_NOTED);
            case Icmpv6Types.ROUTER_ADVERTISEMENT -> skb.end(LinuxEnd.ROUTER_ADVERTISEMENT_NOTED);
            default -> skb.end(LinuxEnd.REDIRECT6_NOTED);
        }
    }

    private static boolean optionsFit(byte[] octets, int at, int limit) {
        int option = new NdpView(octets, at).optionsOffset();
        while (option < limit) {
            int length = NdpOptions.lengthAt(octets, option, limit);
            if (length <= 0) return false;
            option += length;
        }
        return true;
    }

    private void solicited(Skb skb) {
        byte[] octets = skb.octets();
        int at = skb.transportOffset();
        int ip = skb.networkOffset();
        NetInterface in = Objects.requireNonNull(skb.inDevice());
        var message = new NdpView(octets, at);
        var target = new Ipv6Address(message.targetHigh(), message.targetLow());
        long high = Octets.i64(octets, ip + 8);
        long low = Octets.i64(octets, ip + 16);
        boolean probing = Ipv6Address.isAny(high, low);
        boolean everybody = Ipv6Address.isMulticast(Octets.i64(octets, ip + 24));
        if (!net.routing6.isLocalOn(in.index(), target.high(), target.low())) {
            skb.end(LinuxEnd.SOLICITATION_NOT_FOR_US);
            return;
        }
        long mac =
                NdpOptions.linkLayerAddress(
                        octets, message.optionsOffset(), skb.limit(), NdpOptions.SOURCE_LINK_LAYER);
        if (!probing && mac >= 0) {
            table.learn(
                    in.index(),
                    high,
                    low,
                    mac,
                    NeighbourState.STALE,
                    true,
                    true,
                    net.nowNanos(),
                    this);
            arm();
        }
        Ipv6Address to = probing ? Ipv6Address.ALL_NODES : new Ipv6Address(high, low);
        OutputResult way =
                net.routing6.onLink(target.high(), target.low(), to.high(), to.low(), in.index());
        if (way.error() == null) {
            int flags = net.routing6.forwarding() ? ROUTER : 0;
            if (!probing) flags |= SOLICITED;
            if (everybody) flags |= OVERRIDE;
            int option = everybody ? NdpOptions.TARGET_LINK_LAYER : 0;
            message(
                    Icmpv6Types.NEIGHBOR_ADVERTISEMENT,
                    flags,
                    target,
                    option,
                    in.mac(),
                    way,
                    to,
                    skb);
        }
        skb.end(LinuxEnd.SOLICITATION_ANSWERED);
    }

    private void advertised(Skb skb) {
        byte[] octets = skb.octets();
        var message = new NdpView(octets, skb.transportOffset());
        NetInterface in = Objects.requireNonNull(skb.inDevice());
        long mac =
                NdpOptions.linkLayerAddress(
                        octets, message.optionsOffset(), skb.limit(), NdpOptions.TARGET_LINK_LAYER);
        if (mac >= 0) {
            table.learn(
                    in.index(),
                    message.targetHigh(),
                    message.targetLow(),
                    mac,
                    message.isSolicited() ? NeighbourState.REACHABLE : NeighbourState.STALE,
                    message.isOverride(),
                    false,
                    net.nowNanos(),
                    this);
            arm();
        }
        skb.end(LinuxEnd.ADVERTISEMENT_NOTED);
    }

    // ---- groups ----------------------------------------------------------------------------

    /** Joins a group on a device, and reports it if listener reports are switched on. */
    void join(NetDevice device, long high, long low) {
        net.routing6.join(device.index(), high, low);
        if (device instanceof EthernetDevice ethernet)
            ethernet.addGroup(Ipv6Address.multicastMac(low));
        if (!net.sysctls.mldReports() || !device.resolves()) return;
        reports.computeIfAbsent(device.index(), _ -> new Reports(device)).join(high, low);
    }

    /** State-change reports of one device (RFC 3810 section 6.1). */
    private final class Reports {
        private final NetDevice device;
        private final GroupMembership membership;
        private final Timer reportTimer;

        Reports(NetDevice device) {
            this.device = device;
            membership = new GroupMembership(GROUPS_MAX, net.host.random("mld " + device.name()));
            reportTimer = net.scheduler.timer(net.cpu.deferred(), this::due);
        }

        void join(long high, long low) {
            membership.join(high, low, net.nowNanos());
            armReport();
        }

        private void armReport() {
            long deadline = membership.nextDeadlineNanos();
            if (deadline != GroupMembership.NEVER)
                reportTimer.arm(Math.max(0, deadline - net.nowNanos()));
        }

        private void due() {
            membership.poll(net.nowNanos(), this::report);
            armReport();
        }

        private void report(List<GroupRecord> records) {
            Ipv6Address own = linkLocal(device.index());
            Ipv6Address source = own == null ? Ipv6Address.ANY : own;
            Skb skb = net.originate(GroupReports.mldv2Octets(records.size()));
            int at = skb.packet().offset();
            GroupReports.writeMldv2(skb.octets(), at, source, records);
            Ipv6Address to = Ipv6Address.ALL_MLDV2_ROUTERS;
            OutputResult way =
                    net.routing6.output(
                            source.high(), source.low(), to.high(), to.low(), device.index());
            skb.setTransportOffset(at + Ip6Output.HEADER_OCTETS + 8);
            skb.setUpperProtocol(IpProtocols.ICMPV6);
            net.snmp.icmp6Out(Octets.u8(skb.octets(), skb.transportOffset()));
            net.output6.sendReady(skb, way);
        }
    }
}
