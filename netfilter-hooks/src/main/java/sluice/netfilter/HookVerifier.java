package sluice.netfilter;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.packet.Fate;
import sluice.packet.OctetLoan;
import sluice.packet.Packet;
import sluice.packet.PacketWatch;
import sluice.packet.Place;
import sluice.packet.wire.HeaderView;
import sluice.time.VirtualScheduler;
import sluice.trace.ContractBroken;
import sluice.trace.Contracts;
import sluice.trace.PacketPasts;
import sluice.world.World;

/**
 * Holds the hooks of one host to the {@linkplain ContractRule hook contract}.
 *
 * <p>A hook is given a descriptor and a state of its own for each call. When it has said its
 * verdict they die, and the packet gets another array; the old one is poisoned. So whoever still
 * touches them is found, by an exception or by the next look into the {@link Quarantine}.
 *
 * <pre>
 *   stack's skb --copy--> lease --> hook --> verdict
 *        ^                  |                  | ACCEPT, REPEAT, QUEUE, DROP: copied back,
 *        '------------------+------------------'   the lease dies
 *                           '- STOLEN: the lease is the packet's descriptor now
 * </pre>
 */
final class HookVerifier implements PacketWatch {
    private final Contracts contracts;
    private final VirtualScheduler scheduler;
    private final SkbPool skbs;
    private final PacketPasts pasts = new PacketPasts();
    private final Quarantine quarantine = new Quarantine();
    private final ArrayDeque<HookCall> calls = new ArrayDeque<>();
    private final Map<Long, Held> stolen = new LinkedHashMap<>();
    private final Map<Long, Held> made = new LinkedHashMap<>();

    private @Nullable OctetLoan ending; // the octets of a hook's packet that is being ended

    private record Held(Packet packet, Place at, String hook, String place) {}

    HookVerifier(World world, SkbPool skbs) {
        this.contracts = world.contracts();
        this.scheduler = world.scheduler();
        this.skbs = skbs;
        world.ledger().watchBy(this);
        world.addAudit(this::audit);
    }

    // ---- a call ----------------------------------------------------------------------------

    /** Asks the hook. */
    NfVerdict evaluate(HookRegistration entry, Skb skb, HookState state) {
        lookIntoQuarantine();
        String place = state.placeName();
        Skb lease = skbs.take(skb.packet());
        SkbFields.copy(skb, lease);
        lease.lease = new SkbLease(this, entry.name(), place);
        var call = new HookCall(entry, lease, place);
        HookState told = state.leaseTo(this);
        pasts.note(call.packetId, scheduler.nowNanos(), "hook " + entry.name() + " at " + place);
        NfVerdict verdict = null;
        Throwable thrown = null;
        long waits = scheduler.waitsRefused();
        calls.push(call);
        scheduler.beginUnbroken();
        try {
            verdict = entry.hook().evaluate(lease, told);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError failed) {
            thrown = failed;
        } finally {
            scheduler.endUnbroken();
            calls.pop();
        }
        told.end(new LeaseNote(ContractRule.N23, entry.name(), call.packetId, place));
        judge(call, verdict, thrown, scheduler.waitsRefused() > waits);
        return settle(call, skb, verdict);
    }

    /** Enters the first breach of the call in the book. */
    private void judge(
            HookCall call,
            @Nullable NfVerdict verdict,
            @Nullable Throwable thrown,
            boolean waited) {
        boolean gone = !call.lease.inUse();
        boolean taken = verdict instanceof NfVerdict.Stolen;
        ContractRule wrote = call.wroteWrongly();
        if (call.broken != null) return;
        if (waited) {
            breach(call, ContractRule.N08, "");
        } else if (thrown instanceof ContractBroken) {
            call.broken = ContractRule.N02; // entered in the book by whoever threw it
        } else if (thrown instanceof IndexOutOfBoundsException && isOfStaleView(thrown, call)) {
            breach(call, ContractRule.N10, "");
        } else if (thrown != null) {
            breach(call, ContractRule.N20, "it threw " + thrown);
        } else if (verdict == null) {
            breach(call, ContractRule.N19, "");
        } else if (gone && !taken) {
            breach(call, ContractRule.N05, "it said " + HookChain.word(verdict));
        } else if (wrote != null) {
            breach(call, wrote, "octet " + call.firstWrittenOffset() + " of the IP packet");
        } else if (!gone
                && !taken
                && !(verdict instanceof NfVerdict.Drop)
                && call.lease.packet() == call.packet) {
            ContractRule broken =
                    HeaderFacts.of(call.lease, call.hook.family()).brokenSince(call.before);
            if (broken != null) breach(call, broken, "");
        }
    }

    /**
     * Whether it was thrown by a view that was taken back. What the virtual machine throws often it
     * throws without a stack trace; then it is, if there is such a view.
     */
    private static boolean isOfStaleView(Throwable thrown, HookCall call) {
        if (thrown.getStackTrace().length == 0) return call.hasStaleViews();
        for (StackTraceElement frame : thrown.getStackTrace()) {
            String type = frame.getClassName();
            if (type.startsWith("sluice.packet.wire.") && type.endsWith("View")) return true;
            boolean below =
                    type.startsWith("sluice.packet.")
                            || type.startsWith("java.")
                            || type.startsWith("jdk.");
            if (!below) return false;
        }
        return false;
    }

    /** Gives the packet back to the stack's descriptor, unless it is gone or stolen. */
    private NfVerdict settle(HookCall call, Skb skb, @Nullable NfVerdict verdict) {
        Skb lease = call.lease;
        boolean taken = verdict instanceof NfVerdict.Stolen;
        call.revokeViews();
        if (!lease.inUse() || taken) {
            byte[] lent = call.giveBack();
            if (lent != null && !lease.inUse()) quarantine.take(lent, note(ContractRule.N02, call));
            skb.clear(); // its packet has ended, or is the lease's
            if (taken && lease.inUse()) {
                Packet packet = lease.packet();
                stolen.put(
                        packet.id(),
                        new Held(packet, packet.owner(), call.hook.name(), call.place));
            }
            return verdict == null ? HookChain.BROKEN : verdict;
        }
        ContractRule later =
                switch (verdict) {
                    case NfVerdict.Drop _ -> ContractRule.N01;
                    case NfVerdict.Queue _ -> ContractRule.N03;
                    case null, default -> ContractRule.N04;
                };
        LeaseNote note = note(later, call);
        Packet packet = lease.packet();
        SkbFields.copy(lease, skb);
        kill(lease, note);
        moveAway(packet, note);
        byte[] lent = call.giveBack();
        if (lent != null) quarantine.take(lent, note);
        if (call.broken == ContractRule.N20) return HookChain.OOPS;
        return call.broken != null || verdict == null ? HookChain.BROKEN : verdict;
    }

    private void kill(Skb lease, LeaseNote note) {
        lease.clear();
        if (lease.lease != null) lease.lease.end(note);
        quarantine.take(lease, note);
    }

    /** Gives the packet an array that the hook has not seen. */
    private void moveAway(Packet packet, LeaseNote note) {
        try (var seen = packet.loan()) {
            packet.writable();
            if (seen.isSole()) quarantine.take(seen.octets(), note);
        }
    }

    private static LeaseNote note(ContractRule rule, HookCall call) {
        return new LeaseNote(rule, call.hook.name(), call.packetId, call.place);
    }

    // ---- what is told by others ------------------------------------------------------------

    /** A view of a leased packet's header was handed out. */
    void handedOut(Skb lease, HeaderView view) {
        HookCall call = calls.peek();
        if (call != null && call.lease == lease) call.handedOut(view);
    }

    /** Somebody touched what its note forbids: the exception to throw. */
    ContractBroken touched(LeaseNote note) {
        HookCall call = calls.peek();
        if (call != null && call.broken == null) call.broken = note.rule();
        return breach(note.rule(), "", note.packetId(), note.place(), note.hook());
    }

    /** A stolen packet came to its end, or goes on by {@link HookState#okfn}. */
    void over(long packetId, LeaseNote note) {
        stolen.remove(packetId);
        OctetLoan octets = ending;
        ending = null;
        if (octets != null && octets.isSole()) quarantine.take(octets.octets(), note);
    }

    /** A stolen packet goes on: under another descriptor, so that the hook's is dead. */
    Skb sentOn(Skb lease) {
        Packet packet = lease.packet();
        Skb fresh = skbs.take(packet);
        SkbFields.copy(lease, fresh);
        if (lease.lease != null) lease.lease.over(packet);
        lease.clear();
        return fresh;
    }

    /** The hook that is being asked, or null. */
    @Nullable HookRegistration running() {
        HookCall call = calls.peek();
        return call == null ? null : call.hook;
    }

    /** A breach of the hook that is being asked. */
    void breachByRunning(ContractRule rule, String detail) {
        HookCall call = calls.peek();
        if (call != null) breach(call, rule, detail);
    }

    private void breach(HookCall call, ContractRule rule, String detail) {
        if (call.broken != null) return;
        call.broken = rule;
        var _ = breach(rule, detail, call.packetId, call.place, call.hook.name());
    }

    ContractBroken breach(
            ContractRule rule, String detail, long packetId, String place, String hook) {
        String text = detail.isEmpty() ? rule.text() : rule.text() + ": " + detail;
        return contracts.broken(rule.id(), text, packetId, place, hook, pasts.of(packetId));
    }

    private void lookIntoQuarantine() {
        LeaseNote note = quarantine.touched();
        if (note != null) {
            var _ = breach(note.rule(), "", note.packetId(), note.place(), note.hook());
        }
    }

    /** What only shows when nothing is left to do. */
    private void audit() {
        lookIntoQuarantine();
        report(stolen, ContractRule.N06);
        report(made, ContractRule.N24);
    }

    private void report(Map<Long, Held> kept, ContractRule rule) {
        List<Map.Entry<Long, Held>> all = new ArrayList<>(kept.entrySet());
        kept.clear();
        for (var entry : all) {
            Held held = entry.getValue();
            boolean there = held.packet.isAlive() && held.packet.id() == entry.getKey();
            if (!there || held.packet.owner() != held.at) continue;
            var _ = breach(rule, "", entry.getKey(), held.place, held.hook);
        }
    }

    // ---- packets ---------------------------------------------------------------------------

    @Override
    public void born(Packet packet, String cause) {
        pasts.note(packet.id(), scheduler.nowNanos(), cause + " at " + packet.owner().name());
        HookCall call = calls.peek();
        if (call == null) return;
        made.put(packet.id(), new Held(packet, packet.owner(), call.hook.name(), call.place));
    }

    @Override
    public void passed(Packet packet, Place from, Place to) {
        pasts.note(packet.id(), scheduler.nowNanos(), "passed on to " + to.name());
        if (!made.isEmpty()) made.remove(packet.id());
    }

    @Override
    public void ended(Packet packet, Fate fate) {
        pasts.note(
                packet.id(),
                scheduler.nowNanos(),
                "ended at " + packet.owner().name() + ": " + fate.name());
        if (!made.isEmpty()) made.remove(packet.id());
        boolean hooks = stolen.containsKey(packet.id());
        for (HookCall call : calls) hooks |= call.packet == packet;
        if (hooks) ending = packet.loan();
    }

    @Override
    public void madePrivate(Packet packet, byte[] shared) {
        for (HookCall call : calls) call.madePrivate(packet, shared);
    }
}
