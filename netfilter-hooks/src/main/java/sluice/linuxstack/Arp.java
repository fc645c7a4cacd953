package sluice.linuxstack;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.inet.AddressScope;
import sluice.inet.ArpRules;
import sluice.inet.IcmpErrors;
import sluice.inet.Ipv4Addresses;
import sluice.inet.NeighbourSink;
import sluice.inet.NeighbourTable;
import sluice.inet.SourceAddressChoice;
import sluice.netdev.NetDevice;
import sluice.netfilter.HookChain;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NetInterface;
import sluice.netfilter.NfFamily;
import sluice.netfilter.PacketType;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.packet.wire.EtherTypes;
import sluice.route.InputResult;
import sluice.time.Timer;

/**
 * ARP (Linux 6.x, {@code net/ipv4/arp.c}) and the packets that wait for it, which belong to the IP
 * layer and are behind POST_ROUTING.
 */
final class Arp implements NeighbourSink<Skb> {
    private static final long BROADCAST_MAC = 0xffff_ffff_ffffL;
    private static final int ETHERNET = 1;

    private final Net net;
    private final NeighbourTable<Skb> table;
    private final Timer timer;
    private final HookChain localIn;
    private final HookChain localOut;
    private long armedFor = NeighbourTable.NEVER;

    Arp(Net net) {
        this.net = net;
        table = new NeighbourTable<>(net.sysctls.neighbourTimings());
        net.sysctls.onNeighbourChange(() -> table.setTimings(net.sysctls.neighbourTimings()));
        timer = net.scheduler.timer(net.cpu.deferred(), this::due);
        localIn = net.netfilter.chain(NfFamily.ARP, HookPoint.LOCAL_IN, this::process);
        localOut = net.netfilter.chain(NfFamily.ARP, HookPoint.LOCAL_OUT, Arp::transmit);
        // Only a bridge that hands ARP to this family would forward; nothing comes by here.
        net.netfilter.chain(NfFamily.ARP, HookPoint.FORWARD, Arp::transmit);
    }

    NeighbourTable<Skb> table() {
        return table;
    }

    // ---- for senders -----------------------------------------------------------------------

    long use(NetDevice device, int address) {
        long mac = table.use(device.index(), address, net.nowNanos());
        arm();
        return mac;
    }

    void queue(Skb skb, NetDevice device) {
        if (net.trace != null) {
            net.trace.accept(
                    new StackStep.NeighbourWait(
                            net.nowNanos(),
                            skb.packet().id(),
                            net.ipPlace.name(),
                            Ipv4Addresses.text(skb.nextHop4())));
        }
        boolean room =
                table.queue(
                        device.index(),
                        0,
                        NeighbourTable.key(skb.nextHop4()),
                        skb,
                        Truesize.of(skb.packet().lengthOctets()),
                        net.nowNanos(),
                        this);
        if (!room) Neighbours.tableFull(skb);
        arm();
    }

    void addPermanent(int deviceIndex, int address, long mac) {
        table.putPermanent(deviceIndex, 0, NeighbourTable.key(address), mac, net.nowNanos(), this);
        arm();
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
        int target = (int) low;
        int choice =
                SourceAddressChoice.ipv4(
                        net.routing4.addresses(), deviceIndex, target, AddressScope.LINK);
        int source = newest == null ? 0 : newest.ipv4().source();
        boolean own = newest != null && net.routing4.isLocal(source);
        int sender = ArpRules.senderOfRequest(source, own, choice);
        boolean broadcast = hardwareAddress == NeighbourTable.NOT_RESOLVED;
        NetDevice device = net.device(deviceIndex);
        Packet packet =
                newest == null
                        ? net.pool.originate(
                                device.place(), PacketPool.HEADROOM_OCTETS, ArpRules.MESSAGE_OCTETS)
                        : net.pool.originateFrom(
                                newest.packet(),
                                device.place(),
                                PacketPool.HEADROOM_OCTETS,
                                ArpRules.MESSAGE_OCTETS);
        long known = broadcast ? 0 : hardwareAddress;
        send(
                packet,
                device,
                ArpRules.REQUEST,
                sender,
                known,
                target,
                broadcast ? BROADCAST_MAC : hardwareAddress);
    }

    private void send(
            Packet packet,
            NetDevice device,
            int operation,
            int fromIp,
            long targetMac,
            int aboutIp,
            long to) {
        ArpRules.write(
                packet.octets(),
                packet.offset(),
                operation,
                device.mac(),
                fromIp,
                targetMac,
                aboutIp);
        Skb skb = net.skbs.take(packet);
        skb.setLocal(true);
        skb.setOutDevice(device);
        device.header(skb, to, EtherTypes.ARP);
        localOut.run(skb);
    }

    // arp_xmit_finish
    private static int transmit(Skb skb) {
        if (!(skb.outDevice() instanceof NetDevice device))
            throw new IllegalStateException("no device");
        device.queue(skb);
        return 0;
    }

    /** Tells the link about an own address ({@code arp_notify}). */
    void announce(NetDevice device, int address) {
        Packet packet =
                net.pool.originate(
                        device.place(), PacketPool.HEADROOM_OCTETS, ArpRules.MESSAGE_OCTETS);
        send(packet, device, ArpRules.REQUEST, address, 0, address, BROADCAST_MAC);
    }

    @Override
    public void ready(Skb skb, int deviceIndex, long hardwareAddress) {
        net.device(deviceIndex).send(skb, hardwareAddress, EtherTypes.IPV4);
    }

    @Override
    public void failed(Skb skb, int deviceIndex, long high, long low) {
        net.icmp4.error(skb, IcmpErrors.UNREACHABLE, IcmpErrors.HOST, 0);
        Neighbours.failed(skb);
    }

    @Override
    public void overflowed(Skb skb, int deviceIndex, long high, long low) {
        Neighbours.overflowed(skb);
    }

    // ---- receiving -------------------------------------------------------------------------

    /** {@code arp_rcv}: a frame that belongs to the device's place. */
    void receive(Skb skb) {
        if (skb.packetType() == PacketType.OTHERHOST) {
            Net.endOtherHost(skb);
            return;
        }
        byte[] octets = skb.octets();
        int at = skb.networkOffset();
        boolean fits =
                skb.limit() - at >= ArpRules.MESSAGE_OCTETS
                        && Octets.u8(octets, at + 4) == 6
                        && Octets.u8(octets, at + 5) == 4;
        if (fits) localIn.run(skb);
        else malformed(skb);
    }

    private static void malformed(Skb skb) {
        skb.end(LinuxDrop.ARP_MALFORMED);
    }

    // arp_process
    private int process(Skb skb) {
        byte[] octets = skb.octets();
        int at = skb.networkOffset();
        if (Octets.u16(octets, at) != ETHERNET || Octets.u16(octets, at + 2) != EtherTypes.IPV4) {
            malformed(skb);
            return 0;
        }
        NetInterface in = Objects.requireNonNull(skb.inDevice());
        int operation = Octets.u16(octets, at + 6);
        long senderMac = Octets.u48(octets, at + 8);
        int senderIp = Octets.i32(octets, at + 14);
        int targetIp = Octets.i32(octets, at + 24);
        boolean answer = operation == ArpRules.REQUEST && answers(senderIp, targetIp, in);
        ArpRules.Action action =
                ArpRules.received(
                        table,
                        in.index(),
                        operation,
                        senderMac,
                        senderIp,
                        targetIp,
                        answer,
                        skb.packetType() == PacketType.HOST,
                        net.nowNanos(),
                        this);
        arm();
        switch (action) {
            case REPLY -> {
                NetDevice device = net.device(in.index());
                Packet packet =
                        net.pool.originateFrom(
                                skb.packet(),
                                device.place(),
                                PacketPool.HEADROOM_OCTETS,
                                ArpRules.MESSAGE_OCTETS);
                send(packet, device, ArpRules.REPLY, targetIp, senderMac, senderIp, senderMac);
                skb.end(LinuxEnd.ARP_ANSWERED);
            }
            case LEARNED -> skb.end(LinuxEnd.ARP_LEARNED);
            case IGNORE -> skb.end(LinuxEnd.ARP_NOT_FOR_US);
        }
        return 0;
    }

    private boolean answers(int senderIp, int targetIp, NetInterface in) {
        var own = net.routing4.of(in.index());
        if (senderIp == Ipv4Addresses.ANY)
            return net.routing4.isLocal(targetIp) && !ignored(targetIp, in);
        InputResult way = net.routing4.input(senderIp, targetIp, 0, in.index());
        if (way == InputResult.LOCAL) return !ignored(targetIp, in);
        if (way != InputResult.FORWARD) return false;
        var route = Objects.requireNonNull(net.routing4.inputRoute());
        boolean proxy = own.proxyArp || net.routing4.all().proxyArp;
        return proxy && route.deviceIndex() != in.index();
    }

    private boolean ignored(int targetIp, NetInterface in) {
        int mode = Math.max(net.routing4.all().arpIgnore, net.routing4.of(in.index()).arpIgnore);
        if (mode == 0) return false;
        for (var address : net.routing4.addresses()) {
            if (address.address() == targetIp && address.deviceIndex() == in.index()) return false;
        }
        return true;
    }
}
