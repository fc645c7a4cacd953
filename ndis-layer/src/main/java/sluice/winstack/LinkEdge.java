package sluice.winstack;

import org.jspecify.annotations.Nullable;
import sluice.inet.ArpRules;
import sluice.inet.Ipv4Input;
import sluice.ndis.DevicePower;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisStatus;
import sluice.ndis.PnpEvent;
import sluice.ndis.Protocol;
import sluice.ndis.ProtocolBinding;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.wire.Addresses;
import sluice.packet.wire.ArpView;
import sluice.packet.wire.EtherTypes;

/**
 * tcpip's edge to NDIS: takes frames in, puts the Ethernet header on and off, speaks ARP.
 *
 * <p>During an indication frames are only claimed; the work is done in ProtocolReceiveComplete,
 * when every other binding has seen them too.
 */
final class LinkEdge implements Protocol {
    private static final int ETHERNET_OCTETS = 14;
    private static final int INPUT_FRAMES_MAX = 4096;

    private final TcpIp stack;
    private final InputFrames frames = new InputFrames(INPUT_FRAMES_MAX);

    LinkEdge(TcpIp stack) {
        this.stack = stack;
    }

    @Override
    public String name() {
        return "tcpip";
    }

    @Override
    public int receivePacket(ProtocolBinding binding, NdisPacket packet) {
        if (packet.lengthOctets() < ETHERNET_OCTETS) return 0;
        int type = packet.u16(12);
        if (type != EtherTypes.IPV4 && type != EtherTypes.ARP && type != EtherTypes.IPV6) return 0;
        Packet frame = binding.claim(packet);
        boolean lent = packet.outOfBand().status() == NdisStatus.RESOURCES;
        if (frames.offer(frame, lent ? null : packet, binding)) return lent ? 0 : 1;
        frame.end(WindowsDrop.INPUT_QUEUE_FULL);
        return 0;
    }

    @Override
    public void receiveComplete(ProtocolBinding ignored) {
        while (frames.next()) {
            ProtocolBinding binding = frames.binding();
            NdisPacket owed = frames.descriptor();
            input(interfaceOf(binding), frames.frame());
            if (owed != null) binding.returnPacket(owed);
        }
    }

    /** Before the adapter sleeps all sends come home, and nothing more is sent. */
    @Override
    public NdisStatus pnpEvent(ProtocolBinding binding, PnpEvent event) {
        if (!(event instanceof PnpEvent.SetPower(DevicePower to))) return NdisStatus.SUCCESS;
        NetInterface netif = interfaceOf(binding);
        netif.down = to != DevicePower.D0;
        netif.drains = netif.down && binding.sendsOut() > 0;
        return netif.drains ? NdisStatus.PENDING : NdisStatus.SUCCESS;
    }

    /** Between the beginning of a reset and its end nothing is sent. */
    @Override
    public void status(ProtocolBinding binding, NdisStatus status) {
        if (status == NdisStatus.RESET_START) interfaceOf(binding).inReset = true;
        if (status == NdisStatus.RESET_END) interfaceOf(binding).inReset = false;
    }

    @Override
    public void closed(ProtocolBinding binding) {
        NetInterface netif = interfaceOf(binding);
        netif.down = true;
        netif.inReset = false;
        stack.neighbours.v4().removeDevice(netif.index, stack.neighbours);
        stack.neighbours.v6().removeDevice(netif.index, stack.neighbours);
    }

    private NetInterface interfaceOf(ProtocolBinding binding) {
        for (NetInterface netif : stack.interfaces) if (netif.binding == binding) return netif;
        throw new IllegalStateException("no interface for " + binding);
    }

    private void input(NetInterface netif, Packet frame) {
        byte[] octets = frame.octets();
        int at = frame.offset();
        boolean group = Addresses.isMulticastMac(Octets.u48(octets, at));
        int type = Octets.u16(octets, at + 12);
        if (type == EtherTypes.ARP) {
            arp(netif, frame, group);
            return;
        }
        boolean foreign = !group && netif.isPromiscuous() && Octets.u48(octets, at) != netif.mac();
        frame.pull(ETHERNET_OCTETS);
        frame.passUp(stack.ip);
        if (foreign) {
            // Receive-all has opened the NIC: IP shows it to those sockets and discards it.
            if (type == EtherTypes.IPV4 && isWhole(frame)) stack.rawSockets.foreign(netif, frame);
            frame.end(WindowsDrop.FRAME_FOR_ANOTHER_STATION);
            return;
        }
        if (type == EtherTypes.IPV4) stack.ip4.input(netif, frame, group);
        else stack.ip6.input(netif, frame, group);
    }

    private static boolean isWhole(Packet packet) {
        int at = packet.offset();
        if (Ipv4Input.checkHeader(packet.octets(), at, packet.limit()) != null) return false;
        packet.trim(Ipv4Input.totalLengthOctets(packet.octets(), at));
        return true;
    }

    private void arp(NetInterface netif, Packet frame, boolean group) {
        byte[] octets = frame.octets();
        int at = frame.offset() + ETHERNET_OCTETS;
        if (!ArpView.fits(octets, at, frame.limit())) {
            frame.end(WindowsDrop.ARP_MALFORMED);
            return;
        }
        var message = new ArpView(octets, at);
        if (!message.isEthernetIpv4()) {
            frame.end(WindowsDrop.ARP_MALFORMED_KIND);
            return;
        }
        int target = message.targetAddress();
        long senderMac = message.senderMac();
        int sender = message.senderAddress();
        // Vista and later answer only for the interface's own addresses, XP for all of the host.
        boolean local = stack.addresses.isOwn4(target, stack.preset.strongHost() ? netif.index : 0);
        var action =
                ArpRules.received(
                        stack.neighbours.v4(),
                        netif.index,
                        message.operation(),
                        senderMac,
                        sender,
                        target,
                        local,
                        !group,
                        stack.now(),
                        stack.neighbours);
        stack.neighbours.rearm();
        if (action == ArpRules.Action.REPLY) answerArp(frame, netif, message);
        frame.end(WindowsEnd.ARP_READ);
    }

    private void answerArp(Packet request, NetInterface netif, ArpView asked) {
        int own = asked.targetAddress();
        long asker = asked.senderMac();
        int askerIp = asked.senderAddress();
        sendArp(request, netif, ArpRules.REPLY, asker, own, asker, askerIp);
    }

    /** Sends an ARP message; {@code parent} is what it answers, or null. */
    void sendArp(
            @Nullable Packet parent,
            NetInterface netif,
            int operation,
            long destinationMac,
            int senderIp,
            long targetMac,
            int targetIp) {
        int length = ETHERNET_OCTETS + ArpRules.MESSAGE_OCTETS;
        Packet frame =
                parent == null
                        ? stack.pool.originate(stack.edgePlace, 64, length)
                        : stack.pool.originateFrom(parent, stack.edgePlace, 64, length);
        byte[] octets = frame.writable();
        int at = frame.offset();
        putHeader(octets, at, destinationMac, netif.mac(), EtherTypes.ARP);
        ArpRules.write(
                octets,
                at + ETHERNET_OCTETS,
                operation,
                netif.mac(),
                senderIp,
                targetMac,
                targetIp);
        NdisPacket descriptor = netif.sendPool.allocate(frame);
        if (descriptor == null) {
            frame.end(WindowsDrop.NO_SEND_DESCRIPTOR_FOR_ARP);
            return;
        }
        hand(netif, descriptor);
    }

    private static void putHeader(byte[] octets, int at, long to, long from, int type) {
        Octets.put48(octets, at, to);
        Octets.put48(octets, at + 6, from);
        Octets.put16(octets, at + 12, type);
    }

    /** Sends an IP packet, which the ip place owns, to a station address. */
    void transmit(NetInterface netif, NdisPacket descriptor, long destinationMac) {
        Packet packet = descriptor.packet();
        boolean v6 = (packet.octets()[packet.offset()] & 0xf0) == 0x60;
        packet.passDown(stack.edgePlace);
        int at = packet.push(ETHERNET_OCTETS);
        int type = v6 ? EtherTypes.IPV6 : EtherTypes.IPV4;
        putHeader(packet.octets(), at, destinationMac, netif.mac(), type);
        hand(netif, descriptor);
    }

    /** Whether the interface is down; the packet has come to its end then. */
    boolean refused(NetInterface netif, NdisPacket descriptor) {
        if (!netif.down && !netif.inReset) return false;
        descriptor.discard(
                netif.down ? WindowsDrop.INTERFACE_DOWN : WindowsDrop.INTERFACE_IN_RESET);
        over(descriptor);
        return true;
    }

    private void hand(NetInterface netif, NdisPacket descriptor) {
        if (refused(netif, descriptor)) return;
        NdisStatus status = netif.binding.send(descriptor);
        if (status != NdisStatus.PENDING) over(descriptor);
    }

    @Override
    public void sendComplete(ProtocolBinding binding, NdisPacket packet, NdisStatus status) {
        over(packet);
        if (binding.sendsOut() > 0) return;
        NetInterface netif = interfaceOf(binding);
        if (!netif.drains) return;
        netif.drains = false;
        binding.completePnpEvent();
    }

    /** A send is over: the descriptor goes back, the socket gets its credit. */
    void over(NdisPacket descriptor) {
        var request = (SendRequest) descriptor.protocolReserved(0);
        descriptor.pool().free(descriptor);
        SendRequest.over(request);
    }
}
