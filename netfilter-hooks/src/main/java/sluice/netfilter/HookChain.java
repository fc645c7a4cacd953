package sluice.netfilter;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sluice.inet.SocketError;
import sluice.packet.DropReason;
import sluice.packet.Place;
import sluice.trace.ContractBroken;

/**
 * The hooks of one family at one point: an immutable array sorted by priority and swapped on change
 * (Linux 6.x, {@code net/netfilter/core.c}). A walk goes on with the array it started with.
 *
 * <p>At equal priority the hook registered last runs first.
 *
 * <pre>
 *   run -> hook 0 -> hook 1 -> ... -> okfn
 *            |         '- QUEUE: parked; on finish the walk goes on at hook 2
 *            '- DROP: ended, the sender gets EPERM
 * </pre>
 */
public final class HookChain {
    /** How often a hook may say REPEAT for one packet. */
    public static final int REPEATS_MAX = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(HookChain.class);
    private static final HookRegistration[] NONE = {};
    private static final int DROPPED = -SocketError.NOT_PERMITTED.errno();

    private final NfFamily family;
    private final HookPoint point;
    private final Netfilter netfilter;
    private final Place place;
    private final Okfn okfn;
    private HookRegistration[] entries = NONE;

    /** {@code okfn} is the path behind the point. */
    HookChain(NfFamily family, HookPoint point, Netfilter netfilter, Place place, Okfn okfn) {
        this.family = family;
        this.point = point;
        this.netfilter = netfilter;
        this.place = place;
        this.okfn = okfn;
    }

    /** Family. */
    public NfFamily family() {
        return family;
    }

    /** Point. */
    public HookPoint point() {
        return point;
    }

    /** Whether a packet whose route key was changed here is routed again. */
    boolean reroutes() {
        return point == HookPoint.LOCAL_OUT && family.routed();
    }

    Okfn okfn() {
        return okfn;
    }

    Netfilter netfilter() {
        return netfilter;
    }

    /** Where packets are that are parked here. */
    public Place place() {
        return place;
    }

    /** The hooks in the order in which they run. */
    public List<HookRegistration> hooks() {
        return List.of(entries);
    }

    /** Puts a hook in, in front of those of equal priority. */
    public HookRegistration register(int priority, String name, NfHook hook) {
        var added = new HookRegistration(this, hook, priority, name);
        int at = 0;
        while (at < entries.length && entries[at].priority() < priority) at++;
        var wider = new HookRegistration[entries.length + 1];
        System.arraycopy(entries, 0, wider, 0, at);
        wider[at] = added;
        System.arraycopy(entries, at, wider, at + 1, entries.length - at);
        entries = wider;
        netfilter.listsChanged("it registered " + name);
        LOG.debug("{} {}: hook {} registered at priority {}", place.name(), family, name, priority);
        return added;
    }

    /**
     * Puts in a part of the path that stands among the hooks as the kernel has it there: it may
     * keep packets, so no verifier watches it.
     */
    public HookRegistration registerPath(int priority, String name, NfHook hook) {
        HookRegistration added = register(priority, name, hook);
        added.trust();
        return added;
    }

    void remove(HookRegistration registration) {
        int at = List.of(entries).indexOf(registration);
        var narrower = new HookRegistration[entries.length - 1];
        System.arraycopy(entries, 0, narrower, 0, at);
        System.arraycopy(entries, at + 1, narrower, at, narrower.length - at);
        entries = narrower;
        LOG.debug("{} {}: hook {} unregistered", place.name(), family, registration.name());
    }

    /**
     * Walks the hooks, then goes on behind the point.
     *
     * @return 0, or a negative errno for a local sender: {@code -EPERM} if a hook dropped it, or
     *     what came of going on; 0 if it was parked or stolen
     */
    public int run(Skb skb) {
        HookRegistration[] walked = entries;
        if (walked.length == 0) return okfn.proceed(skb);
        // nf_hook_egress: where a frame came in is no longer known there.
        NetInterface in = point == HookPoint.EGRESS ? null : skb.inDevice();
        return walk(skb, walked, 0, in, skb.outDevice());
    }

    /**
     * Goes on with a packet that was parked, at hook {@code from} of those that stand there now.
     */
    int resume(Skb skb, int from, @Nullable NetInterface in, @Nullable NetInterface out) {
        return walk(skb, entries, from, in, out);
    }

    /**
     * Goes on with a packet at the hooks behind a priority ({@code br_nf_hook_thresh}).
     *
     * @return as {@link #run}
     */
    public int runBehind(Skb skb, int priority) {
        HookRegistration[] walked = entries;
        int from = 0;
        while (from < walked.length && walked[from].priority() <= priority) from++;
        return walk(skb, walked, from, skb.inDevice(), skb.outDevice());
    }

    private int walk(
            Skb skb,
            HookRegistration[] walked,
            int from,
            @Nullable NetInterface in,
            @Nullable NetInterface out) {
        if (from < walked.length && netfilter.nestedTooDeep()) {
            breach(ContractRule.N25, "", skb, walked[from]);
            return drop(skb, NetfilterDrop.NESTED_TOO_DEEP);
        }
        HookState state = netfilter.enter();
        state.set(this, in, out);
        int result = 0;
        boolean goOn = true;
        int repeats = 0;
        int at = from;
        while (at < walked.length) {
            HookRegistration entry = walked[at];
            NfVerdict verdict = ask(entry, skb, state);
            if (verdict instanceof NfVerdict.Accept) {
                at++;
                repeats = 0;
            } else if (verdict instanceof NfVerdict.Repeat) {
                if (++repeats > REPEATS_MAX) {
                    breach(ContractRule.N07, "", skb, entry);
                    result = drop(skb, NetfilterDrop.REPEATED_WITHOUT_END);
                    goOn = false;
                    break;
                }
            } else {
                goOn = false;
                result = finish(verdict, entry, skb, at, state);
                if (result != BYPASSED) break;
                goOn = true;
                result = 0;
                at++;
            }
        }
        netfilter.leave();
        return goOn ? okfn.proceed(skb) : result;
    }

    private static final int BYPASSED = 1;

    /** A verdict that takes the packet out of the walk. */
    private int finish(
            NfVerdict verdict, HookRegistration entry, Skb skb, int index, HookState state) {
        return switch (verdict) {
            case NfVerdict.Drop(DropReason why) -> drop(skb, why);
            case NfVerdict.Queue queue -> park(queue, entry, skb, index, state);
            case NfVerdict.Accept(), NfVerdict.Repeat(), NfVerdict.Stolen() -> 0;
        };
    }

    private static int drop(Skb skb, DropReason why) {
        if (skb.inUse()) skb.end(why);
        return DROPPED;
    }

    private NfVerdict ask(HookRegistration entry, Skb skb, HookState state) {
        netfilter.beforeHook();
        long id = skb.packet().id();
        boolean watched = entry.reroutes();
        if (watched) Netfilter.fillRouteKey(skb, state.routeKey);
        HookVerifier verifier = netfilter.verifier();
        NfVerdict verdict =
                verifier == null || entry.trusted()
                        ? call(entry, skb, state, id)
                        : verifier.evaluate(entry, skb, state);
        boolean gone = !skb.inUse() || (skb.packet().id() != id && !skb.takeReplaced());
        if (gone && !(verdict instanceof NfVerdict.Stolen)) {
            if (verifier == null)
                netfilter.breach(ContractRule.N05, "", id, place.name(), entry.name());
            return NfVerdict.STOLEN;
        }
        var trace = netfilter.trace();
        if (trace != null) {
            trace.accept(
                    new NfStep.HookDecided(
                            netfilter.nowNanos(),
                            id,
                            place.name(),
                            entry.name(),
                            entry.priority(),
                            word(verdict),
                            gone ? 0 : skb.mark() & 0xffff_ffffL));
        }
        if (watched
                && verdict instanceof NfVerdict.Accept
                && netfilter.routeKeyChanged(skb, state.routeKey)) {
            return reroute(skb);
        }
        return verdict;
    }

    /** For a hook that failed. */
    static final NfVerdict OOPS = NfVerdict.drop(NetfilterDrop.HOOK_OOPS);

    /** For a hook that broke its contract. */
    static final NfVerdict BROKEN = NfVerdict.drop(NetfilterDrop.HOOK_BROKE_CONTRACT);

    /** Asks a hook without a verifier: only what costs nothing is looked at. */
    private NfVerdict call(HookRegistration entry, Skb skb, HookState state, long id) {
        NfVerdict verdict = null;
        Throwable thrown = null;
        long waits = netfilter.beginHook();
        try {
            verdict = entry.hook().evaluate(skb, state);
        } catch (ContractBroken _) { // entered in the book by whoever threw it
            verdict = OOPS;
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError failed) {
            thrown = failed;
        }
        if (netfilter.endHook() == waits && verdict != null) return verdict;
        if (netfilter.waitsRefused() != waits) {
            netfilter.breach(ContractRule.N08, "", id, place.name(), entry.name());
            return BROKEN;
        }
        if (thrown == null) {
            netfilter.breach(ContractRule.N19, "", id, place.name(), entry.name());
            return BROKEN;
        }
        netfilter.breach(ContractRule.N20, "it threw " + thrown, id, place.name(), entry.name());
        return OOPS;
    }

    private void breach(ContractRule rule, String detail, Skb skb, HookRegistration hook) {
        netfilter.breach(rule, detail, skb.packet().id(), place.name(), hook.name());
    }

    private NfVerdict reroute(Skb skb) {
        DropReason failed = netfilter.reroute(family, skb);
        if (failed != null) return NfVerdict.drop(failed);
        return NfVerdict.ACCEPT; // later hooks of this point are told the old device
    }

    static String word(NfVerdict verdict) {
        return switch (verdict) {
            case NfVerdict.Accept() -> "accept";
            case NfVerdict.Drop(DropReason why) -> "drop " + why.name();
            case NfVerdict.Stolen() -> "stolen";
            case NfVerdict.Repeat() -> "repeat";
            case NfVerdict.Queue(int number, boolean bypass) ->
                    "queue " + number + (bypass ? " bypass" : "");
        };
    }

    private int park(
            NfVerdict.Queue verdict, HookRegistration by, Skb skb, int index, HookState state) {
        NfQueue queue = netfilter.queue(verdict.number());
        if (queue == null) {
            if (verdict.bypass()) return BYPASSED;
            skb.end(NetfilterDrop.NO_QUEUE_LISTENER);
            return 0;
        }
        queue.park(new QueueEntry(this, by, queue, skb, index, state));
        return 0;
    }

    /** Parks a packet that a listener sent to another queue, or goes on if nobody listens there. */
    void requeue(
            Skb skb,
            HookRegistration by,
            int index,
            @Nullable NetInterface in,
            @Nullable NetInterface out,
            NfVerdict.Queue verdict) {
        HookState state = netfilter.enter();
        state.set(this, in, out);
        boolean bypassed = park(verdict, by, skb, index, state) == BYPASSED;
        netfilter.leave();
        if (bypassed) resume(skb, index + 1, in, out);
    }

    /** Whether hooks stand here; for the picture of the stack. */
    public boolean isEmpty() {
        return entries.length == 0;
    }
}
