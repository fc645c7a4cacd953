package sluice.userland;

import sluice.ndis.MiniportAttributes;

/**
 * How an inspecting driver and its program work together.
 *
 * @param policy what senders are told
 * @param fetch how the program gets packets
 * @param giveBack how it gives them back
 * @param ring how rings lie in memory
 * @param slots packets of the largest size that fit into each ring, 1 to 4096
 * @param pendedMax sends that may wait for room in the ring when senders are told PENDING
 * @param frameOctetsMax the largest frame
 * @param atClose what becomes of what waits when the program is gone
 * @param raisesPriorityTo priority that the driver gives the program's thread when it opens the
 *     device, 0 to leave it
 * @param attributes {@link MiniportAttributes} of the upper edge
 */
public record InspectionOptions(
        SendPolicy policy,
        FetchWay fetch,
        ReturnWay giveBack,
        RingKind ring,
        int slots,
        int pendedMax,
        int frameOctetsMax,
        ClosePolicy atClose,
        int raisesPriorityTo,
        int attributes) {
    private static final int SLOTS_MAX = 4096;
    private static final int FRAME_OCTETS = 1518;

    /** Sends pend, both ways by shared memory, 32 slots, what waits goes on at the end. */
    public static final InspectionOptions DEFAULT =
            new InspectionOptions(
                    SendPolicy.PEND,
                    FetchWay.SHARED,
                    ReturnWay.SHARED,
                    RingKind.SLOTS,
                    32,
                    4096,
                    FRAME_OCTETS,
                    ClosePolicy.FORWARD,
                    0,
                    MiniportAttributes.INTERMEDIATE);

    /** Checks the ranges. */
    public InspectionOptions {
        if (slots < 1 || slots > SLOTS_MAX) throw new IllegalArgumentException(slots + " slots");
        if (pendedMax < 0) throw new IllegalArgumentException(pendedMax + " pended sends");
        if (frameOctetsMax < 60 || frameOctetsMax > 65_536)
            throw new IllegalArgumentException("frames of " + frameOctetsMax);
        if (raisesPriorityTo < 0 || raisesPriorityTo > 31)
            throw new IllegalArgumentException("priority " + raisesPriorityTo);
    }

    /** The same with these three ways. */
    public InspectionOptions with(SendPolicy sends, FetchWay fetches, ReturnWay returns) {
        return new InspectionOptions(
                sends,
                fetches,
                returns,
                ring,
                slots,
                pendedMax,
                frameOctetsMax,
                atClose,
                raisesPriorityTo,
                attributes);
    }

    /** The same with other rings. */
    public InspectionOptions withRings(RingKind kind, int slotsOfEach) {
        return new InspectionOptions(
                policy,
                fetch,
                giveBack,
                kind,
                slotsOfEach,
                pendedMax,
                frameOctetsMax,
                atClose,
                raisesPriorityTo,
                attributes);
    }

    /** The same with another end. */
    public InspectionOptions closing(ClosePolicy what) {
        return new InspectionOptions(
                policy,
                fetch,
                giveBack,
                ring,
                slots,
                pendedMax,
                frameOctetsMax,
                what,
                raisesPriorityTo,
                attributes);
    }

    /** The same raising the program's thread. */
    public InspectionOptions raisingTo(int priority) {
        return new InspectionOptions(
                policy,
                fetch,
                giveBack,
                ring,
                slots,
                pendedMax,
                frameOctetsMax,
                atClose,
                priority,
                attributes);
    }

    /** The same with other attributes, such as a serialized driver's. */
    public InspectionOptions withAttributes(int flags) {
        return new InspectionOptions(
                policy,
                fetch,
                giveBack,
                ring,
                slots,
                pendedMax,
                frameOctetsMax,
                atClose,
                raisesPriorityTo,
                flags);
    }
}
