package sluice.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sluice.trace.Born;
import sluice.trace.Crossed;
import sluice.trace.Ended;
import sluice.trace.Step;
import sluice.trace.StepText;
import sluice.trace.TraceSink;

/**
 * Follows the packets that recorded frames became: who began where, what left the NIC, and how each
 * ended.
 *
 * <p>A packet made from another inherits its origin, so the pieces of a datagram and the copies at
 * a tap are known for what they are. Entries live as long as their packets.
 */
final class FrameWatch implements TraceSink {
    /** Where a packet came from. */
    enum Side {
        /** Sent by a stand-in. */
        APPLICATION,
        /** Came in at the NIC whose frames were recorded. */
        NEAR,
        /** Came in at the other NIC of a router. */
        FAR,
        /** Made by the stack. */
        STACK
    }

    /** A packet's origin: the side, and the recorded frame or 0. */
    record Origin(Side side, long frame) {}

    /** What the watch reports. */
    interface Listener {
        /** The first packet of a recorded frame came to its end. */
        void ended(Origin origin, Ended end);

        /** A packet of a recorded frame, the first one or one made from it, was dropped. */
        void dropped(Origin origin, Ended end);

        /** A frame was put on the NIC whose frames were recorded. */
        void leftNear(Origin origin, Crossed crossing);
    }

    private static final Origin STACK = new Origin(Side.STACK, 0);
    private static final int STORY_LINES_MAX = 10_000;

    private final Listener listener;
    private final String nearNicPlace;
    private final long followedFrame;
    private final Map<Long, Origin> origins = new HashMap<>();
    private final Map<Long, Long> firstPackets = new HashMap<>();
    private final List<String> story = new ArrayList<>();
    private Origin next = STACK;
    private boolean firstBorn;

    FrameWatch(String nearNicPlace, long followedFrame, Listener listener) {
        this.nearNicPlace = nearNicPlace;
        this.followedFrame = followedFrame;
        this.listener = listener;
    }

    /** The next packet born from nothing is that of this frame. */
    void expect(Side side, long frame) {
        next = new Origin(side, frame);
        firstBorn = false;
    }

    /**
     * No further packet is expected.
     *
     * @return whether one came since {@link #expect}
     */
    boolean expectNothing() {
        next = STACK;
        return firstBorn;
    }

    /** The steps of the followed frame's packets, one line each. */
    List<String> story() {
        return story;
    }

    /** Recorded frames whose packets are still alive, with their packets. */
    Map<Long, Long> unfinished() {
        return firstPackets;
    }

    Origin originOf(long packetId) {
        return origins.getOrDefault(packetId, STACK);
    }

    @Override
    public void accept(Step step) {
        if (step instanceof Born born) begin(born);
        Origin origin = originOf(step.packetId());
        if (followedFrame != 0 && origin.frame == followedFrame && story.size() < STORY_LINES_MAX) {
            story.add(StepText.line(step));
        }
        switch (step) {
            case Crossed crossed -> {
                if (crossed.down() && crossed.place().equals(nearNicPlace))
                    listener.leftNear(origin, crossed);
            }
            case Ended ended -> finish(origin, ended);
            default -> {}
        }
    }

    private void begin(Born born) {
        Origin parent = born.parentId() == 0 ? null : origins.get(born.parentId());
        if (parent != null) {
            origins.put(born.packetId(), parent);
            return;
        }
        if (next.side == Side.STACK || firstBorn) return;
        firstBorn = true;
        origins.put(born.packetId(), next);
        firstPackets.put(born.packetId(), next.frame);
    }

    private void finish(Origin origin, Ended ended) {
        if (origin.frame != 0 && ended.kind().equals("dropped")) listener.dropped(origin, ended);
        if (firstPackets.remove(ended.packetId()) != null) listener.ended(origin, ended);
        origins.remove(ended.packetId());
    }
}
