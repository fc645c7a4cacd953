package sluice.ndis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.time.Level;
import sluice.time.VirtualScheduler;

/**
 * Rules of IRQL, locks and memory, as far as they are seen in the journal. Keeps the handlers that
 * are open now, innermost last, and raises the level of those that Windows calls at DISPATCH_LEVEL
 * whoever the caller is.
 *
 * <p>Work of the wire and of a test has no IRQL: a level too low is not looked at there.
 */
final class IrqlRules extends RuleSet {
    /** How long a handler at DISPATCH_LEVEL may take: choice, below the system's watchdog. */
    private static final long HANDLER_NANOS_MAX = 10_000_000_000L;

    private static final BugCode SHARED_MEMORY = new BugCode(0x7C, 0x01);

    /** A handler that has not returned; used again when another has been entered. */
    private static final class Frame {
        @Nullable Party party;
        @Nullable NdisHandler handler;
        Irql raised = Irql.PASSIVE;
        long sinceNanos;
        int locksHeld;
    }

    /** The handlers of one thread, innermost last. */
    private static final class Frames {
        Frame[] frames = new Frame[0];
        int depth;

        Frame add() {
            if (depth == frames.length) {
                frames = Arrays.copyOf(frames, depth + 8);
                for (int i = depth; i < frames.length; i++) frames[i] = new Frame();
            }
            return frames[depth++];
        }
    }

    private Frames open = new Frames();
    private final VirtualScheduler scheduler;
    private final List<NdisSpinLock> held = new ArrayList<>();
    private final LockGraph order = new LockGraph();

    IrqlRules(Ndis ndis) {
        super(ndis);
        this.scheduler = ndis.host().scheduler();
    }

    private long now() {
        return scheduler.nowNanos();
    }

    // ---- the open handlers

    @Override
    public void entering(Party who, NdisHandler handler, @Nullable NdisPacket about) {
        boolean raises = who.version().major() < 6 && isCalledAtDispatch(handler);
        Frame frame = open.add();
        frame.party = who;
        frame.handler = handler;
        frame.raised = raises ? ndis.raise(Irql.DISPATCH) : ndis.raise(Irql.PASSIVE);
        frame.sinceNanos = now();
        frame.locksHeld = held.size();
    }

    @Override
    public void left(
            Party who,
            NdisHandler handler,
            @Nullable NdisPacket about,
            NdisStatus answer,
            int count) {
        Frame frame = closed(who, handler);
        if (frame == null) return;
        if (held.size() > frame.locksHeld)
            ndis.report(
                    IrqlRule.I04,
                    who,
                    about,
                    held.getLast() + " is held, " + handler.ddkName() + " returned");
        long took = now() - frame.sinceNanos;
        boolean tooLong = took > HANDLER_NANOS_MAX && ndis.irql().compareTo(Irql.DISPATCH) >= 0;
        ndis.lower(frame.raised);
        if (tooLong)
            ndis.report(
                    IrqlRule.I11, who, about, handler.ddkName() + ": " + took / 1_000_000 + " ms");
    }

    /** Those inside it that threw have not been left. */
    private @Nullable Frame closed(Party who, NdisHandler handler) {
        while (open.depth > 0) {
            Frame last = open.frames[--open.depth];
            if (last.party == who && last.handler == handler) return last;
        }
        return null;
    }

    /** Handlers of NDIS 5 for which the wrapper raises the level (Windows NT 4 DDK). */
    private static boolean isCalledAtDispatch(NdisHandler handler) {
        return switch (handler) {
            case SEND_COMPLETE,
                    RECEIVE_PACKET,
                    RECEIVE,
                    TRANSFER_DATA,
                    TRANSFER_COMPLETE,
                    REQUEST,
                    REQUEST_COMPLETE,
                    CHECK_FOR_HANG,
                    RESET,
                    RESET_COMPLETE,
                    STATUS ->
                    true;
            default -> false;
        };
    }

    /** A thread waits: its open handlers, for {@link #resume}. */
    Object suspend() {
        Object mine = open;
        open = new Frames();
        return mine;
    }

    /** It goes on. */
    void resume(Object mine) {
        open = (Frames) mine;
    }

    // ---- calls

    @Override
    public void calling(Party who, NdisCall function, @Nullable NdisPacket about) {
        checkLevel(who, function, about);
        if (!held.isEmpty() && goesOut(function)) {
            NdisSpinLock last = held.getLast();
            if (last.party() == who)
                ndis.report(IrqlRule.I07, who, about, function.ddkName() + " with " + last);
        }
    }

    private void checkLevel(Party who, NdisCall function, @Nullable NdisPacket about) {
        if (function.isForAllBelowDevices() && !ndis.isAboveDispatch()) return;
        if (hasRuleOfItsOwn(function)) return;
        Irql at = ndis.irql();
        boolean tooHigh = at.compareTo(function.highest()) > 0;
        boolean tooLow = at.compareTo(function.lowest()) < 0 && hasLevel();
        if (!tooHigh && !tooLow) return;
        boolean shared = function == NdisCall.ALLOCATE_SHARED || function == NdisCall.FREE_SHARED;
        BugCode code = shared ? SHARED_MEMORY : IrqlRule.I01.code();
        ndis.report(IrqlRule.I01, who, about, function.ddkName() + " at " + at, code, 0);
    }

    private boolean hasLevel() {
        return scheduler.runningLevel() != Level.WIRE;
    }

    /** Waiting is I02's, spin locks are I04's and I05's. */
    private static boolean hasRuleOfItsOwn(NdisCall function) {
        return switch (function) {
            case WAIT_EVENT, SLEEP, RELEASE_LOCK, DPR_ACQUIRE_LOCK, DPR_RELEASE_LOCK -> true;
            default -> false;
        };
    }

    /** Calls through which other drivers run before they return. */
    private static boolean goesOut(NdisCall function) {
        return switch (function) {
            case SEND,
                    SEND_PACKETS,
                    SEND_LISTS,
                    FILTER_SEND,
                    SEND_COMPLETE,
                    SEND_LISTS_COMPLETE,
                    FILTER_SEND_COMPLETE,
                    RESOURCES_AVAILABLE,
                    INDICATE_PACKET,
                    INDICATE_LOOKAHEAD,
                    INDICATE_LISTS,
                    FILTER_INDICATE,
                    INDICATE_COMPLETE,
                    RETURN_PACKETS,
                    RETURN_LISTS,
                    FILTER_RETURN,
                    TRANSFER_DATA,
                    TRANSFER_COMPLETE,
                    REQUEST,
                    REQUEST_COMPLETE,
                    RESET,
                    RESET_COMPLETE,
                    INDICATE_STATUS ->
                    true;
            default -> false;
        };
    }

    /** A call of NDIS 6 says whether its caller runs at DISPATCH_LEVEL. */
    void dispatchFlag(Party who, boolean flag) {
        Irql at = ndis.irql();
        if (flag && at != Irql.DISPATCH && hasLevel())
            ndis.report(IrqlRule.I08, who, null, "DISPATCH_LEVEL was said at " + at);
    }

    // ---- locks

    /** A lock is about to be taken. */
    void acquiring(NdisSpinLock lock) {
        if (!held.isEmpty()) {
            NdisSpinLock last = held.getLast();
            List<NdisSpinLock> other = order.add(last, lock);
            if (other != null)
                ndis.report(
                        IrqlRule.I06,
                        lock.party(),
                        null,
                        lock + " with " + last + " held; before: " + other);
        }
        held.addLast(lock);
    }

    /** A lock was released. */
    void released(NdisSpinLock lock) {
        held.remove(lock);
    }
}
