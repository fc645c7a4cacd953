package sluice.live;

/** Why a shard's thread has ended. */
public sealed interface ShardEnd {
    /** It was asked to. */
    record Stopped() implements ShardEnd {}

    /**
     * A door's device went away.
     *
     * @param door its name
     * @param why what the device said
     */
    record DoorGone(String door, String why) implements ShardEnd {}

    /**
     * A layer, a driver or a request threw; the world stands as it was then.
     *
     * @param failure what was thrown
     */
    record Failed(Throwable failure) implements ShardEnd {}
}
