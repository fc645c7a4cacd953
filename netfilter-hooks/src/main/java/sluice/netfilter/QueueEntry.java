package sluice.netfilter;

import org.jspecify.annotations.Nullable;
import sluice.defer.Deferral;
import sluice.defer.Outcome;
import sluice.packet.DropReason;
import sluice.packet.Packet;
import sluice.packet.Place;
import sluice.packet.wire.Ipv4View;
import sluice.packet.wire.Ipv6View;
import sluice.packet.wire.OctetSequence;

/**
 * A packet parked at a hook point for user space ({@code struct nf_queue_entry}). It remembers the
 * number of the hook that queued it and goes on behind that number, in the list as it is then
 * ({@code nf_reinject}).
 *
 * <p>The packet belongs to the point's own place meanwhile and may be changed.
 */
public final class QueueEntry extends Deferral {
    private static final int DATAGRAM_OCTETS_MAX = 0xffff;

    private final HookChain chain;
    private final HookRegistration by;
    private final NfQueue queue;
    private final Skb skb;
    private final int index;
    private final @Nullable NetInterface in;
    private final @Nullable NetInterface out;
    private final Netfilter netfilter;
    private final long sinceNanos;
    private final Place home;
    private final long[] savedKey = new long[Netfilter.ROUTE_KEY_WORDS];
    private long id;
    private NfVerdict answer = NfVerdict.ACCEPT;

    QueueEntry(
            HookChain chain,
            HookRegistration by,
            NfQueue queue,
            Skb skb,
            int index,
            HookState state) {
        super(skb.packet(), chain.netfilter().contracts());
        this.chain = chain;
        this.by = by;
        this.queue = queue;
        this.skb = skb;
        this.index = index;
        this.in = state.in();
        this.out = state.out();
        this.netfilter = chain.netfilter();
        this.sinceNanos = netfilter.nowNanos();
        this.home = skb.packet().owner();
    }

    /** The parked packet's descriptor. */
    public Skb skb() {
        return skb;
    }

    /** Its number in the queue, 1 and up. */
    public long id() {
        return id;
    }

    /** Where it is parked. */
    public HookPoint point() {
        return chain.point();
    }

    /** Family of the chain. */
    public NfFamily family() {
        return chain.family();
    }

    /** Number of the queue. */
    public int queueNumber() {
        return queue.number();
    }

    /** What the listener is told of it, as much as the queue's copy mode says. */
    public QueueMessage message() {
        Packet packet = skb.packet();
        int length = packet.lengthOctets();
        int link = skb.linkOffset();
        boolean framed = in != null && link >= 0 && link + 12 <= packet.limit();
        return new QueueMessage(
                id,
                queue.number(),
                chain.family(),
                chain.point(),
                skb.protocol(),
                name(in),
                name(out),
                skb.mark(),
                framed ? sluice.packet.Octets.u48(skb.octets(), link + 6) : 0,
                packet.timeNanos(),
                length,
                OctetSequence.copyOf(packet.octets(), packet.offset(), queue.copiedOctets(length)));
    }

    private static String name(@Nullable NetInterface device) {
        return device == null ? "" : device.name();
    }

    boolean concerns(NetInterface device) {
        return in == device || out == device;
    }

    /** Gives the packet to the point's place. */
    void enter(long number) {
        id = number;
        Packet packet = skb.packet();
        if (chain.point().downward()) packet.passDown(chain.place());
        else packet.passUp(chain.place());
        if (chain.reroutes()) Netfilter.fillRouteKey(skb, savedKey);
    }

    /** Goes on without having been in the queue. */
    void passBy() {
        chain.resume(skb, index + 1, in, out);
    }

    // ---- the way back ----------------------------------------------------------------------

    /** Goes on as {@code said}; called once. */
    void reinject(QueueAnswer said) {
        answer = said.verdict();
        byte[] octets = said.packet();
        DropReason refused = octets == null ? null : replace(octets);
        if (refused != null) answer = NfVerdict.drop(refused);
        if (said.marked()) skb.setMark(said.mark());
        finish(Outcome.CONTINUE);
    }

    /**
     * Puts other octets in place of the packet's ({@code nfqnl_mangle}).
     *
     * <p>Differs: the kernel does not look whether what came back is a packet at all.
     */
    private @Nullable DropReason replace(byte[] octets) {
        Packet packet = skb.packet();
        int before = skb.networkOffset() - packet.offset(); // the link header, at EGRESS
        if (octets.length > DATAGRAM_OCTETS_MAX + before || !fits(octets, before))
            return NetfilterDrop.CHANGED_TO_NO_PACKET;
        packet.ensureTailroom(Math.max(0, octets.length - packet.lengthOctets()));
        if (octets.length > packet.lengthOctets())
            packet.put(octets.length - packet.lengthOctets());
        else packet.trim(octets.length);
        System.arraycopy(octets, 0, packet.writable(), packet.offset(), octets.length);
        skb.setChecksumState(ChecksumState.NONE);
        if (chain.family() == NfFamily.IPV4) {
            Ipv4View ip = skb.ipv4();
            skb.setTransportOffset(skb.networkOffset() + ip.headerOctets());
            skb.setUpperProtocol(ip.protocol());
        }
        return null;
    }

    private boolean fits(byte[] octets, int from) {
        return switch (chain.family()) {
            case IPV4 -> Ipv4View.fits(octets, from, octets.length);
            case IPV6 -> Ipv6View.fits(octets, from, octets.length);
            case ARP, NETDEV, BRIDGE -> octets.length >= from;
        };
    }

    void requireIn(NfQueue asked) {
        if (asked == queue) return;
        throw netfilter
                .contracts()
                .broken(
                        ContractRule.N12.id(),
                        ContractRule.N12.text(),
                        skb.packet().id(),
                        chain.place().name(),
                        "queue " + asked.number());
    }

    @Override
    protected String rule() {
        return ContractRule.N11.id();
    }

    @Override
    protected String offender(String call) {
        return "queue " + queue.number();
    }

    @Override
    protected void resume(Outcome outcome) {
        queue.left(this);
        HookRegistration running = netfilter.running();
        if (running != null && running != by) {
            netfilter.breach(
                    ContractRule.N12,
                    "it was queued by " + by.name(),
                    skb.packet().id(),
                    chain.place().name(),
                    running.name());
            answer = HookChain.BROKEN;
        }
        switch (outcome) {
            case Outcome.Continue() -> {
                switch (answer) {
                    case NfVerdict.Accept(), NfVerdict.Stolen() -> proceed(index + 1);
                    case NfVerdict.Repeat() -> proceed(index);
                    case NfVerdict.Drop(DropReason why) -> skb.end(why);
                    case NfVerdict.Queue other -> move(other);
                }
            }
            case Outcome.Discard(DropReason why) -> skb.end(why);
        }
    }

    private void proceed(int next) {
        giveBack();
        if (chain.reroutes() && netfilter.routeKeyChanged(skb, savedKey)) {
            DropReason failed = netfilter.reroute(chain.family(), skb);
            if (failed != null) {
                skb.end(failed);
                return;
            }
        }
        chain.resume(skb, next, in, out);
    }

    /** Goes to another queue from here. */
    private void move(NfVerdict.Queue other) {
        giveBack();
        chain.requeue(skb, by, index, in, out, other);
    }

    private void giveBack() {
        Packet packet = skb.packet();
        if (chain.point().downward()) packet.passDown(home);
        else packet.passUp(home);
        var trace = netfilter.trace();
        if (trace != null) {
            trace.accept(
                    new NfStep.Resumed(
                            netfilter.nowNanos(),
                            skb.packet().id(),
                            chain.place().name(),
                            queue.number(),
                            netfilter.nowNanos() - sinceNanos));
        }
    }

    @Override
    protected void revoked(DropReason why) {
        queue.left(this);
        skb.end(why);
    }
}
