package sluice.netdev;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sluice.netfilter.PacketType;
import sluice.netfilter.Skb;
import sluice.netfilter.SkbQueue;
import sluice.nic.Nic;
import sluice.nic.NicCallbacks;
import sluice.nic.ReceiveFilter;
import sluice.packet.Packet;
import sluice.packet.Place;
import sluice.qdisc.Qdisc;
import sluice.qdisc.QdiscDrop;
import sluice.qdisc.QdiscHost;
import sluice.qdisc.QdiscWords;
import sluice.time.Handler;
import sluice.time.SeededRandom;
import sluice.time.Timer;

/**
 * An Ethernet device: the driver of a {@link Nic} with NAPI, and the qdisc in front of it (Linux
 * 6.x, {@code net/core/dev.c}).
 *
 * <pre>
 *   interrupt -> softirq: free sent frames, wake the queue, receive up to the budget
 *   send      -> qdisc -> tap -> NIC;  BUSY: put back, stopped until a frame has been sent
 * </pre>
 */
public final class EthernetDevice extends NetDevice implements NicCallbacks {
    private static final Handler<EthernetDevice> POLL = EthernetDevice::poll;

    private final Nic nic;
    private Qdisc qdisc;
    private final Timer watchdog;
    private final SkbQueue onRing = new SkbQueue();
    private final Map<Long, Integer> groups = new TreeMap<>(); // how often each was asked for
    private final int budget;
    private @Nullable Skb requeued;
    private boolean stopped;
    private boolean running;
    private boolean promiscuous;
    private final int mtuOctets;

    /**
     * A device of {@code name} on {@code nic}.
     *
     * @param budget frames received per softirq ({@code dev_weight})
     * @param mtuOctets largest IP packet, not more than the NIC's
     */
    public EthernetDevice(
            DeviceLayer layer, String name, Nic nic, Qdisc qdisc, int budget, int mtuOctets) {
        super(layer, name);
        this.nic = nic;
        this.qdisc = qdisc;
        this.budget = budget;
        this.mtuOctets = mtuOctets;
        var host = layer.host();
        this.watchdog = host.scheduler().timer(host.cpu().deferred(), this::lookAtQueue);
        layer.add(this);
    }

    /** Connects the driver; frames come in from now on. */
    public void open() {
        nic.attach(this);
        applyFilter();
        nic.enableInterrupts(true);
    }

    @Override
    public long mac() {
        return nic.mac();
    }

    @Override
    public int mtuOctets() {
        return mtuOctets;
    }

    @Override
    public boolean loopback() {
        return false;
    }

    @Override
    public boolean resolves() {
        return true;
    }

    @Override
    public String queueText() {
        return qdisc.name() + " (" + qdisc.waitingCount() + " waiting)";
    }

    /** The NIC. */
    public Nic nic() {
        return nic;
    }

    /** Whether the link is there. */
    public boolean carrier() {
        return nic.linkUp();
    }

    /** Asks the NIC for a group's frames ({@code dev_mc_add}). */
    public void addGroup(long mac) {
        if (groups.merge(mac, 1, Integer::sum) == 1) applyFilter(); // before open() just kept
    }

    /** Takes one asking back; after the last the NIC leaves the group ({@code dev_mc_del}). */
    public void removeGroup(long mac) {
        if (!groups.containsKey(mac)) return;
        if (groups.merge(mac, -1, (count, less) -> count == 1 ? null : count + less) == null)
            applyFilter();
    }

    /** Asks the NIC for all frames. */
    public void setPromiscuous(boolean value) {
        promiscuous = value;
        applyFilter();
    }

    private void applyFilter() {
        nic.setReceiveFilter(
                new ReceiveFilter(up(), up(), false, promiscuous && up(), groups.keySet()));
    }

    @Override
    public void setUp(boolean value) {
        super.setUp(value);
        applyFilter();
    }

    // ---- NAPI ------------------------------------------------------------------------------

    @Override
    public Place driverPlace() {
        return place();
    }

    @Override
    public void interrupt() {
        nic.enableInterrupts(false);
        scheduleNapi();
    }

    private void scheduleNapi() {
        var host = layer().host();
        host.scheduler().schedule(0, host.runningCpu().deferred(), POLL, this);
    }

    @Override
    public void linkChanged(boolean nowUp) {
        // carrier() asks the NIC; packets that wait go on with the next one that is sent
    }

    private void poll() {
        var cpu = layer().host().runningCpu();
        cpu.charge(cpu.costs().deferredNanos());
        boolean freed = false;
        for (Packet sent = nic.pollTransmitted(); sent != null; sent = nic.pollTransmitted()) {
            Skb skb = onRing.pollFirst();
            if (skb == null) throw new IllegalStateException(name() + " gave back too much");
            skb.end(NetdevEnd.SENT);
            freed = true;
        }
        if (freed && stopped) {
            stopped = false;
            runQueue();
        }
        int received = 0;
        while (received < budget) {
            Packet frame = nic.pollReceived();
            if (frame == null) {
                nic.enableInterrupts(true);
                return;
            }
            received++;
            cpu.charge(cpu.costs().frameNanos());
            Skb skb = layer().skbs().take(frame);
            if (up()) layer().receive(this, skb);
            else NetDevice.down(skb);
        }
        scheduleNapi();
    }

    // ---- sending ---------------------------------------------------------------------------

    @Override
    void transmit(Skb skb) {
        if (!nic.linkUp()) {
            skb.end(NetdevDrop.NO_CARRIER);
            return;
        }
        if (!qdisc.enqueue(skb)) {
            skb.end(NetdevDrop.QDISC_FULL);
            return;
        }
        var trace = layer().host().world().trace();
        if (trace != null) {
            trace.accept(
                    new DeviceStep.Enqueued(
                            layer().host().scheduler().nowNanos(),
                            skb.packet().id(),
                            place().name(),
                            qdisc.name(),
                            skb.priority(),
                            qdisc.waitingCount()));
        }
        if (!stopped) runQueue();
    }

    // A tap that sends, or a socket told of room, may come back here: one run at a time.
    private void runQueue() {
        if (running) return;
        running = true;
        try {
            while (!stopped) {
                Skb skb = next();
                if (skb == null) {
                    waitForQueue();
                    return;
                }
                hardTransmit(skb);
            }
        } finally {
            running = false;
        }
    }

    // qdisc_watchdog: packets wait that may not be sent yet
    private void waitForQueue() {
        long ready = qdisc.readyNanos();
        if (ready == Qdisc.NEVER) watchdog.cancel();
        else watchdog.arm(Math.max(0, ready - layer().host().scheduler().nowNanos()));
    }

    private void lookAtQueue() {
        if (!stopped) runQueue();
    }

    @Override
    public void setQueue(String words) {
        Qdisc old = qdisc;
        qdisc = QdiscWords.read(words, new QueueHost());
        watchdog.cancel();
        old.drain(EthernetDevice::replaced);
    }

    private static void replaced(Skb skb) {
        skb.end(QdiscDrop.QUEUE_REPLACED);
    }

    /** What the queue asks of the host. */
    private final class QueueHost implements QdiscHost {
        private final SeededRandom random = layer().host().random("qdisc " + name());

        @Override
        public long nowNanos() {
            return layer().host().scheduler().nowNanos();
        }

        @Override
        public SeededRandom random() {
            return random;
        }

        @Override
        public Skb copy(Skb skb) {
            return layer().copyOf(skb, place());
        }
    }

    private @Nullable Skb next() {
        Skb first = requeued;
        if (first != null) {
            requeued = null;
            return first;
        }
        Skb skb = qdisc.dequeue();
        if (skb == null) return null;
        var trace = layer().host().world().trace();
        if (trace != null) {
            trace.accept(
                    new DeviceStep.Dequeued(
                            layer().host().scheduler().nowNanos(),
                            skb.packet().id(),
                            place().name(),
                            qdisc.name(),
                            qdisc.waitingCount()));
        }
        return skb;
    }

    private void hardTransmit(Skb skb) {
        if (skb.vlanTag() != VlanTag.NONE) VlanTag.pushInside(skb); // validate_xmit_vlan
        if (!skb.tapped()) {
            skb.setTapped(true);
            layer().tap(this, PacketType.OUTGOING, skb, skb.packet().offset(), place());
        }
        // Entered first: a NIC may give the frame back before it returns.
        onRing.addLast(skb);
        if (nic.transmit(skb.packet()) == Nic.TxResult.BUSY) {
            takeBack(skb);
            requeued = skb;
            stopped = true;
        }
    }

    private void takeBack(Skb skb) {
        int others = onRing.count() - 1;
        for (int i = 0; i < others; i++) {
            Skb earlier = onRing.pollFirst();
            if (earlier != null) onRing.addLast(earlier);
        }
        Skb last = onRing.pollFirst();
        if (last != skb) throw new IllegalStateException(name() + " lost a frame");
    }
}
