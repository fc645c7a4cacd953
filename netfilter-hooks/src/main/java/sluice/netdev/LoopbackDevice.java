package sluice.netdev;

import sluice.netfilter.ChecksumState;
import sluice.netfilter.PacketType;
import sluice.netfilter.Skb;
import sluice.netfilter.SkbQueue;
import sluice.time.Handler;

/**
 * {@code lo}: what is sent comes back as received, in the next softirq (Linux 6.x, {@code
 * drivers/net/loopback.c}). No qdisc, zero MACs, MTU 65536.
 *
 * <p>Differs: checksums are always complete; the kernel leaves transport checksums open here.
 */
public final class LoopbackDevice extends NetDevice {
    private static final int MTU_OCTETS = 65_536;
    private static final Handler<LoopbackDevice> BACKLOG = LoopbackDevice::processBacklog;

    private final SkbQueue backlog = new SkbQueue();
    private final int backlogPacketsMax;
    private final int weight;
    private boolean scheduled;
    private long mac;

    /** The device {@code lo}. */
    public LoopbackDevice(DeviceLayer layer, int backlogPacketsMax, int weight) {
        super(layer, "lo");
        this.backlogPacketsMax = backlogPacketsMax;
        this.weight = weight;
        layer.add(this);
    }

    @Override
    public long mac() {
        return mac;
    }

    /** {@code ip link set lo address MAC}: its frames have it on both sides, and nobody looks. */
    public void setMac(long address) {
        mac = address;
    }

    // arp_constructor, ndisc_constructor: a neighbour behind lo has the address of lo
    @Override
    void frame(Skb skb, long destinationMac, int etherType) {
        super.frame(skb, mac, etherType);
    }

    @Override
    public int mtuOctets() {
        return MTU_OCTETS;
    }

    @Override
    public boolean loopback() {
        return true;
    }

    @Override
    public boolean resolves() {
        return false;
    }

    @Override
    public String queueText() {
        return "noqueue";
    }

    @Override
    void transmit(Skb skb) {
        if (skb.vlanTag() != VlanTag.NONE) VlanTag.pushInside(skb); // validate_xmit_vlan
        skb.leaveChecksum(); // NETIF_F_HW_CSUM
        layer().tap(this, PacketType.OUTGOING, skb, skb.packet().offset(), place());
        skb.unown();
        enqueue(skb);
    }

    /** Takes a frame for the next softirq ({@code netif_rx}). */
    private void enqueue(Skb skb) {
        if (backlog.count() >= backlogPacketsMax) {
            skb.end(NetdevDrop.BACKLOG_FULL);
            return;
        }
        backlog.addLast(skb);
        schedule();
    }

    private void schedule() {
        if (scheduled) return;
        scheduled = true;
        var host = layer().host();
        host.scheduler().schedule(0, host.runningCpu().deferred(), BACKLOG, this);
    }

    /** Takes in what has come, before the softirq that is due ({@code do_softirq}). */
    public void softirq() {
        takeIn();
    }

    private void processBacklog() {
        scheduled = false;
        takeIn();
    }

    private void takeIn() {
        var cpu = layer().host().runningCpu();
        cpu.charge(cpu.costs().deferredNanos());
        for (int i = 0; i < weight; i++) {
            Skb skb = backlog.pollFirst();
            if (skb == null) return;
            skb.setChecksumState(ChecksumState.UNNECESSARY);
            skb.setOutDevice(null);
            layer().receive(this, skb);
        }
        if (!backlog.isEmpty()) schedule();
    }
}
