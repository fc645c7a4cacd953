package sluice.netfilter;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sluice.defer.DeferralSink;
import sluice.packet.DropReason;
import sluice.packet.Ledger;
import sluice.packet.Octets;
import sluice.packet.Place;
import sluice.time.VirtualScheduler;
import sluice.trace.Contracts;
import sluice.trace.Layering;
import sluice.trace.TraceSink;
import sluice.world.Host;

/**
 * The hook points and queues of one host (one network namespace). The stack makes the chains with
 * {@link #chain} and tells how a path goes on behind each.
 */
public final class Netfilter {
    static final int ROUTE_KEY_WORDS = 5;

    /** Walks that may stand in walks: hooks whose packets meet hooks. */
    private static final int NESTED_MAX = 32;

    private final Host host;
    private final Ledger ledger;
    private final VirtualScheduler scheduler;
    private final Rerouter rerouter;
    private final Map<NfFamily, Map<HookPoint, HookChain>> chains = new EnumMap<>(NfFamily.class);
    private final Map<Integer, NfQueue> queues = new TreeMap<>();
    private final ArrayList<HookState> states = new ArrayList<>();
    private int depth;
    private int offers;
    private @Nullable HookVerifier verifier;

    /**
     * Hook points without hooks.
     *
     * @param rerouter used after LOCAL_OUT
     */
    public Netfilter(Host host, Rerouter rerouter) {
        this.host = host;
        this.ledger = host.world().ledger();
        this.scheduler = host.scheduler();
        this.rerouter = rerouter;
        for (NfFamily family : NfFamily.values()) {
            chains.put(family, new EnumMap<>(HookPoint.class));
        }
    }

    /** Makes the chain of a point; {@code okfn} is the path behind it. */
    public HookChain chain(NfFamily family, HookPoint point, Okfn okfn) {
        Place place =
                family.routed()
                        ? host.place("nf/" + point.name(), Layering.IP)
                        : host.place(
                                "nf/" + family.name().toLowerCase(Locale.ROOT) + "/" + point.name(),
                                Layering.ETHERNET);
        var chain = new HookChain(family, point, this, place, okfn);
        if (points(family).putIfAbsent(point, chain) != null)
            throw new IllegalStateException(family + " " + point + " exists");
        return chain;
    }

    /**
     * Makes the chain of a device at INGRESS or EGRESS, which the device keeps; {@code okfn} is the
     * path behind it.
     *
     * @param layering what the device's frames begin with
     */
    public HookChain deviceChain(String device, HookPoint point, Layering layering, Okfn okfn) {
        if (!NfFamily.NETDEV.points().contains(point))
            throw new IllegalArgumentException("no point of a device: " + point);
        Place place = host.place("nf/" + device + "/" + point.name(), layering);
        return new HookChain(NfFamily.NETDEV, point, this, place, okfn);
    }

    private Map<HookPoint, HookChain> points(NfFamily family) {
        return java.util.Objects.requireNonNull(chains.get(family));
    }

    /** The chain of a point; a device has its own of NETDEV. */
    public HookChain chain(NfFamily family, HookPoint point) {
        HookChain chain = points(family).get(point);
        if (chain == null) throw new IllegalStateException("no " + family + " " + point);
        return chain;
    }

    /**
     * Lets {@code listener} decide about the packets of a queue.
     *
     * @throws IllegalStateException if somebody listens there already (the kernel's EBUSY)
     */
    public NfQueue bind(int number, DeferralSink listener, int lengthPacketsMax, boolean failOpen) {
        var queue = new NfQueue(number, listener, lengthPacketsMax, failOpen, this);
        if (queues.putIfAbsent(number, queue) != null)
            throw new IllegalStateException("queue " + number + " has a listener");
        return queue;
    }

    /** {@link #bind(int, DeferralSink, int, boolean)} with the usual length, failing closed. */
    public NfQueue bind(int number, DeferralSink listener) {
        return bind(number, listener, NfQueue.LENGTH_PACKETS_DEFAULT, false);
    }

    /**
     * Holds hooks to the whole {@linkplain ContractRule contract} from now on; a second call does
     * nothing.
     */
    public void verify(SkbPool skbs) {
        if (verifier != null) return;
        skbs.reuseNone();
        verifier = new HookVerifier(host.world(), skbs);
    }

    @Nullable HookVerifier verifier() {
        return verifier;
    }

    /** A hook was put in or taken out. */
    void listsChanged(String how) {
        HookVerifier watching = verifier;
        if (watching != null) watching.breachByRunning(ContractRule.N22, how);
    }

    /** A listener is asked: what it answers meanwhile is not the running hook's doing. */
    void beginOffer() {
        offers++;
    }

    /** The other end of {@link #beginOffer}. */
    void endOffer() {
        offers--;
    }

    /** The hook that is being asked, if a verifier is on and nobody else can be at work. */
    @Nullable HookRegistration running() {
        HookVerifier watching = verifier;
        return watching == null || offers > 0 ? null : watching.running();
    }

    /** How many packets wait in queues. */
    int waitingCount() {
        int count = 0;
        for (NfQueue queue : queues.values()) count += queue.waitingCount();
        return count;
    }

    /** A hook was taken out: what waits in any queue is dropped. */
    void hookGone() {
        for (NfQueue queue : queues()) queue.flush(_ -> true, NetfilterDrop.HOOK_UNREGISTERED);
    }

    /** A device went down: what waits and came in or leaves by it is dropped ({@code dev_cmp}). */
    public void deviceDown(NetInterface device) {
        for (NfQueue queue : queues())
            queue.flush(entry -> entry.concerns(device), NetfilterDrop.DEVICE_DOWN);
    }

    void unbound(NfQueue queue) {
        queues.remove(queue.number());
    }

    @Nullable NfQueue queue(int number) {
        return queues.isEmpty() ? null : queues.get(number);
    }

    /** The queues that have a listener, by number. */
    public List<NfQueue> queues() {
        return List.copyOf(queues.values());
    }

    // A walk inside a walk (an ICMP error made while a packet is forwarded) has a state of its own.
    HookState enter() {
        if (depth == states.size()) states.add(new HookState());
        return states.get(depth++);
    }

    void leave() {
        depth--;
    }

    boolean nestedTooDeep() {
        return depth >= NESTED_MAX;
    }

    /** A hook is asked: it must not wait. Returns how many waits have been refused so far. */
    long beginHook() {
        scheduler.beginUnbroken();
        return scheduler.waitsRefused();
    }

    /** The other end of {@link #beginHook}. */
    long endHook() {
        scheduler.endUnbroken();
        return scheduler.waitsRefused();
    }

    void beforeHook() {
        host.charge(host.costs().layerCallNanos());
        scheduler.interruptionPoint();
    }

    @Nullable TraceSink trace() {
        return ledger.trace();
    }

    long waitsRefused() {
        return scheduler.waitsRefused();
    }

    long nowNanos() {
        return scheduler.nowNanos();
    }

    Contracts contracts() {
        return ledger.contracts();
    }

    /** Enters a breach in the book; it is not thrown on: the kernel survives an oops. */
    void breach(ContractRule rule, String detail, long packetId, String place, String hook) {
        HookVerifier watching = verifier;
        if (watching != null) {
            var _ = watching.breach(rule, detail, packetId, place, hook);
            return;
        }
        String text = detail.isEmpty() ? rule.text() : rule.text() + ": " + detail;
        contracts().broken(rule.id(), text, packetId, place, hook);
    }

    @Nullable DropReason reroute(NfFamily family, Skb skb) {
        return rerouter.reroute(family, skb);
    }

    private final long[] nowKey = new long[ROUTE_KEY_WORDS];

    boolean routeKeyChanged(Skb skb, long[] routeKey) {
        fillRouteKey(skb, nowKey);
        for (int i = 0; i < ROUTE_KEY_WORDS; i++) {
            if (nowKey[i] != routeKey[i]) return true;
        }
        return false;
    }

    /** What decides about a route: addresses, TOS, mark ({@code nf_ip_saveroute}). */
    static void fillRouteKey(Skb skb, long[] key) {
        byte[] octets = skb.octets();
        int at = skb.networkOffset();
        if (skb.isIpv4()) {
            key[0] = Octets.i64(octets, at + 12); // source and destination
            key[1] = Octets.u8(octets, at + 1);
            key[2] = 0;
            key[3] = 0;
        } else {
            key[0] = Octets.i64(octets, at + 8);
            key[1] = Octets.i64(octets, at + 16);
            key[2] = Octets.i64(octets, at + 24);
            key[3] = Octets.i64(octets, at + 32);
        }
        key[4] = skb.mark();
    }
}
