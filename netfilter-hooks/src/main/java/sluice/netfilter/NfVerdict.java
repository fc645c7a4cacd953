package sluice.netfilter;

import sluice.packet.DropReason;

/**
 * What a hook says of a packet (Linux, include/uapi/linux/netfilter.h). A hook returns constants,
 * so that a decision allocates nothing.
 */
public sealed interface NfVerdict {
    /** Go on with the next hook. */
    NfVerdict ACCEPT = new Accept();

    /** End it, under {@link NetfilterDrop#DROPPED_BY_HOOK}. */
    NfVerdict DROP = new Drop(NetfilterDrop.DROPPED_BY_HOOK);

    /** The hook has taken it over. */
    NfVerdict STOLEN = new Stolen();

    /** Call this hook again. */
    NfVerdict REPEAT = new Repeat();

    /** {@link #ACCEPT}. */
    record Accept() implements NfVerdict {}

    /** End it under this reason. */
    record Drop(DropReason why) implements NfVerdict {}

    /** {@link #STOLEN}: the hook owns the packet and has to end it or send it on its way itself. */
    record Stolen() implements NfVerdict {}

    /** {@link #REPEAT}. */
    record Repeat() implements NfVerdict {}

    /**
     * Park it in a queue for user space.
     *
     * @param number the queue, 0..65535
     * @param bypass whether to go on as if accepted when nobody listens; else it is dropped
     */
    record Queue(int number, boolean bypass) implements NfVerdict {
        /** Checks the number. */
        public Queue {
            if (number < 0 || number > 0xffff)
                throw new IllegalArgumentException("queue number " + number);
        }
    }

    /** {@link Drop} under this reason. */
    static NfVerdict drop(DropReason why) {
        return new Drop(why);
    }
}
